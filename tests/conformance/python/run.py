# SPDX-License-Identifier: GPL-3.0-only
"""What programs do with the Python client: typed calls, watches, patches, exec and port-forward, the dynamic client, leader election."""
import datetime
import sys
import threading
import traceback
import uuid

from kubernetes import client, config, dynamic, utils, watch
from kubernetes.client.rest import ApiException
from kubernetes.leaderelection import electionconfig, leaderelection
from kubernetes.leaderelection.resourcelock.configmaplock import ConfigMapLock
from kubernetes.stream import portforward, stream

config.load_kube_config()
core, apps = client.CoreV1Api(), client.AppsV1Api()
NS = "python"
count = failures = 0


def check(test):
    global count, failures
    count += 1
    try:
        test()
    except Exception as error:
        failures += 1
        print("FAILED:", test.__name__)
        print("  ", getattr(error, "body", None) or "".join(traceback.format_exc(limit=4)))


def refused(status, call, *arguments, **keywords):
    try:
        call(*arguments, **keywords)
    except ApiException as error:
        assert error.status == status, (error.status, error.body)
        return error
    raise AssertionError(f"not refused with {status}")


def until(wanted, call, *arguments, **keywords):
    """The first event of a watch that is wanted."""
    watcher = watch.Watch()
    for event in watcher.stream(call, *arguments, timeout_seconds=30, **keywords):
        if wanted(event):
            watcher.stop()
            return event
    raise AssertionError("the watch ended without it")


def config_map(name, data=None, **metadata):
    return client.V1ConfigMap(metadata=client.V1ObjectMeta(name=name, **metadata), data=data or {"k": "v"})


@check
def version():
    assert client.VersionApi().get_code().git_version.startswith("v1.36.0")
    assert "apps" in [group.name for group in client.ApisApi().get_api_versions().groups]


@check
def namespace():
    core.create_namespace(client.V1Namespace(metadata=client.V1ObjectMeta(name=NS)))
    until(lambda event: event["object"].metadata.name == "default", core.list_namespaced_service_account, NS)


@check
def create_read_replace_delete():
    made = core.create_namespaced_config_map(NS, config_map("one"))
    assert isinstance(made.metadata.creation_timestamp, datetime.datetime)
    made.data = {"k": "w"}
    core.replace_namespaced_config_map("one", NS, made)
    refused(409, core.replace_namespaced_config_map, "one", NS, made)
    refused(409, core.create_namespaced_config_map, NS, config_map("one"))
    error = refused(422, core.create_namespaced_config_map, NS, config_map("Bad_Name"))
    assert "a lowercase RFC 1123 subdomain must consist of" in error.body
    assert core.delete_namespaced_config_map("one", NS).status == "Success"
    refused(404, core.read_namespaced_config_map, "one", NS)


@check
def pages_and_selectors():
    for i in range(5):
        core.create_namespaced_config_map(NS, config_map(f"page-{i}", labels={"page": str(i % 2)}))
    names, token = [], None
    while True:
        page = core.list_namespaced_config_map(NS, limit=2, _continue=token, label_selector="page")
        names += [item.metadata.name for item in page.items]
        token = page.metadata._continue
        if not token:
            break
    assert names == [f"page-{i}" for i in range(5)], names
    assert len(core.list_namespaced_config_map(NS, label_selector="page=1").items) == 2
    core.delete_collection_namespaced_config_map(NS, label_selector="page")
    assert not core.list_namespaced_config_map(NS, label_selector="page").items


@check
def patches():
    core.create_namespaced_config_map(NS, config_map("patched", {"a": "1", "b": "2"}))
    assert core.patch_namespaced_config_map("patched", NS, {"data": {"a": None, "c": "3"}}).data == {"b": "2", "c": "3"}
    assert core.patch_namespaced_config_map("patched", NS, [{"op": "remove", "path": "/data/c"}]).data == {"b": "2"}


@check
def watches():
    listed = core.list_namespaced_config_map(NS)
    core.create_namespaced_config_map(NS, config_map("watched"))
    added = until(lambda event: event["object"].metadata.name == "watched", core.list_namespaced_config_map, NS,
                  resource_version=listed.metadata.resource_version)
    assert added["type"] == "ADDED"
    core.delete_namespaced_config_map("watched", NS)
    gone = until(lambda event: True, core.list_namespaced_config_map, NS,
                 resource_version=added["object"].metadata.resource_version)
    assert gone["type"] == "DELETED" and gone["object"].metadata.name == "watched"
    # One that nothing happens to ends by itself.
    quiet = watch.Watch().stream(core.list_namespaced_config_map, NS, timeout_seconds=1, label_selector="no=such")
    assert list(quiet) == []


@check
def deployment():
    container = client.V1Container(name="web", image="registry.local/demo:1", ports=[client.V1ContainerPort(container_port=8080)])
    template = client.V1PodTemplateSpec(
        metadata=client.V1ObjectMeta(labels={"app": "web"}, annotations={"orrery.dev/fake-log": "hello from the log"}),
        spec=client.V1PodSpec(containers=[container]))
    apps.create_namespaced_deployment(NS, client.V1Deployment(
        metadata=client.V1ObjectMeta(name="web"),
        spec=client.V1DeploymentSpec(replicas=1, selector=client.V1LabelSelector(match_labels={"app": "web"}), template=template)))
    until(lambda event: event["object"].status.available_replicas == 1, apps.list_namespaced_deployment, NS)
    apps.patch_namespaced_deployment_scale("web", NS, {"spec": {"replicas": 2}})
    until(lambda event: event["object"].status.available_replicas == 2, apps.list_namespaced_deployment, NS)
    assert apps.read_namespaced_deployment("web", NS).spec.template.spec.containers[0].termination_message_path


