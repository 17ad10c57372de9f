defmodule HelloTest do
  use ExUnit.Case

  test "it greets" do
    {:ok, {_status, _headers, body}} = :httpc.request(~c"http://127.0.0.1:4040/")
    assert to_string(body) == "hello"
  end
end
