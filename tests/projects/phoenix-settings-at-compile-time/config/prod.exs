use Mix.Config

config :old, OldWeb.Endpoint,
  http: [port: {:system, "PORT"}],
  secret_key_base: System.get_env("SECRET_KEY_BASE")
