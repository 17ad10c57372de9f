#!/usr/bin/env bash
# Copies the image by digest from where it was built to where the platform pulls from; bytes and digest stay the same.
#   SOURCE_REPOSITORY, IMAGE_REPOSITORY, IMAGE_DIGEST
set -euo pipefail

: "${SOURCE_REPOSITORY:?}" "${IMAGE_REPOSITORY:?is not set: name the registry the platform pulls from}" "${IMAGE_DIGEST:?}"
skopeo copy --all --preserve-digests --retry-times 3 \
  "docker://$SOURCE_REPOSITORY@$IMAGE_DIGEST" "docker://$IMAGE_REPOSITORY@$IMAGE_DIGEST"
