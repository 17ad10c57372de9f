#!/usr/bin/env bash
# Points the domains back at the deployment that served before.
#   PREVIOUS  VERCEL_VERSION  VERCEL_TOKEN  VERCEL_ORG_ID  VERCEL_PROJECT_ID
set -euo pipefail

: "${PREVIOUS:?}" "${VERCEL_VERSION:?}" "${VERCEL_TOKEN:?}" "${VERCEL_ORG_ID:?}" "${VERCEL_PROJECT_ID:?}"
npx --yes "vercel@$VERCEL_VERSION" rollback "$PREVIOUS" --yes --timeout=5m
