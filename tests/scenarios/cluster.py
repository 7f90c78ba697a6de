#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-only
"""The main job, end to end, as a user would do it with kubectl, on nodes of one provider:

    cluster.py namespace|libvirt

apply -> Running -> a service that answers across nodes -> logs, exec, port-forward -> a pod dies and is replaced -> a node dies and its pods
are replaced -> the application ends and starts again (cleanly, then by kill -9) -> everything is removed.
Reads ORRERY_BINARY_DIR. Prints what it measured; fails on what is wrong, never on a time. Exits with 77 where this machine cannot run it."""
import ipaddress
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback

BUILD = os.environ.get("ORRERY_BINARY_DIR", os.path.join(os.path.dirname(__file__), "../../build"))
ORRERY = os.path.join(BUILD, "bin/orrery")
IMAGE = "registry.local/demo:1"
BEGIN = time.monotonic()


def say(text):
    print(f"[{time.monotonic() - BEGIN:6.1f}] {text}", flush=True)


def skip(why):
    print("SKIP " + why)
    sys.exit(77)


def processes_with(*needles):
    """pids of processes whose command line holds all of the needles"""
    found = []
    for pid in os.listdir("/proc"):
        if not pid.isdigit() or int(pid) == os.getpid():
            continue
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                line = file.read().replace(b"\0", b" ").decode(errors="replace")
            with open(f"/proc/{pid}/stat") as file:
                if file.read().rsplit(")", 1)[1].split()[0] == "Z":
                    continue
        except OSError:
            continue
        if all(needle in line for needle in needles):
            found.append(int(pid))
    return sorted(found)


class Cluster:
    def __init__(self, provider, nodes):
        self.provider, self.nodes = provider, nodes
        # Not under /run; short, because sockets lie deep below it.
        self.data = tempfile.mkdtemp(prefix="orrery-", dir="/var/tmp")
        self.kubeconfig = os.path.join(self.data, "kubeconfig")
        self.log = open(self.data + ".log", "ab")
        self.serve = None

    def start(self, nodes=None):
        self.serve = subprocess.Popen(
            [ORRERY, "serve", "--data", self.data, "--nodes", str(self.nodes if nodes is None else nodes), "--provider", self.provider],
            stdout=subprocess.PIPE, stderr=self.log, text=True)
        line = self.serve.stdout.readline()
        assert line.startswith("ready https://127.0.0.1:"), f"no ready line: {line!r}"
        return line

    def stop(self, number=signal.SIGTERM):
        self.serve.send_signal(number)
        code = self.serve.wait(timeout=30)
        if number == signal.SIGTERM:
            assert code == 0, f"orrery serve ended with {code}"

    def kubectl(self, *arguments, check=True, timeout=60):
        done = subprocess.run(["kubectl", "--kubeconfig", self.kubeconfig, *arguments], capture_output=True, text=True, timeout=timeout)
        if check and done.returncode != 0:
            raise AssertionError(f"kubectl {' '.join(arguments)}: {done.stderr.strip()} {done.stdout.strip()}")
        return done.stdout if check else done

    def get(self, *arguments):
        return json.loads(self.kubectl("get", *arguments, "-o", "json"))

    def wait(self, what, condition, seconds=90):
        end, last = time.monotonic() + seconds, None
        begin = time.monotonic()
        while time.monotonic() < end:
            try:
                last = condition()
                if last:
                    took = time.monotonic() - begin
                    say(f"{what} after {took:.1f} s")
                    return last
            except (AssertionError, subprocess.TimeoutExpired, KeyError) as error:
                last = error
            if self.serve.poll() is not None:
                raise AssertionError(f"orrery serve ended with {self.serve.returncode}")
            time.sleep(0.1)
        raise AssertionError(f"not in {seconds} s: {what} ({last})")

    def condition(self, item, kind):
        for condition in item.get("status", {}).get("conditions", []):
            if condition["type"] == kind:
                return condition["status"]
        return None

    def ready_nodes(self):
        return [n["metadata"]["name"] for n in self.get("nodes")["items"] if self.condition(n, "Ready") == "True"]

    def pods(self):
        """the pods of the deployment that are not on their way out"""
        return [p for p in self.get("pods", "-l", "app=web")["items"] if "deletionTimestamp" not in p["metadata"]]

    def running(self, count, on=None):
        pods = [p for p in self.pods() if self.condition(p, "Ready") == "True" and (on is None or p["spec"]["nodeName"] in on)]
        return pods if len(pods) == count and len(self.pods()) == count else None

    def machine_process(self, name):
        own = f"{self.data}/machines/{name}/"
        if self.provider == "libvirt":
            return processes_with("qemu-system", own + "state.img")
        return processes_with("orrery-node", "namespace", own + "node.json")[:1]

    def exec(self, pod, *command, check=True):
        return self.kubectl("exec", pod, "--", *command, check=check)

    def why(self):
        """for a failure's reader"""
        for arguments in (["get", "machines,nodes", "-o", "wide"], ["get", "pods", "-A", "-o", "wide"], ["get", "machines", "-o", "yaml"],
                          ["describe", "pods"], ["get", "events", "-A"]):
            done = self.kubectl(*arguments, check=False)
            print(f"--- kubectl {' '.join(arguments)}\n{done.stdout[-6000:]}{done.stderr[-2000:]}")
        for name in sorted(os.listdir(self.data + "/machines")) if os.path.isdir(self.data + "/machines") else []:
            for file in ("console.log", "agent.log", "containerd.log"):
                path = f"{self.data}/machines/{name}/{file}"
                if os.path.exists(path):
                    with open(path, errors="replace") as text:
                        print(f"--- {name}/{file}\n{text.read()[-4000:]}")
        self.log.flush()
        with open(self.log.name, errors="replace") as text:
            print(f"--- orrery serve\n{text.read()[-6000:]}")

    def clean(self):
        if self.serve and self.serve.poll() is None:
            self.serve.terminate()
            try:
                self.serve.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.serve.kill()
                self.serve.wait()
        subprocess.run([ORRERY, "reset", "--data", self.data], stdout=self.log, stderr=self.log, timeout=60, check=False)
        for pid in processes_with(self.data + "/machines/"):
            os.kill(pid, signal.SIGKILL)
        if os.environ.get("ORRERY_KEEP"):
            print(f"kept: {self.data} {self.log.name}")
            return
        shutil.rmtree(self.data, ignore_errors=True)
        os.unlink(self.log.name)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def http(port, path="/"):
    with socket.create_connection(("127.0.0.1", port), timeout=5) as s:
        s.settimeout(10)
        s.sendall(f"GET {path} HTTP/1.0\r\nHost: x\r\n\r\n".encode())
        answer = b""
        while part := s.recv(65536):
            answer += part
    return answer.decode()


