// Knows by which package Sentry comes, and who makes the spans of incoming requests: here the SDK itself.
"use strict";

module.exports = { name: "@sentry/node", load: () => require("@sentry/node"), http: {} };
