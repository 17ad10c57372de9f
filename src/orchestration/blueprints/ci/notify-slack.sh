#!/usr/bin/env bash
# Says in Slack that a deployment failed. A missing webhook or an unreachable Slack never changes the pipeline's own result.
#   SLACK_WEBHOOK_URL  the incoming webhook (secret)
#   NOTIFY_TEXT        what to say
set -euo pipefail

if [ -z "${SLACK_WEBHOOK_URL:-}" ]; then
  echo "Slack: SLACK_WEBHOOK_URL is not set, nothing was sent"
  exit 0
fi
text="$(printf '%s' "${NOTIFY_TEXT:-Deployment failed}" | tr -d '\000-\037' | sed 's/\\/\\\\/g; s/"/\\"/g')"
# The address is the secret, so it goes in by a configuration on standard input, not as an argument.
if printf 'url = "%s"\n' "$SLACK_WEBHOOK_URL" |
  curl --config - --silent --show-error --fail --max-time 15 --retry 2 \
    --header 'Content-Type: application/json' --data "{\"text\": \"$text\"}" --output /dev/null; then
  echo "Slack: sent"
else
  echo "Slack: could not be reached"
fi
