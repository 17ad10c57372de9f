import Fastify from 'fastify'
const app = Fastify()
app.get('/health', async () => 'ok')
app.listen({ host: '0.0.0.0', port: 3000 })
