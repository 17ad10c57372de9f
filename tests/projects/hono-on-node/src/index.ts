import { serve } from '@hono/node-server'
import app from './app'
const { LOG_LEVEL = 'info', DATABASE_URL } = process.env
serve({ fetch: app.fetch, port: Number(process.env.PORT || 9999) })
