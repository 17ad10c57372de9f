import Config

config :shop, Shop.Repo,
  username: "postgres",
  password: "postgres",
  hostname: "localhost",
  database: "shop_test#{System.get_env("TEST_ONLY")}",
  pool: Ecto.Adapters.SQL.Sandbox
