require 'sinatra'

get '/healthz' do
  'ok'
end

get '/' do
  ENV.fetch('GREETING')
end
