#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-only
# kubectl against `orrery serve`: each line says what is typed and what kubectl must answer or the cluster must then hold.
. "$(dirname "$0")/../checks.sh"

cat > web.yaml <<'Y'
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
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

# --- the server ---
has 'v1.36.0+orrery' version
has 'Kubernetes control plane is running at https://127.0.0.1:' cluster-info
is ok get --raw /readyz
has '[+]etcd ok' get --raw '/readyz?verbose'
has 'deployments.apps' api-resources -o name
refused "the server doesn't have a resource type \"podsets\"" get podsets
has 'apps/v1' api-versions
has 'orrery.dev/v1' api-versions
is yes auth can-i '*' '*'
is yes auth can-i create deployments.apps
has kubernetes-admin auth whoami
has 'FIELD: strategy <DeploymentStrategy>' explain deployment.spec.strategy
has 'maxSurge	<IntOrString>' explain deployment.spec.strategy.rollingUpdate
has 'image	<string>' explain pod.spec.containers
has 'FIELD: limits <map[string]Quantity>' explain pod.spec.containers.resources.limits
has 'provider' explain machine.spec
refused 'field "nope" does not exist' explain pod.nope
has 'apiserver_request_total' get --raw /metrics

# --- who may ---
is 'role.rbac.authorization.k8s.io/reader created' create role reader --verb=get,list,watch --resource=pods,pods/log
is 'rolebinding.rbac.authorization.k8s.io/read created' create rolebinding read --role=reader --user=alice --serviceaccount=default:robot
is 'clusterrole.rbac.authorization.k8s.io/nodes created' create clusterrole nodes --verb=get --resource=nodes
is 'clusterrolebinding.rbac.authorization.k8s.io/nodes created' create clusterrolebinding nodes --clusterrole=nodes --group=ops
rows $'NAME KIND ROLE\nread Role reader' get rolebinding read -o 'custom-columns=NAME:.metadata.name,KIND:.roleRef.kind,ROLE:.roleRef.name'
is yes auth can-i list pods --as=alice
is yes auth can-i get pods --subresource=log --as=alice
is yes auth can-i list pods --as=system:serviceaccount:default:robot
has yes auth can-i get nodes --as=x --as-group=ops
refused no auth can-i delete pods --as=alice
refused no auth can-i list pods --as=alice -n kube-system
has 'pods/log' auth can-i --list --as=alice
is 'No resources found in default namespace.' get pods --as=alice
refused 'pods is forbidden: User "alice" cannot list resource "pods" in API group "" in the namespace "kube-system"' get pods -n kube-system --as=alice
refused 'secrets is forbidden: User "alice" cannot list resource "secrets"' get secrets --as=alice
is 'role.rbac.authorization.k8s.io/binder created' create role binder --verb=create --resource=rolebindings.rbac.authorization.k8s.io
is 'rolebinding.rbac.authorization.k8s.io/binder created' create rolebinding binder --role=binder --user=carol
refused 'is attempting to grant RBAC permissions not currently held' create rolebinding mine --clusterrole=cluster-admin --user=bob --as=carol
cat > roles.yaml <<'Y'
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader, namespace: default}
rules: [{apiGroups: [""], resources: [pods, services], verbs: [get]}]
Y
has 'role.rbac.authorization.k8s.io/reader reconciled' auth reconcile -f roles.yaml
is yes auth can-i get services --as=alice
refused 'cannot change roleRef' patch rolebinding read --type=merge -p '{"roleRef":{"name":"other"}}'
is 'rolebinding.rbac.authorization.k8s.io "read" deleted' delete rolebinding read
refused no auth can-i list pods --as=alice

