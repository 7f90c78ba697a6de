// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/controllers/disruption.h"

#include "controlplane/controllers/support.h"

namespace orrery::controllers {

using namespace api;
using namespace client;

namespace {

constexpr qint64 deletionTimeout = 120'000'000; ///< microseconds that an evicted pod may take to begin to end

const Gvr budgetsGvr{"policy", "v1", "poddisruptionbudgets"};

const QList<std::pair<QByteArray, Gvr>> &ownerKinds()
{
    static const QList<std::pair<QByteArray, Gvr>> kinds{
        {"Deployment", gvr::deployments},
        {"ReplicaSet", gvr::replicaSets},
        {"ReplicationController", {"", "v1", "replicationcontrollers"}},
        {"StatefulSet", {"apps", "v1", "statefulsets"}}};
    return kinds;
}

/// Evictions whose pods are still there and may yet go. next: when the first of them is given up.
Value stillDisrupted(const Value &disrupted, const QList<Object> &pods, qint64 now, qint64 &next)
{
    std::vector<Member> kept;
    for (const Object &pod : pods) {
        const Value &since = disrupted[pod.name()];
        if (pod.isDeleting() || since.isNull())
            continue;
        const qint64 deadline = parseTime(since.text()).value_or(0) + deletionTimeout;
        if (deadline <= now)
            continue;
        kept.push_back({pod.name(), since});
        next = next == 0 ? deadline : std::min(next, deadline);
    }
    return kept.empty() ? Value() : Value::object(std::move(kept));
}

qint64 healthyCount(const QList<Object> &pods, const Value &disrupted)
{
    return std::count_if(pods.begin(), pods.end(), [&](const Object &pod) {
        return !pod.isDeleting() && !disrupted.contains(pod.name()) && isPodReady(pod);
    });
}

} // namespace

Disruption::Disruption(Client client, const Clock &clock)
    : m_client(std::move(client))
    , m_clock(clock)
    , m_events(m_client, clock, "controllermanager")
{
}

Watches Disruption::watches() const
{
    Watches watches{For(budgetsGvr),
                    Maps(gvr::pods, [this](const Object &pod) { return budgetsFor(pod.ns(), pod.labels()); })};
    for (const auto &[kind, gvr] : ownerKinds())
        watches.append(Maps(gvr, [this](const Object &owner) {
            return budgetsFor(owner.ns(), owner.spec()["template"]["metadata"]["labels"]);
        }));
    return watches;
}

void Disruption::setUp(Informers &informers)
{
    m_budgets = informers.get(budgetsGvr);
    m_budgets->addIndex("namespace", [](const Object &budget) { return QList<QByteArray>{budget.ns()}; });
    m_pods = informers.get(gvr::pods);
    m_pods->addIndex("namespace", [](const Object &pod) { return QList<QByteArray>{pod.ns()}; });
    for (const auto &[kind, gvr] : ownerKinds())
        m_owners.insert(kind, informers.get(gvr));
}

QList<Key> Disruption::budgetsFor(const QByteArray &ns, const Value &labels) const
{
    QList<Key> keys;
    for (const Object &budget : m_budgets->indexed("namespace", ns)) {
        const auto selector = LabelSelector::fromValue(budget.spec()["selector"]);
        if (selector && selector->matches(labels))
            keys.append(budget.key());
    }
    return keys;
}

QList<Object> Disruption::podsOf(const Object &budget) const
{
    const auto selector = LabelSelector::fromValue(budget.spec()["selector"]);
    QList<Object> pods = selector ? m_pods->indexed("namespace", budget.ns()) : QList<Object>();
    pods.removeIf([&selector](const Object &pod) { return !selector->matches(pod.labels()); });
    return pods;
}

Result<Requeue> Disruption::reconcile(const Key &key)
{
    const Object budget = m_budgets->get(key);
    if (!budget || budget.isDeleting())
        return Requeue{};
    const QList<Object> pods = podsOf(budget);
    const qint64 now = m_clock.now();
    Value status = budget.status();
    const auto expected = expectation(budget, pods);
    if (!expected) {
        // Nobody may evict what nobody has counted.
        m_events.event(budget, EventRecorder::Type::Warning, "CalculateExpectedPodCountFailed",
                       "Failed to calculate the number of expected pods: " + expected.error().message);
        status = status.with("disruptionsAllowed", 0)
                     .with("observedGeneration", budget.generation())
                     .with("conditions",
                           withCondition(status["conditions"], "DisruptionAllowed", false, "SyncFailed",
                                         expected.error().message, now));
        for (const char *count : {"currentHealthy", "desiredHealthy", "expectedPods"}) {
            if (status[count].isNull())
                status = status.with(count, 0);
        }
        ORRERY_CHECK(write(budget, status));
        return Requeue{};
    }
    qint64 next = 0;
    const Value disrupted = stillDisrupted(status["disruptedPods"], pods, now, next);
    const qint64 healthy = healthyCount(pods, disrupted);
    const qint64 allowed = expected->pods <= 0 ? 0 : std::max<qint64>(0, healthy - expected->healthy);
    status = status.with("currentHealthy", healthy)
                 .with("desiredHealthy", expected->healthy)
                 .with("expectedPods", expected->pods)
                 .with("disruptionsAllowed", allowed)
                 .with("observedGeneration", budget.generation())
                 .with("conditions",
                       withCondition(status["conditions"], "DisruptionAllowed", allowed > 0,
                                     allowed > 0 ? "SufficientPods" : "InsufficientPods", "", now));
    status = disrupted.isNull() ? status.without("disruptedPods") : status.with("disruptedPods", disrupted);
    ORRERY_CHECK(write(budget, status));
    Requeue requeue;
    if (next > 0)
        requeue.after = std::chrono::milliseconds((next - now) / 1000 + 1);
    return requeue;
}

Result<Disruption::Expectation> Disruption::expectation(const Object &budget, const QList<Object> &pods)
{
    const Value &least = budget.spec()["minAvailable"], &most = budget.spec()["maxUnavailable"];
    if (!most.isNull()) {
        ORRERY_TRY(scale, expectedScale(budget, pods));
        return Expectation{scale, std::max<qint64>(0, scale - scaledValue(most, int(scale), true))};
    }
    if (least.isString()) {
        ORRERY_TRY(scale, expectedScale(budget, pods));
        return Expectation{scale, scaledValue(least, int(scale), true)};
    }
    if (least.isNull())
        return Expectation{};
    return Expectation{pods.size(), least.integer()};
}

Result<qint64> Disruption::expectedScale(const Object &budget, const QList<Object> &pods)
{
    QHash<QByteArray, qint64> scales; // one owner may have many pods
    QList<QByteArray> unmanaged;
    for (const Object &pod : pods) {
        const auto owner = pod.controller();
        if (!owner) {
            unmanaged.append(pod.name());
            continue;
        }
        ORRERY_TRY(scale, scaleBehind(pod, *owner));
        scales.insert(scale.first, scale.second);
    }
    if (!unmanaged.isEmpty())
        m_events.event(
            budget, EventRecorder::Type::Warning, "UnmanagedPods",
            "Pods selected by this PodDisruptionBudget were found to be unmanaged. As a result, the status of the PDB "
            "cannot be "
            "calculated correctly, which may result in undefined behavior. To account for these pods please set "
            "\".spec.minAvailable\" field of the PDB to an integer value.");
    return std::accumulate(scales.begin(), scales.end(), qint64(0));
}

Result<std::pair<QByteArray, qint64>> Disruption::scaleBehind(const Object &pod, const OwnerReference &owner) const
{
    const Informer *informer = m_owners.value(owner.kind);
    Object object = informer ? informer->get({pod.ns(), owner.name}) : Object();
    if (object.isNull() || object.uid() != owner.uid)
        return error(Reason::NotFound, "found no controllers for pod \"" + pod.name() + '"');
    if (const auto above = object.controller(); above && above->kind == "Deployment") {
        const Object deployment = m_owners.value("Deployment")->get({pod.ns(), above->name});
        if (deployment && deployment.uid() == above->uid)
            object = deployment;
    }
    return std::pair(object.uid(), qint64(replicasOf(object)));
}

Result<> Disruption::write(const Object &budget, const Value &status)
{
    if (status == budget.status())
        return {};
    const auto written = m_client.update(budgetsGvr, budget.with("status", status), "status").result();
    return written || written.failedWith(Reason::NotFound) ? Result<>() : Result<>(written.error());
}

} // namespace orrery::controllers
