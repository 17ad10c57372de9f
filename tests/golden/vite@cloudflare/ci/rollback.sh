#!/usr/bin/env bash
# All traffic back to the version that served before.
#   PREVIOUS  WRANGLER_VERSION  CLOUDFLARE_API_TOKEN  CLOUDFLARE_ACCOUNT_ID  WORKER_NAME
set -euo pipefail

: "${PREVIOUS:?}" "${WRANGLER_VERSION:?}" "${CLOUDFLARE_API_TOKEN:?}" "${CLOUDFLARE_ACCOUNT_ID:?}" "${WORKER_NAME:?}"
npx --yes "wrangler@$WRANGLER_VERSION" rollback "$PREVIOUS" --name "$WORKER_NAME" --yes --message "smoke test failed"
