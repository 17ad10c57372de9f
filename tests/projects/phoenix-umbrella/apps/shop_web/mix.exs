defmodule ShopWeb.MixProject do
  use Mix.Project

  def project do
    [
      app: :shop_web,
      version: "0.1.0",
      build_path: "../../_build",
      deps_path: "../../deps",
      lockfile: "../../mix.lock",
      elixir: "~> 1.17",
      aliases: ["assets.deploy": ["cmd --cd assets npm run deploy", "phx.digest"]],
      deps: [{:phoenix, "~> 1.8"}, {:bandit, "~> 1.5"}, {:shop, in_umbrella: true}, {:phoenix_live_reload, "~> 1.2", only: :dev}]
    ]
  end

  def application, do: [mod: {ShopWeb.Application, []}]
end
