import Config

config :hello,
  port: String.to_integer(System.get_env("PORT") || "4040"),
  greeting: System.get_env("GREETING", "hello"),
  region: System.get_env("REGION")
