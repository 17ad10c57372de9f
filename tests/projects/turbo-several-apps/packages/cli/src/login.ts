import http from 'node:http'
http.createServer(() => {}).listen(4587)
