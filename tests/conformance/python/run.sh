#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-only
# The official Python client (Debian's python3-kubernetes) against `orrery serve` with a hollow node.
here=$(cd "$(dirname "$0")" && pwd)
for python in python3 /usr/bin/python3 ""; do
    [ -n "$python" ] && "$python" -c 'import kubernetes' 2>/dev/null && break
done
[ -n "$python" ] || { echo "SKIP no python3-kubernetes"; exit 77; }
hollow_nodes=1
. "$here/../server.sh"
PYTHONDONTWRITEBYTECODE=1 timeout 120 "$python" "$here/run.py"
