Rails.application.config.assets.paths << Rails.root.join("node_modules")
