// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/kubelet/probes.h"

#include "nodeagent/kubelet/probecheck.h"

#include <QRandomGenerator>
#include <QTimer>

namespace orrery::kubelet {

/// One probe of one container. Its timer stands while a check is under way.
class Probes::Probe final : public QObject
{
public:
    Probe(Probes &owner, QByteArray containerId, QByteArray kind, api::Value spec, CheckTarget target, bool initial)
        : m_owner(owner)
        , m_containerId(std::move(containerId))
        , m_kind(std::move(kind))
        , m_spec(std::move(spec))
        , m_target(std::move(target))
        , m_ok(initial)
    {
        m_timer.setSingleShot(true);
        connect(&m_timer, &QTimer::timeout, this, [this] { run(); });
    }

    const QByteArray &kind() const { return m_kind; }

    void begin()
    {
        if (std::exchange(m_begun, true))
            return;
        m_timer.start(int(std::clamp<qint64>(m_spec["initialDelaySeconds"].integer() * 1000, 1, 3'600'000)));
    }

private:
    void run()
    {
        check(m_spec, m_target, m_spec["timeoutSeconds"].integer(1), this, [this](const CheckResult &result) {
            m_timer.start(int(std::clamp<qint64>(m_spec["periodSeconds"].integer(10), 1, 3600) * 1000));
            if (result.ok != m_last) {
                m_last = result.ok;
                m_run = 0;
            }
            ++m_run;
            const qint64 threshold
                = result.ok ? m_spec["successThreshold"].integer(1) : m_spec["failureThreshold"].integer(3);
            const bool decided = m_run >= threshold;
            m_owner.found(m_containerId, m_kind, result.ok,
                          result.ok ? QByteArray() : result.message); // event, even if nothing is decided
            if (decided)
                decide(result.ok);
        });
    }

    void decide(bool ok)
    {
        const auto it = m_owner.m_containers.find(m_containerId);
        if (it == m_owner.m_containers.end())
            return;
        auto &result = it->second.result;
        const auto before = std::tie(result.started, result.ready, result.killReason);
        const std::tuple<bool, bool, QByteArray> old(before);
        if (m_kind == "Readiness")
            result.ready = ok;
        else if (m_kind == "Startup" && ok)
            result.started = true;
        else if (!ok)
            result.killReason = m_kind == "Startup" ? "failed startup probe, will be restarted"
                                                    : "failed liveness probe, will be restarted";
        if (m_kind == "Startup" && ok) {
            m_timer.stop();
            for (const auto &other : it->second.probes)
                other->begin();
        }
        if (old != std::tuple<bool, bool, QByteArray>(result.started, result.ready, result.killReason))
            Q_EMIT m_owner.changed(it->second.uid);
    }

    Probes &m_owner;
    QByteArray m_containerId, m_kind;
    api::Value m_spec;
    CheckTarget m_target;
    QTimer m_timer;
    bool m_ok, m_last = false, m_begun = false;
    int m_run = 0;
};

Probes::Probes(const Dependencies &dependencies, EventRecorder &events, QObject *parent)
    : Subsystem(parent)
    , m_dependencies(dependencies)
    , m_events(events)
{
}

Probes::~Probes() = default;

void Probes::update(const QByteArray &uid, const api::Object &pod, const PodOutcome &seen)
{
    if (!pod)
        m_pods.remove(uid);
    else
        m_pods.insert(uid, pod);
    for (auto it = m_containers.begin(); it != m_containers.end();) {
        const bool runs
            = it->second.uid != uid || (pod && !pod.isDeleting() && seen.running.value(it->second.name) == it->first);
        it = runs ? std::next(it) : m_containers.erase(it);
    }
    if (!pod || pod.isDeleting())
        return;
    const QByteArray ip = seen.view.sandbox && !seen.view.sandbox->ips.isEmpty() ? seen.view.sandbox->ips.first()
                                                                                 : m_dependencies.node.address;
    for (const char *list : {"containers", "initContainers"}) {
        for (const auto &container : pod.spec()[list].items()) {
            const QByteArray name = container["name"].bytes(), id = seen.running.value(name);
            const bool probed = !container["startupProbe"].isNull() || !container["livenessProbe"].isNull()
                || !container["readinessProbe"].isNull();
            if (id.isEmpty() || !probed || m_containers.count(id))
                continue;
            auto &entry = m_containers[id];
            entry.uid = uid;
            entry.name = name;
            entry.result.started = container["startupProbe"].isNull();
            entry.result.ready = container["readinessProbe"].isNull();
            for (const char *statuses : {"containerStatuses", "initContainerStatuses"}) {
                for (const auto &status : pod.status()[statuses].items()) {
                    if (status["containerID"].text() == "containerd://" + id) {
                        entry.result.started |= status["started"].boolean();
                        entry.result.ready |= status["ready"].boolean();
                    }
                }
            }
            for (const auto &[field, kind] : {std::pair("startupProbe", "Startup"),
                                              {"livenessProbe", "Liveness"},
                                              {"readinessProbe", "Readiness"}}) {
                if (container[field].isNull() || (kind == QByteArrayView("Startup") && entry.result.started))
                    continue;
                entry.probes.push_back(std::make_unique<Probe>(*this, id, kind, container[field],
                                                               CheckTarget{m_dependencies.runtime, id, ip, pod},
                                                               entry.result.ready));
                if (kind == QByteArrayView("Startup") || entry.result.started)
                    entry.probes.back()->begin();
            }
        }
    }
}

void Probes::removeContainer(const QByteArray &containerId)
{
    // Later: it may be a probe of its own that led here.
    const auto it = m_containers.find(containerId);
    if (it == m_containers.end())
        return;
    for (auto &probe : it->second.probes)
        probe.release()->deleteLater();
    m_containers.erase(it);
}

QHash<QByteArray, ProbeResult> Probes::results(const QByteArray &uid, const api::Object &pod) const
{
    QHash<QByteArray, ProbeResult> results;
    for (const auto &[id, container] : m_containers) {
        if (container.uid == uid)
            results.insert(id, container.result);
    }
    // Not probed yet, but known to be well: containers that ran before the agent did.
    for (const char *list : {"containerStatuses", "initContainerStatuses"}) {
        for (const auto &status : pod ? pod.status()[list].items() : std::span<const api::Value>()) {
            const QByteArray id = status["containerID"].bytes().mid(int(strlen("containerd://")));
            if (!id.isEmpty() && !results.contains(id) && status["started"].boolean())
                results.insert(id, {true, status["ready"].boolean(), {}});
        }
    }
    return results;
}

void Probes::found(const QByteArray &containerId, const QByteArray &kind, bool ok, const QByteArray &message)
{
    const auto it = m_containers.find(containerId);
    if (ok || it == m_containers.end())
        return;
    if (const auto pod = m_pods.value(it->second.uid))
        m_events.record(pod, EventRecorder::Type::Warning, "Unhealthy", kind + " probe failed: " + message,
                        it->second.name);
}

} // namespace orrery::kubelet
