#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-only
# What every kubectl since 1.20 (Debian's) does, against `orrery serve` with a hollow node: the words here are the server's, or kubectl's own
# that have not changed. Old ones speak SPDY for exec and port-forward, ask for OpenAPI v2, and apply on the client's side.
oldest=20 hollow_nodes=1
. "$(dirname "$0")/../checks.sh"

cat > web.yaml <<'Y'
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata:
      labels: {app: web}
      annotations: {orrery.dev/fake-log: hello from the log, orrery.dev/fake-cpu: 250m, orrery.dev/fake-memory: 64Mi}
    spec:
      containers:
      - name: web
        image: registry.local/demo:1
        env: [{name: GREETING, value: "hello"}]
        ports: [{containerPort: 8080, name: http}]
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: http}]
Y

# --- the server and its kinds ---
has 'v1.36.0+orrery' version
has 'deployments' api-resources
has 'networking.k8s.io/v1' api-versions
is ok get --raw /readyz
has 'replicas' explain deployment.spec
has 'kubernetes' get services
is yes auth can-i create deployments.apps
refused 'the server doesn'"'"'t have a resource type "nonsense"' get nonsense

# --- apply, as old kubectls do it, and what comes of it ---
is $'deployment.apps/web created\nservice/web created' apply -f web.yaml
is $'deployment.apps/web unchanged\nservice/web unchanged' apply -f web.yaml
has 'successfully rolled out' rollout status deployment/web --timeout=60s
is 2 get deployment web -o 'jsonpath={.status.availableReplicas}'
sed -i 's/replicas: 2/replicas: 3/; s/"hello"/"good day"/' web.yaml
count=$((count + 1)); got=$(k diff -f web.yaml); [ $? = 1 ] && [[ $got == *'+  replicas: 3'* && $got == *'good day'* ]] || failed diff 'a difference' "$got"
is $'deployment.apps/web configured\nservice/web unchanged' apply -f web.yaml
has 'successfully rolled out' rollout status deployment/web --timeout=60s
has 'REVISION' rollout history deployment/web
is 'deployment.apps/web rolled back' rollout undo deployment/web
has 'successfully rolled out' rollout status deployment/web --timeout=60s
is hello get deployment web -o 'jsonpath={.spec.template.spec.containers[0].env[0].value}'
is 'deployment.apps/web scaled' scale deployment web --replicas=1
has 'deployment.apps/web condition met' wait --for=condition=Available deployment/web --timeout=60s
soon 1 get pods -l app=web -o 'go-template={{len .items}}'
pod=$(k get pods -l app=web -o 'jsonpath={.items[0].metadata.name}')
node=$(k get nodes -o 'jsonpath={.items[0].metadata.name}')
has 'Running' get pods -o wide
has "$node" get pods -o wide
has 'deployment.apps/web' get all
has 'RollingUpdate' describe deployment web
has 'Ready' describe node "$node"
has 'registry.local/demo:1' describe pod "$pod"
has 'ScalingReplicaSet' get events
is 'deployment.apps/web labeled' label deployment web tier=front
is 'deployment.apps/web annotated' annotate deployment web note=x
is 'deployment.apps/web patched' patch deployment web -p '{"spec":{"minReadySeconds":0,"paused":true}}'
is 'deployment.apps/web patched' patch deployment web --type=json -p '[{"op":"remove","path":"/spec/paused"}]'
is 'deployment.apps/web image updated' set image deployment/web web=registry.local/demo:1.1
EDITOR="sed -i s/demo:1[.]1/demo:1/" is 'deployment.apps/web edited' edit deployment web
is $'deployment.apps/web replaced\nservice/web replaced' replace -f web.yaml
has 'successfully rolled out' rollout status deployment/web --timeout=60s
pod=$(k get pods -l app=web --field-selector status.phase=Running --sort-by=.metadata.creationTimestamp -o 'jsonpath={.items[-1:].metadata.name}')

