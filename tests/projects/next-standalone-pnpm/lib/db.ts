import { Pool } from 'pg'
export const pool = new Pool({ connectionString: process.env.DATABASE_URL })
if (process.env.LOG_QUERIES === '1') console.log('queries are logged')
