defmodule OldWeb.Endpoint do
  use Phoenix.Endpoint, otp_app: :old
end