# --- namespaces ---
rows $'NAME STATUS\ndefault Active\nkube-node-lease Active\nkube-public Active\nkube-system Active' get ns -o 'custom-columns=NAME:.metadata.name,STATUS:.status.phase'
is 'namespace/team created' create namespace team
refused 'namespaces "team" already exists' create namespace team
refused 'namespaces "default" is forbidden: this namespace may not be deleted' delete namespace default
refused 'namespaces "nowhere" not found' create configmap a -n nowhere
is 'No resources found in team namespace.' get all -n team
soon 'default' get serviceaccount -n team -o 'jsonpath={.items[*].metadata.name}'
is 'configmap/inside created' create configmap inside -n team --from-literal=a=b
is 'namespace "team" deleted' delete namespace team
refused 'namespaces "team" not found' get namespace team

# --- config maps and secrets: create, get, formats, selectors ---
is 'configmap/settings created' create configmap settings --from-literal=color=red --from-literal=size=9
is red get cm settings -o 'jsonpath={.data.color}'
is '9' get cm settings -o 'go-template={{.data.size}}'
is configmap/settings get cm settings -o name
has 'kind: ConfigMap' get cm settings -o yaml
has '"kind": "ConfigMap"' get cm settings -o json
refused 'configmaps "settings" already exists' create configmap settings
refused 'configmaps "other" not found' get cm other
is 'configmap/settings labeled' label cm settings tier=front
is 'configmap/settings labeled' label cm settings tier=back --overwrite
refused "'tier' already has a value (back), and --overwrite is false" label cm settings tier=x
is configmap/settings get cm -l tier=back -o name
is configmap/settings get cm -l 'tier in (back,other),!missing' -o name
is '' get cm -l tier=front -o name
is configmap/settings get cm --field-selector metadata.name=settings -o name
refused 'field label not supported: spec.x' get cm --field-selector spec.x=1
is 'configmap/settings unlabeled' label cm settings tier-
is 'configmap/settings annotated' annotate cm settings note=hello
is hello get cm settings -o 'jsonpath={.metadata.annotations.note}'
is 'configmap/settings patched' patch cm settings --type=merge -p '{"data":{"color":"blue"}}'
is 'configmap/settings patched' patch cm settings --type=json -p '[{"op":"remove","path":"/data/size"}]'
is '{"color":"blue"}' get cm settings -o 'jsonpath={.data}'
is 'configmap/settings patched (no change)' patch cm settings --type=merge -p '{"data":{"color":"blue"}}'
refused 'the server rejected our request due to an error in our request' patch cm settings --type=json -p '[{"op":"test","path":"/data/color","value":"red"}]'
EDITOR="sed -i s/blue/green/" is 'configmap/settings edited' edit cm settings
is green get cm settings -o 'jsonpath={.data.color}'
is 'secret/password created' create secret generic password --from-literal=key=open
is b3Blbg== get secret password -o 'jsonpath={.data.key}'
has 'Opaque' get secret password
refused 'is invalid: metadata.name: Invalid value: "Bad_Name": a lowercase RFC 1123 subdomain must consist of' create configmap Bad_Name
for i in 1 2 3 4 5; do k create configmap "page-$i" >/dev/null; done
is $'configmap/page-1\nconfigmap/page-2\nconfigmap/page-3\nconfigmap/page-4\nconfigmap/page-5' get cm --chunk-size=2 -o name --field-selector metadata.name!=kube-root-ca.crt,metadata.name!=settings
is 'configmap "page-1" deleted' delete cm page-1
has 'configmap "page-5" deleted' delete cm page-2 page-3 page-4 page-5

