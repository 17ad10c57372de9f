#!/bin/sh
# Writes Docker's configuration for GitLab's own registry, for tools that have no login command of their own.
set -eu

: "${CI_REGISTRY:?}" "${CI_REGISTRY_USER:?}" "${CI_REGISTRY_PASSWORD:?}"
mkdir -p "${DOCKER_CONFIG:-$HOME/.docker}"
umask 077
auth="$(printf '%s:%s' "$CI_REGISTRY_USER" "$CI_REGISTRY_PASSWORD" | base64 | tr -d '\n')"
printf '{"auths": {"%s": {"auth": "%s"}}}\n' "$CI_REGISTRY" "$auth" >"${DOCKER_CONFIG:-$HOME/.docker}/config.json"
