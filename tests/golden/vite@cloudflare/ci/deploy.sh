#!/usr/bin/env bash
# Uploads the bundle as a version that gets no traffic, then sends all traffic to it.
#   BUNDLE  WRANGLER_VERSION  CLOUDFLARE_API_TOKEN  CLOUDFLARE_ACCOUNT_ID  WORKER_NAME  CLOUDFLARE_ENV (optional)
set -euo pipefail

: "${BUNDLE:?}" "${WRANGLER_VERSION:?}" "${CLOUDFLARE_API_TOKEN:?}" "${CLOUDFLARE_ACCOUNT_ID:?}" "${WORKER_NAME:?}" "${DEPLOY_OUTPUT:?}"
output="$(realpath -m "$DEPLOY_OUTPUT")"
work="$(mktemp -d)"
tar --extract --gzip --file "$BUNDLE" --directory "$work"
cd "$work"
wrangler() { npx --yes "wrangler@$WRANGLER_VERSION" "$@"; }
worker=(--name "$WORKER_NAME")
[ -z "${CLOUDFLARE_ENV:-}" ] || worker+=(--env "$CLOUDFLARE_ENV")

# Written before anything changes, so that a rollback knows where to go even when this script dies half-way.
previous="$(wrangler deployments status "${worker[@]}" --json | jq -er '.versions | max_by(.percentage) | .version_id')" || {
  echo "deploy: $WORKER_NAME has no deployment yet; versions can only be added to one: wrangler deploy --name $WORKER_NAME" >&2
  exit 1
}
echo "previous=$previous" >>"$output"

entry=()
script="$(find .ci-bundle -maxdepth 1 -name '*.js' ! -name no-op-worker.js | head -n 1)"
[ -z "$script" ] || entry=("$script" --no-bundle)
WRANGLER_OUTPUT_FILE_PATH="$work/.wrangler-output" wrangler versions upload "${entry[@]}" "${worker[@]}" --tag "${DEPLOY_ID:-ci}"
next="$(jq -er 'select(.type == "version-upload") | .version_id' "$work/.wrangler-output")"
wrangler versions deploy "$next@100%" "${worker[@]}" --yes --message "pipeline ${DEPLOY_ID:-}"
echo "deploy: $WORKER_NAME goes from $previous to $next"
