#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-only
# kubectl's commands that need nodes, against `orrery serve` with two hollow ones: streams, rollouts, usage, drains, certificates.
hollow_nodes=2
. "$(dirname "$0")/../checks.sh"

for _ in $(seq 200); do [ "$(k get nodes 2>/dev/null | grep -c ' Ready')" = 2 ] && break; sleep 0.1; done
cat > web.yaml <<'Y'
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  strategy: {rollingUpdate: {maxUnavailable: 1}}
  template:
    metadata:
      labels: {app: web}
      annotations: {orrery.dev/fake-log.web: from web, orrery.dev/fake-log.side: from side, orrery.dev/fake-cpu.web: 250m, orrery.dev/fake-cpu.side: 10m, orrery.dev/fake-memory.side: 256Mi}
    spec:
      containers:
      - {name: web, image: "registry.local/demo:1", ports: [{containerPort: 8080}]}
      - {name: side, image: "registry.local/demo:1", stdin: true, tty: true}
      topologySpreadConstraints: [{maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchLabels: {app: web}}}]
Y

# --- rollouts ---
is 'deployment.apps/web created' apply -f web.yaml
has 'deployment "web" successfully rolled out' rollout status deployment/web --timeout=60s
is 'deployment.apps/web image updated' set image deployment/web web=registry.local/demo:2
is 'deployment.apps/web rolled back' rollout undo deployment/web
is 'deployment.apps/web restarted' rollout restart deployment/web
has 'successfully rolled out' rollout status deployment/web --timeout=60s
has '3 ' rollout history deployment/web
has 'registry.local/demo:2' rollout history deployment/web --revision=2
is 'deployment.apps/web condition met' wait --for=condition=Available deployment/web --timeout=60s
soon 2 get pods -l app=web -o 'go-template={{len .items}}'
pods=($(k get pods -l app=web -o 'jsonpath={.items[*].metadata.name}'))
pod=${pods[0]}

# --- logs ---
has 'from web' logs "$pod"
has "Defaulted container \"web\" out of: web, side" logs "$pod"
is 'from side' logs "$pod" -c side
has "[pod/$pod/web] from web" logs -l app=web --prefix --all-containers
has "[pod/$pod/side] from side" logs -l app=web --prefix --all-containers
is 'from web' logs "$pod" -c web --tail=1
is 'fro' logs "$pod" -c web --limit-bytes=3
is '' logs "$pod" -c web --since-time=2100-01-01T00:00:00Z
has 'Z from web' logs "$pod" -c web --timestamps
is '' logs "$pod" -c web --tail=0
refused 'previous terminated container "web" in pod' logs "$pod" -c web --previous
refused "container nope is not valid for pod $pod" logs "$pod" -c nope
refused 'at most one of' logs "$pod" --since=1s --since-time=2100-01-01T00:00:00Z
refused 'must be greater than 0' get --raw "/api/v1/namespaces/default/pods/$pod/log?container=web&limitBytes=0"
is 'from web' get --raw "/api/v1/namespaces/default/pods/$pod/log?container=web&stream=Stdout"
refused 'supported values: "All", "Stderr", "Stdout"' get --raw "/api/v1/namespaces/default/pods/$pod/log?container=web&stream=stdin"
is 'pod/crashes created' run crashes --image=registry.local/demo:1 --annotations=orrery.dev/fake-exit-after=200ms --annotations=orrery.dev/fake-exit-code=3 --annotations=orrery.dev/fake-log='last words'
for _ in $(seq 100); do [ "$(k get pod crashes -o 'jsonpath={.status.containerStatuses[0].restartCount}')" -ge 1 ] 2>/dev/null && break; sleep 0.1; done
is 'last words' logs crashes --previous
is 3 get pod crashes -o 'jsonpath={.status.containerStatuses[0].lastState.terminated.exitCode}'
has 'pod "crashes" force deleted' delete pod crashes --force --grace-period=0

# --- exec, attach, port-forward, proxy: over WebSocket, which new kubectls try first, and over SPDY ---
for websockets in true false; do
    export KUBECTL_REMOTE_COMMAND_WEBSOCKETS=$websockets KUBECTL_PORT_FORWARD_WEBSOCKETS=$websockets
    is 'say it' exec "$pod" -c web -- say it
    count=$((count + 1)); got=$(printf 'across\n' | timeout 5 "$kubectl" exec -i "$pod" -c web -- cat 2>&1); [[ $got == *across* ]] || failed "exec -i ($websockets)" across "$got"
    refused 'container nope is not valid for pod' exec "$pod" -c nope -- true
    k port-forward "pod/$pod" :8080 > forward.log 2>&1 & forward=$!
    for _ in $(seq 100); do grep -q '127.0.0.1:' forward.log && break; sleep 0.05; done
    port=$(sed -n 's/.*127.0.0.1:\([0-9]*\) -> 8080.*/\1/p' forward.log | head -n 1)
    for _ in 1 2 3; do count=$((count + 1)); got=$(curl -s --max-time 10 "http://127.0.0.1:$port/") && [ -n "$got" ] || failed "port-forward ($websockets)" 'an answer' "$got $(cat forward.log)"; done
    kill $forward; wait $forward 2>/dev/null
