// SPDX-License-Identifier: GPL-3.0-only
#include "app/providers/machinereconciler.h"

#include "controlplane/api/names.h"
#include "controlplane/api/quantity.h"

#include <QCryptographicHash>
#include <QLoggingCategory>
#include <QRandomGenerator>

namespace orrery::providers {

using namespace api;
using client::Requeue;

Q_LOGGING_CATEGORY(lcMachine, "orrery.providers.machine")

namespace {

constexpr auto retryAfter = std::chrono::seconds(15);
constexpr qint64 tokenLife = 24 * 3600 * 1000000LL;

QByteArray randomText(int length)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    QByteArray text;
    while (text.size() < length)
        text += letters[QRandomGenerator::system()->bounded(36)];
    return text;
}

MachineSpec specOf(const Object &machine, const QByteArray &address)
{
    const Value &memory = machine.spec()["memory"];
    const qint64 bytes = memory.isNull() ? 0 : Quantity::of(memory).value();
    return { machine.name(), int(qBound(qint64(1), machine.spec()["cpus"].integer(1), qint64(64))),
             qBound(qint64(256) << 20, bytes ? bytes : qint64(512) << 20, qint64(1) << 40), address };
}

QByteArray addressOf(const Object &machine)
{
    for (const Value &address : machine.status()["addresses"].items()) {
        if (address["type"].text() == "InternalIP")
            return address["address"].bytes();
    }
    return {};
}

bool isReady(const Object &node)
{
    return node && condition(node, "Ready")["status"].text() == "True";
}

/// The kubelet says True or False; Unknown is what the control plane says for it.
bool isHeard(const Object &node)
{
    const QByteArrayView ready = node ? condition(node, "Ready")["status"].text() : QByteArrayView();
    return ready == "True" || ready == "False";
}

} // namespace

QByteArray bootstrapTokenId(const QByteArray &machineUid)
{
    return QCryptographicHash::hash(machineUid, QCryptographicHash::Sha256).toHex().first(6);
}

BootstrapToken makeBootstrapToken(const QByteArray &machine, const QByteArray &machineUid, qint64 now)
{
    const QByteArray id = bootstrapTokenId(machineUid), secret = randomText(16);
    Object object = newObject("v1", "Secret", { "kube-system", "bootstrap-token-" + id });
    object = object.with("type", "bootstrap.kubernetes.io/token");
    const auto encoded = [](const QByteArray &text) { return Value(text.toBase64()); };
    object = object.with("data", Value::object({ { "token-id", encoded(id) },
                                                 { "token-secret", encoded(secret) },
                                                 { "usage-bootstrap-authentication", encoded("true") },
                                                 { "description", encoded("of machine " + machine) },
                                                 { "expiration", encoded(formatTime(now + tokenLife)) },
                                                 { "auth-extra-groups", encoded("system:bootstrappers:orrery") } }));
    return { object, id + '.' + secret };
}

MachineReconciler::MachineReconciler(Settings settings, std::vector<NodeProvider *> providers, const Clock &clock)
    : m_settings(std::move(settings)), m_providers(std::move(providers)), m_clock(clock)
{
}

client::Watches MachineReconciler::watches() const
{
    return { client::For(client::gvr::machines), client::Maps(client::gvr::nodes, [](const Object &node) { return QList<Key> { node.key() }; }) };
}

void MachineReconciler::setUp(client::Informers &informers)
{
    m_client = informers.client();
    m_machines = informers.get(client::gvr::machines);
    m_nodes = informers.get(client::gvr::nodes);
}

NodeProvider *MachineReconciler::provider(const QByteArray &name) const
{
    for (NodeProvider *provider : m_providers) {
        if (provider->name() == name)
            return provider;
    }
    return nullptr;
}

/// The one it has, or the lowest that no machine has. Machines are few, and one thread gives addresses: no race.
Result<QByteArray> MachineReconciler::addressFor(const Object &machine)
{
    if (const QByteArray own = addressOf(machine); !own.isEmpty())
        return own;
    if (const auto given = m_given.constFind(machine.name()); given != m_given.cend())
        return *given;
    QSet<quint32> taken;
    for (const QByteArray &given : std::as_const(m_given))
        taken.insert(addressFromText(given));
    for (const Object &other : m_machines->objects())
        taken.insert(addressFromText(addressOf(other)));
    const NodeNetwork &network = m_settings.network;
    for (quint32 address = network.firstNode; (address & network.mask) == network.network && (address & ~network.mask) < 0xf000; ++address) {
        if (!taken.contains(address))
            return *m_given.insert(machine.name(), addressText(address));
    }
    return error(Reason::ServiceUnavailable, "no address is free on the node network");
}

