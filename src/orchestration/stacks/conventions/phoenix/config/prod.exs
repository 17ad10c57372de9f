import Config

config :app, AppWeb.Endpoint, cache_static_manifest: "priv/static/cache_manifest.json"
