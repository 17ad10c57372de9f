// What errors.cjs exports, for TypeScript.
import type { Instrumentation } from "next";

/** For `instrumentation.ts` to export: Next.js calls it with each error of a page, a route handler, a server action or a server component. */
export const onRequestError: Instrumentation.onRequestError;
