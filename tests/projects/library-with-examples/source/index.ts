export const get = () => fetch('https://example.org')
