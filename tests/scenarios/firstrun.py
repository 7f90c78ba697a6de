#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-only
"""From the first start to the second, in a real window: nobody has a cluster, ten hollow nodes are chosen, the window closes and the cluster goes
on by itself, a second window finds it, and ends it. What happens is asked of the cluster by kubectl. Needs Xvfb, xdotool, ImageMagick and kubectl;
without one of them: SKIP (exit code 77)."""
import json, os, shutil, signal, subprocess, sys, tempfile, time

for tool in ("Xvfb", "xdotool", "import", "kubectl"):
    if not shutil.which(tool):
        print(f"SKIP {tool} is not installed")
        sys.exit(77)

orrery = os.path.join(os.environ["ORRERY_BINARY_DIR"], "bin", "orrery")
work = tempfile.mkdtemp(prefix="orrery-first-")
folder = os.path.join(work, "data", "orrery", "clusters", "default")
kubeconfig = os.path.join(folder, "kubeconfig")
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


def readyNodes():
    return sum(c["type"] == "Ready" and c["status"] == "True" for n in kubectl("get", "nodes").get("items", []) for c in n["status"].get("conditions", []))


def picture(name):
    path = os.path.join(work, name + ".png")
    subprocess.run(["import", "-window", "root", path], check=True, env=environment)
    return int(subprocess.run(["identify", "-format", "%k", path], capture_output=True, text=True, check=True).stdout)


def press(*arguments):
    subprocess.run(["xdotool", *arguments], check=True, env=environment, stdout=subprocess.DEVNULL)
    time.sleep(0.4)  # a person's pace: menus and sheets open between two keys


def window():
    process = start(orrery, env=environment)
    press("search", "--sync", "--onlyvisible", "--name", "Orrery", "windowfocus", "--sync")  # there is no window manager to do it
    return process


def holder():
    """The process that runs the cluster, if one does."""
    try:
        pid = int(open(os.path.join(folder, "lock")).read())
        return pid if os.path.exists(f"/proc/{pid}") else None
    except (OSError, ValueError):
        return None


read, write = os.pipe()
xvfb = start("Xvfb", "-displayfd", str(write), "-screen", "0", "1600x1000x24", "-nolisten", "tcp", pass_fds=(write,), stderr=subprocess.DEVNULL)
os.close(write)
display = os.read(read, 16).decode().strip()
runtime = os.path.join(work, "runtime")
os.mkdir(runtime, 0o700)
environment = {**os.environ, "DISPLAY": ":" + display, "QT_QPA_PLATFORM": "xcb", "QT_QUICK_BACKEND": "software", "XDG_RUNTIME_DIR": runtime,
               "XDG_CONFIG_HOME": os.path.join(work, "config"), "XDG_DATA_HOME": os.path.join(work, "data"), "KUBECONFIG": os.path.join(work, "none"),
               "LANGUAGE": "en"}
try:
    first = window()
    eventually("the first run page is drawn", lambda: picture("welcome") > 300)
    assert not os.path.exists(folder), "nothing was made before anything was chosen"
    time.sleep(1)  # the host check ends
    press("mousemove", "800", "420", "click", "1")  # the card in the middle
    eventually("ten hollow nodes are Ready", lambda: readyNodes() == 10, 60)
    picture("running")

    subprocess.run(["kubectl", "--kubeconfig", kubeconfig, "create", "configmap", "kept"], check=True, stdout=subprocess.DEVNULL)
    press("key", "ctrl+q")
    picture("asked")
    press("key", "Return")  # Keep running, remembered
    if first.wait(40) != 0:
        sys.exit(f"FAIL  the window ended with {first.returncode}")
    print("ok    the window ends")
    served = holder()
    if not served or served == first.pid:
        sys.exit("FAIL  no process goes on with the cluster")
    eventually("the cluster goes on, with all that was acknowledged", lambda: kubectl("get", "configmap", "kept").get("metadata"))
    eventually("its nodes are Ready again", lambda: readyNodes() == 10, 60)

    second = window()
    eventually("a second window shows it", lambda: picture("again") > 500)
    press("key", "ctrl+q")  # it runs nothing itself: there is nothing to ask
    if second.wait(20) != 0:
        sys.exit(f"FAIL  the second window ended with {second.returncode}")
    if holder() != served:
        sys.exit("FAIL  the second window has touched the cluster's process")
    os.kill(served, signal.SIGTERM)
    eventually("the cluster's process ends when it is told to", lambda: not os.path.exists(f"/proc/{served}"), 20)
finally:
    left = holder()
    if left:
        os.kill(left, signal.SIGTERM)
    for process in reversed(started):
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
shutil.rmtree(work, ignore_errors=True)
