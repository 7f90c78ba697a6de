#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-only
# bench_window.sh [TIMES]: milliseconds from exec to the window's first frame and to the loaded map of an existing cluster with two hollow nodes,
# cluster started by the window itself; then of one that `orrery serve` runs. Needs no screen (offscreen, software). Uses folders of its own.
set -eu
orrery=${ORRERY:-$(dirname "$0")/../../build/bin/orrery}
dir=$(mktemp -d)
pid=
stop() { [ -z "$pid" ] || { kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; }; pid=; }
trap 'stop; rm -rf "$dir"' EXIT
export QT_QPA_PLATFORM=offscreen QT_QUICK_BACKEND=software XDG_CONFIG_HOME="$dir/config" XDG_DATA_HOME="$dir/share" KUBECONFIG="$dir/none"

serve()
{
    rm -f "$dir/out"
    mkfifo "$dir/out"
    "$orrery" serve --data "$dir/data" "$@" >"$dir/out" 2>"$dir/log" &
    pid=$!
    read -r line <"$dir/out"
}
# window LABEL: the program says itself when its first frame is drawn and its map is loaded (ORRERY_SAY_TIMES), and ends.
window()
{
    ORRERY_SAY_TIMES=1 "$orrery" --data "$dir/data" 2>"$dir/times" || true
    echo "$1: $(grep '^time ' "$dir/times" | tr '\n' ' ')"
}

serve --nodes 2 --provider hollow
for i in $(seq 100); do
    [ "$("$orrery" node list --data "$dir/data" 2>/dev/null | grep -c Ready)" = 2 ] && break
    sleep 0.1
done
for i in $(seq "${1:-3}"); do window "beside serve"; done
stop
for i in $(seq "${1:-3}"); do window "starts it"; done
