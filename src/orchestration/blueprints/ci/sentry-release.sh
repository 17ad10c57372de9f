#!/usr/bin/env bash
# Tells Sentry which release now runs where. A missing token or an unreachable Sentry never changes the pipeline's own result.
#   SENTRY_AUTH_TOKEN  an organisation's token, or a user's with project:releases and org:read (secret)
#   SENTRY_ORG, SENTRY_PROJECT  as in Sentry's addresses
#   SENTRY_RELEASE     the name that the app's events carry
#   SENTRY_ENVIRONMENT where it was deployed to
#   SENTRY_CLI_VERSION of @sentry/cli on npm
#   SENTRY_URL         optional: a Sentry of your own, or a region
#   DEPLOY_URL         optional: where it can be looked at
set -euo pipefail

if [ -z "${SENTRY_AUTH_TOKEN:-}" ] || [ -z "${SENTRY_ORG:-}" ] || [ -z "${SENTRY_PROJECT:-}" ]; then
  echo "Sentry: SENTRY_AUTH_TOKEN, SENTRY_ORG and SENTRY_PROJECT are not all set, nothing was told"
  exit 0
fi
# An empty variable is no address.
[ -n "${SENTRY_URL:-}" ] || unset SENTRY_URL
cli() { npx --yes "@sentry/cli@${SENTRY_CLI_VERSION:?}" "$@"; }
if ! cli releases new "${SENTRY_RELEASE:?}"; then
  echo "Sentry: the release could not be made"
  exit 0
fi
# Which commits are in it is known where Sentry is connected to the repository.
cli releases set-commits "$SENTRY_RELEASE" --auto --ignore-missing || echo "Sentry: the commits could not be told"
cli releases finalize "$SENTRY_RELEASE" || echo "Sentry: the release could not be finalised"
cli deploys new --release "$SENTRY_RELEASE" --env "${SENTRY_ENVIRONMENT:?}" ${DEPLOY_URL:+--url "$DEPLOY_URL"} || echo "Sentry: the deployment could not be told"
