# SPDX-License-Identifier: GPL-3.0-only
# Sourced by the conformance tests: starts `orrery serve` in a folder of its own, and ends it when the script ends. Without nodes, unless
# $hollow_nodes says how many (the real kubelet over pretended containers; needs no root). $serve_options: more words for its command line.
# Afterwards: $work, $KUBECONFIG.
: "${ORRERY_BINARY_DIR:?the build folder}"
orrery=$ORRERY_BINARY_DIR/bin/orrery
[ -x "$orrery" ] || { echo "SKIP no $orrery"; exit 77; }
work=$(mktemp -d)
export KUBECONFIG=$work/kubeconfig HOME=$work
export QT_QPA_PLATFORM=offscreen

start_server() {
    "$orrery" serve --data "$work/data" --port "${1:-0}" --kubeconfig "$KUBECONFIG" \
        --nodes "${hollow_nodes:-0}" --provider hollow "${serve_options[@]}" >"$work/server.log" 2>&1 &
    server_pid=$!
    for _ in $(seq 200); do
        [ -s "$KUBECONFIG" ] && grep -q '^ready ' "$work/server.log" && return 0
        kill -0 "$server_pid" 2>/dev/null || break
        sleep 0.05
    done
    echo "the server did not start:"; cat "$work/server.log"; exit 1
}

stop_server() {
    kill -TERM "$server_pid" 2>/dev/null
    wait "$server_pid"
}

cleanup() {
    [ -n "$server_pid" ] && kill "$server_pid" 2>/dev/null && wait "$server_pid" 2>/dev/null
    rm -rf "$work"
}
trap cleanup EXIT
start_server
