#!/bin/sh
# Makes the files that docker-compose.yml names under "secrets:". A file that is there is never touched.
# Those marked as made by this script get 256 random bits, an app key 32 characters (a cipher takes it as it is, and checks
# its length); the others stay empty: put in what their issuer gave you.
set -eu
cd "$(dirname "$0")/.."
umask 022
mkdir -p secrets
chmod 700 secrets
sed -n 's/^ *file: *\.\/secrets\/\([A-Za-z0-9_.-]*\)\.txt *\(#.*\)\{0,1\}$/\1 \2/p' docker-compose.yml | while read -r name mark; do
  path=secrets/$name.txt
  [ ! -e "$path" ] || continue
  case $name in app_key) bytes=16 ;; *) bytes=32 ;; esac
  case $mark in
    *make-secrets.sh*) od -An -N"$bytes" -tx1 /dev/urandom | tr -d ' \n' >"$path" ;;
    *) : >"$path" ;;
  esac
  # The container's user is not this machine's: it must be able to read the file; the directory keeps others out.
  chmod 644 "$path"
  if [ -s "$path" ]; then echo "made $path"; else echo "EMPTY $path: put the secret in"; fi
done
