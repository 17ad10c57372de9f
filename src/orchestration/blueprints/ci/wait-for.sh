#!/usr/bin/env bash
# Waits until servers accept connections: wait-for.sh postgresql:5432 redis:6379
set -euo pipefail

for server in "$@"; do
  host="${server%:*}"
  port="${server##*:}"
  for ((attempt = 1; ; attempt++)); do
    if (exec 3<>"/dev/tcp/$host/$port") 2>/dev/null; then
      echo "$server accepts connections"
      break
    fi
    [ "$attempt" -lt "${WAIT_SECONDS:-60}" ] || { echo "$server does not answer after $attempt s" >&2; exit 1; }
    sleep 1
  done
done
