defmodule AppWeb.Router do
  use Phoenix.Router

  scope "/", AppWeb do
    get "/", PageController, :home
  end
end
