#!/usr/bin/env bash
# A login to ECR that lasts twelve hours, for skopeo.
set -euo pipefail

: "${IMAGE_REPOSITORY:?}"
aws ecr get-login-password | skopeo login --username AWS --password-stdin "${IMAGE_REPOSITORY%%/*}"
