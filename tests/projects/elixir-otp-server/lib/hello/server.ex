defmodule Hello.Server do
  @moduledoc "Answers HTTP with nothing but OTP's own sockets."
  use Task, restart: :permanent

  def start_link(_), do: Task.start_link(__MODULE__, :run, [])

  def run do
    {:ok, socket} = :gen_tcp.listen(Application.fetch_env!(:hello, :port), [:binary, packet: :http_bin, active: false, reuseaddr: true])
    accept(socket)
  end

  defp accept(socket) do
    {:ok, client} = :gen_tcp.accept(socket)
    spawn(fn -> answer(client) end)
    accept(socket)
  end

  defp answer(client) do
    case :gen_tcp.recv(client, 0, 5_000) do
      {:ok, {:http_request, :GET, {:abs_path, path}, _version}} -> reply(client, to_string(path))
      _other -> :ok
    end

    :gen_tcp.close(client)
  end

  defp reply(client, "/healthz"), do: write(client, "200 OK", "ok")
  defp reply(client, "/"), do: write(client, "200 OK", Application.fetch_env!(:hello, :greeting))
  defp reply(client, _path), do: write(client, "404 Not Found", "not found")

  defp write(client, status, body) do
    :gen_tcp.send(client, "HTTP/1.1 #{status}\r\ncontent-type: text/plain\r\ncontent-length: #{byte_size(body)}\r\nconnection: close\r\n\r\n#{body}")
  end
end
