#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-only
# kubectl and a custom resource, from its definition to its end.
. "$(dirname "$0")/../checks.sh"

cat > crd.yaml <<'Y'
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: crontabs.stable.example.com
spec:
  group: stable.example.com
  scope: Namespaced
  names: {plural: crontabs, singular: crontab, kind: CronTab, shortNames: [ct], categories: [all]}
  versions:
  - name: v1
    served: true
    storage: true
    selectableFields: [{jsonPath: .spec.color}]
    subresources:
      status: {}
      scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas, labelSelectorPath: .status.labelSelector}
    additionalPrinterColumns:
    - {name: Spec, type: string, jsonPath: .spec.cronSpec}
    - {name: Replicas, type: integer, jsonPath: .spec.replicas}
    - {name: Ready, type: string, jsonPath: '.status.conditions[?(@.type=="Ready")].status'}
    - {name: Image, type: string, jsonPath: .spec.image, priority: 1}
    - {name: Age, type: date, jsonPath: .metadata.creationTimestamp}
    schema:
      openAPIV3Schema:
        type: object
        description: CronTab runs things.
        properties:
          spec:
            type: object
            description: What is wanted.
            required: [cronSpec]
            properties:
              cronSpec: {type: string, pattern: '^(\d+|\*)(/\d+)?(\s+(\d+|\*)(/\d+)?){4}$', description: When.}
              image: {type: string}
              color: {type: string, enum: [red, blue]}
              replicas: {type: integer, minimum: 0, maximum: 10, default: 1}
              port: {x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}
              free: {type: object, x-kubernetes-preserve-unknown-fields: true}
              ports:
                type: array
                x-kubernetes-list-type: map
                x-kubernetes-list-map-keys: [name]
                items:
                  type: object
                  required: [name]
                  properties: {name: {type: string}, port: {type: integer}, protocol: {type: string, default: TCP}}
              template:
                type: object
                x-kubernetes-embedded-resource: true
                x-kubernetes-preserve-unknown-fields: true
          status:
            type: object
            properties:
              replicas: {type: integer}
              labelSelector: {type: string}
              conditions:
                type: array
                items: {type: object, required: [type, status], properties: {type: {type: string}, status: {type: string}}}
Y
cat > one.yaml <<'Y'
apiVersion: stable.example.com/v1
kind: CronTab
metadata: {name: one, labels: {app: x}}
spec:
  cronSpec: "* * * * */5"
  image: my-image
  color: red
  port: 50%
  free: {any: [1, {thing: true}]}
  ports: [{name: http, port: 80}]
  template: {apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: []}}
Y
crd=crontabs.stable.example.com

# --- the definition ---
is "customresourcedefinition.apiextensions.k8s.io/$crd created" apply -f crd.yaml
is "customresourcedefinition.apiextensions.k8s.io/$crd condition met" wait --for=condition=Established "crd/$crd" --timeout=10s
is "customresourcedefinition.apiextensions.k8s.io/$crd unchanged" apply -f crd.yaml
is 'v1' get crd "$crd" -o 'jsonpath={.status.storedVersions[*]}'
has 'crontabs   ct           stable.example.com/v1   true         CronTab' api-resources --api-group=stable.example.com
sed 's/type: object, x-kubernetes-preserve/x-kubernetes-list-type: set, x-kubernetes-preserve/; s/crontabs/others/; s/CronTab/Other/' crd.yaml > bad.yaml
refused 'spec.validation.openAPIV3Schema.properties[spec].properties[free].type: Required value: must be array if x-kubernetes-list-type is specified' apply -f bad.yaml

