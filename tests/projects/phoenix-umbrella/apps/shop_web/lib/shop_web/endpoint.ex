defmodule ShopWeb.Endpoint do
  use Phoenix.Endpoint, otp_app: :shop_web

  plug ShopWeb.Router
end
