// Switches observability on as the server starts; not in development, while building, or in the edge runtime.
export { onRequestError } from "./observability/errors.cjs";

export async function register() {
  if (process.env.NEXT_RUNTIME === "nodejs" && process.env.NODE_ENV === "production") {
    await import("./observability/next.cjs");
  }
}