# --- instances ---
is 'crontab.stable.example.com/one created' apply -f one.yaml
is 'crontab.stable.example.com/one configured' apply -f one.yaml # kubectl sends the list again, for want of the default in it
is 1 get ct one -o 'jsonpath={.metadata.generation}'
rows 'NAME SPEC REPLICAS READY AGE
one * * * * */5 1 AGE' get ct
has 'my-image' get ct -o wide
has 'crontab.stable.example.com/one' get all
is '50%' get ct one -o 'jsonpath={.spec.port}'
is 'TCP' get ct one -o 'jsonpath={.spec.ports[0].protocol}'
is '{"any":[1,{"thing":true}]}' get ct one -o 'jsonpath={.spec.free}'
has 'When.' explain ct.spec.cronSpec
has 'What is wanted.' explain crontabs
sed 's/name: one/name: two/; s/cronSpec: .*/cronSpec: bad/; s/color: red/color: green/' one.yaml > two.yaml
refused 'spec.color: Unsupported value: "green": supported values: "red", "blue"' apply -f two.yaml
sed 's/name: one/name: three/; s/  image:/  imagee:/; s/color: red/color: blue/' one.yaml > three.yaml
refused 'strict decoding error: unknown field "spec.imagee"' create -f three.yaml
has 'Warning: unknown field "spec.imagee"' create -f three.yaml --validate=warn
is 'crontab.stable.example.com/one' get ct --field-selector spec.color=red -o name
is 'crontab.stable.example.com/three' get ct -l app=x --field-selector spec.color=blue -o name
refused 'field label not supported: spec.image' get ct --field-selector spec.image=j

# --- changes ---
is 'crontab.stable.example.com/one scaled' scale ct one --replicas=4
refused 'spec.replicas: Invalid value: 40: spec.replicas in body should be less than or equal to 10' scale ct one --replicas=40
is '4 2' get ct one -o 'jsonpath={.spec.replicas} {.metadata.generation}'
is 'crontab.stable.example.com/one patched' patch ct one --subresource=status --type=merge -p '{"status":{"replicas":2,"conditions":[{"type":"Ready","status":"True"}]}}'
is 'crontab.stable.example.com/one condition met' wait --for=condition=Ready ct/one --timeout=10s
is '2 2' get ct one -o 'jsonpath={.status.replicas} {.metadata.generation}'
is 'crontab.stable.example.com/one patched' patch ct one --type=merge -p '{"spec":{"image":"j"}}'
refused 'is not supported by stable.example.com/v1, Kind=CronTab' patch ct one --type=strategic -p '{"spec":{"image":"k"}}'
is 'crontab.stable.example.com/one labeled' label ct one z=y
has 'crontab.stable.example.com/one annotate' annotate ct one a=b
is 'crontab.stable.example.com/three serverside-applied' apply --server-side --field-manager=ports -f - <<< '{"apiVersion":"stable.example.com/v1","kind":"CronTab","metadata":{"name":"three"},"spec":{"ports":[{"name":"tls","port":443}]}}'
is 'http tls' get ct three -o 'jsonpath={.spec.ports[*].name}'
refused 'conflict with "ports": .spec.ports[name="tls"].port' apply --server-side --field-manager=other -f - <<< '{"apiVersion":"stable.example.com/v1","kind":"CronTab","metadata":{"name":"three"},"spec":{"ports":[{"name":"tls","port":444}]}}'
is yes auth can-i create crontabs.stable.example.com
refused no auth can-i create crontabs.stable.example.com --as=eve

# --- the end ---
is 'namespace/other created' create namespace other
has 'created' apply -n other -f one.yaml
is 'namespace "other" deleted' delete namespace other --timeout=20s
rows 'one
three' get ct -A -o 'custom-columns=:metadata.name' --no-headers
port=$(sed -n 's/.*server: .*:\([0-9]*\).*/\1/p' "$KUBECONFIG")
stop_server
start_server "$port"
is 'one three' get ct -o 'jsonpath={.items[*].metadata.name}'
is "customresourcedefinition.apiextensions.k8s.io \"$crd\" deleted" delete crd "$crd" --timeout=20s
refused 'the server could not find the requested resource' get --raw /apis/stable.example.com/v1
is 'No resources found' get crd

echo "$count checks, $failures failed"
[ "$failures" = 0 ]