done
unset KUBECTL_REMOTE_COMMAND_WEBSOCKETS KUBECTL_PORT_FORWARD_WEBSOCKETS
count=$((count + 1)); got=$(printf 'typed\n' | timeout 5 "$kubectl" attach -i "$pod" -c side 2>&1); [[ $got == *typed* ]] || failed 'attach -i' typed "$got"
refused 'Upgrade request required' get --raw "/api/v1/namespaces/default/pods/$pod/exec?command=x&stdout=true&container=web"
has "$pod" get --raw "/api/v1/nodes/$(k get pod "$pod" -o 'jsonpath={.spec.nodeName}')/proxy/pods"
has 'kubelet_running_pods' get --raw "/api/v1/nodes/$(k get pod "$pod" -o 'jsonpath={.spec.nodeName}')/proxy/metrics"
refused 'pods "nope" not found' get --raw /api/v1/namespaces/default/pods/nope/proxy/

# --- ephemeral containers ---
has "container" debug "$pod" --image=registry.local/demo:1 -c look --target=web --profile=general
soon true get pod "$pod" -o 'go-template={{range .status.ephemeralContainerStatuses}}{{if .state.running}}true{{end}}{{end}}'
is 'look' exec "$pod" -c look -- look
has 'Ephemeral Containers' describe pod "$pod"
refused 'targetContainerName: Not found: "nope"' debug "$pod" --image=x -c other --target=nope --profile=general

# --- what they use ---
has 'CPU(' top nodes
count=$((count + 1)); got=$(k top pods 2>&1 | sed -E 's/ +/ /g; s/ $//' | grep "^$pod "); [[ $got =~ ^"$pod "2[0-9][0-9]"m "2[67][0-9]Mi$ ]] || failed 'top pods' "$pod 260m 272Mi" "$got"
count=$((count + 1)); got=$(k top pods --containers -l app=web --sort-by=memory --no-headers 2>&1 | awk '{ print $2 }' | head -n 1); [ "$got" = side ] || failed 'top pods --containers --sort-by=memory' side "$got"
count=$((count + 1)); got=$(k top pods --containers -l app=web --sort-by=cpu --no-headers 2>&1 | awk '{ print $2 }' | head -n 1); [ "$got" = web ] || failed 'top pods --containers --sort-by=cpu' web "$got"
has 'WINDOW' get podmetrics
refused 'pods.metrics.k8s.io "nope" not found' get --raw /apis/metrics.k8s.io/v1beta1/namespaces/default/pods/nope
is 'horizontalpodautoscaler.autoscaling/web autoscaled' autoscale deployment web --min=1 --max=5 --cpu-percent=80
has 'Deployment/web' get hpa web

# --- disruptions, drain, taints ---
is 'poddisruptionbudget.policy/web created' create poddisruptionbudget web --selector=app=web --min-available=2
soon '0 2 2' get pdb web -o 'jsonpath={.status.disruptionsAllowed} {.status.currentHealthy} {.status.desiredHealthy}'
node=$(k get pod "$pod" -o 'jsonpath={.spec.nodeName}')
refused "Cannot evict pod as it would violate the pod's disruption budget" drain "$node" --ignore-daemonsets --delete-emptydir-data --timeout=2s
has 'SchedulingDisabled' get node "$node"
is 'poddisruptionbudget.policy/web patched' patch pdb web --type=merge -p '{"spec":{"minAvailable":1}}'
soon 1 get pdb web -o 'jsonpath={.status.disruptionsAllowed}'
has "node/$node drained" drain "$node" --ignore-daemonsets --delete-emptydir-data --timeout=60s
is '' get pods --field-selector "spec.nodeName=$node" -o name
is "node/$node uncordoned" uncordon "$node"
has 'successfully rolled out' rollout status deployment/web --timeout=60s
is "node/$node tainted" taint nodes "$node" dedicated=x:NoSchedule
is x get node "$node" -o 'jsonpath={.spec.taints[?(@.key=="dedicated")].value}'
is "node/$node untainted" taint nodes "$node" dedicated-

# --- certificates ---
openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key.pem -subj '/CN=carol/O=team' -out csr.pem 2>/dev/null
cat > csr.yaml <<Y
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: {name: carol}
spec: {request: $(base64 -w 0 csr.pem), signerName: kubernetes.io/kube-apiserver-client, usages: [client auth]}
Y
is 'certificatesigningrequest.certificates.k8s.io/carol created' create -f csr.yaml
has Pending get csr carol
is 'certificatesigningrequest.certificates.k8s.io/carol approved' certificate approve carol
for _ in $(seq 100); do k get csr carol -o 'jsonpath={.status.certificate}' | base64 -d > cert.pem; [ -s cert.pem ] && break; sleep 0.1; done
has 'Approved,Issued' get csr carol
sed '/client-certificate-data\|client-key-data/d' "$KUBECONFIG" > carol
has carol auth whoami --kubeconfig=carol --client-certificate=cert.pem --client-key=key.pem
refused 'User "carol" cannot list resource "pods"' get pods --kubeconfig=carol --client-certificate=cert.pem --client-key=key.pem

# --- the end ---
has 'ScalingReplicaSet' events --for deployment/web
is 'deployment.apps "web" deleted' delete deployment web --wait=true --cascade=foreground
is '' get pods -l app=web -o name

echo "$count checks, $failures failed"
[ "$failures" = 0 ]
