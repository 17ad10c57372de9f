port ENV.fetch("PORT", 3100)
