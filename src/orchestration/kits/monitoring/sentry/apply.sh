#!/bin/sh
# Creates at Sentry what lies beside this script, or brings it up to date; without --apply it only says what it would do.
# The project comes first, then the monitors, then the alerts, which are connected to the project's monitors. What is there already is known again by its name; nothing is ever deleted.
# Usage: apply.sh [--apply]     SENTRY_AUTH_TOKEN (project:write, alerts:write, org:read), SENTRY_ORG, SENTRY_TEAM (to create the project). SENTRY_URL: default https://sentry.io.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
api=${SENTRY_URL:-https://sentry.io}
api=${api%/}/api/0
apply=
case ${1:-} in
  '') ;;
  --apply) apply=yes ;;
  *) echo "usage: $0 [--apply]" >&2; exit 2 ;;
esac
for program in curl jq; do
  command -v "$program" >/dev/null || { echo "$program is not installed" >&2; exit 2; }
done
if [ -n "$apply" ] && { [ -z "${SENTRY_AUTH_TOKEN:-}" ] || [ -z "${SENTRY_ORG:-}" ]; }; then
  echo 'set SENTRY_AUTH_TOKEN and SENTRY_ORG' >&2
  exit 2
fi
case ${SENTRY_ORG:-}${SENTRY_TEAM:-} in
  *[!A-Za-z0-9_-]*) echo 'SENTRY_ORG and SENTRY_TEAM are the names in the addresses: letters, digits, - and _' >&2; exit 2 ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
# In a file, not among the arguments: those are seen by everyone on this machine.
(umask 077 && printf 'Authorization: Bearer %s\nContent-Type: application/json\n' "${SENTRY_AUTH_TOKEN:-}" > "$work/headers")
failed=0

# ask METHOD PATH [BODY FILE]: the answer's text is in $work/answer, its status in $status.
ask() {
  # What creates is not tried twice: it may have been done although nobody said so.
  case $1 in POST) again=0 ;; *) again=3 ;; esac
  status=$(curl -sS --retry "$again" --max-time 30 -o "$work/answer" -w '%{http_code}' -X "$1" -H "@$work/headers" ${3:+--data-binary "@$3"} "$api$2") || status=000
}

asked() {
  ask "$@"
  case $status in
    2??) return 0 ;;
  esac
  echo "  $1 $2: $status $(head -c 400 "$work/answer" 2>/dev/null)" >&2
  return 1
}

project=$(jq -r .slug "$here/project.json")
org=/organizations/${SENTRY_ORG:-}
for kind in detectors workflows integrations; do echo '[]' > "$work/$kind"; done
if [ -n "${SENTRY_AUTH_TOKEN:-}" ] && [ -n "${SENTRY_ORG:-}" ]; then
  ask GET "/projects/$SENTRY_ORG/$project/"
  case $status in
    2??) echo "project $project is there" ;;
    404)
      if [ -z "$apply" ]; then
        echo "would create project: $project"
      elif [ -z "${SENTRY_TEAM:-}" ]; then
        echo 'the project is not there yet: set SENTRY_TEAM, whose it will be' >&2
        exit 2
      else
        asked POST "/teams/$SENTRY_ORG/$SENTRY_TEAM/projects/" "$here/project.json" || exit 1
        echo "created project: $project"
      fi ;;
    *) echo "  GET project $project: $status $(head -c 400 "$work/answer" 2>/dev/null)" >&2; exit 1 ;;
  esac
  if [ -n "$apply" ] || [ "$status" != 404 ]; then
    asked GET "$org/detectors/?project=$project" || exit 1
    cp "$work/answer" "$work/detectors"
    asked GET "$org/workflows/?project=$project" || exit 1
    cp "$work/answer" "$work/workflows"
  fi
  if grep -q '<integration:' "$here"/alerts/*.json; then
    asked GET "$org/integrations/?providerKey=slack" || exit 1
    cp "$work/answer" "$work/integrations"
  fi
else
  echo 'SENTRY_AUTH_TOKEN and SENTRY_ORG are not set: what is there already is not known' >&2
fi
slack=$(jq -r '[.[] | select(.status == "active")][0].id // empty' "$work/integrations")

# put KIND COLLECTION FILE: creates or updates it.
put() {
  name=$(jq -r .name "$3")
  id=$(jq -r --arg name "$name" '[.[] | select(.name == $name)][0].id // empty' "$work/$1")
  if [ -z "$apply" ]; then
    echo "would $([ -n "$id" ] && echo "update $id" || echo create) $1: $name"
  elif [ -n "$id" ]; then
    asked PUT "$org/$1/$id/" "$work/body" || { failed=1; return 0; }
    echo "updated $1 $id: $name"
  else
    asked POST "$2" "$work/body" || { failed=1; return 0; }
    echo "created $1 $(jq -r .id "$work/answer"): $name"
  fi
}

for file in "$here"/monitors/*.json; do
  [ -e "$file" ] || continue
  cp "$file" "$work/body"
  put detectors "$org/projects/$project/detectors/" "$file"
done
# An alert hears of the issues of the monitors it is connected to: the project's own for errors and all other issues, and those above.
if [ -n "$apply" ]; then
  asked GET "$org/detectors/?project=$project" || exit 1
  cp "$work/answer" "$work/detectors"
fi
for file in "$here"/alerts/*.json; do
  jq --arg slack "$slack" --slurpfile detectors "$work/detectors" '
    .detector_ids = [$detectors[0][].id | tonumber]
    | .action_filters[].actions |= [.[] | select(.integrationId != "<integration:slack>" or $slack != "") | if .integrationId == "<integration:slack>" then .integrationId = $slack else . end]
  ' "$file" > "$work/body"
  if [ -z "$slack" ] && grep -q '<integration:slack>' "$file"; then
    echo "  $(jq -r .name "$file"): Sentry's Slack integration is not installed, so the channel is left out" >&2
    [ -z "$apply" ] || failed=1
  fi
  put workflows "$org/workflows/" "$file"
done

if [ -n "$apply" ]; then
  asked GET "/projects/$SENTRY_ORG/$project/keys/" || exit 1
  # An address for sending, no secret: it is in every browser of a web app.
  echo "SENTRY_DSN=$(jq -r '[.[] | select(.isActive != false)][0].dsn.public // empty' "$work/answer")"
else
  echo 'nothing was changed; --apply does it'
fi
exit "$failed"
