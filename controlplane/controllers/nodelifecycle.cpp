// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/controllers/nodelifecycle.h"

#include "controlplane/controllers/support.h"

namespace orrery::controllers {

using namespace api;
using namespace client;

namespace {

constexpr const char *notReady = "node.kubernetes.io/not-ready";
constexpr const char *unreachable = "node.kubernetes.io/unreachable";

struct ConditionTaint { const char *condition, *status, *taint; };
/// Conditions that keep new pods away; https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
constexpr ConditionTaint conditionTaints[] = {
    { "MemoryPressure", "True", "node.kubernetes.io/memory-pressure" },
    { "DiskPressure", "True", "node.kubernetes.io/disk-pressure" },
    { "PIDPressure", "True", "node.kubernetes.io/pid-pressure" },
    { "NetworkUnavailable", "True", "node.kubernetes.io/network-unavailable" },
};

bool isOurs(QByteArrayView key)
{
    if (key == notReady || key == unreachable || key == "node.kubernetes.io/unschedulable")
        return true;
    return std::any_of(std::begin(conditionTaints), std::end(conditionTaints), [key](const ConditionTaint &one) { return key == one.taint; });
}

bool tolerates(const Value &toleration, const Value &taint)
{
    const QByteArrayView effect = toleration["effect"].text(), key = toleration["key"].text(), op = toleration["operator"].text();
    if (!effect.isEmpty() && effect != taint["effect"].text())
        return false;
    if (key.isEmpty() ? op != "Exists" : key != taint["key"].text())
        return false;
    return op == "Exists" || toleration["value"].text() == taint["value"].text();
}

} // namespace

Value taintsFor(const Object &node, const Value &present, qint64 now)
{
    std::vector<Value> taints;
    for (const Value &taint : present.items()) {
        if (!isOurs(taint["key"].text()))
            taints.push_back(taint);
    }
    const auto want = [&](QByteArrayView key, QByteArrayView effect) {
        for (const Value &taint : present.items()) {
            if (taint["key"].text() == key && taint["effect"].text() == effect) {
                taints.push_back(taint); // with the time it was added
                return;
            }
        }
        taints.push_back(Value::object({ { "key", key }, { "effect", effect }, { "timeAdded", formatTime(now) } }));
    };
    if (node.spec()["unschedulable"].boolean())
        want("node.kubernetes.io/unschedulable", "NoSchedule");
    const QByteArrayView ready = condition(node, "Ready")["status"].text();
    if (ready != "True") {
        // A node that never said anything is not ready; one that fell silent is unreachable.
        const char *key = ready == "Unknown" ? unreachable : notReady;
        want(key, "NoSchedule");
        if (!ready.isEmpty())
            want(key, "NoExecute");
    }
    for (const ConditionTaint &one : conditionTaints) {
        if (condition(node, one.condition)["status"].text() == one.status)
            want(one.taint, "NoSchedule");
    }
    return Value::array(std::move(taints));
}

std::optional<qint64> evictionTime(const Object &pod, const Value &taints)
{
    std::optional<qint64> earliest;
    for (const Value &taint : taints.items()) {
        if (taint["effect"].text() != "NoExecute")
            continue;
        const qint64 added = parseTime(taint["timeAdded"].text()).value_or(0);
        bool tolerated = false;
        std::optional<qint64> seconds;
        for (const Value &toleration : pod.spec()["tolerations"].items()) {
            if (!tolerates(toleration, taint))
                continue;
            tolerated = true;
            if (const Value &limit = toleration["tolerationSeconds"]; !limit.isNull())
                seconds = std::min(seconds.value_or(INT_MAX), std::max<qint64>(0, limit.integer()));
        }
        if (tolerated && !seconds)
            continue;
        const qint64 at = tolerated ? added + *seconds * 1'000'000 : 0;
        earliest = std::min(earliest.value_or(at), at);
    }
    return earliest;
}

NodeLifecycle::NodeLifecycle(Client client, const Clock &clock)
    : m_client(std::move(client))
    , m_clock(clock)
    , m_events(m_client, clock, "node-controller")
{
}

Watches NodeLifecycle::watches() const
{
    return { For(gvr::nodes),
             Maps(gvr::leases, [](const Object &lease) {
                 return lease.ns() == "kube-node-lease" ? QList<Key> { { {}, lease.name() } } : QList<Key>();
             }),
             Maps(gvr::machines, [](const Object &machine) { return QList<Key> { { {}, machine.name() } }; }),
             Maps(gvr::pods, [](const Object &pod) {
                 const QByteArray node = pod.spec()["nodeName"].bytes();
                 return node.isEmpty() ? QList<Key>() : QList<Key> { { {}, node } };
             }) };
}

void NodeLifecycle::setUp(Informers &informers)
{
    m_nodes = informers.get(gvr::nodes);
    m_leases = informers.get(gvr::leases);
    m_machines = informers.get(gvr::machines);
    m_pods = informers.get(gvr::pods);
    m_pods->addIndex("node", [](const Object &pod) {
        const QByteArray node = pod.spec()["nodeName"].bytes();
        return node.isEmpty() ? QList<QByteArray>() : QList<QByteArray> { node };
    });
}

NodeLifecycle::Life NodeLifecycle::lifeOf(const Object &node, qint64 *silentAt)
{
    const qint64 now = m_clock.now();
    const QByteArray renewed = m_leases->get({ "kube-node-lease", node.name() }).spec()["renewTime"].bytes();
    // After a laptop's sleep everybody has been silent: that says nothing about the nodes.
    if (now - std::exchange(m_lastLook, now) > slept)
        m_seen.clear();
    Seen &seen = m_seen[node.name()];
    // Times of other machines are not compared with ours: only whether they move.
    if (seen.at == 0 || seen.renewTime != renewed)
        seen = { renewed, now };
    *silentAt = seen.at + gracePeriod;
    const Object machine = m_machines->get({ {}, node.name() });
    const QByteArrayView phase = machine.status()["phase"].text();
    if (machine && (phase == "Off" || phase == "Failed"))
        return Life::MachineOff;
    return now >= *silentAt ? Life::Silent : Life::Alive;
}

Result<Requeue> NodeLifecycle::reconcile(const Key &key)
{
    Object node = m_nodes->get(key);
    if (!node) {
        m_seen.remove(key.name);
        ORRERY_CHECK(collectOrphans(key));
        return Requeue {};
    }
    qint64 silentAt = 0;
    const Life life = lifeOf(node, &silentAt);
    if (!node.isDeleting()) {
        if (life != Life::Alive) {
            ORRERY_TRY(written, writeConditions(node, life));
            node = written;
        }
        ORRERY_TRY(tainted, writeTaints(node));
        node = tainted;
    }
    ORRERY_TRY(requeue, evict(node, life));
    if (life == Life::Alive) {
        const std::chrono::milliseconds left((silentAt - m_clock.now()) / 1000 + 10);
        requeue.after = requeue.after ? std::min(*requeue.after, left) : left;
    }
    return requeue;
}

Result<Object> NodeLifecycle::writeConditions(const Object &node, Life life)
{
    const QByteArray message = life == Life::MachineOff ? "The node's machine is off." : "Kubelet stopped posting node status.";
    Value conditions = node.status()["conditions"];
    const Value time = formatTime(m_clock.now());
    bool changed = false, fellSilent = false;
    for (const char *type : { "MemoryPressure", "DiskPressure", "PIDPressure", "Ready" }) {
        const Value present = conditionOf(conditions, type);
        if (present["status"].text() == "Unknown" || (present.isNull() && qstrcmp(type, "Ready") != 0))
            continue;
        Value unknown = present.isNull() ? Value::object({ { "type", type } }) : present;
        unknown = unknown.with("status", "Unknown").with("reason", "NodeStatusUnknown").with("message", message).with("lastTransitionTime", time);
        conditions = withoutCondition(conditions, type).withAppended(unknown);
        changed = true;
        fellSilent = fellSilent || qstrcmp(type, "Ready") == 0;
    }
    if (!changed)
        return node;
    const Value patch = Value::object({ { "status", Value::object({ { "conditions", conditions } }) } });
    ORRERY_TRY(written, patchFrom(m_client, gvr::nodes, node, patch, "status"));
    if (fellSilent)
        m_events.event(node, EventRecorder::Type::Normal, "NodeNotReady", "Node " + node.name() + " status is now: NodeNotReady");
    return written;
}

Result<Object> NodeLifecycle::writeTaints(const Object &node)
{
    const Value &present = node.spec()["taints"];
    const Value wanted = taintsFor(node, present, m_clock.now());
    const auto contains = [](const Value &list, const Value &taint) {
        const auto items = list.items();
        return std::find(items.begin(), items.end(), taint) != items.end();
    };
    bool same = present.size() == wanted.size();
    for (const Value &taint : wanted.items())
        same = same && contains(present, taint);
    if (same)
        return node;
    const Value patch = Value::object({ { "spec", Value::object({ { "taints", wanted.isEmpty() ? Value() : wanted } }) } });
    return patchFrom(m_client, gvr::nodes, node, patch);
}

Result<Requeue> NodeLifecycle::evict(const Object &node, Life life)
{
    Requeue requeue;
    const bool lost = condition(node, "Ready")["status"].text() == "Unknown";
    const QList<Object> pods = m_pods->indexed("node", node.name());
    const qint64 now = m_clock.now();
    for (const Object &pod : pods) {
        const QByteArrayView phase = pod.status()["phase"].text();
        const bool finished = phase == "Succeeded" || phase == "Failed";
        if (lost && !finished && isPodReady(pod)) {
            // Nobody can say any more that it is: services must not send traffic there.
            const Value ready = Value::object({ { "type", "Ready" }, { "status", "False" }, { "reason", "NodeNotReady" },
                                                { "lastTransitionTime", formatTime(now) } });
            const Value patch = Value::object({ { "metadata", Value::object({ { "uid", pod.uid() } }) },
                                                { "status", Value::object({ { "conditions", Value::array({ ready }) } }) } });
            const Result<Object> written = m_client.patch(gvr::pods, pod.key(), PatchType::StrategicMerge, patch, "status").result();
            if (!written && !written.failedWith(Reason::NotFound) && !written.failedWith(Reason::Conflict))
                return written.error();
        }
        if (life == Life::MachineOff && pod.isDeleting()) {
            // Its containers stopped with the machine; there is nobody left to say so.
            ORRERY_CHECK(removePod(pod, true));
            continue;
        }
        if (finished || pod.isDeleting())
            continue;
        const std::optional<qint64> at = evictionTime(pod, node.spec()["taints"]);
        if (!at)
            continue;
        if (life == Life::MachineOff || *at <= now) {
            m_events.event(pod, EventRecorder::Type::Normal, "TaintManagerEviction", "Marking for deletion Pod " + pod.key().path());
            ORRERY_CHECK(removePod(pod, life == Life::MachineOff));
        } else {
            const std::chrono::milliseconds wait((*at - now) / 1000 + 1);
            requeue.after = requeue.after ? std::min(*requeue.after, wait) : wait;
        }
    }
    return requeue;
}

Result<> NodeLifecycle::collectOrphans(const Key &key)
{
    const QList<Object> pods = m_pods->indexed("node", key.name);
    if (pods.isEmpty())
        return {};
    // The copy may be behind: only the server knows that the node is gone.
    const Result<Object> node = m_client.get(gvr::nodes, key).result();
    if (node)
        return {};
    if (!node.failedWith(Reason::NotFound))
        return node.error();
    for (const Object &pod : pods)
        ORRERY_CHECK(removePod(pod, true));
    return {};
}

Result<> NodeLifecycle::removePod(const Object &pod, bool force)
{
    DeleteOptions options;
    options.uid = pod.uid();
    if (force)
        options.gracePeriodSeconds = 0;
    const Result<Object> removed = m_client.remove(gvr::pods, pod.key(), options).result();
    if (!removed && !removed.failedWith(Reason::NotFound) && !removed.failedWith(Reason::Conflict))
        return removed.error();
    return {};
}

} // namespace orrery::controllers
