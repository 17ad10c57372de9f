import type { NextConfig } from "next";

const config: NextConfig = { output: "standalone", rewrites: async () => [{ source: "/moved/:path*", destination: "/orders/1" }] };

export default config;
