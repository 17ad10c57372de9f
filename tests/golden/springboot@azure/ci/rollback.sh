#!/usr/bin/env bash
# All traffic back to the revision that served before.
#   PREVIOUS  CONTAINER_APP  RESOURCE_GROUP
set -euo pipefail

: "${PREVIOUS:?}" "${CONTAINER_APP:?}" "${RESOURCE_GROUP:?}"
app=(--name "$CONTAINER_APP" --resource-group "$RESOURCE_GROUP" --only-show-errors --output none)
az containerapp revision activate "${app[@]}" --revision "$PREVIOUS"
az containerapp ingress traffic set "${app[@]}" --revision-weight "$PREVIOUS=100"
echo "rollback: $CONTAINER_APP serves $PREVIOUS again"
