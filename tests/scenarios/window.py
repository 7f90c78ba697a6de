#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-only
"""A walk through the real window as a person takes it, by mouse, by keyboard, and as a screen reader does: a first cluster is made, a deployment is
typed into the Deploy sheet and runs, a pod is found on the map by its accessible name, its log read, something typed into its shell, and it is deleted;
its replacement runs. What the walk did is asked of the cluster by kubectl. Without a tool that it needs: SKIP (exit code 77)."""
import json, os, signal, subprocess, sys

from desktop import Desktop, in_a_session_of_its_own, skip_without

skip_without("Xvfb", "xdotool", "import", "kubectl", "dbus-run-session")
in_a_session_of_its_own()

orrery = os.path.join(os.environ["ORRERY_BINARY_DIR"], "bin", "orrery")
desktop = Desktop()
kubeconfig = desktop.path("share", "orrery", "clusters", "default", "kubeconfig")


def kubectl(*arguments):
    result = subprocess.run(["kubectl", "--kubeconfig", kubeconfig, "--request-timeout=5s", *arguments, "-o", "json"], capture_output=True, text=True)
    return json.loads(result.stdout) if result.returncode == 0 else {"items": []}


def pods(phase=None):
    return {p["metadata"]["name"] for p in kubectl("get", "pods").get("items", [])
            if "deletionTimestamp" not in p["metadata"] and (phase is None or p.get("status", {}).get("phase") == phase)}


def text_of(thing):
    try:
        text = thing.queryText()
        return text.getText(0, text.characterCount)
    except NotImplementedError:
        return thing.name + " " + thing.description


def ready_nodes():
    return sum(c["type"] == "Ready" and c["status"] == "True" for n in kubectl("get", "nodes").get("items", []) for c in n["status"].get("conditions", []))


ended = False
try:
    # Nobody has a cluster: the first run, and ten hollow nodes chosen as a screen reader does.
    window = desktop.start(orrery, env=desktop.environment)
    desktop.hand("search", "--sync", "--onlyvisible", "--name", "Orrery", "windowfocus", "--sync")  # there is no window manager to do it
    desktop.press("10 hollow nodes", "push button")
    desktop.eventually("ten nodes are Ready", lambda: ready_nodes() == 10, 60)
    desktop.wait_for("Node node-1")

    # Deploy, by mouse and by typing.
    desktop.click("Deploy", "push button")
    desktop.wait_for("Name")
    desktop.type("walk")
    desktop.key("ctrl+Return")
    desktop.eventually("three pods run", lambda: len(pods("Running")) == 3)
    before = pods()
    desktop.key("Escape")

    # Watch it run: every pod has a name on the map. One is clicked where the screen reader says that it is.
    for name in sorted(before):
        desktop.wait_for("Pod " + name)
    chosen = sorted(before)[0]
    desktop.click("Pod " + chosen)
    desktop.wait_for("Inspector: Pod " + chosen)

    # Its log.
    desktop.key("l")
    desktop.eventually("its log is read", lambda: any("fake container" in name for name in desktop.names()))

    # Its shell echoes what is typed.
    desktop.key("s")
    shell = desktop.wait_for("Shell in " + chosen, "terminal")
    desktop.eventually("the shell is connected", lambda: desktop.find("Connected"))
    desktop.click("Shell in " + chosen, "terminal")
    desktop.type("good day")
    desktop.eventually("what was typed is in the shell", lambda: "good day" in text_of(shell))
    desktop.picture("shell")

    # Delete.
    desktop.press("Facts", "page tab")
    desktop.key("ctrl+d")
    desktop.wait_for("Delete " + chosen + "?")
    desktop.key("Return")
    desktop.eventually("the clicked pod is gone and replaced", lambda: chosen not in pods() and len(pods("Running")) == 3)
    desktop.eventually("and gone from the map", lambda: not desktop.find("Pod " + chosen))
    desktop.picture("deleted")

    if window.poll() is not None:
        sys.exit("FAIL  the window ended by itself")
    window.send_signal(signal.SIGTERM)
    if window.wait(30) != 0:
        sys.exit(f"FAIL  the window ended with {window.returncode}")
    print("ok    the window ends cleanly")
    ended = True
finally:
    desktop.close(keep=not ended)
