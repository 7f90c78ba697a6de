// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/init/namespacenode.h"
#include "nodeagent/init/runtime.h"
#include "nodeagent/init/system.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace orrery::init {

static int failed(const std::string &what)
{
    say("failed " + what + ": " + strerror(errno));
    return 1;
}

static bool refused(const std::string &what)
{
    failed(what);
    return false;
}

static int runTool(const std::vector<std::string> &command, int networkNamespace = -1)
{
    const pid_t pid = fork();
    if (pid == 0) {
        if (networkNamespace >= 0 && setns(networkNamespace, CLONE_NEWNET) != 0)
            _exit(126);
        std::vector<char *> arguments;
        for (const std::string &s : command)
            arguments.push_back(const_cast<char *>(s.c_str()));
        arguments.push_back(nullptr);
        setenv("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", 1);
        execvp(arguments[0], arguments.data());
        _exit(127);
    }
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

/// Groups of processes that are gone stay as directories until someone removes them, children first.
static void removeCgroups(const std::string &path)
{
    if (DIR *directory = opendir(path.c_str())) {
        while (const dirent *entry = readdir(directory)) {
            if (entry->d_type == DT_DIR && entry->d_name[0] != '.')
                removeCgroups(path + '/' + entry->d_name);
        }
        closedir(directory);
        rmdir(path.c_str());
    }
}

/// ... and the one above, which the last of several nodes leaves empty.
static void removeCgroupsAndParent(const std::string &path)
{
    removeCgroups(path);
    rmdir(path.substr(0, path.rfind('/')).c_str());
}

static void removeAllCgroups(const std::string &parent)
{
    if (parent.find('/', 1) == std::string::npos || parent.find("..") != std::string::npos)
        return;
    const std::string root = "/sys/fs/cgroup";
    removeCgroupsAndParent(root + parent);
    if (exists(root + "/cgroup.controllers"))
        return; // version 2: there is only the one tree
    if (DIR *directory = opendir(root.c_str())) {
        while (const dirent *entry = readdir(directory)) {
            if (entry->d_type == DT_DIR && entry->d_name[0] != '.')
                removeCgroupsAndParent(root + '/' + entry->d_name + parent);
        }
        closedir(directory);
    }
}

/// One veth pair: eth0 in this process's network namespace, the other end in the hub's bridge.
static bool plugIn(const Config &config)
{
    const int hub = open(config.text("hub").c_str(), O_RDONLY | O_CLOEXEC);
    if (hub < 0)
        return refused("opening the hub's network namespace");
    const std::string outside = config.text("hubInterface"), inside = config.text("interface", "eth0");
    runTool({ "ip", "link", "delete", outside }, hub); // a left-over of a node that died a moment ago
    const bool ok = runTool({ "ip", "link", "add", outside, "type", "veth", "peer", "name", inside, "netns", std::to_string(getpid()) }, hub) == 0
        && runTool({ "ip", "link", "set", outside, "master", config.text("bridge", "br0"), "up" }, hub) == 0;
    close(hub);
    return ok || refused("joining the hub's bridge (is iproute2 installed?)");
}

/// Puts a file of the node's own over one of the machine's. A link into /run, which is empty by now, gets its target first.
static void bindFile(const std::string &from, const char *onto)
{
    char target[4096];
    const ssize_t length = readlink(onto, target, sizeof target - 1);
    if (length > 0 && !exists(onto)) {
        std::string path(target, size_t(length));
        if (path[0] != '/')
            path = std::string(onto, strrchr(onto, '/') + 1) + path;
        makeDirectory(path.substr(0, path.rfind('/')));
        writeFile(path, "");
    }
    if (exists(onto))
        mountAt(from.c_str(), onto, nullptr, MS_BIND);
}

/// The first process inside.
[[noreturn]] static void runInside(const Config &config, const std::string &configPath)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const std::string directory = config.text("directory"), name = config.text("nodeName");
    mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
    mountAt("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC);
    const std::string agentConfig = readFile(configPath);
    for (const char *own : { "/run", "/var/lib/cni" })
        mountAt("tmpfs", own, "tmpfs", MS_NOSUID | MS_NODEV, "mode=755");
    makeDirectory("/run/orrery");
    makeDirectory("/run/netns");
    // crun refuses the mixed layout of both cgroup versions; without the second one's mount it is a plain version 1 host.
    if (exists("/sys/fs/cgroup/unified/cgroup.procs") && umount2("/sys/fs/cgroup/unified", MNT_DETACH) != 0)
        failed("leaving the unified cgroup tree");
    if (sethostname(name.data(), name.size()) != 0)
        failed("naming the host");
    writeFile("/run/orrery/node.json", agentConfig, 0600);
    writeFile("/run/orrery/hosts", "127.0.0.1 localhost\n" + config.text("address") + " " + name + "\n");
    writeResolvConf("/run/orrery/resolv.conf", config.text("nameserver"));
    bindFile("/run/orrery/hosts", "/etc/hosts");
    bindFile("/run/orrery/resolv.conf", "/etc/resolv.conf");
    if (!configureNetwork(config))
        _exit(1);
    phase("network");

    Paths paths;
    paths.config = "/run/orrery/node.json";
    paths.containerd = config.text("containerd", paths.containerd);
    paths.crun = config.text("crun", paths.crun);
    paths.agent = config.text("agent", paths.agent);
    paths.seed = config.text("seed", paths.seed);
    paths.cniBin = config.text("cniBinDir", paths.cniBin);
    paths.cniConf = config.text("cniConfDir", paths.cniConf);
    paths.containerdRoot = directory + "/containerd";
    paths.logs = directory;
    paths.restricted = true;
    makeDirectory(config.text("podLogsDir", "/run/orrery/pods"));
    Supervisor supervisor;
    supervisor.add(containerdService(paths));
    supervisor.add(agentService(paths, false));
    phase("services");
    supervisor.run(2000);
    kill(-1, SIGKILL);
    _exit(0);
}

int runNamespaceNode(const std::string &configPath)
{
    Config config;
    if (!Config::parse(readFile(configPath), config) || config.text("nodeName").empty() || config.text("directory").empty()) {
        say("failed reading " + configPath);
        return 2;
    }
    if (geteuid() != 0) {
        say("failed a node in namespaces needs root");
        return 2;
    }
    if (config.text("directory").rfind("/run/", 0) == 0) {
        say("failed the data of a node in namespaces cannot lie under /run, which it covers with its own");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    const pid_t parent = getppid();
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
        return 1;
    sigset_t signals;
    sigemptyset(&signals);
    for (int number : { SIGTERM, SIGINT, SIGCHLD, SIGUSR1 })
        sigaddset(&signals, number);
    sigprocmask(SIG_BLOCK, &signals, nullptr);

    const std::string cgroups = config.text("cgroupParent");
    removeAllCgroups(cgroups);
    makeDirectory(config.text("directory"), 0700);
    if (!exists("/proc/sys/net/bridge"))
        runTool({ "modprobe", "-q", "br_netfilter" }); // built in, or not there at all: both are found out later
    if (unshare(CLONE_NEWNET) != 0)
        return failed("making a network namespace");
    if (!plugIn(config))
        return 1;
    if (unshare(CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWPID) != 0)
        return failed("making namespaces");
    const pid_t inside = fork();
    if (inside < 0)
        return failed("starting");
    if (inside == 0)
        runInside(config, configPath);

    for (;;) {
        int number = 0, status = 0;
        sigwait(&signals, &number);
        if (waitpid(inside, &status, WNOHANG) == inside) {
            removeAllCgroups(cgroups);
            return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
        }
        if (number != SIGCHLD)
            kill(inside, number == SIGUSR1 ? SIGKILL : SIGTERM);
    }
}

} // namespace orrery::init
