// SPDX-License-Identifier: GPL-3.0-only
#include "app/providers/namespace/namespaceprovider.h"

#include <QCryptographicHash>
#include <QDir>
#include <QLoggingCategory>

#include <csignal>
#include <unistd.h>

namespace orrery::providers {

using namespace api;
using State = Observation::State;

Q_LOGGING_CATEGORY(lcNamespace, "orrery.providers.namespace")

constexpr auto cleanStop = std::chrono::seconds(6);

NamespaceProvider::NamespaceProvider(ProviderContext context)
    : m_context(std::move(context))
    , m_clusterId(QCryptographicHash::hash(m_context.dataDirectory.toUtf8(), QCryptographicHash::Sha256).toHex().first(8))
{
}

NamespaceProvider::~NamespaceProvider()
{
    // All at once, and then wait for each: the nodes must not outlive their bridge.
    for (auto &[name, node] : m_nodes) {
        if (node.process) {
            node.process->disconnect(this);
            node.process->terminate();
        }
    }
    for (auto &[name, node] : m_nodes) {
        if (node.process && !node.process->waitForFinished(int(std::chrono::milliseconds(cleanStop).count()))) {
            node.process->kill();
            node.process->waitForFinished(2000);
        }
    }
}

QString NamespaceProvider::path(const QByteArray &machine, const char *file) const
{
    return m_context.machineDirectory(machine) + QLatin1Char('/') + QLatin1String(file);
}

Value NamespaceProvider::agentPaths(const QByteArray &machine) const
{
    const QByteArray own = QFile::encodeName(m_context.machineDirectory(machine));
    return Value::object({ { "dataDir", own + "/agent" },
                           { "criSocket", "/run/containerd/containerd.sock" },
                           { "cniConfDir", "/run/orrery/cni" },
                           { "cniBinDir", "/usr/lib/cni" },
                           { "podLogsDir", own + "/pods" },
                           { "cgroupParent", "/orrery-" + m_clusterId + '/' + machine },
                           { "accelerator", "none" } });
}

void NamespaceProvider::set(const QByteArray &machine, State state, const QByteArray &reason, const QByteArray &message, bool retry)
{
    Observation &now = m_nodes[machine].observation;
    now.state = state;
    now.reason = reason;
    now.message = message;
    now.retry = retry;
    now.accelerator = "none";
    now.console = QFile::encodeName(path(machine, "console.log"));
    if (state == State::Failed)
        qCWarning(lcNamespace, "node failed name=%s reason=%s message=%s", machine.constData(), reason.constData(), message.constData());
    Q_EMIT observed(machine, now);
}

void NamespaceProvider::adopt(const MachineSpec &machine)
{
    const auto known = m_nodes.find(machine.name);
    if (known != m_nodes.end() && known->second.process)
        Q_EMIT observed(machine.name, known->second.observation);
    else
        set(machine.name, QDir(m_context.machineDirectory(machine.name)).exists() ? State::Off : State::Absent);
}

Result<> NamespaceProvider::start(const MachineSpec &machine, Node &node, const QByteArray &agentConfig)
{
    if (geteuid() != 0)
        return error(Reason::Forbidden, "nodes in namespaces need root");
    const QString seed = m_context.imageDirectory + QStringLiteral("/seed");
    if (!QDir(seed).exists())
        return error(Reason::NotFound, seed.toUtf8() + " is missing; make the node image with: cmake --build build --target node-image");
    if (!m_hub) {
        ORRERY_TRY(hub, Hub::create());
        m_hub = std::move(hub);
        m_context.networkSwitch()->addTap("hub", m_hub->takeTap());
    }
    const QByteArray &name = machine.name;
    ORRERY_CHECK(makePrivateDirectory(m_context.machineDirectory(name)));
    // An interface's name has 15 characters at most; the address is unique and short.
    const Value own = Value::object({ { "directory", QFile::encodeName(m_context.machineDirectory(name)) },
                                      { "seed", QFile::encodeName(seed) },
                                      { "agent", QFile::encodeName(m_context.nodeProgram) },
                                      { "hub", m_hub->path() },
                                      { "bridge", Hub::bridge },
                                      { "hubInterface", "v" + QByteArray::number(addressFromText(machine.address), 16) } });
    ORRERY_TRY(config, parseJson(agentConfig));
    for (const Member &member : own.members())
        config = config.with(member.key(), member.value);
    const QString file = path(name, "node.json"), console = path(name, "console.log");
    ORRERY_CHECK(writePrivateFile(file, toJson(config)));
    ORRERY_CHECK(writePrivateFile(console, {}));

    node.stopping = node.destroying = false;
    node.observation.phase.clear();
    node.console.reset(new ConsoleLog(console, 0));
    connect(node.console.get(), &ConsoleLog::phase, this, [this, name](const QByteArray &phase) {
        m_nodes[name].observation.phase = phase;
        if (m_nodes[name].observation.state == State::Running)
            set(name, State::Running, "Started");
    });
    connect(node.console.get(), &ConsoleLog::failed, this, [this, name](const QByteArray &why) { m_nodes[name].observation.message = why; });
    node.process.reset(new QProcess);
    node.process->setStandardInputFile(QProcess::nullDevice());
    node.process->setStandardOutputFile(console, QIODevice::Append);
    node.process->setStandardErrorFile(console, QIODevice::Append);
    connect(node.process.get(), &QProcess::finished, this, [this, name] { finished(name); });
    node.process->start(m_context.nodeProgram, { QStringLiteral("namespace"), QStringLiteral("--config"), file });
    if (!node.process->waitForStarted())
        return error(Reason::InternalError, "cannot run " + m_context.nodeProgram.toUtf8() + ": " + node.process->errorString().toUtf8());
    return {};
}

void NamespaceProvider::provision(const MachineSpec &machine, const QByteArray &agentConfig)
{
    Node &node = m_nodes[machine.name];
    if (node.process && node.process->state() != QProcess::NotRunning) {
        Q_EMIT observed(machine.name, node.observation);
        return;
    }
    const auto started = start(machine, node, agentConfig);
    if (!started) {
        node.process.reset();
        set(machine.name, State::Failed, "ProvisionFailed", started.error().message, true);
        return;
    }
    qCInfo(lcNamespace, "node on name=%s address=%s pid=%lld", machine.name.constData(), machine.address.constData(), node.process->processId());
    set(machine.name, State::Running, "Started");
}

void NamespaceProvider::powerOff(const QByteArray &machine)
{
    Node &node = m_nodes[machine];
    node.stopping = true;
    if (!node.process) {
        finished(machine);
        return;
    }
    node.process->terminate();
    QTimer::singleShot(cleanStop, node.process.get(), &QProcess::kill);
}

void NamespaceProvider::destroy(const QByteArray &machine)
{
    Node &node = m_nodes[machine];
    node.stopping = node.destroying = true;
    if (!node.process) {
        finished(machine);
        return;
    }
    ::kill(pid_t(node.process->processId()), SIGUSR1); // everything in its namespaces, at once
    QTimer::singleShot(cleanStop, node.process.get(), &QProcess::kill);
}

void NamespaceProvider::finished(const QByteArray &machine)
{
    Node &node = m_nodes[machine];
    node.process.reset();
    node.console.reset();
    node.observation.phase.clear();
    if (node.destroying) {
        removeFiles(machine);
        m_nodes.erase(machine);
        Q_EMIT observed(machine, {});
    } else if (node.stopping) {
        set(machine, State::Off, "PoweredOff");
    } else {
        const QByteArray why = ConsoleLog::lastFailure(path(machine, "console.log"));
        set(machine, State::Failed, "Stopped", why.isEmpty() ? QByteArray("the node's first process ended") : why);
    }
}

void NamespaceProvider::removeFiles(const QByteArray &machine)
{
    // The containers' root file systems were mounted in the node's own mount namespace, which is gone: these are plain files.
    QDir(m_context.machineDirectory(machine)).removeRecursively();
}

} // namespace orrery::providers
