#!/bin/sh
# Builds the image without a daemon and without privileges, pushes it, and leaves its digest in $DEPLOY_OUTPUT.
# SBOM and provenance are part of what is pushed, so the digest covers them.
#   IMAGE_REPOSITORY       where to: registry.example.com/group/app
#   IMAGE_TAG              a name for people; deployments go by digest
#   CONTEXT, DOCKERFILE    the build context, and the Dockerfile's path
#   SOURCE_VERSION, SOURCE_REVISION, SOURCE_URL  what the image says of its origin
#   BUILD_ARGS             optional: names of variables that the build bakes in
#   SOURCE_MAPS            optional: the directory that what was built with its maps is left in
set -eu

: "${IMAGE_REPOSITORY:?}" "${IMAGE_TAG:?}" "${CONTEXT:?}" "${DOCKERFILE:?}" "${DEPLOY_OUTPUT:?}"
for name in ${BUILD_ARGS:-}; do
  set -- "$@" --opt "build-arg:$name=$(printenv "$name" || true)"
done
set -- "$@" \
  --frontend dockerfile.v0 \
  --local "context=$CONTEXT" \
  --local "dockerfile=$(dirname "$DOCKERFILE")" \
  --opt "filename=$(basename "$DOCKERFILE")" \
  --opt "build-arg:VERSION=${SOURCE_VERSION:-}" \
  --opt "build-arg:REVISION=${SOURCE_REVISION:-}" \
  --import-cache "type=registry,ref=$IMAGE_REPOSITORY:buildcache"
metadata="$(mktemp)"
buildctl-daemonless.sh build "$@" \
  --opt "label:org.opencontainers.image.source=${SOURCE_URL:-}" \
  --opt attest:sbom= \
  --opt attest:provenance=mode=max \
  --export-cache "type=registry,ref=$IMAGE_REPOSITORY:buildcache,mode=max" \
  --output "type=image,name=$IMAGE_REPOSITORY:$IMAGE_TAG,push=true" \
  --metadata-file "$metadata"
digest="$(sed -n 's/.*"containerimage\.digest": *"\(sha256:[0-9a-f]\{64\}\)".*/\1/p' "$metadata" | head -n 1)"
[ -n "$digest" ] || { echo "build: no digest in BuildKit's answer" >&2; exit 1; }
echo "IMAGE_DIGEST=$digest" >>"$DEPLOY_OUTPUT"
echo "built $IMAGE_REPOSITORY@$digest"
if [ -n "${SOURCE_MAPS:-}" ]; then
  buildctl-daemonless.sh build "$@" --opt target=source-maps --output "type=local,dest=$SOURCE_MAPS"
fi
