#!/usr/bin/env bash
# Takes the preview's address away; Cloud Run deletes revisions without address and traffic by itself.
#   PREVIEW  CLOUD_RUN_SERVICE  GCP_PROJECT  GCP_REGION
set -euo pipefail

: "${PREVIEW:?}" "${CLOUD_RUN_SERVICE:?}" "${GCP_PROJECT:?}" "${GCP_REGION:?}"
gcloud run services update-traffic "$CLOUD_RUN_SERVICE" --project "$GCP_PROJECT" --region "$GCP_REGION" --quiet --remove-tags "$PREVIEW"
