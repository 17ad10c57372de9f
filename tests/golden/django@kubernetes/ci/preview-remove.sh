#!/usr/bin/env bash
# Deletes everything that carries the preview's name.
#   PREVIEW  KUBE_NAMESPACE
set -euo pipefail

: "${PREVIEW:?}" "${KUBE_NAMESPACE:?}"
export KUBECONFIG="${KUBECONFIG:-${TMPDIR:-/tmp}/ci-kubeconfig}"
kubectl --namespace "$KUBE_NAMESPACE" delete deployment,service,ingress --selector "preview=$PREVIEW" --ignore-not-found
