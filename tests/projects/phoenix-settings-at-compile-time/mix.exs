defmodule Old.MixProject do
  use Mix.Project

  def project, do: [app: :old, version: "0.1.0", elixir: "~> 1.10", deps: [{:phoenix, "~> 1.5.9"}, {:plug_cowboy, "~> 2.4"}]]

  def application, do: [mod: {Old.Application, []}]
end
