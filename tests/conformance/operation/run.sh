#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-only
# What an administrator sees with kubectl: health, metrics, priority and fairness, the audit log, a clean stop, a backup and its restore, Secrets
# that are not in the open on the disk.
oldest=20
policy=$(mktemp)
cat > "$policy" <<'Y'
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
- {level: None, nonResourceURLs: ["/*"]}
- {level: Request, resources: [{group: "", resources: [configmaps]}]}
- {level: Metadata}
Y
serve_options=(--audit-policy-file "$policy")
. "$(dirname "$0")/../checks.sh"
trap 'rm -f "$policy"; cleanup' EXIT

# holds FILE TEXT, lacks FILE TEXT
holds() { count=$((count + 1)); grep -qF -- "$2" "$1" || failed "(file $1)" "$2" "not there"; }
lacks() { count=$((count + 1)); ! grep -rqF -- "$2" "$1" || failed "(files $1)" "no $2" "$(grep -rlF -- "$2" "$1")"; }
run() { local want=$1 got; shift; count=$((count + 1)); got=$("$@" 2>&1); [ "$?" = "$want" ] || failed "($*)" "exit code $want" "$got"; }

is ok get --raw /livez
is ok get --raw /readyz/etcd
has '[+]poststarthook/rbac/bootstrap-roles ok' get --raw '/readyz?verbose'
has 'readyz check passed' get --raw '/readyz?verbose'
has '[+]etcd excluded: ok' get --raw '/livez?verbose&exclude=etcd'
has 'apiserver_request_total{verb="GET"' get --raw /metrics
has 'process_resident_memory_bytes' get --raw /metrics
has 'catch-all' get flowschemas

is 'secret/s created' create secret generic s --from-literal=password=correct-horse-battery
is 'configmap/c created' create configmap c --from-literal=key=value
is 'deployment.apps/web created' create deployment web --image=registry.local/demo:1
k apply -f - >/dev/null <<'Y'
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: stars.sky.example.com}
spec:
  group: sky.example.com
  scope: Namespaced
  names: {plural: stars, singular: star, kind: Star}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}]
Y
soon True get crd stars.sky.example.com -o 'jsonpath={.status.conditions[?(@.type=="Established")].status}'
k apply -f - >/dev/null <<'Y'
apiVersion: sky.example.com/v1
kind: Star
metadata: {name: vega}
spec: {magnitude: 0.03}
Y
is 0.03 get star vega -o 'jsonpath={.spec.magnitude}'

# The disk, and the audit log.
lacks data correct-horse-battery
lacks data "$(printf correct-horse-battery | base64)"
holds data/audit.log '"verb":"create","user":{"username":"kubernetes-admin"'
holds data/audit.log '"data":{"key":"value"}'
lacks data/audit.log '"stage":"RequestReceived"'

# A backup while it runs, and what is there then.
everything() { k get all,configmaps,secrets,serviceaccounts,roles,clusterroles,clusterrolebindings,stars,flowschemas,prioritylevelconfigurations,namespaces -A -o json |
    python3 -c 'import json,sys
for i in sorted(json.load(sys.stdin)["items"], key=lambda i: (i["kind"], i["metadata"].get("namespace", ""), i["metadata"]["name"])): print(json.dumps(i, sort_keys=True))'; }
soon 1 get deployment web -o 'jsonpath={.status.observedGeneration}'
everything > before.json
run 0 "$orrery" backup backup --data data
run 1 "$orrery" backup backup --data data
lacks backup correct-horse-battery
lacks backup "$(printf correct-horse-battery | base64)"
[ "$(stat -c %a backup)" = 600 ] || failed "(mode of the backup)" 600 "$(stat -c %a backup)"
k delete deployment web >/dev/null
k delete star vega >/dev/null
k delete secret s >/dev/null
k create configmap later >/dev/null

# A watch hears the end as an end.
k get configmaps --watch > watch.out 2> watch.err &
watcher=$!
for _ in $(seq 100); do grep -qs later watch.out && break; sleep 0.05; done
run 1 "$orrery" restore backup --data data --force
stop_server
wait "$watcher"
lacks watch.err 'unexpected EOF'

run 1 "$orrery" restore backup --data data
run 1 "$orrery" restore "$policy" --data data --force
run 0 "$orrery" restore backup --data data --force
run 0 "$orrery" rotate-encryption-key --data data
old_key=$(tail -n 1 data/pki/encryption.keys)
rm -f "$KUBECONFIG"
start_server
lacks data/pki/encryption.keys "$old_key"
everything > after.json
count=$((count + 1))
cmp -s before.json after.json || failed "(what is there after the restore)" "as before" "$(diff before.json after.json | head -c 2000)"
is correct-horse-battery get secret s -o 'go-template={{.data.password | base64decode}}'
refused 'configmaps "later" not found' get configmap later
is 'configmap/new created' create configmap new

echo "$count checks, $failures failed"
[ "$failures" = 0 ]
