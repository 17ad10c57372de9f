#!/usr/bin/env bash
# Exchanges the CI system's OIDC token for an hour's access to Artifact Registry, for skopeo; no Google client is needed.
#   GCP_ID_TOKEN  GCP_WORKLOAD_IDENTITY_PROVIDER  GCP_SERVICE_ACCOUNT  IMAGE_REPOSITORY
set -euo pipefail

: "${GCP_ID_TOKEN:?}" "${GCP_WORKLOAD_IDENTITY_PROVIDER:?}" "${GCP_SERVICE_ACCOUNT:?}" "${IMAGE_REPOSITORY:?}"
federated="$(
  jq -n --arg token "$GCP_ID_TOKEN" --arg audience "//iam.googleapis.com/$GCP_WORKLOAD_IDENTITY_PROVIDER" '{
      grantType: "urn:ietf:params:oauth:grant-type:token-exchange", audience: $audience,
      scope: "https://www.googleapis.com/auth/cloud-platform",
      requestedTokenType: "urn:ietf:params:oauth:token-type:access_token",
      subjectTokenType: "urn:ietf:params:oauth:token-type:jwt", subjectToken: $token}' |
    curl --silent --show-error --fail --json @- https://sts.googleapis.com/v1/token | jq -r .access_token
)"
printf 'header = "Authorization: Bearer %s"\n' "$federated" |
  curl --config - --silent --show-error --fail --json '{"scope": ["https://www.googleapis.com/auth/cloud-platform"]}' \
    "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/$GCP_SERVICE_ACCOUNT:generateAccessToken" |
  jq -r .accessToken |
  skopeo login --username oauth2accesstoken --password-stdin "${IMAGE_REPOSITORY%%/*}"
