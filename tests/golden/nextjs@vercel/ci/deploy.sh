#!/usr/bin/env bash
# Uploads the prebuilt output as a production deployment that no domain points to, asks it for its health, then promotes it.
#   BUNDLE (unpacked into .vercel/output)  VERCEL_VERSION  VERCEL_TOKEN  VERCEL_ORG_ID  VERCEL_PROJECT_ID  APP_URL
set -euo pipefail

: "${VERCEL_VERSION:?}" "${VERCEL_TOKEN:?}" "${VERCEL_ORG_ID:?}" "${VERCEL_PROJECT_ID:?}" "${APP_URL:?}" "${DEPLOY_OUTPUT:?}"
vercel() { npx --yes "vercel@$VERCEL_VERSION" "$@"; }

tar --extract --gzip --file "$BUNDLE"
host="${APP_URL#*://}"
host="${host%%/*}"
# Written before anything changes, so that a rollback knows where to go. A project's first deployment has none.
if current="$(vercel inspect "$host" --format json 2>/dev/null | jq -er .id)"; then
  echo "previous=$current" >>"$DEPLOY_OUTPUT"
fi
candidate="$(vercel deploy --prebuilt --prod --skip-domain --archive=tgz --yes | grep -Eo 'https://[^[:space:]"]+' | tail -n 1)"
[ -n "$candidate" ] || { echo "deploy: Vercel named no address" >&2; exit 1; }
echo "deploy: $candidate waits for its health check"
SMOKE_URL="$candidate" bash "$(dirname "${BASH_SOURCE[0]}")/smoke-test.sh"
vercel promote "$candidate" --yes --timeout=5m
echo "url=$APP_URL" >>"$DEPLOY_OUTPUT"
