import { z } from 'zod'
import fastify from 'fastify'
const env = z.object({
  COOKIE_SECRET: z.string().min(32),
  COOKIE_NAME: z.string(),
  RATE_LIMIT: z.coerce.number()
    .int()
    .default(100),
}).parse(process.env)
fastify({ disableRequestLogging: !env.COOKIE_NAME }).listen({ host: '0.0.0.0', port: 3000 })
