// Knows by which package Sentry comes, and who makes the spans of incoming requests: Next.js, which knows their routes.
"use strict";

const name = "@sentry/nextjs";

/** The SDK, or undefined where it is not installed. Tried right here: a bundler takes a package that is missing elsewhere for a mistake. */
function load() {
  try {
    return require("@sentry/nextjs");
  } catch (error) {
    if (error.code !== "MODULE_NOT_FOUND") throw error;
    return undefined;
  }
}

module.exports = { name, load, http: { disableIncomingRequestSpans: true } };
