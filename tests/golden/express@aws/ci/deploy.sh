#!/usr/bin/env bash
# Puts an image, by digest, into an ECS service: the running task definition with one thing changed.
#   IMAGE  ECS_CLUSTER  ECS_SERVICE  ECS_CONTAINER
set -euo pipefail

: "${IMAGE:?}" "${ECS_CLUSTER:?}" "${ECS_SERVICE:?}" "${ECS_CONTAINER:?}" "${DEPLOY_OUTPUT:?}"

task_definition() {
  aws ecs describe-services --cluster "$ECS_CLUSTER" --services "$ECS_SERVICE" --query 'services[0].taskDefinition' --output text
}

previous="$(task_definition)"
if [ -z "$previous" ] || [ "$previous" = None ]; then
  echo "deploy: no service $ECS_SERVICE in cluster $ECS_CLUSTER: create it first" >&2
  exit 1
fi
# Written before anything changes, so that a rollback knows where to go even when this script dies half-way.
echo "previous=$previous" >>"$DEPLOY_OUTPUT"

definition="$(
  aws ecs describe-task-definition --task-definition "$previous" --query taskDefinition --output json |
    jq --arg image "$IMAGE" --arg name "$ECS_CONTAINER" '
      if any(.containerDefinitions[]; .name == $name) then . else error("no container \($name) in the task definition") end
      | (.containerDefinitions[] | select(.name == $name) | .image) = $image
      | del(.taskDefinitionArn, .revision, .status, .requiresAttributes, .compatibilities, .registeredAt, .registeredBy, .deregisteredAt)'
)"
next="$(aws ecs register-task-definition --cli-input-json "$definition" --query 'taskDefinition.taskDefinitionArn' --output text)"
aws ecs update-service --cluster "$ECS_CLUSTER" --service "$ECS_SERVICE" --task-definition "$next" >/dev/null
echo "deploy: $ECS_SERVICE goes from $previous to $next"
aws ecs wait services-stable --cluster "$ECS_CLUSTER" --services "$ECS_SERVICE"

# The service is also stable after ECS's own circuit breaker has put the old one back.
running="$(task_definition)"
if [ "$running" != "$next" ]; then
  echo "deploy: ECS went back to $running by itself" >&2
  exit 1
fi
