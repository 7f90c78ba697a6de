#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-only
"""From the first start to the second, in a real window: nobody has a cluster, ten hollow nodes are chosen, the window closes and the cluster goes
on by itself, a second window finds it, and ends it. What happens is asked of the cluster by kubectl. Without a tool that it
needs: SKIP (exit code 77)."""
import json, os, signal, subprocess, sys, time

from desktop import Desktop, in_a_session_of_its_own, skip_without

skip_without("Xvfb", "xdotool", "import", "kubectl", "dbus-run-session")
in_a_session_of_its_own()

orrery = os.path.join(os.environ["ORRERY_BINARY_DIR"], "bin", "orrery")
desktop = Desktop()
folder = desktop.path("share", "orrery", "clusters", "default")
kubeconfig = os.path.join(folder, "kubeconfig")
environment = {**desktop.environment, "KUBECONFIG": desktop.path("none")}


def kubectl(*arguments):
    result = subprocess.run(["kubectl", "--kubeconfig", kubeconfig, "--request-timeout=5s", *arguments, "-o", "json"], capture_output=True, text=True)
    return json.loads(result.stdout) if result.returncode == 0 else {"items": []}


def readyNodes():
    return sum(c["type"] == "Ready" and c["status"] == "True" for n in kubectl("get", "nodes").get("items", []) for c in n["status"].get("conditions", []))


def window():
    process = desktop.start(orrery, env=environment)
    desktop.hand("search", "--sync", "--onlyvisible", "--name", "Orrery", "windowfocus", "--sync")  # there is no window manager to do it
    return process


def holder():
    """The process that runs the cluster, if one does."""
    try:
        pid = int(open(os.path.join(folder, "lock")).read())
        return pid if os.path.exists(f"/proc/{pid}") else None
    except (OSError, ValueError):
        return None


ended = False
try:
    first = window()
    desktop.eventually("the first run page is drawn", lambda: desktop.picture("welcome") > 300)
    assert not os.path.exists(folder), "nothing was made before anything was chosen"
    time.sleep(1)  # the host check ends
    desktop.hand("mousemove", "800", "420", "click", "1")  # the card in the middle
    desktop.eventually("ten hollow nodes are Ready", lambda: readyNodes() == 10, 60)
    desktop.picture("running")

    subprocess.run(["kubectl", "--kubeconfig", kubeconfig, "create", "configmap", "kept"], check=True, stdout=subprocess.DEVNULL)
    desktop.key("ctrl+q")
    desktop.picture("asked")
    desktop.key("Return")  # Keep running, remembered
    if first.wait(40) != 0:
        sys.exit(f"FAIL  the window ended with {first.returncode}")
    print("ok    the window ends")
    served = holder()
    if not served or served == first.pid:
        sys.exit("FAIL  no process goes on with the cluster")
    desktop.eventually("the cluster goes on, with all that was acknowledged", lambda: kubectl("get", "configmap", "kept").get("metadata"))
    desktop.eventually("its nodes are Ready again", lambda: readyNodes() == 10, 60)

    second = window()
    desktop.eventually("a second window shows it", lambda: desktop.picture("again") > 500)
    desktop.key("ctrl+q")  # it runs nothing itself: there is nothing to ask
    if second.wait(20) != 0:
        sys.exit(f"FAIL  the second window ended with {second.returncode}")
    if holder() != served:
        sys.exit("FAIL  the second window has touched the cluster's process")
    os.kill(served, signal.SIGTERM)
    desktop.eventually("the cluster's process ends when it is told to", lambda: not os.path.exists(f"/proc/{served}"), 20)
    ended = True
finally:
    left = holder()
    if left:
        os.kill(left, signal.SIGTERM)
    desktop.close(keep=not ended)
