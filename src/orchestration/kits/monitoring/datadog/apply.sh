#!/bin/sh
# Creates at Datadog what lies beside this script, or brings it up to date; without --apply it only says what it would do.
# Objectives come first: alerts and dashboards name them as <slo:FILE>, and Datadog gives them their ids. A composite monitor names others as <monitor:FILE>.
# What is there already is known again by its tag managed-by:devops-squad and its name (a dashboard by its description and title); nothing is ever deleted.
# Usage: apply.sh [--apply]     DD_API_KEY and DD_APP_KEY: the keys. DD_SITE: datadoghq.eu and others; default: datadoghq.com.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
api=${DD_API_URL:-https://api.${DD_SITE:-datadoghq.com}}
managed='managed-by:devops-squad'
apply=
case ${1:-} in
  '') ;;
  --apply) apply=yes ;;
  *) echo "usage: $0 [--apply]" >&2; exit 2 ;;
esac
for program in curl jq; do
  command -v "$program" >/dev/null || { echo "$program is not installed" >&2; exit 2; }
done
if [ -n "$apply" ] && { [ -z "${DD_API_KEY:-}" ] || [ -z "${DD_APP_KEY:-}" ]; }; then
  echo 'set DD_API_KEY and DD_APP_KEY' >&2
  exit 2
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
# In a file, not among the arguments: those are seen by everyone on this machine.
(umask 077 && printf 'DD-API-KEY: %s\nDD-APPLICATION-KEY: %s\nContent-Type: application/json\n' "${DD_API_KEY:-}" "${DD_APP_KEY:-}" > "$work/headers")
: > "$work/ids"
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

# What is there: without keys nobody can say, so everything would be new.
for kind in slo monitor dashboard; do echo '[]' > "$work/$kind"; done
if [ -n "${DD_API_KEY:-}" ] && [ -n "${DD_APP_KEY:-}" ]; then
  asked GET "/api/v1/slo?tags_query=$managed&limit=1000" || exit 1
  jq '[.data[]? | {id, name}]' "$work/answer" > "$work/slo"
  asked GET "/api/v1/monitor?monitor_tags=$managed" || exit 1
  jq '[.[]? | {id, name}]' "$work/answer" > "$work/monitor"
  asked GET '/api/v1/dashboard' || exit 1
  jq --arg managed "$managed" '[.dashboards[]? | select((.description // "") | startswith($managed)) | {id, name: .title}]' "$work/answer" > "$work/dashboard"
else
  echo 'DD_API_KEY and DD_APP_KEY are not set: what is there already is not known' >&2
fi

# put KIND FILE: creates or updates it, and keeps its id under the file's name.
put() {
  kind=$1
  file=$2
  key=$kind:$(basename "$file" .json)
  sed -f "$work/ids" "$file" > "$work/body"
  if [ -n "$apply" ] && open=$(grep -Eo '<(slo|monitor):[a-z0-9-]+>' "$work/body"); then
    echo "  $file names $(echo "$open" | sort -u | tr '\n' ' ')which was not created" >&2
    failed=1
    return 0
  fi
  name=$(jq -r '.name // .title' "$file")
  id=$(jq -r --arg name "$name" '[.[] | select(.name == $name)][0].id // empty' "$work/$kind")
  if [ -z "$apply" ]; then
    echo "would $([ -n "$id" ] && echo "update $id" || echo create) $kind: $name"
    return 0
  elif [ -n "$id" ]; then
    asked PUT "/api/v1/$kind/$id" "$work/body" || { failed=1; return 0; }
    echo "updated $kind $id: $name"
  else
    asked POST "/api/v1/$kind" "$work/body" || { failed=1; return 0; }
    id=$(jq -r '.data[0].id? // .id // empty' "$work/answer")
    echo "created $kind $id: $name"
  fi
  case $id in
    '' | *[!0-9A-Za-z-]*) echo "  $kind $name: no id came back" >&2; failed=1 ;;
    *) echo "s/<$key>/$id/g" >> "$work/ids" ;;
  esac
}

# each KIND FOLDER [composite | plain]: those files.
each() {
  for file in "$here/$2"/*.json; do
    [ -e "$file" ] || continue
    what=plain
    if grep -Eq '"type" *: *"composite"' "$file"; then what=composite; fi
    if [ "${3:-$what}" = "$what" ]; then put "$1" "$file"; fi
  done
}

each slo slos
each monitor monitors plain
each monitor monitors composite
each dashboard dashboards

# Percentiles of a distribution are computed on request only; Datadog must have received the metric once before.
for file in "$here"/metrics/*.json; do
  [ -e "$file" ] || continue
  metric=$(jq -r .data.id "$file")
  if [ -z "$apply" ]; then
    echo "would have percentiles computed: $metric"
    continue
  fi
  ask POST "/api/v2/metrics/$metric/tags" "$file"
  if [ "$status" = 409 ]; then
    # What it is of cannot be changed.
    jq 'del(.data.attributes.metric_type)' "$file" > "$work/body"
    ask PATCH "/api/v2/metrics/$metric/tags" "$work/body"
  fi
  case $status in
    2??) echo "percentiles of $metric" ;;
    *) echo "  $metric: $status; have the Agent send it first, then run this again" >&2; failed=1 ;;
  esac
done
[ -n "$apply" ] || echo 'nothing was changed; --apply does it'
exit "$failed"
