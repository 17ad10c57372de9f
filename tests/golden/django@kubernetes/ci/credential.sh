#!/usr/bin/env bash
# kubectl asks this for a token whenever it needs one: the CI system's own OIDC token, which lives for minutes. Nothing is stored.
#   KUBE_AUDIENCE  the audience the API server accepts
#   KUBE_ID_TOKEN  set by GitLab; on GitHub the token is fetched each time
set -euo pipefail

if [ -n "${KUBE_ID_TOKEN:-}" ]; then
  token="$KUBE_ID_TOKEN"
else
  : "${ACTIONS_ID_TOKEN_REQUEST_URL:?the job needs the permission id-token: write}" "${ACTIONS_ID_TOKEN_REQUEST_TOKEN:?}"
  token="$(printf 'header = "Authorization: Bearer %s"\n' "$ACTIONS_ID_TOKEN_REQUEST_TOKEN" |
    curl --config - --silent --show-error --fail --max-time 15 --retry 3 \
      --get --data-urlencode "audience=${KUBE_AUDIENCE:-kubernetes}" "$ACTIONS_ID_TOKEN_REQUEST_URL" | jq -er .value)"
fi
# Four minutes: before GitHub's own five are over, kubectl comes back for a fresh one.
jq -n --arg token "$token" --arg until "$(date -u -d '+4 minutes' +%Y-%m-%dT%H:%M:%SZ 2>/dev/null || date -u -D %s -d "$(($(date +%s) + 240))" +%Y-%m-%dT%H:%M:%SZ)" '{
  apiVersion: "client.authentication.k8s.io/v1", kind: "ExecCredential",
  status: {token: $token, expirationTimestamp: $until}}'