# --- other kinds, and what is refused ---
is 'configmap/settings created' create configmap settings --from-literal=color=red
refused 'configmaps "settings" already exists' create configmap settings
refused 'configmaps "nope" not found' get configmap nope
refused 'a lowercase RFC 1123 subdomain must consist of' create configmap Bad_Name
is 'secret/password created' create secret generic password --from-literal=key=open
is 'job.batch/once created' create job once --image=registry.local/demo:1
is 'ingress.networking.k8s.io/front created' create ingress front --rule=example.com/=web:80
# (kubectl 1.20's own commands for these ask for versions that Kubernetes has given up.)
cat > more.yaml <<'Y'
apiVersion: batch/v1
kind: CronJob
metadata: {name: often}
spec:
  schedule: "0 4 * * *"
  jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: registry.local/demo:1}]}}}}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}
Y
is $'cronjob.batch/often created\npoddisruptionbudget.policy/web created' apply -f more.yaml
is 'resourcequota/limits created' create quota limits --hard=configmaps=50
is 'role.rbac.authorization.k8s.io/reader created' create role reader --verb=get --resource=pods
is 'rolebinding.rbac.authorization.k8s.io/reader created' create rolebinding reader --role=reader --user=alice
refused 'pods is forbidden: User "alice" cannot list resource "pods" in API group "" in the namespace "default"' get pods --as=alice
is 'namespace/team created' create namespace team
is 'namespace "team" deleted' delete namespace team

# --- streams ---
is 'hello from the log' logs "$pod"
has 'hello from the log' logs --tail=1 deployment/web --pod-running-timeout=10s --since=1h --timestamps --limit-bytes=100
is 'say it' exec "$pod" -- say it
count=$((count + 1)); got=$(printf 'across and back\n' | timeout 5 "$kubectl" exec -i "$pod" -- cat 2>&1); [[ $got == *'across and back'* ]] || failed 'exec -i' 'across and back' "$got"
refused 'container nope is not valid for pod' logs "$pod" -c nope
k port-forward "pod/$pod" :8080 > forward.log 2>&1 & forward=$!
for _ in $(seq 100); do grep -q '127.0.0.1:' forward.log && break; sleep 0.05; done
port=$(sed -n 's/.*127.0.0.1:\([0-9]*\) -> 8080.*/\1/p' forward.log | head -n 1)
count=$((count + 1)); got=$(curl -s --max-time 10 "http://127.0.0.1:$port/") && [ -n "$got" ] || failed 'port-forward' 'an answer' "$got $(cat forward.log)"
kill $forward; wait $forward 2>/dev/null
k proxy --port=0 > proxy.log 2>&1 & proxy=$!
for _ in $(seq 100); do grep -q 'Starting' proxy.log && break; sleep 0.05; done
address=$(sed -n 's/Starting to serve on //p' proxy.log)
count=$((count + 1)); got=$(curl -s --max-time 10 "http://$address/api/v1/namespaces/default/pods/$pod:8080/proxy/") && [ -n "$got" ] || failed 'proxy, of a pod' 'an answer' "$got"
count=$((count + 1)); got=$(curl -s --max-time 10 "http://$address/api/v1/namespaces/default/services/web:80/proxy/") && [ -n "$got" ] || failed 'proxy, of a service' 'an answer' "$got"
kill $proxy; wait $proxy 2>/dev/null
is ok get --raw "/api/v1/nodes/$node/proxy/healthz"
has "$pod" get --raw "/api/v1/nodes/$node/proxy/pods"

# --- top ---
has "$node" top nodes
count=$((count + 1)); got=$(k top pods --containers 2>&1 | sed -E 's/ +/ /g; s/ $//' | grep "^$pod "); [[ $got =~ ^"$pod web "2[0-9][0-9]"m 64Mi"$ ]] || failed 'top pods --containers' "$pod web 250m 64Mi" "$got"

# --- cordon, drain, the end ---
has "node/$node cordoned" cordon "$node"
has 'SchedulingDisabled' get nodes
has "node/$node uncordoned" uncordon "$node"
is $'deployment.apps "web" deleted\nservice "web" deleted' delete -f web.yaml
soon '' get pods -l app=web -o name

echo "$count checks, $failures failed (kubectl 1.${minor:-?})"
[ "$failures" = 0 ]