def deploy_and_serve(c):
    c.kubectl("create", "deployment", "web", f"--image={IMAGE}", "--replicas=3")
    pods = c.wait("3 pods Running", lambda: c.running(3))
    networks = {n["metadata"]["name"]: ipaddress.ip_network(n["spec"]["podCIDR"]) for n in c.get("nodes")["items"]}
    assert len(set(map(str, networks.values()))) == len(networks), f"pod CIDRs are not distinct: {networks}"
    for pod in pods:
        address = ipaddress.ip_address(pod["status"]["podIP"])
        assert address in networks[pod["spec"]["nodeName"]], f"{address} is not of {pod['spec']['nodeName']}"
    assert len({p["spec"]["nodeName"] for p in pods}) == c.nodes, "the pods are not spread over the nodes"
    for pod in pods:
        begun = pod["metadata"]["creationTimestamp"]
        say(f"{pod['metadata']['name']} {pod['status']['podIP']} on {pod['spec']['nodeName']} created {begun}")

    c.kubectl("expose", "deployment", "web", "--port=80", "--target-port=8080")
    address = c.get("service", "web")["spec"]["clusterIP"]
    one = next(p for p in pods if p["spec"]["nodeName"] == "node-1")["metadata"]["name"]
    others = {p["metadata"]["name"] for p in pods if p["spec"]["nodeName"] != "node-1"}

    def answered_by():
        done = c.exec(one, "wget", "-q", "-O", "-", f"http://{address}/", check=False)
        return done.stdout.split()[1] if done.returncode == 0 and done.stdout.startswith("pod ") else None

    seen = set()
    c.wait(f"{one} reached the service on another node", lambda: seen.add(answered_by()) or seen & others)
    for pod in pods:  # and every pod can reach every other by its own address
        for other in pods:
            answer = c.exec(pod["metadata"]["name"], "wget", "-q", "-O", "-", f"http://{other['status']['podIP']}:8080/")
            assert other["metadata"]["name"] in answer, answer
    say("every pod reaches every pod")
    return pods


def look_inside(c, pod):
    name = pod["metadata"]["name"]
    assert "listening on port 8080" in c.kubectl("logs", name)
    c.wait("logs show the requests", lambda: "GET / 200" in c.kubectl("logs", name, "--tail=5"), 20)
    assert name in c.exec(name, "hostname")
    failed = c.exec(name, "sh", "-c", "exit 3", check=False)
    assert failed.returncode == 3, f"exec's exit code was {failed.returncode}: {failed.stderr}"
    port = free_port()
    forward = subprocess.Popen(["kubectl", "--kubeconfig", c.kubeconfig, "port-forward", name, f"{port}:8080"], stdout=subprocess.PIPE, text=True)
    try:
        assert "Forwarding" in forward.stdout.readline()
        assert f"pod {name}" in http(port)
    finally:
        forward.terminate()
        forward.wait()
    say("logs, exec and port-forward work")


