#!/usr/bin/env bash
# A revision without traffic, at a label's address.
#   IMAGE  PREVIEW  DEPLOY_ID  CONTAINER_APP  RESOURCE_GROUP
set -euo pipefail

: "${IMAGE:?}" "${PREVIEW:?}" "${DEPLOY_ID:?}" "${CONTAINER_APP:?}" "${RESOURCE_GROUP:?}" "${DEPLOY_OUTPUT:?}"
app=(--name "$CONTAINER_APP" --resource-group "$RESOURCE_GROUP" --only-show-errors)
mode="$(az containerapp show "${app[@]}" --query properties.configuration.activeRevisionsMode --output tsv)"
[ "$mode" = Multiple ] || { echo "preview: $CONTAINER_APP must be in revision mode multiple" >&2; exit 1; }
# shellcheck disable=SC2016  # the backquotes are JMESPath's
latest="$(az containerapp show "${app[@]}" --query 'properties.configuration.ingress.traffic[?latestRevision].weight | [0]' --output tsv)"
if [ -n "$latest" ] && [ "$latest" != 0 ]; then
  current="$(az containerapp show "${app[@]}" --query properties.latestReadyRevisionName --output tsv)"
  az containerapp ingress traffic set "${app[@]}" --revision-weight "$current=100" --output none
fi
revision="$CONTAINER_APP--p$DEPLOY_ID"
az containerapp update "${app[@]}" --image "$IMAGE" --revision-suffix "p$DEPLOY_ID" --output none
az containerapp revision label add "${app[@]}" --label "$PREVIEW" --revision "$revision" --yes --output none
domain="$(az containerapp show "${app[@]}" --query properties.configuration.ingress.fqdn --output tsv)"
echo "url=https://$CONTAINER_APP---$PREVIEW.${domain#*.}" >>"$DEPLOY_OUTPUT"
