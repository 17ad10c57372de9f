defmodule App.MixProject do
  use Mix.Project

  def project do
    [
      app: :app,
      version: "0.1.0",
      start_permanent: Mix.env() == :prod,
      deps: [{:bandit, "~> 1.8"}, {:plug, "~> 1.18"}]
    ]
  end

  def application, do: [mod: {App.Application, []}, extra_applications: [:logger]]
end
