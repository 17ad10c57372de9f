defmodule Shop.Umbrella.MixProject do
  use Mix.Project

  def project do
    [
      apps_path: "apps",
      version: "0.1.0",
      start_permanent: Mix.env() == :prod,
      deps: deps(),
      releases: releases()
    ]
  end

  defp deps, do: [{:dialyxir, "~> 1.4", only: [:dev, :test], runtime: false}]

  defp releases do
    [
      shop: [
        applications: [shop_web: :permanent, runtime_tools: :permanent],
        include_executables_for: [:unix]
      ],
      console: [applications: [shop: :permanent]]
    ]
  end
end