# --- a deployment: apply, diff, scale, rollout ---
is $'deployment.apps/web created (server dry run)\nservice/web created (server dry run)' apply --dry-run=server -f web.yaml
refused 'deployments.apps "web" not found' get deployment web
is $'deployment.apps/web created\nservice/web created' apply -f web.yaml
is $'deployment.apps/web unchanged\nservice/web unchanged' apply -f web.yaml
soon 2 get rs -l app=web -o 'jsonpath={.items[0].spec.replicas}'
soon 'Pending Pending' get pods -l app=web -o 'jsonpath={.items[*].status.phase}'
has 'Always' get deployment web -o 'jsonpath={.spec.template.spec.restartPolicy}'
is 25% get deployment web -o 'jsonpath={.spec.strategy.rollingUpdate.maxSurge}'
sed -i 's/replicas: 2/replicas: 3/; s/"hello"/"good day"/' web.yaml
count=$((count + 1)); got=$(k diff -f web.yaml); [ $? = 1 ] && [[ $got == *'+  replicas: 3'* && $got == *'good day'* ]] || failed "diff" "a difference" "$got"
is $'deployment.apps/web configured\nservice/web unchanged' apply -f web.yaml
is '' diff -f web.yaml
is 'good day' get deployment web -o 'jsonpath={.spec.template.spec.containers[0].env[0].value}'
is 'deployment.apps/web scaled' scale deployment web --replicas=4
refused 'Expected replicas to be 9' scale deployment web --replicas=1 --current-replicas=9
is 4 get deployment web -o 'jsonpath={.spec.replicas}'
is 'deployment.apps/web image updated' set image deployment/web web=registry.local/demo:2
is 'deployment.apps/web env updated' set env deployment/web GREETING=bye
is 'deployment.apps/web resource requirements updated' set resources deployment web --limits=cpu=200m,memory=64Mi
soon 'map[cpu:200m memory:64Mi]' get deployment web -o 'go-template={{(index .spec.template.spec.containers 0).resources.limits}}'
refused 'timed out waiting for the condition' rollout status deployment/web --timeout=1s
has 'REVISION' rollout history deployment/web
is 'deployment.apps/web paused' rollout pause deployment/web
is 'deployment.apps/web resumed' rollout resume deployment/web
is 'deployment.apps/web restarted' rollout restart deployment/web
has 'Replicas:' describe deployment web
has 'Selector:' describe service web
refused 'spec.selector: Invalid value' patch deployment web --type=json -p '[{"op":"replace","path":"/spec/selector/matchLabels/app","value":"x"}]'
refused 'spec.replicas: Invalid value: -1: must be greater than or equal to 0' patch deployment web -p '{"spec":{"replicas":-1}}'
has 'Warning: unknown field "spec.replica"' patch deployment web -p '{"spec":{"replica":1}}'
sed 's/image: .*/imagee: x/' web.yaml > unknown.yaml
refused 'strict decoding error: unknown field "spec.template.spec.containers[0].imagee"' apply -f unknown.yaml
sed 's/name: web,/name: other,/; s/image: .*/image: ""/' web.yaml > noimage.yaml
refused 'Deployment.apps "other" is invalid: spec.template.spec.containers[0].image: Required value' create -f noimage.yaml
sed 's/replicas: .*/replicas: many/' web.yaml > words.yaml
refused 'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32' apply -f words.yaml
refused 'deployments.apps "web" already exists' create deployment web --image=x
is $'deployment.apps/web replaced\nservice/web replaced' replace -f web.yaml
refused 'the object has been modified; please apply your changes to the latest version and try again' replace -f <(k get deployment web -o yaml | sed 's/resourceVersion: .*/resourceVersion: "1"/')

# --- services ---
is 'service/web-out exposed' expose deployment web --name=web-out --type=NodePort --port=80
has '10.96.' get service web-out -o 'jsonpath={.spec.clusterIP}'
has '3' get service web-out -o 'jsonpath={.spec.ports[0].nodePort}'
is 'service/headless created' create service clusterip headless --clusterip=None
is None get service headless -o 'jsonpath={.spec.clusterIP}'
is 'service/elsewhere created' create service externalname elsewhere --external-name=example.com
has 'ExternalName   <none>       example.com' get service elsewhere
refused 'provided port is already allocated' create service nodeport again --tcp=80 --node-port="$(k get service web-out -o 'jsonpath={.spec.ports[0].nodePort}')"
refused 'The range of valid ports is 30000-32767' create service nodeport low --tcp=80 --node-port=80
soon kubernetes get endpointslices -l kubernetes.io/service-name=kubernetes -o 'jsonpath={.items[*].metadata.labels.kubernetes\.io/service-name}'
is 10.96.0.1 get service kubernetes -o 'jsonpath={.spec.clusterIP}'

