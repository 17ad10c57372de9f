#!/usr/bin/env bash
# Lets gcloud use the CI system's OIDC token; nothing is stored that outlives the job.
#   GCP_ID_TOKEN  GCP_WORKLOAD_IDENTITY_PROVIDER  GCP_SERVICE_ACCOUNT
set -euo pipefail

: "${GCP_WORKLOAD_IDENTITY_PROVIDER:?}" "${GCP_SERVICE_ACCOUNT:?}"
if [ -z "${GCP_ID_TOKEN:-}" ]; then
  echo "login: the job is signed in already"
  exit 0
fi
umask 077
token="$(mktemp)"
configuration="$(mktemp)"
printf '%s' "$GCP_ID_TOKEN" >"$token"
gcloud iam workload-identity-pools create-cred-config "$GCP_WORKLOAD_IDENTITY_PROVIDER" \
  --service-account "$GCP_SERVICE_ACCOUNT" --credential-source-file "$token" --output-file "$configuration" --quiet
gcloud auth login --cred-file "$configuration" --quiet
