#!/bin/bash
# As far as our compose files use it: account, database and passwords, also from files, under either family of names.
set -eu
case ${1:-} in -*) set -- mariadbd "$@" ;; mysqld) shift; set -- mariadbd "$@" ;; esac
[ "$1" = mariadbd ] || exec "$@"
if [ "$(id -u)" = 0 ]; then
  find /var/lib/mysql /run/mysqld ! -user mysql -exec chown mysql {} +
  exec gosu mysql "$0" "$@"
fi
value() {
  local name file
  for name in "MARIADB_$1" "MYSQL_$1"; do
    file=${name}_FILE
    if [ -n "${!file:-}" ]; then cat "${!file}"; return; fi
    if [ -n "${!name:-}" ]; then printf %s "${!name}"; return; fi
  done
}
if [ ! -d /var/lib/mysql/mysql ]; then
  root=$(value ROOT_PASSWORD)
  [ -n "$root" ] || [ -n "${MARIADB_RANDOM_ROOT_PASSWORD:-}${MYSQL_RANDOM_ROOT_PASSWORD:-}" ] || { echo "[ERROR] [Entrypoint]: Database is uninitialized and password option is not specified" >&2; exit 1; }
  mariadb-install-db --datadir=/var/lib/mysql --auth-root-authentication-method=normal --skip-test-db >/dev/null
  user=$(value USER) password=$(value PASSWORD) database=$(value DATABASE)
  {
    echo "FLUSH PRIVILEGES;"
    [ -z "$database" ] || echo "CREATE DATABASE \`$database\`;"
    [ -z "$user" ] || echo "CREATE USER '$user'@'%' IDENTIFIED BY '$password';"
    # The bootstrap mode takes one statement a line.
    [ -z "$user" ] || echo "GRANT ALL ON \`${database:-%}\`.* TO '$user'@'%';"
    [ -z "$root" ] || echo "ALTER USER 'root'@'localhost' IDENTIFIED BY '$root';"
  } | mariadbd --bootstrap --datadir=/var/lib/mysql >/dev/null
fi
exec "$@" --datadir=/var/lib/mysql --bind-address=0.0.0.0 --socket=/run/mysqld/mysqld.sock
