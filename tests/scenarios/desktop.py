# SPDX-License-Identifier: GPL-3.0-only
"""A person at a screen of their own: Xvfb for the eyes, xdotool for the hands, AT-SPI for what a screen reader is told. Used by the walks through
the real window. Needs Xvfb, xdotool, ImageMagick, a D-Bus session (the walk starts itself anew inside one) and python3-pyatspi."""
import os, shutil, subprocess, sys, tempfile, time

SKIP = 77


def skip_without(*tools):
    """Ends the test as skipped, saying why, where something is missing that the walk needs."""
    for tool in tools:
        if not shutil.which(tool):
            print(f"SKIP {tool} is not installed")
            sys.exit(SKIP)
    if not os.path.exists("/usr/libexec/at-spi-bus-launcher"):
        print("SKIP at-spi2-core is not installed")
        sys.exit(SKIP)
    try:
        import pyatspi  # noqa: F401
    except ImportError:
        print("SKIP python3-pyatspi is not installed")
        sys.exit(SKIP)


def in_a_session_of_its_own():
    """A D-Bus session for this test alone, which ends with it."""
    if os.environ.get("ORRERY_WALK") != "1":
        os.execvpe("dbus-run-session", ["dbus-run-session", "--", sys.executable, *sys.argv], {**os.environ, "ORRERY_WALK": "1"})


class Desktop:
    def __init__(self, size="1600x1000"):
        self.work = tempfile.mkdtemp(prefix="orrery-window-")
        self.started = []
        read, write = os.pipe()
        # Without -noreset it begins anew, and takes nobody for a moment, whenever the only program that was there leaves.
        self.start("Xvfb", "-displayfd", str(write), "-screen", "0", size + "x24", "-nolisten", "tcp", "-noreset", pass_fds=(write,), stderr=subprocess.DEVNULL)
        os.close(write)
        display = os.read(read, 16).decode().strip()
        runtime = self.path("runtime")
        os.mkdir(runtime, 0o700)
        self.environment = {**os.environ, "DISPLAY": ":" + display, "QT_QPA_PLATFORM": "xcb", "QT_QUICK_BACKEND": "software", "XDG_RUNTIME_DIR": runtime,
                            "XDG_CONFIG_HOME": self.path("config"), "XDG_DATA_HOME": self.path("share"), "HOME": self.work, "LANGUAGE": "en",
                            "LC_ALL": "C.UTF-8", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
        os.environ["DISPLAY"] = self.environment["DISPLAY"]  # pyatspi asks for it
        # Before the program: one that finds no accessibility bus when it starts does not look again.
        self.start("/usr/libexec/at-spi-bus-launcher", "--launch-immediately", env=self.environment, stderr=subprocess.DEVNULL)

    def path(self, *parts):
        return os.path.join(self.work, *parts)

    def start(self, *command, **options):
        process = subprocess.Popen(command, **options)
        self.started.append(process)
        return process

    def close(self, keep=False):
        for process in reversed(self.started):
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
        if not keep:
            shutil.rmtree(self.work, ignore_errors=True)

    def eventually(self, what, check, seconds=30):
        """Asks until it is so; the answer, or the end of the test with a picture of how it was."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            answer = check()
            if answer:
                print(f"ok    {what}", flush=True)
                return answer
            time.sleep(0.1)
        self.picture("failed")
        sys.exit(f"FAIL  {what} (pictures in {self.work})\n" + "\n".join(self.names()[:150]))

    def picture(self, name):
        """Saves the screen; how many colours it has."""
        path = self.path(name + ".png")
        subprocess.run(["import", "-window", "root", path], check=True, env=self.environment)
        return int(subprocess.run(["identify", "-format", "%k", path], capture_output=True, text=True, check=True).stdout)

    def hand(self, *arguments):
        subprocess.run(["xdotool", *arguments], check=True, env=self.environment, stdout=subprocess.DEVNULL)
        time.sleep(0.3)  # a person's pace: menus and sheets open between two keys

    def type(self, text):
        self.hand("type", "--delay", "20", text)

    def key(self, *names):
        self.hand("key", *names)

    # What a screen reader is told.
    def things(self):
        """Every accessible thing of the program that shows: (thing, role, name)."""
        import pyatspi
        found, waiting = [], [application for application in pyatspi.Registry.getDesktop(0) if application and "orrery" in application.name.lower()]
        while waiting and len(found) < 4000:
            thing = waiting.pop(0)
            try:
                found.append((thing, thing.getRoleName(), thing.name))
                waiting.extend(child for child in thing if child)
            except Exception:  # it went away meanwhile
                continue
        return found

    def names(self):
        return [f"{role}: {name}" for _, role, name in self.things() if name]

    def find(self, name, role=None):
        """The first thing whose name begins so, and that is on the screen."""
        for thing, its_role, its_name in self.things():
            if its_name.startswith(name) and (role is None or its_role == role) and self.shows(thing):
                return thing
        return None

    @classmethod
    def shows(cls, thing):
        import pyatspi
        try:
            box = cls.box(thing)
            return thing.getState().contains(pyatspi.STATE_SHOWING) and box and box.width > 0 and box.height > 0
        except Exception:  # it went away meanwhile
            return False

    @staticmethod
    def box(thing):
        import pyatspi
        try:
            return thing.queryComponent().getExtents(pyatspi.DESKTOP_COORDS)
        except Exception:
            return None

    def wait_for(self, name, role=None, seconds=30):
        return self.eventually(f"there is {role or 'something'} called “{name}”", lambda: self.find(name, role), seconds)

    def click(self, name, role=None, button="1"):
        """Clicks with the mouse where the screen reader says that it is."""
        box = self.box(self.wait_for(name, role))
        self.hand("mousemove", str(box.x + box.width // 2), str(box.y + box.height // 2), "click", button)

    def press(self, name, role=None):
        """Presses as a screen reader does, without the mouse."""
        thing = self.wait_for(name, role)
        actions = thing.queryAction()
        names = [actions.getName(i).lower() for i in range(actions.nActions)]
        actions.doAction(names.index("press"))
