// Knows by which package Sentry comes, and who makes the spans of incoming requests: here the SDK itself.
"use strict";

const name = "@sentry/node";

/** The SDK, or undefined where it is not installed. Tried right here: a bundler takes a package that is missing elsewhere for a mistake. */
function load() {
  try {
    return require("@sentry/node");
  } catch (error) {
    if (error.code !== "MODULE_NOT_FOUND") throw error;
    return undefined;
  }
}

module.exports = { name, load, http: {} };
