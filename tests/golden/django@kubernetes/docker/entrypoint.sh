#!/bin/sh
# Hands secrets to the program as the environment variables it reads, from the files they are mounted as.
#   NAME_FILE=/run/secrets/x     NAME becomes the file's content (without its last line break)
#   NAME='a{{secret:x}}b'        {{secret:x}} becomes the content of /run/secrets/x
# Nothing is printed, nothing is written; the program replaces this script.
set -eu

for name in $(env | sed -n 's/^\([A-Za-z_][A-Za-z0-9_]*\)_FILE=\/.*/\1/p'); do
  path=
  eval "path=\${${name}_FILE}"
  case $path in /run/secrets/*) ;; *) continue ;; esac
  [ -r "$path" ] || { echo "entrypoint: cannot read $path (for $name)" >&2; exit 78; }
  value=$(cat "$path")
  unset "${name}_FILE"
  # An empty file means: not configured. Programs tell that apart from an empty value.
  [ -z "$value" ] || export "$name=$value"
done

for name in $(env | sed -n 's/^\([A-Za-z_][A-Za-z0-9_]*\)=.*{{secret:[A-Za-z0-9_.-]*}}.*/\1/p'); do
  rest=
  eval "rest=\${$name}"
  done_part=
  while :; do
    case $rest in *'{{secret:'*'}}'*) ;; *) break ;; esac
    done_part=$done_part${rest%%'{{secret:'*}
    rest=${rest#*'{{secret:'}
    secret=${rest%%'}}'*}
    rest=${rest#*'}}'}
    [ -r "/run/secrets/$secret" ] || { echo "entrypoint: cannot read /run/secrets/$secret (for $name)" >&2; exit 78; }
    done_part=$done_part$(cat "/run/secrets/$secret")
  done
  export "$name=$done_part$rest"
done

exec "$@"
