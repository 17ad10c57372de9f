#!/usr/bin/env bash
# Uploads the bundle as a version without traffic, at an address that stays the same for the whole review.
#   BUNDLE  PREVIEW  WRANGLER_VERSION  CLOUDFLARE_API_TOKEN  CLOUDFLARE_ACCOUNT_ID  WORKER_NAME
set -euo pipefail

: "${BUNDLE:?}" "${PREVIEW:?}" "${WRANGLER_VERSION:?}" "${CLOUDFLARE_API_TOKEN:?}" "${CLOUDFLARE_ACCOUNT_ID:?}" "${WORKER_NAME:?}" "${DEPLOY_OUTPUT:?}"
output="$(realpath -m "$DEPLOY_OUTPUT")"
work="$(mktemp -d)"
tar --extract --gzip --file "$BUNDLE" --directory "$work"
cd "$work"
entry=()
script="$(find .ci-bundle -maxdepth 1 -name '*.js' ! -name no-op-worker.js | head -n 1)"
[ -z "$script" ] || entry=("$script" --no-bundle)
WRANGLER_OUTPUT_FILE_PATH="$work/.wrangler-output" npx --yes "wrangler@$WRANGLER_VERSION" versions upload "${entry[@]}" \
  --name "$WORKER_NAME" --preview-alias "$PREVIEW"
echo "url=$(jq -er 'select(.type == "version-upload") | .preview_alias_url // .preview_url' "$work/.wrangler-output")" >>"$output"
