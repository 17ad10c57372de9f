# frozen_string_literal: true

require "socket"

port = Integer(ENV.fetch("PORT", "8097"))
server = TCPServer.new("0.0.0.0", port)
running = true
stop = -> { running = false; server.close }
trap("TERM") { Thread.new(&stop) }
trap("INT") { Thread.new(&stop) }

while running
  begin
    client = server.accept
  rescue IOError
    break
  end
  path = client.gets.to_s.split[1]
  while (line = client.gets) && line != "\r\n"; end
  body = path == "/healthz" ? "ok" : "notes"
  client.write "HTTP/1.1 200 OK\r\nContent-Length: #{body.bytesize}\r\nConnection: close\r\n\r\n#{body}"
  client.close
end
