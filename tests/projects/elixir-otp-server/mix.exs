defmodule Hello.MixProject do
  use Mix.Project

  def project do
    [
      app: :hello,
      version: "0.1.0",
      # Runs on the release line that Debian 12 holds, too.
      elixir: "~> 1.14",
      start_permanent: Mix.env() == :prod,
      deps: []
    ]
  end

  def application do
    [mod: {Hello.Application, []}, extra_applications: [:logger, :inets]]
  end
end
