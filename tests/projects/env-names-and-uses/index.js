if (!process.env.TOKEN_SECRET) throw new Error('TOKEN_SECRET')
if (process.env.FEATURE_X) console.log('x')
const cache = process.env.REDIS_URL ? process.env.REDIS_URL : null
require('express')().listen(3000, process.env.APP_DATABASE_URL)
console.log(process.env.PRIVATE_MODE === 'true', process.env.NODE_ENV, process.env.STRIPE_PUBLISHABLE_KEY)
