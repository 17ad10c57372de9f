// What browser.mjs exports, for TypeScript.

/** For `instrumentation-client.ts` to export: Next.js calls it as a navigation begins. */
export function onRouterTransitionStart(href: string, navigationType: "push" | "replace" | "traverse"): void;