Result<QByteArray> MachineReconciler::agentConfig(const Object &machine, const MachineSpec &spec, const NodeProvider &provider)
{
    QByteArray token;
    if (provider.bootstraps()) {
        BootstrapToken bootstrap = makeBootstrapToken(spec.name, machine.uid(), m_clock.now());
        // A new secret for every start, under the same name: the last one may have been seen by whoever had the machine.
        if (const auto gone = m_client.remove(client::gvr::secrets, bootstrap.secret.key()).result(); !gone && !gone.failedWith(Reason::NotFound))
            return gone.error();
        ORRERY_CHECK(m_client.create(client::gvr::secrets, bootstrap.secret).result());
        token = bootstrap.token;
    }
    const NodeNetwork &network = m_settings.network;
    int prefix = 0;
    while (prefix < 32 && network.mask << prefix)
        ++prefix;
    Value config = Value::object({
        { "nodeName", spec.name },
        { "machine", spec.name },
        { "providerID", "orrery://" + provider.name() + '/' + spec.name },
        { "server", "https://" + addressText(network.gateway) + ':' + QByteArray::number(network.apiPort) },
        { "caPem", m_settings.caPem },
        { "token", token },
        { "address", spec.address },
        { "prefixLength", prefix },
        { "gateway", addressText(network.gateway) },
        { "nameserver", addressText(network.nameserver) },
        { "interface", "eth0" },
        { "cpus", spec.cpus },
        { "memory", spec.memoryBytes },
    });
    const Value paths = provider.agentPaths(spec.name);
    for (const Member &path : paths.members())
        config = config.with(path.key(), path.value);
    return toJson(config);
}

Result<> MachineReconciler::removeToken(const QByteArray &uid)
{
    const Key key { "kube-system", "bootstrap-token-" + bootstrapTokenId(uid) };
    if (const auto gone = m_client.remove(client::gvr::secrets, key).result(); !gone && !gone.failedWith(Reason::NotFound))
        return gone.error();
    return {};
}

Value MachineReconciler::statusOf(const Object &machine, const QByteArray &address) const
{
    const Observation now = m_observations.value(machine.name());
    const Object node = m_nodes->get({ {}, machine.name() });
    const bool on = now.state == Observation::State::Running;
    const bool heard = on && isHeard(node), ready = on && isReady(node);

    QByteArray phase = "Pending";
    switch (now.state) {
    case Observation::State::Absent: phase = machine.spec()["powerState"].text() == "Off" ? "Off" : "Pending"; break;
    case Observation::State::Off: phase = "Off"; break;
    case Observation::State::Starting: phase = "Provisioning"; break;
    case Observation::State::Running: phase = heard ? "Running" : "Booting"; break;
    case Observation::State::Failed: phase = "Failed"; break;
    }
    if (!m_asked.contains(machine.name()))
        phase = "Pending";

    Value status = machine.status().isObject() ? machine.status() : Value::object({});
    const qint64 time = m_clock.now();
    const QByteArray why = now.reason.isEmpty() ? phase : now.reason;
    Value conditions = status["conditions"];
    conditions = withCondition(conditions, "Provisioned", on || now.state == Observation::State::Off, on ? QByteArray("Started") : why, now.message, time);
    const bool booted = on && (heard || now.phase == "services" || now.phase == "modules");
    conditions = withCondition(conditions, "Booted", booted, booted ? "ServicesStarted" : now.phase.isEmpty() ? why : "Booting",
                               on && !booted && !now.phase.isEmpty() ? "the node has reached: " + now.phase : QByteArray(), time);
    conditions = withCondition(conditions, "AgentConnected", heard, heard ? "NodeReports" : on ? "WaitingForAgent" : why, {}, time);
    conditions = withCondition(conditions, "Ready", ready, ready ? QByteArray("NodeReady") : now.state == Observation::State::Failed ? why : heard ? "NodeNotReady" : phase,
                               now.state == Observation::State::Failed ? now.message : QByteArray(), time);
    status = status.with("phase", phase).with("nodeName", machine.name()).with("conditions", conditions);
    if (!address.isEmpty())
        status = status.with("addresses", Value::array({ Value::object({ { "type", "InternalIP" }, { "address", address } }) }));
    if (!now.accelerator.isEmpty())
        status = status.with("accelerator", now.accelerator);
    if (!now.console.isEmpty())
        status = status.with("console", now.console);
    return status;
}

Result<> MachineReconciler::writeStatus(const Object &machine, const Value &status) const
{
    if (status == machine.status())
        return {};
    const auto written = m_client.patch(client::gvr::machines, machine.key(), PatchType::Merge, Value::object({ { "status", status } }), "status").result();
    if (!written && !written.failedWith(Reason::NotFound))
        return written.error();
    return {};
}

