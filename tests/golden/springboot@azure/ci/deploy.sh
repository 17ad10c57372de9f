#!/usr/bin/env bash
# A new Container Apps revision without traffic first; all traffic once it is healthy.
#   IMAGE  DEPLOY_ID  CONTAINER_APP  RESOURCE_GROUP
set -euo pipefail

: "${IMAGE:?}" "${DEPLOY_ID:?}" "${CONTAINER_APP:?}" "${RESOURCE_GROUP:?}" "${DEPLOY_OUTPUT:?}"
app=(--name "$CONTAINER_APP" --resource-group "$RESOURCE_GROUP" --only-show-errors)

show() {
  az containerapp show "${app[@]}" --query "$1" --output tsv
}

if [ "$(show properties.configuration.activeRevisionsMode)" != Multiple ]; then
  echo "deploy: $CONTAINER_APP replaces its revision in place, so there would be none to go back to." >&2
  echo "        Once: az containerapp revision set-mode --mode multiple --name $CONTAINER_APP --resource-group $RESOURCE_GROUP" >&2
  exit 1
fi
# shellcheck disable=SC2016  # the backquotes are JMESPath's
previous="$(show 'properties.configuration.ingress.traffic[?weight==`100` && revisionName].revisionName | [0]')"
[ -n "$previous" ] || previous="$(show properties.latestReadyRevisionName)"
# Written before anything changes, so that a rollback knows where to go even when this script dies half-way.
echo "previous=$previous" >>"$DEPLOY_OUTPUT"
# Traffic is tied to the running revision, or the new one would get it the moment it exists.
az containerapp ingress traffic set "${app[@]}" --revision-weight "$previous=100" --output none

next="$CONTAINER_APP--d$DEPLOY_ID"
az containerapp update "${app[@]}" --image "$IMAGE" --revision-suffix "d$DEPLOY_ID" --output none
for ((attempt = 1; attempt <= 60; attempt++)); do
  # shellcheck disable=SC2016  # the backquotes are JMESPath's
  state="$(az containerapp revision show "${app[@]}" --revision "$next" --query 'join(`/`, [properties.provisioningState, properties.healthState])' --output tsv)"
  echo "deploy: $next is $state"
  case "$state" in
    Provisioned/Healthy) break ;;
    Failed/* | */Unhealthy) [ "$attempt" -lt 12 ] || { echo "deploy: $next does not become healthy" >&2; exit 1; } ;;
  esac
  [ "$attempt" -lt 60 ] || { echo "deploy: $next was not ready in time" >&2; exit 1; }
  sleep 10
done
az containerapp ingress traffic set "${app[@]}" --revision-weight "$next=100" --output none
echo "deploy: $CONTAINER_APP goes from $previous to $next"
echo "url=https://$(show properties.configuration.ingress.fqdn)" >>"$DEPLOY_OUTPUT"
