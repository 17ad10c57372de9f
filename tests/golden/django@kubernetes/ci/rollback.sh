#!/usr/bin/env bash
# Back to the revision that ran before the deployment.
#   PREVIOUS  KUBE_NAMESPACE  KUBE_DEPLOYMENT
set -euo pipefail

: "${PREVIOUS:?}" "${KUBE_NAMESPACE:?}" "${KUBE_DEPLOYMENT:?}"
export KUBECONFIG="${KUBECONFIG:-${TMPDIR:-/tmp}/ci-kubeconfig}"
kubectl --namespace "$KUBE_NAMESPACE" rollout undo "deployment/$KUBE_DEPLOYMENT" --to-revision="$PREVIOUS"
kubectl --namespace "$KUBE_NAMESPACE" rollout status "deployment/$KUBE_DEPLOYMENT" --timeout=10m
echo "rollback: $KUBE_DEPLOYMENT is back at revision $PREVIOUS"
