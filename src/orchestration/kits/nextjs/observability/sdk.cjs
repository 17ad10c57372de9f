// Knows by which package Sentry comes, and who makes the spans of incoming requests: Next.js, which knows their routes.
"use strict";

module.exports = { name: "@sentry/nextjs", load: () => require("@sentry/nextjs"), http: { disableIncomingRequestSpans: true } };
