#!/bin/sh
# Makes the files that compose.yaml names under "secrets:". A file that is there is never touched.
# Grafana's password is made of 192 random bits; the others stay empty: put in the key their service gave you, without a line break.
set -eu
cd "$(dirname "$0")"
umask 022
mkdir -p secrets
chmod 700 secrets
sed -n 's/^ *file: *\.\/secrets\/\([a-z0-9_]*\)\.txt.*$/\1/p' compose.yaml | while read -r name; do
  path=secrets/$name.txt
  if [ ! -e "$path" ]; then
    case $name in
      grafana_admin_password) od -An -N24 -tx1 /dev/urandom | tr -d ' \n' >"$path" ;;
      *) : >"$path" ;;
    esac
    # The container's user is not this machine's: it must be able to read the file; the directory keeps others out.
    chmod 644 "$path"
  fi
  if [ -s "$path" ]; then echo "there: $path"; else echo "EMPTY: $path: put the key in"; fi
done
