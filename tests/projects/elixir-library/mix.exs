defmodule Retry.MixProject do
  use Mix.Project

  def project do
    [app: :retry, version: "0.1.0", elixir: "~> 1.15", package: package(), deps: [{:plug_cowboy, "~> 2.7", only: :test}]]
  end

  # It starts a registry for those who depend on it.
  def application, do: [mod: {Retry.Application, []}]

  defp package, do: [licenses: ["MIT"], links: %{}]
end