# --- nodes and pods, with a node that is only said to be there ---
cat > node.yaml <<'Y'
apiVersion: v1
kind: Node
metadata: {name: paper, labels: {kubernetes.io/hostname: paper}}
Y
is 'node/paper created' create -f node.yaml
is 'node/paper patched' patch node paper --subresource=status --type=merge -p '{"status":{"capacity":{"cpu":"4","memory":"4Gi","pods":"20"},"allocatable":{"cpu":"4","memory":"4Gi","pods":"20"},"nodeInfo":{"kubeletVersion":"v9","architecture":"","bootID":"","containerRuntimeVersion":"","kernelVersion":"","kubeProxyVersion":"","machineID":"","operatingSystem":"","osImage":"","systemUUID":""}}}'
has 'paper' get nodes
is 'node/paper cordoned' cordon paper
has 'SchedulingDisabled' get node paper
is 'node/paper uncordoned' uncordon paper
is 'node/paper tainted' taint node paper color=red:NoExecute
is 'node/paper untainted' taint node paper color-
is 'node/paper labeled' label node paper disk=ssd
is 'pod/lone created' run lone --image=registry.local/demo:1 --overrides='{"spec":{"nodeName":"paper"}}'
is paper get pod lone -o 'jsonpath={.spec.nodeName}'
is IfNotPresent get pod lone -o 'jsonpath={.spec.containers[0].imagePullPolicy}'
is 'pod/lone patched' patch pod lone --subresource=status --type=merge -p '{"status":{"phase":"Running","podIP":"10.244.0.9","conditions":[{"type":"Ready","status":"True"}],"containerStatuses":[{"name":"lone","image":"i","imageID":"","ready":true,"restartCount":3,"state":{"running":{}}}]}}'
has '1/1     Running   3' get pod lone
is 'pod/lone condition met' wait --for=condition=Ready pod/lone --timeout=10s
is 'pod/lone condition met' wait --for='jsonpath={.status.podIP}=10.244.0.9' pod/lone --timeout=10s
refused 'pod updates may not change fields other than' patch pod lone -p '{"spec":{"containers":[{"name":"lone","command":["x"]}]}}'
refused 'is not connected' exec lone -- true
refused 'pods "none" not found' logs none
is 'pod "lone" deleted' delete pod lone --wait=false
is 30 get pod lone -o 'jsonpath={.metadata.deletionGracePeriodSeconds}'
has 'pod "lone" force deleted' delete pod lone --force --grace-period=0
refused 'pods "lone" not found' get pod lone
k run broken --image=x --dry-run=client -o yaml | sed 's/image: x/image: ""/' > broken.yaml
refused 'spec.containers[0].image: Required value' create -f broken.yaml

# --- watches ---
: > watched
k get configmaps -w --no-headers -o name > watched 2>/dev/null & watcher=$!
for _ in $(seq 50); do grep -q settings watched && break; sleep 0.1; done
k create configmap seen >/dev/null; k label configmap seen a=b >/dev/null; k delete configmap seen >/dev/null
for _ in $(seq 50); do [ "$(grep -c seen watched)" = 3 ] && break; sleep 0.1; done
kill $watcher; wait $watcher 2>/dev/null
count=$((count + 1)); [ "$(grep -c seen watched)" = 3 ] || failed 'get -w' 'three lines' "$(cat watched)"
k create configmap later >/dev/null
is 'configmap/later condition met' wait --for=create configmap/later --timeout=10s

