// A plain page for an error that no page of the app's own stands in for, reported to Sentry.
"use client";

import { captureException } from "@sentry/nextjs";
import { createElement, useEffect } from "react";

export default function PageError({ error }) {
  useEffect(() => {
    // One with a digest is the server's, and was reported there.
    if (!error.digest) captureException(error);
  }, [error]);
  return createElement("html", { lang: "en" }, createElement("body", null,
    createElement("h1", null, "Something went wrong"),
    createElement("p", null, "The error has been reported. Reloading the page may help."),
    createElement("button", { type: "button", onClick: () => window.location.reload() }, "Reload"),
  ));
}
