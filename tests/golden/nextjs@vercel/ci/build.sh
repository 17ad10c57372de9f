#!/usr/bin/env bash
# Builds what Vercel will serve, once, as one archive. The pulled variables stay out of it: they are the project's, not the build's.
#   VERCEL_VERSION  VERCEL_TOKEN  VERCEL_ORG_ID  VERCEL_PROJECT_ID  BUILD_TARGET (production or preview)  BUNDLE
set -euo pipefail

: "${VERCEL_VERSION:?}" "${VERCEL_TOKEN:?}" "${VERCEL_ORG_ID:?}" "${VERCEL_PROJECT_ID:?}" "${BUILD_TARGET:?}" "${BUNDLE:?}"
vercel() { npx --yes "vercel@$VERCEL_VERSION" "$@"; }

vercel pull --yes --environment="$BUILD_TARGET"
production=()
[ "$BUILD_TARGET" != production ] || production=(--prod)
# The project's own build runs in here and has no business with the token; a local build needs none.
VERCEL_TOKEN=not-needed vercel build --yes "${production[@]}"
tar --create --gzip --file "$BUNDLE" .vercel/output