# --- identity ---
is 'serviceaccount/robot created' create serviceaccount robot
token=$(k create token robot)
sed '/client-certificate-data\|client-key-data/d' "$KUBECONFIG" > nobody
has 'system:serviceaccount:default:robot' auth whoami --token="$token" --kubeconfig=nobody
refused 'is forbidden: User "system:serviceaccount:default:robot" cannot list resource "pods" in API group "" in the namespace "default"' get pods --token="$token" --kubeconfig=nobody
refused 'Unauthorized' get pods --token=nonsense --kubeconfig=nobody

# --- steps, machines, the end ---
has 'deployments.apps' get steps
has 'machine.orrery.dev/vm created' create --validate=strict -f <(printf 'apiVersion: orrery.dev/v1\nkind: Machine\nmetadata: {name: vm, finalizers: [orrery.dev/test]}\nspec: {provider: hollow, powerState: "Off"}\n')
has '512Mi' get machine vm -o wide
refused 'spec.provider: Unsupported value: "magic"' create -f <(printf 'apiVersion: orrery.dev/v1\nkind: Machine\nmetadata: {name: bad}\nspec: {provider: magic}\n')
is $'deployment.apps "web" deleted\nservice "web" deleted' delete -f web.yaml --ignore-not-found
soon '' get rs -l app=web -o name
soon '' get pods -l app=web -o name
has 'configmap "settings" deleted' delete cm settings later
is 'node "paper" deleted' delete node paper
has ScalingReplicaSet get events

# --- server-side apply: owners, conflicts, force, taking over from apply on the client's side ---
cat > settings.yaml <<'Y'
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, labels: {x: a}}
data: {k: one, l: two}
Y
sed 's/one/three/' settings.yaml > settings-3.yaml
sed 's/, l: two//' settings.yaml > settings-less.yaml
is 'configmap/settings created' apply -f settings.yaml
refused 'Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using v1: .data.k' apply --server-side --field-manager ci -f settings-3.yaml
count=$((count + 1)); got=$(k diff --server-side --field-manager ci --force-conflicts -f settings-3.yaml); [[ $got == *'+  k: three'* ]] || failed 'diff --server-side' '+  k: three' "$got"
is one get cm settings -o 'jsonpath={.data.k}'
is 'configmap/settings serverside-applied' apply --server-side -f settings.yaml
is 'kubectl Apply' get cm settings --show-managed-fields -o 'jsonpath={.metadata.managedFields[0].manager} {.metadata.managedFields[0].operation}'
is 'configmap/settings serverside-applied' apply --server-side -f settings-less.yaml
is '{"k":"one"}' get cm settings -o 'jsonpath={.data}'
is 'configmap/settings serverside-applied' apply --server-side --field-manager ci --force-conflicts -f settings-3.yaml
refused 'conflict with "ci": .data.k' apply --server-side -f settings.yaml
is 'configmap/settings serverside-applied (server dry run)' apply --server-side --force-conflicts --dry-run=server -f settings.yaml
is three get cm settings -o 'jsonpath={.data.k}'
is 'configmap/settings patched' patch cm settings --type merge -p '{"metadata":{"managedFields":[{}]}}'
is '' get cm settings --show-managed-fields -o 'jsonpath={.metadata.managedFields}'
is 'configmap/fresh serverside-applied' apply --server-side -f <(sed 's/name: settings/name: fresh/' settings.yaml)
is 'configmap "settings" deleted' delete cm settings
is 'configmap "fresh" deleted' delete cm fresh

