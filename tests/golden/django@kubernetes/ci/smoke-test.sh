#!/usr/bin/env bash
# Asks a fresh deployment for its health path until it answers, or says why it did not.
# A redirect is no answer: a health path that leads to a login page would pass for ever.
#   SMOKE_URL       where it runs: https://staging.example.com
#   SMOKE_PATH      what it must answer with 2xx (default: /)
#   SMOKE_ATTEMPTS  how often to ask (default: 30)
#   SMOKE_DELAY     seconds between two questions (default: 5)
#   SMOKE_STREAK    answers in a row that count as healthy (default: 3), so that one lucky replica is not enough
#   SMOKE_HEADER_NAME, SMOKE_HEADER_VALUE  an extra request header, for deployments behind a gate
set -euo pipefail

: "${SMOKE_URL:?is not set: give the environment its address (variable APP_URL)}"
path="${SMOKE_PATH:-/}"
target="${SMOKE_URL%/}/${path#/}"
attempts="${SMOKE_ATTEMPTS:-30}"
delay="${SMOKE_DELAY:-5}"
streak_needed="${SMOKE_STREAK:-3}"
[ "$streak_needed" -le "$attempts" ] || streak_needed="$attempts"

case "$SMOKE_URL" in
  http://* | https://*) ;;
  *) echo "smoke test: not an address: $SMOKE_URL" >&2; exit 2 ;;
esac

ask() {
  # The header goes in by standard input: arguments can be read by every process of the machine.
  { [ -z "${SMOKE_HEADER_VALUE:-}" ] || printf '%s: %s\n' "$SMOKE_HEADER_NAME" "$SMOKE_HEADER_VALUE"; } |
    curl --silent --output /dev/null --max-time 10 --header @- --write-out '%{http_code}' --url "$target"
}

streak=0
status=000
for ((attempt = 1; attempt <= attempts; attempt++)); do
  status="$(ask)" || true
  case "$status" in
    2??)
      streak=$((streak + 1))
      echo "smoke test: $target answered $status ($streak/$streak_needed)"
      if [ "$streak" -ge "$streak_needed" ]; then
        echo "smoke test: healthy"
        exit 0
      fi
      ;;
    *)
      streak=0
      echo "smoke test: $target answered ${status:-000}, attempt $attempt of $attempts"
      ;;
  esac
  [ "$attempt" -eq "$attempts" ] || sleep "$delay"
done

case "$status" in
  000) echo "smoke test: FAILED, nothing answers at $target" >&2 ;;
  3??) echo "smoke test: FAILED, $target redirects ($status): name the health path it redirects to" >&2 ;;
  *) echo "smoke test: FAILED, $target answered $status" >&2 ;;
esac
exit 1
