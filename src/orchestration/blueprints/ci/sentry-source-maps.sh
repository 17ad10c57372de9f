#!/usr/bin/env bash
# Gives Sentry the source maps of what is about to be deployed. A missing token or an unreachable Sentry never changes the pipeline's own result.
#   SENTRY_AUTH_TOKEN  an organisation's token, or a user's with project:releases and org:read (secret)
#   SENTRY_ORG, SENTRY_PROJECT  as in Sentry's addresses
#   SENTRY_RELEASE     the name that the app's events carry
#   SENTRY_CLI_VERSION of @sentry/cli on npm
#   SENTRY_URL         optional: a Sentry of your own, or a region
#   SOURCE_MAPS        the directory that holds what was built, with its maps and their debug ids
set -euo pipefail

if [ -z "${SENTRY_AUTH_TOKEN:-}" ] || [ -z "${SENTRY_ORG:-}" ] || [ -z "${SENTRY_PROJECT:-}" ]; then
  echo "Sentry: SENTRY_AUTH_TOKEN, SENTRY_ORG and SENTRY_PROJECT are not all set, no source map was sent"
  exit 0
fi
# An empty variable is no address.
[ -n "${SENTRY_URL:-}" ] || unset SENTRY_URL
npx --yes "@sentry/cli@${SENTRY_CLI_VERSION:?}" sourcemaps upload --release "${SENTRY_RELEASE:?}" "${SOURCE_MAPS:?}" || echo "Sentry: the source maps could not be sent"
