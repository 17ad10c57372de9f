#!/usr/bin/env bash
# Exchanges the CI system's OIDC token for a login to the registry, for skopeo; no Azure client is needed.
#   AZURE_ID_TOKEN  AZURE_CLIENT_ID  AZURE_TENANT_ID  IMAGE_REPOSITORY
set -euo pipefail

: "${AZURE_ID_TOKEN:?}" "${AZURE_CLIENT_ID:?}" "${AZURE_TENANT_ID:?}" "${IMAGE_REPOSITORY:?}"
registry="${IMAGE_REPOSITORY%%/*}"
access="$(
  printf '%s' "$AZURE_ID_TOKEN" |
    curl --silent --show-error --fail "https://login.microsoftonline.com/$AZURE_TENANT_ID/oauth2/v2.0/token" \
      --data-urlencode grant_type=client_credentials --data-urlencode "client_id=$AZURE_CLIENT_ID" \
      --data-urlencode scope=https://containerregistry.azure.net/.default \
      --data-urlencode client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer \
      --data-urlencode client_assertion@- | jq -r .access_token
)"
printf '%s' "$access" |
  curl --silent --show-error --fail "https://$registry/oauth2/exchange" \
    --data-urlencode grant_type=access_token --data-urlencode "service=$registry" \
    --data-urlencode "tenant=$AZURE_TENANT_ID" --data-urlencode access_token@- |
  jq -r .refresh_token |
  skopeo login --username 00000000-0000-0000-0000-000000000000 --password-stdin "$registry"