def lose_a_pod(c, pods):
    gone = pods[0]["metadata"]["name"]
    c.kubectl("delete", "pod", gone, "--wait=false")
    c.wait("the deleted pod was replaced", lambda: (r := c.running(3)) and gone not in {p["metadata"]["name"] for p in r})


def lose_a_node(c):
    pids = c.machine_process("node-2")
    assert pids, "node-2 has no process"
    os.kill(pids[0], signal.SIGKILL)
    c.wait("the dead machine shows", lambda: c.get("machine", "node-2")["status"]["phase"] == "Failed", 10)
    c.wait("its node is not ready", lambda: "node-2" not in c.ready_nodes(), 20)
    c.wait("its pods run on the other node", lambda: c.running(3, {"node-1"}))


def come_back(c, number, same_process):
    uids = {p["metadata"]["uid"] for p in c.running(3)}
    starts = {p["metadata"]["name"]: p["status"]["containerStatuses"][0]["restartCount"] for p in c.running(3)}
    before = c.machine_process("node-1")
    c.stop(number)
    if same_process:
        assert c.machine_process("node-1") == before, "the VM did not outlive the application"
    c.start()
    c.wait("the nodes are Ready again", lambda: len(c.ready_nodes()) == 2)
    pods = c.wait("the pods run", lambda: c.running(3))
    assert {p["metadata"]["uid"] for p in pods} == uids, "the pods are not the same objects"
    if same_process:
        assert c.machine_process("node-1") == before, "the VM was rebuilt"
        for pod in pods:
            assert pod["status"]["containerStatuses"][0]["restartCount"] == starts[pod["metadata"]["name"]], "a container was disturbed"
    # Where the nodes ended with the application, what the API says of the pods is old until their kubelets have started them again.
    name = pods[0]["metadata"]["name"]
    c.wait("a pod answers", lambda: f"pod {name}" in c.exec(name, "wget", "-q", "-O", "-", "http://127.0.0.1:8080/"))


def main():
    provider = sys.argv[1]
    if not shutil.which("kubectl"):
        skip("kubectl is missing")
    needed = ["/usr/bin/containerd", "/usr/bin/crun", "/usr/lib/cni/bridge"] if provider == "namespace" else ["/usr/bin/qemu-system-x86_64", "/usr/sbin/libvirtd"]
    for path in [os.path.join(BUILD, "node-image/version"), *needed]:
        if not os.path.exists(path):
            skip(f"{path} is missing")
    if provider == "namespace":
        if os.geteuid() != 0:
            skip("nodes in namespaces need root")
        if not os.path.exists("/dev/net/tun"):
            skip("/dev/net/tun is missing")
        if subprocess.run(["unshare", "--mount", "--pid", "--net", "--fork", "true"], check=False).returncode != 0:
            skip("namespaces cannot be made here")
    c = Cluster(provider, 2)
    try:
        c.start()
        say("the control plane is ready")
        c.wait("both nodes are Ready", lambda: len(c.ready_nodes()) == 2)
        pods = deploy_and_serve(c)
        look_inside(c, pods[0])
        lose_a_pod(c, pods)
        lose_a_node(c)
        # Off and on again: how a user brings a dead node back.
        subprocess.run([ORRERY, "node", "poweroff", "node-2", "--data", c.data], check=True, stdout=subprocess.DEVNULL)
        c.wait("the dead node is off", lambda: c.get("machine", "node-2")["status"]["phase"] == "Off")
        c.kubectl("patch", "machine", "node-2", "--type=merge", "-p", '{"spec":{"powerState":"On"}}')
        c.wait("the dead node is back", lambda: len(c.ready_nodes()) == 2)
        come_back(c, signal.SIGTERM, provider == "libvirt")
        come_back(c, signal.SIGKILL, provider == "libvirt")
        c.kubectl("delete", "deployment,service", "web")
        c.wait("everything of the deployment is gone", lambda: not c.get("pods", "-l", "app=web")["items"])
        subprocess.run([ORRERY, "node", "remove", "node-2", "--data", c.data], check=True, stdout=subprocess.DEVNULL)
        c.wait("node-2 is removed", lambda: "node-2" not in c.kubectl("get", "nodes,machines", "-o", "name"))
        assert not c.machine_process("node-2") and not os.path.exists(c.data + "/machines/node-2"), "something is left of node-2"
        c.stop()
        subprocess.run([ORRERY, "reset", "--data", c.data], check=True, stderr=subprocess.DEVNULL, timeout=60)
        assert not processes_with(c.data), "a process outlived the reset"
        say("all of it worked")
    except Exception:
        traceback.print_exc()
        c.why()
        sys.exit(1)
    finally:
        c.clean()


main()
