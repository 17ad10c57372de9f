#!/bin/sh
# As far as our compose files use it: options alone mean the server; the server never runs as root.
set -e
case ${1:-} in -*|*.conf) set -- redis-server "$@" ;; esac
if [ "$1" = redis-server ] || [ "$1" = valkey-server ]; then
  if [ "$(id -u)" = 0 ]; then
    find . ! -user redis -exec chown redis '{}' + 2>/dev/null || true
    exec gosu redis "$0" "$@"
  fi
  shift
  # The official images are built without protected mode.
  exec redis-server "$@" --protected-mode no
fi
exec "$@"
