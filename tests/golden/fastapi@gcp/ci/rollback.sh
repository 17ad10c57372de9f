#!/usr/bin/env bash
# All traffic back to the revision that served before.
#   PREVIOUS  CLOUD_RUN_SERVICE  GCP_PROJECT  GCP_REGION
set -euo pipefail

: "${PREVIOUS:?}" "${CLOUD_RUN_SERVICE:?}" "${GCP_PROJECT:?}" "${GCP_REGION:?}"
gcloud run services update-traffic "$CLOUD_RUN_SERVICE" --project "$GCP_PROJECT" --region "$GCP_REGION" --quiet --to-revisions "$PREVIOUS=100"
echo "rollback: $CLOUD_RUN_SERVICE serves $PREVIOUS again"
