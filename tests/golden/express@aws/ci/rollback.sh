#!/usr/bin/env bash
# Puts the task definition back that ran before the deployment.
#   PREVIOUS  ECS_CLUSTER  ECS_SERVICE
set -euo pipefail

: "${PREVIOUS:?}" "${ECS_CLUSTER:?}" "${ECS_SERVICE:?}"
aws ecs update-service --cluster "$ECS_CLUSTER" --service "$ECS_SERVICE" --task-definition "$PREVIOUS" >/dev/null
aws ecs wait services-stable --cluster "$ECS_CLUSTER" --services "$ECS_SERVICE"
echo "rollback: $ECS_SERVICE runs $PREVIOUS again"
