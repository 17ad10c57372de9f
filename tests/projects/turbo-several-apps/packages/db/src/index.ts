export const url = process.env.POSTGRES_URL
