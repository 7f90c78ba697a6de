#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-only
# The official JavaScript client against `orrery serve` with a hollow node. Its package is installed once, into the build folder, as
# package-lock.json says.
here=$(cd "$(dirname "$0")" && pwd)
for program in node npm; do
    command -v $program >/dev/null || { echo "SKIP no $program"; exit 77; }
done
major=$(node -p 'process.versions.node.split(".")[0]')
[ "$major" -ge 18 ] || { echo "SKIP node is $major, older than 18"; exit 77; }
modules=${ORRERY_BINARY_DIR:?the build folder}/tests/clientnode
mkdir -p "$modules"
if ! cmp -s "$here/package-lock.json" "$modules/installed.json"; then
    cp "$here/package.json" "$here/package-lock.json" "$modules/"
    (cd "$modules" && timeout 240 npm ci --ignore-scripts --no-audit --no-fund --fetch-retries=1 --fetch-timeout=20000) >"$modules/npm.log" 2>&1 \
        || { echo "SKIP npm could not install @kubernetes/client-node: $(tail -n 1 "$modules/npm.log")"; exit 77; }
    cp "$here/package-lock.json" "$modules/installed.json"
fi
hollow_nodes=1
. "$here/../server.sh"
cp "$here/run.mjs" "$modules/run.mjs" # so that it finds the package
timeout 120 node "$modules/run.mjs"
