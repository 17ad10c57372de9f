#!/usr/bin/env bash
# A revision without traffic, at an address of its own.
#   IMAGE  PREVIEW  CLOUD_RUN_SERVICE  GCP_PROJECT  GCP_REGION
set -euo pipefail

: "${IMAGE:?}" "${PREVIEW:?}" "${CLOUD_RUN_SERVICE:?}" "${GCP_PROJECT:?}" "${GCP_REGION:?}" "${DEPLOY_OUTPUT:?}"
where=(--project "$GCP_PROJECT" --region "$GCP_REGION" --quiet)
gcloud run deploy "$CLOUD_RUN_SERVICE" "${where[@]}" --image "$IMAGE" --no-traffic --tag "$PREVIEW"
url="$(gcloud run services describe "$CLOUD_RUN_SERVICE" "${where[@]}" --format=json |
  jq -r --arg tag "$PREVIEW" '.status.traffic[] | select(.tag == $tag) | .url')"
echo "url=$url" >>"$DEPLOY_OUTPUT"
