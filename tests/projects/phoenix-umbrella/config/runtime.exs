import Config

if System.get_env("PHX_SERVER") do
  config :shop_web, ShopWeb.Endpoint, server: true
end

if config_env() == :prod do
  database_url =
    System.get_env("DATABASE_URL") ||
      raise "DATABASE_URL is missing"

  config :shop, Shop.Repo, url: database_url, pool_size: String.to_integer(System.get_env("POOL_SIZE") || "10")
  config :shop, :redis, System.fetch_env!("REDIS_URL")

  config :shop_web, ShopWeb.Endpoint,
    url: [host: System.get_env("PHX_HOST") || "example.com", port: 443, scheme: "https"],
    http: [port: "PORT" |> System.get_env("4100") |> String.to_integer()],
    secret_key_base: System.fetch_env!("SECRET_KEY_BASE")
end
