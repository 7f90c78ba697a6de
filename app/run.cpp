// SPDX-License-Identifier: GPL-3.0-only
#include "app/run.h"

#include "app/application.h"
#include "app/providers/providers.h"
#include "controlplane/api/quantity.h"

#include <QCoreApplication>

#include <cstdio>

namespace orrery {

using api::error;
using api::Object;
using api::Reason;
using api::Result;
using api::Value;

void addClusterOptions(QCommandLineParser &parser)
{
    parser.addOptions(
        {{"data", "The cluster's folder.", "folder", cluster::defaultDataFolder()},
         {"port", "Of the API on 127.0.0.1; as last time, or 6443, or any free one.", "number"},
         {"kubeconfig", "Write the kubeconfig here too.", "file"},
         {"nodes", "Make sure that so many nodes exist.", "number", "0"},
         {"provider", "Where new nodes come from: libvirt, namespace, hollow.", "name", "libvirt"},
         {"cpus", "Of each new node.", "number", "1"},
         {"memory", "Of each new node.", "quantity", "512Mi"},
         {"audit-policy-file", "Write an audit log, of what this audit.k8s.io/v1 Policy says.", "file"},
         {"audit-log-path", "Of the audit log; - is standard output. Default: audit.log in the cluster's folder.",
          "file"},
         {"audit-log-maxsize", "Megabytes after which a new audit log begins; 0: never.", "number", "100"},
         {"audit-log-maxbackup", "So many old audit logs are kept; 0: all.", "number", "0"},
         {"audit-log-maxage", "Days that old audit logs are kept; 0: for ever.", "number", "0"},
         {"fast", "Do not wait for the disk at each write: a power cut may lose the last seconds."}});
}

Result<RunOptions> readClusterOptions(const QCommandLineParser &parser)
{
    const auto number = [&](const char *name, int least, int most) -> Result<int> {
        bool good = true;
        const int value = parser.isSet(name) || !parser.value(name).isEmpty() ? parser.value(name).toInt(&good) : least;
        if (!good || value < least || value > most)
            return error(Reason::BadRequest,
                         QByteArray("--") + name + " wants a number from " + QByteArray::number(least) + " to "
                             + QByteArray::number(most));
        return value;
    };
    RunOptions options;
    options.cluster.dataFolder = parser.value("data");
    options.cluster.kubeconfig = parser.value("kubeconfig");
    options.cluster.fast = parser.isSet("fast");
    ORRERY_TRY(port, number("port", 0, 65535));
    ORRERY_TRY(nodes, number("nodes", 0, 1000));
    ORRERY_TRY(cpus, number("cpus", 1, 64));
    options.cluster.port = quint16(port);
    options.cluster.auditPolicy = parser.value("audit-policy-file");
    options.cluster.auditLog = parser.value("audit-log-path");
    ORRERY_TRY(auditSize, number("audit-log-maxsize", 0, 1'000'000));
    ORRERY_TRY(auditBackups, number("audit-log-maxbackup", 0, 1'000'000));
    ORRERY_TRY(auditDays, number("audit-log-maxage", 0, 1'000'000));
    options.cluster.auditMaxMegabytes = auditSize;
    options.cluster.auditMaxBackups = auditBackups;
    options.cluster.auditMaxDays = auditDays;
    if (!options.cluster.auditLog.isEmpty() && options.cluster.auditPolicy.isEmpty())
        return error(Reason::BadRequest, "--audit-log-path wants --audit-policy-file beside it");
    options.nodes = nodes;
    options.cpus = cpus;
    options.provider = parser.value("provider").toUtf8();
    if (options.provider != "libvirt" && options.provider != "namespace" && options.provider != "hollow")
        return error(Reason::BadRequest, "--provider is one of libvirt, namespace, hollow");
    options.memory = parser.value("memory").toUtf8();
    if (const auto memory = api::Quantity::parse(options.memory); !memory || memory->value() < 1024 * 1024)
        return error(Reason::BadRequest, "--memory wants a quantity, as in 512Mi");
    return options;
}

QString dataFolderOf(const RunOptions &options)
{
    return options.cluster.dataFolder.isEmpty() ? cluster::defaultDataFolder() : options.cluster.dataFolder;
}

std::optional<int> parseCommand(QCommandLineParser &parser, const QStringList &arguments)
{
    const QCommandLineOption help = parser.addHelpOption();
    if (!parser.parse(arguments))
        return complain(parser.errorText().toUtf8(), 2);
    if (parser.isSet(help)) {
        std::fputs(parser.helpText().toUtf8().constData(), stdout);
        return 0;
    }
    return {};
}

Object newMachine(const QByteArray &name, const QByteArray &provider, int cpus, const QByteArray &memory)
{
    return api::newObject("orrery.dev/v1", "Machine", {{}, name})
        .with("spec",
              Value::object({{"provider", provider}, {"cpus", cpus}, {"memory", memory}, {"powerState", "On"}}));
}

Run::Run(const RunOptions &options)
    : m_options(options)
{
}

Run::~Run()
{
    m_providers.reset(); // they are clients: first
}

Result<std::unique_ptr<Run>> Run::start(const RunOptions &options)
{
    std::unique_ptr<Run> run(new Run(options));
    cluster::EmbeddedOptions its = options.cluster;
    its.consoleFile = &providers::Providers::consoleFile;
    ORRERY_TRY(cluster, cluster::EmbeddedCluster::start(its));
    run->m_cluster = std::move(cluster);
    const cluster::EmbeddedCluster &plane = *run->m_cluster;
    const client::Client client = run->m_cluster->client("system:orrery:machines", "orrery-machines/" ORRERY_VERSION);
    providers::Settings settings;
    settings.dataDirectory = plane.dataFolder();
    settings.serverPort = plane.port();
    settings.caPem = plane.caPem();
    settings.libvirtUri = qgetenv("ORRERY_LIBVIRT_URI");
    settings.nodeClient
        = [cluster = run->m_cluster.get()](const QByteArray &node) { return cluster->nodeClient(node); };
    run->m_providers = std::make_unique<providers::Providers>(client, std::move(settings));
    run->m_providers->start();
    return run;
}

Result<> Run::ensureMachines()
{
    const client::Client client = m_cluster->client("kubernetes-admin", "orrery/" ORRERY_VERSION);
    for (int i = 1; i <= m_options.nodes; ++i) {
        const QByteArray name = "node-" + QByteArray::number(i);
        const auto made
            = client
                  .create(client::gvr::machines, newMachine(name, m_options.provider, m_options.cpus, m_options.memory))
                  .result();
        if (!made && !made.failedWith(Reason::AlreadyExists))
            return made.error();
    }
    return {};
}

Result<> eraseCluster(const QString &path)
{
    ORRERY_TRY(folder, cluster::DataFolder::open(path, false));
    providers::Providers::destroyAll({.dataDirectory = folder->path()});
    return folder->erase();
}

} // namespace orrery
