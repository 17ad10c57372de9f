require_relative "boot"
require "rails/all"

module Site
  class Application < Rails::Application
  end
end
