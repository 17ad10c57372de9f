import Config

# A comment that reads System.get_env("COMMENTED") reads nothing.
config :hello, greeting: "hello"
