#!/usr/bin/env bash
# Bundles the Worker once; the archive holds that bundle, the configuration and the assets it names, and no dependencies.
#   WRANGLER_VERSION  BUNDLE
set -euo pipefail

: "${WRANGLER_VERSION:?}" "${BUNDLE:?}"
archive="$(realpath -m "$BUNDLE")"
cd "${APP_DIRECTORY:-.}"
npx --yes "wrangler@$WRANGLER_VERSION" deploy --dry-run --outdir .ci-bundle
tar --create --gzip --file "$archive" --exclude=.git --exclude=node_modules --exclude="$(basename "$archive")" .
