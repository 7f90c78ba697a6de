// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/init/runtime.h"
#include "nodeagent/init/system.h"

namespace orrery::init {

static const std::vector<std::string> environment { "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LC_ALL=C.UTF-8" };

static std::string quoted(const std::string &text)
{
    std::string out = "\"";
    for (char c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out + '"';
}

static std::string containerdConfig(const Paths &paths)
{
    std::string text = "version = 2\n";
    text += "root = " + quoted(paths.containerdRoot) + "\nstate = " + quoted(paths.containerdState) + "\noom_score = 0\n";
    // Each of these probes something at every start; none of them is of use here.
    text += "disabled_plugins = [\"io.containerd.snapshotter.v1.aufs\", \"io.containerd.snapshotter.v1.btrfs\", "
            "\"io.containerd.snapshotter.v1.devmapper\", \"io.containerd.snapshotter.v1.zfs\", \"io.containerd.internal.v1.opt\", "
            "\"io.containerd.internal.v1.tracing\", \"io.containerd.tracing.processor.v1.otlp\"]\n";
    text += "[debug]\n  level = \"warn\"\n";
    text += "[grpc]\n  address = " + quoted(paths.containerdState + "/containerd.sock") + "\n";
    text += "[ttrpc]\n  address = " + quoted(paths.containerdState + "/containerd.sock.ttrpc") + "\n";
    text += "[plugins.\"io.containerd.grpc.v1.cri\"]\n"
            "  sandbox_image = \"registry.local/pause:1\"\n"
            "  disable_apparmor = true\n"
            "  stream_server_address = \"127.0.0.1\"\n"
            "  stream_server_port = \"0\"\n"
            "  max_container_log_line_size = 16384\n";
    if (paths.restricted)
        text += "  restrict_oom_score_adj = true\n"
                "  disable_hugetlb_controller = true\n"
                "  tolerate_missing_hugetlb_controller = true\n";
    text += "  [plugins.\"io.containerd.grpc.v1.cri\".containerd]\n"
            "    snapshotter = \"overlayfs\"\n"
            "    default_runtime_name = \"crun\"\n"
            "    discard_unpacked_layers = true\n"
            "    [plugins.\"io.containerd.grpc.v1.cri\".containerd.runtimes.crun]\n"
            "      runtime_type = \"io.containerd.runc.v2\"\n"
            "      [plugins.\"io.containerd.grpc.v1.cri\".containerd.runtimes.crun.options]\n"
            "        BinaryName = " + quoted(paths.crun) + "\n";
    text += "  [plugins.\"io.containerd.grpc.v1.cri\".cni]\n    bin_dir = " + quoted(paths.cniBin) + "\n    conf_dir = " + quoted(paths.cniConf) + "\n";
    return text;
}

Service containerdService(const Paths &paths)
{
    makeDirectory(paths.containerdState, 0711);
    makeDirectory(paths.containerdRoot, 0711);
    makeDirectory(paths.cniConf);
    makeDirectory(paths.logs);
    if (!exists(paths.containerdRoot + "/io.containerd.metadata.v1.bolt/meta.db") && exists(paths.seed)) {
        copyTree(paths.seed, paths.containerdRoot);
        phase("seeded");
    }
    const std::string config = paths.containerdState + "/config.toml";
    writeFile(config, containerdConfig(paths), 0600);
    Service service;
    service.name = "containerd";
    service.command = { paths.containerd, "--config", config };
    service.environment = environment;
    service.log = paths.logs + "/containerd.log";
    return service;
}

Service agentService(const Paths &paths, bool toConsole)
{
    Service service;
    service.name = "agent";
    service.command = { paths.agent, "agent", "--config", paths.config };
    service.environment = environment;
    if (!toConsole)
        service.log = paths.logs + "/agent.log";
    return service;
}

void writeResolvConf(const std::string &path, const std::string &nameserver)
{
    writeFile(path, nameserver.empty() ? std::string() : "nameserver " + nameserver + "\n");
}

bool configureNetwork(const Config &config)
{
    const std::string interface = config.text("interface", "eth0");
    interfaceUp("lo");
    bool ok = waitForInterface(interface, 5000) && interfaceAddress(interface, config.text("address"), config.number("prefixLength", 16))
        && interfaceUp(interface);
    if (const std::string gateway = config.text("gateway"); ok && !gateway.empty())
        ok = defaultRoute(gateway);
    sysctl("net/ipv4/ip_forward", "1");
    sysctl("net/bridge/bridge-nf-call-iptables", "1"); // a service that answers on the asking pod's own bridge
    if (!ok)
        say("error the network of " + interface + " is not up");
    return ok;
}

} // namespace orrery::init
