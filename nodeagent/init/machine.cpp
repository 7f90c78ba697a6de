// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/init/machine.h"
#include "nodeagent/init/runtime.h"
#include "nodeagent/init/system.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <unistd.h>

namespace orrery::init {

static const std::string modules = "/usr/lib/orrery/modules";

[[noreturn]] static void powerOff()
{
    kill(-1, SIGTERM);
    usleep(200000);
    kill(-1, SIGKILL);
    sync();
    umount2("/var", MNT_DETACH);
    sync();
    phase("off");
    reboot(RB_POWER_OFF);
    for (;;)
        pause();
}

[[noreturn]] static void giveUp(const std::string &why)
{
    say("failed " + why);
    sync();
    reboot(RB_POWER_OFF);
    for (;;)
        pause();
}

static bool waitForDevice(const std::string &path, int milliseconds)
{
    for (int waited = 0; waited < milliseconds; waited += 2) {
        if (exists(path))
            return true;
        usleep(2000);
    }
    return false;
}

/// From the initramfs to the root disk, without a second program: this very process goes on as PID 1.
static void switchRoot()
{
    mountAt("dev", "/dev", "devtmpfs", MS_NOSUID);
    mountAt("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC);
    mountAt("sys", "/sys", "sysfs", MS_NOSUID | MS_NODEV | MS_NOEXEC);
    const int console = open("/dev/console", O_RDWR);
    for (int fd = 0; console >= 0 && fd < 3; ++fd)
        dup2(console, fd);
    if (console > 2)
        close(console);
    phase("kernel");
    loadModules("/modules");
    if (!waitForDevice("/dev/vda", 20000))
        giveUp("no root disk");
    if (!mountAt("/dev/vda", "/root", "ext4", MS_RDONLY | MS_NOATIME))
        giveUp("the root disk cannot be mounted");
    for (const char *mounted : { "/dev", "/proc", "/sys" })
        mount(mounted, (std::string("/root") + mounted).c_str(), nullptr, MS_MOVE, nullptr);
    // The memory of the initramfs is given back: its files are removed before the root covers them.
    if (DIR *directory = opendir("/modules")) {
        while (const dirent *entry = readdir(directory))
            unlink((std::string("/modules/") + entry->d_name).c_str());
        closedir(directory);
    }
    if (chdir("/root") != 0 || mount(".", "/", nullptr, MS_MOVE, nullptr) != 0 || chroot(".") != 0 || chdir("/") != 0)
        giveUp("cannot enter the root disk");
    phase("root");
}

static void mountRest()
{
    mountAt("run", "/run", "tmpfs", MS_NOSUID | MS_NODEV, "mode=755");
    mountAt("tmp", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777");
    mountAt("devpts", "/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, "gid=5,mode=620,ptmxmode=666");
    mountAt("shm", "/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777");
    mountAt("mqueue", "/dev/mqueue", "mqueue", MS_NOSUID | MS_NODEV | MS_NOEXEC);
    mountAt("cgroup", "/sys/fs/cgroup", "cgroup2", MS_NOSUID | MS_NODEV | MS_NOEXEC, "nsdelegate");
    for (const char *controller : { "+cpu", "+memory", "+pids", "+io", "+cpuset" })
        writeFile("/sys/fs/cgroup/cgroup.subtree_control", controller);
    if (!exists("/dev/vdb") || !mountAt("/dev/vdb", "/var", "ext4", MS_NOATIME)) {
        say("no state disk: what this node keeps is lost when it is switched off");
        mountAt("var", "/var", "tmpfs", MS_NOATIME, "mode=755,size=60%");
    }
    makeDirectory("/var/tmp", 01777);
    makeDirectory("/var/log/pods");
    makeDirectory("/var/lib/orrery", 0700);
    makeDirectory("/run/orrery");
    if (!exists("/var/lib/orrery/machine-id")) {
        std::string id = readFile("/proc/sys/kernel/random/uuid");
        std::erase(id, '-');
        writeFile("/var/lib/orrery/machine-id", id, 0444);
    }
    writeFile("/run/orrery/machine-id", readFile("/var/lib/orrery/machine-id"), 0444);
}

void runMachine()
{
    umask(022);
    signal(SIGPIPE, SIG_IGN);
    switchRoot();
    mountRest();

    Config config;
    const std::string json = readFile("/sys/firmware/qemu_fw_cfg/by_name/opt/orrery/node/raw");
    if (!Config::parse(json, config) || config.text("nodeName").empty())
        giveUp("no configuration in fw_cfg entry opt/orrery/node");
    writeFile("/run/orrery/node.json", json, 0600);
    const std::string name = config.text("nodeName");
    if (sethostname(name.data(), name.size()) != 0)
        say("error naming the host");
    writeFile("/run/orrery/hostname", name + "\n");
    writeFile("/run/orrery/hosts", "127.0.0.1 localhost\n" + config.text("address") + " " + name + "\n");
    writeResolvConf("/run/orrery/resolv.conf", config.text("nameserver"));
    configureNetwork(config);
    phase("network");

    Paths paths;
    paths.config = "/run/orrery/node.json";
    if (const std::string cni = config.text("cniConfDir"); !cni.empty())
        paths.cniConf = cni;
    Supervisor supervisor;
    supervisor.add(containerdService(paths));
    supervisor.add(agentService(paths, true));
    supervisor.afterStart = [&] {
        phase("services");
        // What only the first pod and the first service need comes while containerd starts.
        loadModules(modules);
        sysctl("net/bridge/bridge-nf-call-iptables", "1");
        waitForDevice("/dev/input/event0", 200);
        supervisor.watchPowerButton();
        phase("modules");
    };
    supervisor.run(2000);
    powerOff();
}

} // namespace orrery::init
