#!/bin/sh
# Signs what was built, or checks that signature, without any stored key: the CI system's own identity is what is certified.
#   sign.sh sign|verify
#   IMAGE              the image by digest; or
#   BUNDLE             a file, whose signature lies beside it (.sigstore.json)
#   COSIGN_VERSION, COSIGN_SHA256   the exact program to use
#   SIGNER_IDENTITY, SIGNER_ISSUER  who must have signed (verify)
set -eu

: "${COSIGN_VERSION:?}" "${COSIGN_SHA256:?}"
cosign="$(mktemp -d)/cosign"
wget -q -O "$cosign" "https://github.com/sigstore/cosign/releases/download/$COSIGN_VERSION/cosign-linux-amd64"
echo "$COSIGN_SHA256  $cosign" | sha256sum -c - >/dev/null || { echo "cosign: not the program that was pinned" >&2; exit 1; }
chmod +x "$cosign"

case "${1:-}" in
  sign)
    if [ -n "${IMAGE:-}" ]; then
      "$cosign" sign --yes "$IMAGE"
    else
      "$cosign" sign-blob --yes --bundle "$BUNDLE.sigstore.json" "$BUNDLE"
    fi
    ;;
  verify)
    : "${SIGNER_IDENTITY:?}" "${SIGNER_ISSUER:?}"
    if [ -n "${IMAGE:-}" ]; then
      "$cosign" verify --certificate-identity "$SIGNER_IDENTITY" --certificate-oidc-issuer "$SIGNER_ISSUER" "$IMAGE" >/dev/null
    else
      "$cosign" verify-blob --bundle "$BUNDLE.sigstore.json" --certificate-identity "$SIGNER_IDENTITY" --certificate-oidc-issuer "$SIGNER_ISSUER" "$BUNDLE"
    fi
    echo "verified: signed by $SIGNER_IDENTITY"
    ;;
  *) echo "usage: sign.sh sign|verify" >&2; exit 2 ;;
esac
