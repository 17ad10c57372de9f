#!/bin/sh
# Makes the files that docker-compose.yml names under "secrets:". A file that is there is never touched.
# Passwords and keys only this installation needs to know get 256 random bits; the others stay empty: fill them in.
set -eu
cd "$(dirname "$0")/.."
umask 022
mkdir -p secrets
chmod 700 secrets
sed -n 's/^ *file: *\.\/secrets\/\([A-Za-z0-9_.-]*\)\.txt *$/\1/p' docker-compose.yml | while read -r name; do
  path=secrets/$name.txt
  [ ! -e "$path" ] || continue
  case $name in
    *stripe* | *aws* | *google* | *github* | *oauth* | *client* | *webhook* | *app_secret*) : >"$path" ;;
    postgres_password | mysql_password | mysql_root_password | mariadb_password | mariadb_root_password | mongo_password | redis_password | valkey_password | rabbitmq_password | s3_password | \
      *secret_key | *secret_key_base | *session_secret | *cookie_secret | *jwt_secret | *jwt_secret_key | *jwt_refresh_secret | *jwt_access_secret | *auth_secret | *csrf_secret | *encryption_key | *salt | *pepper | secret | secretkey | *_secret)
      od -An -N32 -tx1 /dev/urandom | tr -d ' \n' >"$path"
      ;;
    *) : >"$path" ;;
  esac
  # The container's user is not this machine's: it must be able to read the file; the directory keeps others out.
  chmod 644 "$path"
  if [ -s "$path" ]; then echo "made $path"; else echo "EMPTY $path: put the secret in"; fi
done
