import { App, staticFiles } from "fresh";

export const app = new App().use(staticFiles()).get("/health", () => new Response("ok")).fsRoutes();
