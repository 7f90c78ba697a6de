// SPDX-License-Identifier: GPL-3.0-only
#include "app/providers/hollow/hollowprovider.h"

#include "app/providers/files.h"
#include "nodeagent/cri/fakeruntime.h"
#include "nodeagent/kubelet/kubelet.h"

#include <QDir>
#include <QFile>

namespace orrery::providers {

using namespace api;
using State = Observation::State;

struct HollowProvider::Node
{
    cri::FakeRuntime runtime;
    std::unique_ptr<kubelet::Kubelet> kubelet; // ends before what it uses
};

HollowProvider::HollowProvider(ProviderContext context) : m_context(std::move(context))
{
    m_pool.setMaxThreadCount(2);
}

HollowProvider::~HollowProvider() = default;

void HollowProvider::tell(const QByteArray &machine, State state, const QByteArray &reason, const QByteArray &message)
{
    Observation now;
    now.state = state;
    now.reason = reason;
    now.message = message;
    now.accelerator = "none";
    now.phase = state == State::Running ? "services" : "";
    // Never from within a call: whoever asks is in the middle of something.
    QMetaObject::invokeMethod(this, [=, this] { Q_EMIT observed(machine, now); }, Qt::QueuedConnection);
}

void HollowProvider::adopt(const MachineSpec &machine)
{
    tell(machine.name, m_nodes.contains(machine.name) ? State::Running : State::Absent);
}

void HollowProvider::provision(const MachineSpec &machine, const QByteArray &agentConfig)
{
    if (m_nodes.contains(machine.name)) {
        tell(machine.name, State::Running, "Started");
        return;
    }
    if (!m_context.nodeClient) {
        tell(machine.name, State::Failed, "NotSupported", "this application cannot speak for a hollow node");
        return;
    }
    auto config = kubelet::NodeConfig::fromValue(parseJson(agentConfig).valueOr({}));
    if (!config) {
        tell(machine.name, State::Failed, "InvalidConfiguration", config.error().message);
        return;
    }
    config->network = false;
    config->labels.insert("orrery.dev/hollow", "true");
    if (const auto made = makePrivateDirectory(m_context.machineDirectory(machine.name)); !made) {
        tell(machine.name, State::Failed, "ProvisionFailed", made.error().message);
        return;
    }
    const client::Client client = m_context.nodeClient(machine.name);
    if (!m_informers) { // services are for every node to read: whichever comes first reads them for all
        m_informers = std::make_unique<client::Informers>(client);
        m_informers->start();
    }
    auto node = std::make_unique<Node>();
    node->kubelet = std::make_unique<kubelet::Kubelet>(
        kubelet::Dependencies { *m_informers, client, node->runtime, node->runtime, m_clock, m_pool, std::move(*config) });
    node->kubelet->start();
    m_nodes.emplace(machine.name, std::move(node));
    tell(machine.name, State::Running, "Started");
}

void HollowProvider::powerOff(const QByteArray &machine)
{
    m_nodes.erase(machine);
    tell(machine, State::Off, "PoweredOff");
}

void HollowProvider::destroy(const QByteArray &machine)
{
    m_nodes.erase(machine);
    QDir(m_context.machineDirectory(machine)).removeRecursively();
    tell(machine, State::Absent);
}

Value HollowProvider::agentPaths(const QByteArray &machine) const
{
    const QByteArray own = QFile::encodeName(m_context.machineDirectory(machine));
    return Value::object({ { "dataDir", own + "/agent" }, { "podLogsDir", own + "/pods" }, { "accelerator", "none" } });
}

} // namespace orrery::providers
