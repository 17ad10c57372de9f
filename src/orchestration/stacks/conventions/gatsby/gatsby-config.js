module.exports = { siteMetadata: { title: "App" }, plugins: [] };