/// The object is on its way out: first the machine, then its Node and its token, then our hold on the object.
Result<Requeue> MachineReconciler::finish(const Object &machine, NodeProvider *provider)
{
    const QList<QByteArray> finalizers = machine.finalizers();
    if (!finalizers.contains(finalizer))
        return Requeue {};
    if (provider) {
        const auto seen = m_observations.constFind(machine.name());
        if (seen == m_observations.cend() || seen->state != Observation::State::Absent) {
            provider->destroy(machine.name());
            return Requeue { retryAfter };
        }
    }
    if (const auto gone = m_client.remove(client::gvr::nodes, { {}, machine.name() }).result(); !gone && !gone.failedWith(Reason::NotFound))
        return gone.error();
    ORRERY_CHECK(removeToken(machine.uid()));
    std::vector<Value> rest;
    for (const QByteArray &other : finalizers) {
        if (other != finalizer)
            rest.push_back(other);
    }
    const auto written = m_client.update(client::gvr::machines, machine.withMetadata("finalizers", Value::array(std::move(rest)))).result();
    if (!written && !written.failedWith(Reason::NotFound))
        return written.error();
    qCInfo(lcMachine, "machine removed name=%s", machine.name().constData());
    return Requeue {};
}

Result<Requeue> MachineReconciler::reconcile(const Key &key)
{
    const QByteArray name = key.name;
    const Object machine = m_machines->get(key);
    if (!machine) {
        // Removed by force, past our finalizer: nothing may be left behind.
        if (NodeProvider *left = provider(m_providerOf.take(name)); left && m_observations.value(name).state != Observation::State::Absent)
            left->destroy(name);
        m_observations.remove(name);
        m_asked.remove(name);
        m_given.remove(name);
        m_retryAt.remove(name);
        return Requeue {};
    }
    const QByteArray providerName = machine.spec()["provider"].bytes();
    NodeProvider *provider = this->provider(providerName);
    m_providerOf.insert(name, providerName);
    if (machine.isDeleting())
        return finish(machine, provider);
    if (!provider || !isDnsLabel(name)) {
        m_asked.insert(name);
        Observation bad { Observation::State::Failed };
        bad.reason = provider ? "InvalidName" : "UnknownProvider";
        bad.message = provider ? QByteArray("a machine's name becomes a host name: lower-case letters, digits and '-', at most 63")
                               : "no provider is called \"" + providerName + '"';
        m_observations.insert(name, bad);
        ORRERY_CHECK(writeStatus(machine, statusOf(machine, {})));
        return Requeue {};
    }
    if (!machine.finalizers().contains(finalizer)) {
        std::vector<Value> all;
        for (const QByteArray &other : machine.finalizers())
            all.push_back(other);
        all.push_back(finalizer);
        ORRERY_CHECK(m_client.update(client::gvr::machines, machine.withMetadata("finalizers", Value::array(std::move(all)))).result());
        return Requeue {}; // the change comes back
    }
    ORRERY_TRY(address, addressFor(machine));
    if (addressOf(machine) != address) {
        // Before anything is made: two machines must never be told the same.
        ORRERY_CHECK(writeStatus(machine, statusOf(machine, address)));
        return Requeue {};
    }
    const MachineSpec spec = specOf(machine, address);
    if (!m_asked.contains(name)) {
        m_asked.insert(name);
        provider->adopt(spec);
        return Requeue {};
    }
    const auto seen = m_observations.constFind(name);
    if (seen == m_observations.cend())
        return Requeue {}; // the answer to adopt() is on its way

    using State = Observation::State;
    Requeue again;
    const State state = seen->state;
    const bool wantsOn = machine.spec()["powerState"].text() != "Off";
    const bool mayRetry = state == State::Failed && seen->retry;
    if (mayRetry && !m_retryAt.contains(name))
        m_retryAt.insert(name, QDeadlineTimer(retryAfter)); // not at once: what failed a moment ago fails again
    if (wantsOn && (state == State::Absent || state == State::Off || mayRetry)) {
        if (mayRetry && !m_retryAt[name].hasExpired()) {
            again.after = std::chrono::milliseconds(m_retryAt[name].remainingTime() + 1);
        } else {
            m_retryAt.remove(name);
            ORRERY_TRY(config, agentConfig(machine, spec, *provider));
            Observation starting = *seen;
            starting.state = State::Starting;
            starting.reason = "Provisioning";
            starting.message = starting.phase = QByteArray();
            m_observations.insert(name, starting);
            qCInfo(lcMachine, "machine starts name=%s provider=%s", name.constData(), providerName.constData());
            provider->provision(spec, config);
        }
    } else if (!wantsOn && (state == State::Running || state == State::Starting || state == State::Failed)) {
        if (seen->reason != "PoweringOff") {
            m_observations[name].reason = "PoweringOff";
            provider->powerOff(name);
        }
    } else if (state == State::Running && isHeard(m_nodes->get(key)) && condition(machine, "AgentConnected")["status"].text() != "True") {
        ORRERY_CHECK(removeToken(machine.uid())); // it has its certificate
    }
    ORRERY_CHECK(writeStatus(machine, statusOf(machine, address)));
    return again;
}

} // namespace orrery::providers
