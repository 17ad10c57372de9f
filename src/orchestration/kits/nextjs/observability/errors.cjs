// Hands on the errors that Next.js met while it answered; every runtime can load it, and it is idle where next.cjs did not switch Sentry on.
"use strict";

exports.onRequestError = (...failed) => globalThis[Symbol.for("observability.onRequestError")]?.(...failed);
