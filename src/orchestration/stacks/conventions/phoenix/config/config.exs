import Config

config :app, ecto_repos: [App.Repo]
config :app, AppWeb.Endpoint, url: [host: "localhost"], adapter: Bandit.PhoenixAdapter

import_config "#{config_env()}.exs"
