#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-only
# bench_start.sh [OBJECTS...]: time from exec to /readyz over HTTPS, first start, restart and restart with so many stored ConfigMaps; then memory and
# CPU of `orrery serve` at rest. Needs curl. Uses folders of its own and free ports.
set -eu
orrery=${ORRERY:-$(dirname "$0")/../../build/bin/orrery}
dir=$(mktemp -d)
pid=
stop() { [ -z "$pid" ] || { kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; }; pid=; }
trap 'stop; rm -rf "$dir"' EXIT

now() { date +%s%N; }
# start LABEL: starts, waits for /readyz, prints the milliseconds of both.
start()
{
    rm -f "$dir/out"
    mkfifo "$dir/out"
    begin=$(now)
    "$orrery" serve --data "$dir/data" >"$dir/out" 2>"$dir/log" &
    pid=$!
    read -r line <"$dir/out"
    ready=$(now)
    url=${line#ready }
    url=${url%% *}
    curl -sk --fail -o /dev/null "$url/readyz"
    answered=$(now)
    echo "$1: ready line $(((ready - begin) / 1000000)) ms, /readyz $(((answered - begin) / 1000000)) ms"
    rm -f "$dir/out"
}

for i in 1 2 3; do
    rm -rf "$dir/data"
    start "first start"
    stop
done
for i in 1 2 3; do
    start "restart"
    stop
done
for count in "${@:-10000}"; do
    start "before filling"
    kubeconfig="$dir/data/kubeconfig"
    for name in certificate-authority client-certificate client-key; do
        sed -n "s/.*$name-data: *//p" "$kubeconfig" | base64 -d >"$dir/$name.pem"
    done
    # curl's own parallel mode over one connection pool is quick enough, and needs nothing else.
    i=0
    : >"$dir/config"
    while [ $i -lt "$count" ]; do
        printf 'url = "%s/api/v1/namespaces/default/configmaps"\noutput = "/dev/null"\nheader = "content-type: application/json"\ndata = "{\\"apiVersion\\":\\"v1\\",\\"kind\\":\\"ConfigMap\\",\\"metadata\\":{\\"name\\":\\"c%d-%d\\"},\\"data\\":{\\"x\\":\\"%01000d\\"}}"\ncacert = "%s"\ncert = "%s"\nkey = "%s"\nnext\n' \
            "$url" "$count" $i 0 "$dir/certificate-authority.pem" "$dir/client-certificate.pem" "$dir/client-key.pem" >>"$dir/config"
        i=$((i + 1))
    done
    begin=$(now)
    curl --parallel --parallel-max 16 -K "$dir/config" 2>"$dir/log.curl" || true # it complains about the last, empty entry
    echo "created $count ConfigMaps in $((($(now) - begin) / 1000000)) ms"
    stop
    for i in 1 2 3; do
        start "restart with $count more objects"
        [ $i = 3 ] || stop
    done
done
cpu() { awk '{ print $14 + $15 }' "/proc/$pid/stat"; }
sleep 3
before=$(cpu)
sleep 10
echo "at rest: $(awk '/VmRSS/ { print int($2 / 1024) " MB resident" }' "/proc/$pid/status"), $(($(cpu) - before)) ticks of CPU in 10 s (1000 = one core)"
