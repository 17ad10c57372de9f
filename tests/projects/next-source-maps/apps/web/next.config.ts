import path from "node:path";

export default {
  output: "standalone",
  distDir: "build",
  outputFileTracingRoot: path.join(__dirname, "../.."),
  productionBrowserSourceMaps: true,
  experimental: {
    serverSourceMaps: true, // read only from here
  },
};
