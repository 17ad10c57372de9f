defmodule App.Application do
  @moduledoc false
  use Application

  @impl true
  def start(_type, _args) do
    children = [{Bandit, plug: App.Router, port: Application.fetch_env!(:app, :port)}]
    Supervisor.start_link(children, strategy: :one_for_one, name: App.Supervisor)
  end
end
