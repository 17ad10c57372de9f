# needs ENV["RAILS_MASTER_KEY"], or a file
Rails.application.configure do
  config.log_level = ENV.fetch("RAILS_LOG_LEVEL", "info")
  config.pool = ENV["DATABASE_POOL"].presence || "20"
  config.timeout = ENV["WAIT_SECONDS"].to_i
  config.plan = ENV["STRIPE_CLIENTSECRET"]
end
