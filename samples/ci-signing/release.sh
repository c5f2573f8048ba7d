#!/usr/bin/env bash
# Makes a release of an image: builds it, signs it with a key on a PKCS#11 token, makes the way back to the release
# before it, and checks both as a device would. Nothing is left in OUT unless all of that went well.
#
#   IMAGE=build/app.bin VERSION=1.4.0 SEQUENCE=14 samples/ci-signing/release.sh
#
# IMAGE        the image as it runs on the device
# VERSION      what people call it
# SEQUENCE     higher than that of every release and way back before it
# VENDOR       the maker's domain                                   MODEL  model and hardware revision
# SIGNING_KEY  pkcs11:token=release;object=firmware                 EPOCH  security epoch, 0 if not given
# TRUST        the signed trust document that devices hold; it lies in the repository, not on the build machine
# PREVIOUS     the envelope of the release to go back to; none for the first
# OUT          where the release goes, dist if not given            GARITA the program, garita if not given
#
# From the secret store, never from a file in the repository: GARITA_PIN, the token's PIN.
# Where the token's library is: PKCS11_MODULE_PATH.
set -euo pipefail

: "${IMAGE:?}" "${VERSION:?}" "${SEQUENCE:?}" "${VENDOR:?}" "${MODEL:?}" "${SIGNING_KEY:?}" "${TRUST:?}"
: "${GARITA_PIN:?is the token\'s PIN, from the secret store}"
garita=${GARITA:-garita}
out=${OUT:-dist}
name=$(basename "${IMAGE%.*}")-$VERSION

mkdir -p "$out"
work=$(mktemp -d "$out/.release-XXXXXX")
trap 'rm -rf "$work"' EXIT

"$garita" firmware build --image "$IMAGE" --version "$VERSION" --sequence "$SEQUENCE" --epoch "${EPOCH:-0}" \
    --vendor "$VENDOR" --model "$MODEL" --out "$work/$name.suit"

# The previous release must be one that our own release keys signed: what lies in a cache may be anybody's.
back=()
[ -z "${PREVIOUS:-}" ] || back=(--way-back "$PREVIOUS" --trust "$TRUST")
"$garita" firmware sign "$work/$name.suit" --key "$SIGNING_KEY" "${back[@]}"

# Against the trust document, not against the key that has just signed: this is what devices will say.
"$garita" firmware verify "$work/$name.suit" --trust "$TRUST" --image "$IMAGE" --leaves "$work/$name.leaves"
[ -z "${PREVIOUS:-}" ] || "$garita" firmware verify "$work/$name.back.suit" --trust "$TRUST"

mv "$work/$name".* "$out/"
echo "released $name"
