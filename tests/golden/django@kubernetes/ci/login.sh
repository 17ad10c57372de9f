#!/usr/bin/env bash
# A kubeconfig without any credential in it: the address, the certificate authority, and whom to ask for a token.
#   KUBE_SERVER   https://…, the API server
#   KUBE_CA_DATA  its certificate authority, PEM in base64 (public)
set -euo pipefail

: "${KUBE_SERVER:?}" "${KUBE_CA_DATA:?}"
export KUBECONFIG="${KUBECONFIG:-${TMPDIR:-/tmp}/ci-kubeconfig}"
umask 077
authority="$(mktemp)"
printf '%s' "$KUBE_CA_DATA" | base64 -d >"$authority"
directory="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
{
  kubectl config set-cluster target --server "$KUBE_SERVER" --certificate-authority "$authority" --embed-certs=true
  kubectl config set-credentials ci --exec-api-version client.authentication.k8s.io/v1 \
    --exec-command bash --exec-arg "$directory/credential.sh" --exec-interactive-mode Never
  kubectl config set-context ci --cluster target --user ci --namespace "${KUBE_NAMESPACE:-default}"
  kubectl config use-context ci
} >/dev/null
rm -f "$authority"
