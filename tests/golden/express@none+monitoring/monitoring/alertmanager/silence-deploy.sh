#!/bin/sh
# Keeps the lesser alerts of one service quiet while it is deployed: P0 and P1 still call someone.
# Usage: silence-deploy.sh SERVICE [DURATION]     (ALERTMANAGER_URL says where; default: http://127.0.0.1:9093)
set -eu

service=${1:?usage: silence-deploy.sh SERVICE [DURATION]}
duration=${2:-15m}

exec amtool silence add \
  --alertmanager.url="${ALERTMANAGER_URL:-http://127.0.0.1:9093}" \
  --author="${USER:-deploy}" \
  --comment="deploy of $service" \
  --duration="$duration" \
  "service=$service" 'priority=~P2|P3'
