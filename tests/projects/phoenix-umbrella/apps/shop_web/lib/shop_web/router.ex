defmodule ShopWeb.Router do
  use Phoenix.Router

  scope "/internal" do
    pipe_through :api

    scope "/checks", ShopWeb do
      get "/health", HealthController, :show
    end
  end

  scope "/" do
    get "/", ShopWeb.PageController, :home
  end
end
