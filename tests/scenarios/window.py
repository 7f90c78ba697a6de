#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-only
"""A walk through the real window, by keyboard and mouse, as a person would: a cluster of two hollow nodes opens, a deployment is typed
into the Deploy sheet and runs, a pod is clicked on the map, inspected and deleted, and its replacement runs. What the walk did is asked
of the cluster by kubectl. Needs Xvfb, xdotool, ImageMagick and kubectl; without one of them: SKIP (exit code 77)."""
import json, os, shutil, signal, subprocess, sys, tempfile, time

for tool in ("Xvfb", "xdotool", "import", "kubectl"):
    if not shutil.which(tool):
        print(f"SKIP {tool} is not installed")
        sys.exit(77)

orrery = os.path.join(os.environ["ORRERY_BINARY_DIR"], "bin", "orrery")
work = tempfile.mkdtemp(prefix="orrery-window-")
kubeconfig = os.path.join(work, "kubeconfig")
started = []


def start(*command, **options):
    process = subprocess.Popen(command, **options)
    started.append(process)
    return process


def eventually(what, check, seconds=30):
    """Asks until it is so; the answer, or the end of the test."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = check()
        if answer:
            print(f"ok    {what}", flush=True)
            return answer
        time.sleep(0.1)
    picture("failed")
    sys.exit(f"FAIL  {what} (pictures in {work})")


def kubectl(*arguments):
    result = subprocess.run(["kubectl", "--kubeconfig", kubeconfig, "--request-timeout=5s", *arguments, "-o", "json"], capture_output=True, text=True)
    return json.loads(result.stdout) if result.returncode == 0 else {"items": []}


def pods(phase=None):
    return {p["metadata"]["name"] for p in kubectl("get", "pods").get("items", [])
            if "deletionTimestamp" not in p["metadata"] and (phase is None or p.get("status", {}).get("phase") == phase)}


def picture(name):
    path = os.path.join(work, name + ".png")
    subprocess.run(["import", "-window", "root", path], check=True, env=environment)
    colours = subprocess.run(["identify", "-format", "%k", path], capture_output=True, text=True, check=True).stdout
    return int(colours)


def press(*arguments):
    subprocess.run(["xdotool", *arguments], check=True, env=environment, stdout=subprocess.DEVNULL)
    time.sleep(0.4)  # a person's pace: menus and sheets open between two keys


read, write = os.pipe()
xvfb = start("Xvfb", "-displayfd", str(write), "-screen", "0", "1600x1000x24", "-nolisten", "tcp", pass_fds=(write,), stderr=subprocess.DEVNULL)
os.close(write)
display = os.read(read, 16).decode().strip()
runtime = os.path.join(work, "runtime")
os.mkdir(runtime, 0o700)
environment = {**os.environ, "DISPLAY": ":" + display, "QT_QPA_PLATFORM": "xcb", "QT_QUICK_BACKEND": "software", "XDG_RUNTIME_DIR": runtime,
               "XDG_CONFIG_HOME": os.path.join(work, "config"), "LANGUAGE": "en"}
try:
    window = start(orrery, "--data", os.path.join(work, "data"), "--kubeconfig", kubeconfig, "--nodes", "2", "--provider", "hollow", env=environment)
    eventually("two nodes are Ready", lambda: sum(c["type"] == "Ready" and c["status"] == "True" for n in kubectl("get", "nodes").get("items", [])
                                                 for c in n["status"].get("conditions", [])) == 2)
    eventually("the window is drawn", lambda: picture("open") > 500)

    press("search", "--sync", "--onlyvisible", "--name", "Orrery", "windowfocus", "--sync")  # there is no window manager to do it
    press("key", "ctrl+n")
    press("type", "--delay", "20", "walk")
    press("key", "ctrl+Return")
    eventually("three pods run", lambda: len(pods("Running")) == 3)
    eventually("the map shows them", lambda: picture("deployed") > 500)
    time.sleep(1)

    before = pods()
    press("mousemove", "508", "432", "click", "1")  # the first seat of the first of two cards
    press("key", "y")
    picture("inspected")
    press("key", "ctrl+d")
    picture("asked")
    press("key", "Return")
    eventually("the clicked pod is gone and replaced", lambda: len(before - pods()) == 1 and len(pods("Running")) == 3)

    press("key", "Escape")
    press("mousemove", "32", "155", "click", "1")
    eventually("the nodes view opens", lambda: picture("nodes") > 300)
    if window.poll() is not None:
        sys.exit("FAIL  the window ended by itself")
    window.send_signal(signal.SIGTERM)
    if window.wait(20) != 0:
        sys.exit(f"FAIL  the window ended with {window.returncode}")
    print("ok    the window ends cleanly")
finally:
    for process in reversed(started):
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
shutil.rmtree(work, ignore_errors=True)
