// A server that needs nothing beside it: the build collects what the kit needs as well, by following instrumentation.ts.
import type { NextConfig } from "next";

const config: NextConfig = { output: "standalone" };

export default config;
