defmodule Shop.MixProject do
  use Mix.Project

  def project do
    [
      app: :shop,
      version: "0.1.0",
      build_path: "../../_build",
      deps_path: "../../deps",
      lockfile: "../../mix.lock",
      elixir: "~> 1.17",
      aliases: [test: ["ecto.create --quiet", "ecto.migrate --quiet", "test"]],
      deps: [
        {:ecto_sql, "~> 3.13"},
        {:postgrex, ">= 0.0.0"},
        # {:myxql, ">= 0.0.0"},
        {:redix, "~> 1.5"},
        {:bcrypt_elixir, "~> 3.0"},
        {:oban, "~> 2.20"}
      ]
    ]
  end

  def application, do: [mod: {Shop.Application, []}, extra_applications: [:logger]]
end
