#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-only
"""bench_hollow.py [NODES [PODS]]: `orrery serve` with so many hollow nodes (1000) and pods (10,000, in Deployments of 100): how long until all
nodes are Ready and all pods run, with how much CPU and memory, and what it costs at rest. Needs kubectl. Uses a folder of its own and a free port;
ends what it started."""
import os, shutil, subprocess, sys, tempfile, time

nodes = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
pods = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
orrery = os.environ.get("ORRERY", os.path.join(os.path.dirname(__file__), "../../build/bin/orrery"))
work = tempfile.mkdtemp(prefix="orrery-hollow-")
kubeconfig = os.path.join(work, "kubeconfig")
tick = os.sysconf("SC_CLK_TCK")


def kubectl(*arguments, **options):
    return subprocess.run(["kubectl", "--kubeconfig", kubeconfig, *arguments], check=True, text=True, stdout=subprocess.PIPE, **options).stdout


def cpu():
    fields = open(f"/proc/{server.pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / tick


def memory():
    return next(int(line.split()[1]) // 1024 for line in open(f"/proc/{server.pid}/status") if line.startswith("VmRSS"))


def until(what, path, done):
    """Asks for the whole list; `kubectl wait` asks for five objects a second."""
    while not done(kubectl("get", what, "-o", "jsonpath=" + path)):
        time.sleep(1)


def report(what, began, before):
    print(f"{what}: {time.monotonic() - began:.1f} s, {cpu() - before:.1f} s of CPU, {memory()} MB", flush=True)


server = subprocess.Popen([orrery, "serve", "--data", os.path.join(work, "data"), "--kubeconfig", kubeconfig, "--nodes", str(nodes),
                           "--provider", "hollow", "--cpus", "32", "--memory", "64Gi"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
try:
    began = time.monotonic()
    server.stdout.readline()
    until("nodes", '{range .items[*]}{.status.conditions[?(@.type=="Ready")].status} {end}', lambda answer: answer.count("True") >= nodes)
    report(f"{nodes} nodes Ready", began, 0)

    began, before = time.monotonic(), cpu()
    for i in range((pods + 99) // 100):
        kubectl("create", "deployment", f"web-{i}", "--image=registry.local/demo:1", f"--replicas={min(100, pods - i * 100)}")
    report("Deployments created", began, before)
    until("deployments", "{range .items[*]}{.status.readyReplicas} {end}", lambda answer: sum(map(int, answer.split())) >= pods)
    report(f"{pods} pods run", began, before)

    time.sleep(20)  # what is still to settle
    before = cpu()
    time.sleep(60)
    print(f"at rest: {(cpu() - before) / 60 * 100:.1f} % of a core, {memory()} MB")
finally:
    server.terminate()
    server.wait(60)
    shutil.rmtree(work, ignore_errors=True)
