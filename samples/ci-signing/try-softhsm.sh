#!/usr/bin/env bash
# Makes what release.sh needs, to try it on one machine: a SoftHSM token with a P-256 key, and a trust document that
# names this key. A token in software is a file: use it to learn, and an HSM to release.
#
#   samples/ci-signing/try-softhsm.sh DIRECTORY && source DIRECTORY/environment
set -euo pipefail

directory=$(realpath -m "${1:?name a new directory}")
garita=${GARITA:-garita}
library=/usr/lib/softhsm/libsofthsm2.so
umask 077
mkdir "$directory" "$directory/tokens"
printf 'directories.tokendir = %s/tokens\nobjectstore.backend = file\nlog.level = ERROR\n' "$directory" \
    >"$directory/softhsm2.conf"
pin=$(od -An -N8 -tx8 /dev/urandom | tr -d ' ')

cat >"$directory/environment" <<END
export SOFTHSM2_CONF='$directory/softhsm2.conf' PKCS11_MODULE_PATH=$library GARITA_PIN=$pin
export SIGNING_KEY='pkcs11:token=release;object=firmware' TRUST='$directory/trust-1.cbor'
END
source "$directory/environment"

softhsm2-util --init-token --free --label release --pin "$pin" --so-pin "$pin"
GNUTLS_PIN=$pin p11tool --provider "$library" --login --batch --generate-privkey ecdsa --curve secp256r1 \
    --label firmware pkcs11:token=release >/dev/null
"$garita" firmware key show --key "$SIGNING_KEY" >"$directory/release.pem"

# One key for everything: enough to try. docs/firmware.md has the ceremony for a product.
"$garita" trust new --root-key "$directory/release.pem" --release-key "$directory/release.pem" --out "$TRUST"
"$garita" trust sign "$TRUST" --key "$SIGNING_KEY"
