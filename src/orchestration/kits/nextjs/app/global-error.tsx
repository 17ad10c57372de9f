// What a user sees where the whole page failed; its error is reported.
"use client";

export { default } from "../observability/page-error.mjs";
