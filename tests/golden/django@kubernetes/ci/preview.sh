#!/usr/bin/env bash
# A copy of the deployment with one replica, a service and an address of its own, all under the preview's name.
#   IMAGE  PREVIEW  KUBE_NAMESPACE  KUBE_DEPLOYMENT  KUBE_CONTAINER  PREVIEW_DOMAIN  APP_PORT
set -euo pipefail

: "${IMAGE:?}" "${PREVIEW:?}" "${KUBE_NAMESPACE:?}" "${KUBE_DEPLOYMENT:?}" "${KUBE_CONTAINER:?}" "${PREVIEW_DOMAIN:?}" "${APP_PORT:?}" "${DEPLOY_OUTPUT:?}"
export KUBECONFIG="${KUBECONFIG:-${TMPDIR:-/tmp}/ci-kubeconfig}"

name="$KUBE_DEPLOYMENT-$PREVIEW"
kubectl --namespace "$KUBE_NAMESPACE" get deployment "$KUBE_DEPLOYMENT" --output json |
  jq --arg name "$name" --arg preview "$PREVIEW" --arg image "$IMAGE" --arg container "$KUBE_CONTAINER" \
    --arg host "$PREVIEW.$PREVIEW_DOMAIN" --argjson port "$APP_PORT" '
    {"app.kubernetes.io/name": $name, "preview": $preview} as $labels
    | {apiVersion: "v1", kind: "List", items: [
        {apiVersion: .apiVersion, kind: .kind, metadata: {name: $name, labels: $labels},
         spec: (.spec | .replicas = 1 | .selector = {matchLabels: $labels} | .template.metadata = {labels: $labels}
                | (.template.spec.containers[] | select(.name == $container) | .image) = $image)},
        {apiVersion: "v1", kind: "Service", metadata: {name: $name, labels: $labels},
         spec: {selector: $labels, ports: [{port: 80, targetPort: $port}]}},
        {apiVersion: "networking.k8s.io/v1", kind: "Ingress", metadata: {name: $name, labels: $labels},
         spec: {rules: [{host: $host, http: {paths: [{path: "/", pathType: "Prefix", backend: {service: {name: $name, port: {number: 80}}}}]}}]}}]}' |
  kubectl --namespace "$KUBE_NAMESPACE" apply --filename -
kubectl --namespace "$KUBE_NAMESPACE" rollout status "deployment/$name" --timeout=5m
echo "url=https://$PREVIEW.$PREVIEW_DOMAIN" >>"$DEPLOY_OUTPUT"
