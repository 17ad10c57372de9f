// Switches Sentry on in the browser, before the app becomes interactive.
export { onRouterTransitionStart } from "./observability/browser.mjs";
