#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-only
# ocipack.sh OUT.tar REFERENCE ROOTDIR CONFIG-JSON: an OCI image archive of one layer, the same bytes for the same content.
# CONFIG-JSON is the image's "config" object, e.g. {"Entrypoint":["/pause"]}.
# https://github.com/opencontainers/image-spec/blob/v1.0.2/image-layout.md
set -eu
out=$1 reference=$2 root=$3 config=$4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
blobs=$work/blobs/sha256
mkdir -p "$blobs"

pack() { tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --format=gnu "$@"; }
put() { # put FILE: moves it among the blobs; sets digest and size
    digest=$(sha256sum <"$1" | cut -d' ' -f1)
    size=$(wc -c <"$1" | tr -d ' ')
    mv "$1" "$blobs/$digest"
}

pack -C "$root" -cf "$work/layer" .
put "$work/layer"
layer="{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar\",\"digest\":\"sha256:$digest\",\"size\":$size}"
printf '{"architecture":"amd64","os":"linux","config":%s,"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' "$config" "$digest" >"$work/config"
put "$work/config"
printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:%s","size":%s},"layers":[%s]}' \
    "$digest" "$size" "$layer" >"$work/manifest"
put "$work/manifest"
printf '{"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:%s","size":%s,"annotations":{"io.containerd.image.name":"%s","org.opencontainers.image.ref.name":"%s"}}]}' \
    "$digest" "$size" "$reference" "$reference" >"$work/index.json"
printf '{"imageLayoutVersion":"1.0.0"}' >"$work/oci-layout"
pack -C "$work" -cf "$out.new" oci-layout index.json blobs
mv "$out.new" "$out"
