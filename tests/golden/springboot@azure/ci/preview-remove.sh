#!/usr/bin/env bash
# Takes the preview's label away and stops its revision.
#   PREVIEW  CONTAINER_APP  RESOURCE_GROUP
set -euo pipefail

: "${PREVIEW:?}" "${CONTAINER_APP:?}" "${RESOURCE_GROUP:?}"
app=(--name "$CONTAINER_APP" --resource-group "$RESOURCE_GROUP" --only-show-errors)
revision="$(az containerapp show "${app[@]}" --query "properties.configuration.ingress.traffic[?label=='$PREVIEW'].revisionName | [0]" --output tsv)"
[ -n "$revision" ] || { echo "preview: $PREVIEW is not there"; exit 0; }
az containerapp revision label remove "${app[@]}" --label "$PREVIEW" --output none
az containerapp revision deactivate "${app[@]}" --revision "$revision" --output none
