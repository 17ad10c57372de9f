#!/bin/bash
# As far as our compose files use it: account, database, password (also from a file), start as root or as the postgres user.
set -eu
[ "$1" = postgres ] || exec "$@"
if [ "$(id -u)" = 0 ]; then
  mkdir -p "$PGDATA" /var/run/postgresql
  chmod 700 "$PGDATA"
  find "$PGDATA" ! -user postgres -exec chown postgres {} +
  chown postgres /var/run/postgresql 2>/dev/null || true
  exec gosu postgres "$0" "$@"
fi
mkdir -p "$PGDATA"
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  password=${POSTGRES_PASSWORD:-}
  [ -z "${POSTGRES_PASSWORD_FILE:-}" ] || password=$(cat "$POSTGRES_PASSWORD_FILE")
  if [ -z "$password" ] && [ "${POSTGRES_HOST_AUTH_METHOD:-}" != trust ]; then
    echo "Error: Database is uninitialized and superuser password is not specified." >&2; exit 1
  fi
  user=${POSTGRES_USER:-postgres}
  # The published image sets a UTF-8 locale; without one the database would be SQL_ASCII, and drivers then answer bytes.
  initdb --encoding=UTF8 --username="$user" --pwfile=<(printf '%s\n' "$password") --auth-host=scram-sha-256 --auth-local=trust >/dev/null
  echo "host all all all ${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}" >>"$PGDATA/pg_hba.conf"
  pg_ctl -D "$PGDATA" -o "-c listen_addresses=''" -w start >/dev/null
  [ "${POSTGRES_DB:-$user}" = postgres ] || psql --username "$user" --dbname postgres -v ON_ERROR_STOP=1 -v db="${POSTGRES_DB:-$user}" <<<'CREATE DATABASE :"db";' >/dev/null
  for f in /docker-entrypoint-initdb.d/*.sql; do [ ! -f "$f" ] || psql --username "$user" --dbname "${POSTGRES_DB:-$user}" -v ON_ERROR_STOP=1 -f "$f"; done
  pg_ctl -D "$PGDATA" -m fast -w stop >/dev/null
fi
exec "$@" -c listen_addresses='*'