# --- every other kind ---
has 'apiservices' api-resources --api-group=apiregistration.k8s.io
has 'etcd-0' get componentstatuses
is 'True' get apiservice v1.apps -o 'jsonpath={.status.conditions[0].status}'
is '2000001000' get priorityclass system-node-critical -o 'jsonpath={.value}'
refused 'this is a system priority class and cannot be deleted' delete priorityclass system-node-critical
is 'priorityclass.scheduling.k8s.io/high created' create priorityclass high --value=1000 --global-default --description=all
refused 'PriorityClass high is already marked as default' create priorityclass higher --value=2000 --global-default
refused 'value: Forbidden: may not be changed in an update.' patch priorityclass high -p '{"value":5}'
is 'priorityclass.scheduling.k8s.io "high" deleted' delete priorityclass high
k create namespace kinds >/dev/null
is 'ingress.networking.k8s.io/web created' -n kinds create ingress web --class=c --rule='a.example.com/x*=web:80,tls=cert'
has 'web   c     a.example.com         80, 443' -n kinds get ingress web --no-headers
refused 'spec.rules[0].http.paths[0].path: Invalid value: "x": must be an absolute path' -n kinds patch ingress web --type json -p '[{"op":"replace","path":"/spec/rules/0/http/paths/0/path","value":"x"}]'
is 'resourcequota/few created' -n kinds create quota few --hard=services=2,pods=4
is 'service/a created' -n kinds create service clusterip a --tcp=80
is 'service/b created' -n kinds create service nodeport b --tcp=80
refused 'exceeded quota: few, requested: services=1, used: services=2, limited: services=2' -n kinds create service clusterip c --tcp=80
soon '2' -n kinds get quota few -o 'jsonpath={.status.used.services}'
has 'services    2     2' -n kinds describe quota few
ip=$(k -n kinds get service a -o 'jsonpath={.spec.clusterIP}')
soon 'services/kinds/a' get ipaddresses.networking.k8s.io "$ip" -o 'jsonpath={.spec.parentRef.resource}/{.spec.parentRef.namespace}/{.spec.parentRef.name}'
is 'service/b patched' -n kinds patch service b -p '{"spec":{"type":"ClusterIP"}}'
is '' -n kinds get service b -o 'jsonpath={.spec.ports[0].nodePort}'
is 'service "a" deleted' -n kinds delete service a
soon '' get ipaddresses.networking.k8s.io "$ip" --ignore-not-found
is 'poddisruptionbudget.policy/budget created' -n kinds create poddisruptionbudget budget --selector=app=web --min-available=1
is '10.96.0.0/16' get servicecidr kubernetes -o 'jsonpath={.spec.cidrs[0]}'
cat > kinds.yaml <<'Y'
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: fast, annotations: {storageclass.kubernetes.io/is-default-class: "true"}}
provisioner: example.com/fast
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data, namespace: kinds}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: closed, namespace: kinds}
spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
---
apiVersion: v1
kind: LimitRange
metadata: {name: small, namespace: kinds}
spec: {limits: [{type: Container, max: {cpu: "1"}}]}
Y
has 'persistentvolumeclaim/data created' apply -f kinds.yaml
has 'fast (default)   example.com/fast   Delete   Immediate   false' get storageclass --no-headers
is 'fast' -n kinds get pvc data -o 'jsonpath={.spec.storageClassName}'
is '1' -n kinds get limitrange small -o 'jsonpath={.spec.limits[0].defaultRequest.cpu}'
refused 'updates to provisioner are forbidden.' patch storageclass fast -p '{"provisioner":"other"}'
has 'a.example.com' -n kinds describe ingress web
has 'Allowing ingress traffic' -n kinds describe networkpolicy closed
is 'storageclass.storage.k8s.io "fast" deleted' delete storageclass fast
is 'namespace "kinds" deleted' delete namespace kinds

# --- a restart keeps everything ---
k create configmap kept --from-literal=a=b >/dev/null
uid=$(k get cm kept -o 'jsonpath={.metadata.uid}')
port=$(sed -n 's|.*server: https://127.0.0.1:||p' "$KUBECONFIG")
stop_server; code=$?
count=$((count + 1)); [ "$code" = 0 ] || failed 'SIGTERM' 'exit code 0' "$code"
start_server "$port"
is "$uid" get cm kept -o 'jsonpath={.metadata.uid}'
is 10.96.0.1 get service kubernetes -o 'jsonpath={.spec.clusterIP}'

echo "$count checks, $failures failed"
[ "$failures" = 0 ]
