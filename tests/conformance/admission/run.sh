#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-only
# What the cluster's own rules say to kubectl: quotas, limits, pod security, accounts and their tokens, priorities.
. "$(dirname "$0")/../checks.sh"
image=registry.local/demo:1
unscheduled='{"spec":{"schedulerName":"nobody"}}'

# --- a pod at once in a namespace that is new ---
is 'namespace/fresh created' create namespace fresh
is 'pod/p created' -n fresh run p --image=$image
is 'default' -n fresh get pod p -o 'jsonpath={.spec.serviceAccountName}'
is '/var/run/secrets/kubernetes.io/serviceaccount' -n fresh get pod p -o 'jsonpath={.spec.containers[0].volumeMounts[0].mountPath}'
is '3607' -n fresh get pod p -o 'jsonpath={.spec.volumes[0].projected.sources[0].serviceAccountToken.expirationSeconds}'
soon 'kube-root-ca.crt' -n fresh get configmap -o 'jsonpath={.items[*].metadata.name}'
refused 'error looking up service account fresh/nobody: serviceaccount "nobody" not found' -n fresh run q --image=$image --overrides='{"spec":{"serviceAccountName":"nobody"}}'

# --- tokens that die with their pod ---
token=$(k -n fresh create token default --bound-object-kind Pod --bound-object-name p)
review() { printf '{"apiVersion":"authentication.k8s.io/v1","kind":"TokenReview","spec":{"token":"%s"}}' "$token" > review.json; k create -f review.json -o 'jsonpath={.status.authenticated} {.status.user.username}' 2>&1; }
count=$((count + 1)); got=$(review); [ "$got" = 'true system:serviceaccount:fresh:default' ] || failed 'TokenReview' 'true system:serviceaccount:fresh:default' "$got"
refused 'not found' -n fresh create token default --bound-object-kind Pod --bound-object-name nobody
has 'pod "p" force deleted' -n fresh delete pod p --force --grace-period=0
count=$((count + 1)); got=$(review); [ "$got" = 'false ' ] || failed 'TokenReview' 'false ' "$got"

# --- quotas ---
is 'resourcequota/q created' -n fresh create quota q --hard=pods=2,requests.cpu=500m,count/deployments.apps=1
refused 'failed quota: q: must specify requests.cpu for: a' -n fresh run a --image=$image
cat > limits.yaml <<'Y'
apiVersion: v1
kind: LimitRange
metadata: {name: l, namespace: fresh}
spec:
  limits:
  - {type: Container, default: {cpu: 200m}, defaultRequest: {cpu: 200m}, max: {cpu: "1"}}
Y
is 'limitrange/l created' create -f limits.yaml
is 'pod/a created' -n fresh run a --image=$image
is 'LimitRanger plugin set: cpu request for container a; cpu limit for container a' -n fresh get pod a -o 'jsonpath={.metadata.annotations.kubernetes\.io/limit-ranger}'
is 'pod/b created' -n fresh run b --image=$image
refused 'exceeded quota: q, requested: pods=1,requests.cpu=200m, used: pods=2,requests.cpu=400m, limited: pods=2,requests.cpu=500m' -n fresh run c --image=$image
refused 'maximum cpu usage per Container is 1, but limit is 2' -n fresh run c --image=$image --overrides='{"spec":{"containers":[{"name":"c","image":"i","resources":{"limits":{"cpu":"2"}}}]}}'
soon '2 400m' -n fresh get quota q -o 'jsonpath={.status.used.pods} {.status.used.requests\.cpu}'
is 'deployment.apps/d created' -n fresh create deployment d --image=$image
refused 'requested: count/deployments.apps=1, used: count/deployments.apps=1, limited: count/deployments.apps=1' -n fresh create deployment e --image=$image
soon 'FailedCreate' -n fresh get replicaset -l app=d -o 'jsonpath={.items[0].status.conditions[0].reason}'
is 'deployment.apps "d" deleted' -n fresh delete deployment d
has 'pod "a" force deleted' -n fresh delete pod a --force --grace-period=0
is 'pod/c created' -n fresh run c --image=$image
is 'namespace "fresh" deleted' delete namespace fresh

# --- pod security ---
is 'namespace/safe created' create namespace safe
is 'pod/root created' -n safe run root --image=$image --privileged --overrides="$unscheduled"
is 'pod/plain created' -n safe run plain --image=$image --overrides="$unscheduled"
has 'Warning: existing pods in namespace "safe" violate the new PodSecurity enforce level "baseline:latest"' label namespace safe pod-security.kubernetes.io/enforce=baseline --dry-run=server
has 'Warning: root: privileged' label namespace safe pod-security.kubernetes.io/enforce=baseline
refused 'pods "x" is forbidden: violates PodSecurity "baseline:latest": privileged (container "x" must not set securityContext.privileged=true)' -n safe run x --image=$image --privileged
refused 'host namespaces (hostNetwork=true)' -n safe run x --image=$image --overrides='{"spec":{"hostNetwork":true}}'
is 'namespace/safe labeled' label namespace safe pod-security.kubernetes.io/warn=restricted pod-security.kubernetes.io/warn-version=v1.30
has 'Warning: would violate PodSecurity "restricted:v1.30": allowPrivilegeEscalation != false (container "x" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "x" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "x" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container "x" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")' -n safe run x --image=$image
has 'Warning: would violate PodSecurity "restricted:v1.30"' -n safe create deployment d --image=$image
refused 'must be one of privileged, baseline, restricted' label --overwrite namespace safe pod-security.kubernetes.io/enforce=tight
refused 'violates PodSecurity "baseline:latest"' -n safe debug plain --image=$image --target=plain --profile=sysadmin
is 'namespace "safe" deleted' delete namespace safe

# --- classes ---
refused 'no PriorityClass with name none was found' run x --image=$image --overrides='{"spec":{"priorityClassName":"none"}}'
refused 'pod rejected: RuntimeClass "none" not found' run x --image=$image --overrides='{"spec":{"runtimeClassName":"none"}}'
is 'priorityclass.scheduling.k8s.io/high created' create priorityclass high --value=1000 --preemption-policy=Never
is 'pod/x created' run x --image=$image --overrides='{"spec":{"priorityClassName":"high","schedulerName":"nobody"}}'
is '1000 Never' get pod x -o 'jsonpath={.spec.priority} {.spec.preemptionPolicy}'

# --- storage stays while it is used ---
cat > claim.yaml <<'Y'
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {accessModes: [ReadWriteOnce], storageClassName: "", resources: {requests: {storage: 1Gi}}}
Y
is 'persistentvolumeclaim/data created' create -f claim.yaml
is '["kubernetes.io/pvc-protection"]' get pvc data -o 'jsonpath={.metadata.finalizers}'
is 'persistentvolumeclaim "data" deleted' delete pvc data

echo "$count checks, $failures failed"
[ "$failures" = 0 ]
