#!/usr/bin/env bash
# Sets a deployment's image by digest and waits until all replicas run it.
#   IMAGE  KUBE_NAMESPACE  KUBE_DEPLOYMENT  KUBE_CONTAINER
set -euo pipefail

: "${IMAGE:?}" "${KUBE_NAMESPACE:?}" "${KUBE_DEPLOYMENT:?}" "${KUBE_CONTAINER:?}" "${DEPLOY_OUTPUT:?}"
export KUBECONFIG="${KUBECONFIG:-${TMPDIR:-/tmp}/ci-kubeconfig}"

previous="$(kubectl --namespace "$KUBE_NAMESPACE" get deployment "$KUBE_DEPLOYMENT" \
  --output 'jsonpath={.metadata.annotations.deployment\.kubernetes\.io/revision}')"
[ -n "$previous" ] || { echo "deploy: deployment $KUBE_DEPLOYMENT has no revision yet" >&2; exit 1; }
# Written before anything changes, so that a rollback knows where to go even when this script dies half-way.
echo "previous=$previous" >>"$DEPLOY_OUTPUT"
kubectl --namespace "$KUBE_NAMESPACE" set image "deployment/$KUBE_DEPLOYMENT" "$KUBE_CONTAINER=$IMAGE"
kubectl --namespace "$KUBE_NAMESPACE" rollout status "deployment/$KUBE_DEPLOYMENT" --timeout=10m
