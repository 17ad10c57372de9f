#!/usr/bin/env bash
# A new Cloud Run revision without traffic first, then all traffic at once.
#   IMAGE  CLOUD_RUN_SERVICE  GCP_PROJECT  GCP_REGION
set -euo pipefail

: "${IMAGE:?}" "${CLOUD_RUN_SERVICE:?}" "${GCP_PROJECT:?}" "${GCP_REGION:?}" "${DEPLOY_OUTPUT:?}"
where=(--project "$GCP_PROJECT" --region "$GCP_REGION" --quiet)

service() {
  gcloud run services describe "$CLOUD_RUN_SERVICE" "${where[@]}" --format=json
}

previous="$(service | jq -r '[.status.traffic[] | select((.percent // 0) > 0)] | max_by(.percent) | .revisionName // empty')"
[ -n "$previous" ] || { echo "deploy: $CLOUD_RUN_SERVICE serves no revision yet: create it first" >&2; exit 1; }
# Written before anything changes, so that a rollback knows where to go even when this script dies half-way.
echo "previous=$previous" >>"$DEPLOY_OUTPUT"

gcloud run deploy "$CLOUD_RUN_SERVICE" "${where[@]}" --image "$IMAGE" --no-traffic
next="$(service | jq -r '.status.latestReadyRevisionName')"
[ "$next" != "$previous" ] || { echo "deploy: the new revision is not ready" >&2; exit 1; }
gcloud run services update-traffic "$CLOUD_RUN_SERVICE" "${where[@]}" --to-revisions "$next=100"
echo "deploy: $CLOUD_RUN_SERVICE goes from $previous to $next"
echo "url=$(service | jq -r '.status.url')" >>"$DEPLOY_OUTPUT"
