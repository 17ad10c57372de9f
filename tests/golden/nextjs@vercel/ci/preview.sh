#!/usr/bin/env bash
# Uploads the prebuilt output as a preview deployment.
#   BUNDLE  VERCEL_VERSION  VERCEL_TOKEN  VERCEL_ORG_ID  VERCEL_PROJECT_ID
set -euo pipefail

: "${BUNDLE:?}" "${VERCEL_VERSION:?}" "${VERCEL_TOKEN:?}" "${VERCEL_ORG_ID:?}" "${VERCEL_PROJECT_ID:?}" "${DEPLOY_OUTPUT:?}"
tar --extract --gzip --file "$BUNDLE"
url="$(npx --yes "vercel@$VERCEL_VERSION" deploy --prebuilt --archive=tgz --yes | grep -Eo 'https://[^[:space:]"]+' | tail -n 1)"
[ -n "$url" ] || { echo "preview: Vercel named no address" >&2; exit 1; }
echo "url=$url" >>"$DEPLOY_OUTPUT"