def pod():
    return core.list_namespaced_pod(NS, label_selector="app=web").items[0].metadata.name


@check
def logs():
    assert "hello from the log" in core.read_namespaced_pod_log(pod(), NS)
    following = watch.Watch()
    for line in following.stream(core.read_namespaced_pod_log, pod(), NS):
        assert line == "hello from the log"
        following.stop()
    refused(400, core.read_namespaced_pod_log, pod(), NS, container="nope")


@check
def exec_stream():
    said = stream(core.connect_get_namespaced_pod_exec, pod(), NS, command=["say", "it"], stderr=True, stdin=False,
                  stdout=True, tty=False)
    assert said == "say it\n", said
    shell = stream(core.connect_get_namespaced_pod_exec, pod(), NS, command=["cat"], stderr=True, stdin=True, stdout=True,
                   tty=False, _preload_content=False)
    shell.write_stdin("across and back\n")
    said = ""
    while "across and back" not in said:
        shell.update(timeout=10)
        assert shell.is_open(), said
        said += shell.read_stdout(timeout=1)
    shell.close()


@check
def port_forward():
    forward = portforward(core.connect_get_namespaced_pod_portforward, pod(), NS, ports="8080")
    http = forward.socket(8080)
    http.setblocking(True)
    http.settimeout(10)
    http.sendall(b"GET / HTTP/1.1\r\nHost: pod\r\n\r\n")
    answer = b""
    while part := http.recv(4096):
        answer += part
    assert answer.startswith(b"HTTP/1.1 200 OK"), answer
    http.close()


@check
def proxy():
    assert core.connect_get_namespaced_pod_proxy_with_path(pod() + ":8080", NS, "any")
    node = core.list_node().items[0].metadata.name
    assert core.connect_get_node_proxy_with_path(node, "healthz") == "ok"


@check
def metrics():
    listed = client.CustomObjectsApi().list_namespaced_custom_object("metrics.k8s.io", "v1beta1", NS, "pods")
    assert {item["metadata"]["name"] for item in listed["items"]} >= {pod()}
    assert listed["items"][0]["containers"][0]["usage"]["cpu"].endswith("n")


@check
def dynamic_client():
    found = dynamic.DynamicClient(client.ApiClient())
    crds = found.resources.get(api_version="apiextensions.k8s.io/v1", kind="CustomResourceDefinition")
    group = "python.example.com"
    schema = {"type": "object", "properties": {"spec": {"type": "object", "properties": {"size": {"type": "integer", "minimum": 1}}}}}
    crds.create({"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
                 "metadata": {"name": "things." + group},
                 "spec": {"group": group, "scope": "Namespaced",
                          "names": {"plural": "things", "singular": "thing", "kind": "Thing"},
                          "versions": [{"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}]}})
    until(lambda event: any(one.type == "Established" and one.status == "True" for one in event["object"].status.conditions or []),
          client.ApiextensionsV1Api().list_custom_resource_definition, field_selector="metadata.name=things." + group)
    found.resources.invalidate_cache()
    things = found.resources.get(api_version=group + "/v1", kind="Thing")
    things.create({"apiVersion": group + "/v1", "kind": "Thing", "metadata": {"name": "a"}, "spec": {"size": 3}}, namespace=NS)
    assert things.get(name="a", namespace=NS).spec.size == 3
    for event in things.watch(namespace=NS, timeout=5):
        assert event["type"] == "ADDED" and event["object"].metadata.name == "a"
        break
    applied = things.patch(body={"spec": {"size": 5}}, name="a", namespace=NS, content_type="application/merge-patch+json")
    assert applied.spec.size == 5
    refused(422, things.patch, body={"spec": {"size": 0}}, name="a", namespace=NS, content_type="application/merge-patch+json")
    things.delete(name="a", namespace=NS)
    crds.delete(name="things." + group)


@check
def from_yaml():
    utils.create_from_dict(client.ApiClient(), {
        "apiVersion": "v1", "kind": "List", "items": [
            {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": {"selector": {"app": "web"}, "ports": [{"port": 80, "targetPort": 8080}]}},
            {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "web"}, "spec": {"minAvailable": 1, "selector": {"matchLabels": {"app": "web"}}}}]},
        namespace=NS)
    assert core.read_namespaced_service("web", NS).spec.cluster_ip.startswith("10.96.")


@check
def leader_election():
    leading = threading.Event()
    lock = ConfigMapLock("leader", NS, uuid.uuid4())
    election = leaderelection.LeaderElection(electionconfig.Config(
        lock, lease_duration=17, renew_deadline=15, retry_period=1, onstarted_leading=leading.set, onstopped_leading=None))
    threading.Thread(target=election.run, daemon=True).start()
    assert leading.wait(10)
    assert "holderIdentity" in core.read_namespaced_config_map("leader", NS).metadata.annotations["control-plane.alpha.kubernetes.io/leader"]


@check
def who_may():
    access = client.V1SelfSubjectAccessReview(spec=client.V1SelfSubjectAccessReviewSpec(
        resource_attributes=client.V1ResourceAttributes(verb="delete", resource="pods", namespace=NS)))
    assert client.AuthorizationV1Api().create_self_subject_access_review(access).status.allowed


@check
def cleanup():
    core.delete_namespace(NS)


print(f"{count} checks, {failures} failed")
sys.exit(1 if failures else 0)
