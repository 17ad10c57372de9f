#!/bin/sh
# Makes the files that docker-compose.yml names under "secrets:". A file that is there is never touched.
# Those marked as made by this script get 256 random bits as 64 characters, or as many characters as the mark says; the others
# stay empty: put in what their issuer gave you. Where the mark names .env, the app reads the same value from there.
set -eu
cd "$(dirname "$0")/.."
umask 022
mkdir -p secrets
chmod 700 secrets
sed -n 's/^ *file: *\.\/secrets\/\([A-Za-z0-9_.-]*\)\.txt *\(#.*\)\{0,1\}$/\1 \2/p' docker-compose.yml | while read -r name mark; do
  path=secrets/$name.txt
  variable=$(printf %s "$name" | tr '[:lower:]' '[:upper:]')
  in_env=
  case $mark in *.env*) in_env=$([ ! -f .env ] || sed -n "s/^$variable=\(..*\)$/\1/p" .env | tail -n 1) ;; esac
  if [ ! -e "$path" ]; then
    length=$(printf %s "$mark" | sed -n 's/^[^(]*(\([0-9]\{1,4\}\) .*/\1/p')
    case $mark in
      *make-secrets.sh*)
        if [ -n "$in_env" ]; then printf %s "$in_env" >"$path"; else od -An -N1024 -tx1 /dev/urandom | tr -d ' \n' | cut -c "1-${length:-64}" | tr -d '\n' >"$path"; fi
        ;;
      *) : >"$path" ;;
    esac
    # The container's user is not this machine's: it must be able to read the file; the directory keeps others out.
    chmod 644 "$path"
    if [ -s "$path" ]; then echo "made $path"; else echo "EMPTY $path: put the secret in"; fi
  fi
  case $mark in
    *.env*)
      if [ -z "$in_env" ]; then
        [ -f .env ] || cp .env.example .env
        (
          umask 077
          { grep -v "^$variable=$" .env || true; } >.env.new
          printf '%s=%s\n' "$variable" "$(cat "$path")" >>.env.new
        )
        mv .env.new .env
        echo "put $variable into .env"
      elif [ "$in_env" != "$(cat "$path")" ]; then
        echo "DIFFERENT: $variable in .env is not what $path holds; the service was given the latter" >&2
      fi
      ;;
  esac
done
