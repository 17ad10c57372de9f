import Config

config :shop_web, ShopWeb.Endpoint, cache_static_manifest: "priv/static/cache_manifest.json"
