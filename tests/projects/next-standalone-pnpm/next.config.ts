const basePath = process.env.BASE_PATH || ''

export default {
  output: 'standalone',
  env: {
    basePath,
  },
}
