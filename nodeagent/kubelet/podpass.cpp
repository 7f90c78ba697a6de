// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/kubelet/podpass.h"

#include "nodeagent/kubelet/containerconfig.h"
#include "nodeagent/kubelet/volumes.h"

#include <QDir>
#include <QFile>
#include <QLoggingCategory>

namespace orrery::kubelet {

namespace {

Q_LOGGING_CATEGORY(lc, "orrery.kubelet", QtInfoMsg)

using api::Object;
using api::Reason;
using api::Result;
using cri::ContainerState;

/// What a pod gets that was removed from the API by force.
constexpr qint64 forcedGraceSeconds = 2;
constexpr qint64 defaultGraceSeconds = 30;

QByteArray readMessage(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.read(4096) : QByteArray();
}

/// The last lines of a CRI log, without its stamps.
QByteArray readLogTail(const QByteArray &path)
{
    QFile file(QString::fromUtf8(path));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    file.seek(std::max<qint64>(0, file.size() - 2048));
    QByteArray text;
    for (const auto &line : file.readAll().split('\n')) {
        const qsizetype stream = line.indexOf(' '), tag = line.indexOf(' ', stream + 1),
                        content = line.indexOf(' ', tag + 1);
        if (stream > 0 && tag > 0 && content > 0)
            text += line.mid(content + 1) + '\n';
    }
    return text;
}

} // namespace

PodPass::PodPass(const Dependencies &dependencies, EventRecorder &events, const PodWork &work)
    : m_dependencies(dependencies)
    , m_events(events)
    , m_work(work)
    , m_pod(work.pod)
    , m_state(*work.state)
    , m_now(dependencies.clock.now())
{
}

Result<PodOutcome> PodPass::run()
{
    ORRERY_CHECK(observe());
    const auto phase = m_pod ? m_pod.status()["phase"].bytes() : QByteArray();
    if (!m_pod || m_pod.isDeleting())
        ORRERY_CHECK(terminate());
    else if (phase == "Succeeded" || phase == "Failed")
        ORRERY_CHECK(keepEnded());
    else
        ORRERY_CHECK(sync());
    return std::move(m_outcome);
}

Result<> PodPass::observe()
{
    const cri::Labels labels{{label::podUid, m_work.uid}};
    ORRERY_TRY(sandboxes, m_dependencies.runtime.listPodSandboxes(labels));
    m_sandboxes = std::move(sandboxes);
    std::sort(m_sandboxes.begin(), m_sandboxes.end(),
              [](const auto &a, const auto &b) { return a.createdAt > b.createdAt; });
    for (const auto &sandbox : std::as_const(m_sandboxes)) {
        m_outcome.ids.insert(sandbox.id);
        if (!sandbox.ready || m_outcome.view.sandbox)
            continue;
        auto status = m_dependencies.runtime.podSandboxStatus(sandbox.id);
        if (status && status->ready)
            useSandbox(*status);
    }
    ORRERY_TRY(list, m_dependencies.runtime.listContainers(labels));
    for (const auto &container : list) {
        auto status = m_dependencies.runtime.containerStatus(container.id);
        if (!status)
            continue; // removed meanwhile
        status->sandboxId = container.sandboxId;
        m_containers.append(*status);
        m_outcome.ids.insert(container.id);
    }
    buildViews();
    return {};
}

void PodPass::useSandbox(const cri::SandboxStatus &sandbox)
{
    m_outcome.view.sandbox = sandbox;
    m_podIp = m_pod && usesHostNetwork(m_pod) ? m_dependencies.node.address : sandbox.ips.value(0);
}

void PodPass::buildViews()
{
    const auto before = std::exchange(m_outcome.view.containers, {});
    m_outcome.running.clear();
    std::sort(m_containers.begin(), m_containers.end(), [](const auto &a, const auto &b) {
        return a.attempt != b.attempt ? a.attempt > b.attempt : a.createdAt > b.createdAt;
    });
    for (const auto &container : std::as_const(m_containers)) {
        auto &view = viewOf(container.name);
        if (!view.latest)
            view.latest = container;
        else if (!view.previous)
            view.previous = container;
        if (container.state == ContainerState::Running)
            m_outcome.running.insert(container.name, container.id);
    }
    for (const char *specList : {"initContainers", "containers", "ephemeralContainers"}) {
        for (const auto &container : m_pod ? m_pod.spec()[specList].items() : std::span<const api::Value>()) {
            auto &view = viewOf(container["name"].bytes());
            if (!view.latest)
                continue;
            if (view.latest->state == ContainerState::Running) {
                const bool startup = !container["startupProbe"].isNull(),
                           readiness = !container["readinessProbe"].isNull();
                // Until its probe has spoken a container is neither started nor ready; without one it is both.
                const auto probe = startup || readiness
                    ? m_work.probes.value(view.latest->id, {!startup, !readiness && !startup, {}})
                    : ProbeResult();
                view.started = probe.started;
                view.ready = specList != QByteArrayView("ephemeralContainers") && probe.started && probe.ready
                    && !m_work.stopping.contains(view.latest->id);
            } else if (view.latest->state == ContainerState::Exited) {
                view.terminationMessage = readMessage(
                    terminationMessagePath(m_dependencies.node, m_work.uid, view.latest->name, view.latest->attempt));
                if (view.terminationMessage.isEmpty() && view.latest->exitCode != 0
                    && container["terminationMessagePolicy"].text() == "FallbackToLogsOnError")
                    view.terminationMessage = readLogTail(view.latest->logPath);
                // An init container that has done its part counts as ready.
                view.ready = view.latest->exitCode == 0 && specList == QByteArrayView("initContainers");
            }
        }
    }
    // What this pass has found out about containers that wait is not the runtime's to know.
    for (auto it = before.cbegin(); it != before.cend(); ++it) {
        if (!it->waitingReason.isEmpty()) {
            viewOf(it.key()).waitingReason = it->waitingReason;
            viewOf(it.key()).waitingMessage = it->waitingMessage;
        }
    }
}

bool PodPass::allStopped() const
{
    return std::none_of(m_containers.cbegin(), m_containers.cend(), [](const auto &container) {
        return container.state == ContainerState::Running || container.state == ContainerState::Unknown;
    });
}

qint64 PodPass::gracePeriod() const
{
    if (!m_pod)
        return forcedGraceSeconds;
    if (const auto &grace = m_pod.metadata()["deletionGracePeriodSeconds"]; grace.isInteger())
        return std::max<qint64>(grace.integer(), 0);
    return std::max<qint64>(m_pod.spec()["terminationGracePeriodSeconds"].integer(defaultGraceSeconds), 0);
}

void PodPass::stop(const cri::ContainerStatus &container, qint64 grace, const QByteArray &message, bool preStop)
{
    const auto it = m_work.stopping.constFind(container.id);
    if (it != m_work.stopping.cend() && *it <= grace)
        return; // already on its way
    m_outcome.stops.append({container.id, container.name, grace, message, preStop && it == m_work.stopping.cend()});
}

void PodPass::takeDown(qint64 grace, const QByteArray &reason)
{
    // Sidecars outlive the containers that they serve (KEP-753).
    QSet<QByteArray> sidecars;
    if (m_pod) {
        for (const auto &container : m_pod.spec()["initContainers"].items()) {
            if (isSidecar(container))
                sidecars.insert(container["name"].bytes());
        }
    }
    const bool mainRuns = std::any_of(m_containers.cbegin(), m_containers.cend(), [&](const auto &container) {
        return container.state == ContainerState::Running && !sidecars.contains(container.name);
    });
    for (const auto &container : std::as_const(m_containers)) {
        if (container.state != ContainerState::Running && container.state != ContainerState::Unknown)
            continue;
        if (!mainRuns || !sidecars.contains(container.name) || grace == 0)
            stop(container, grace, reason + container.name);
    }
}

Result<> PodPass::removeEverything()
{
    for (const auto &sandbox : std::as_const(m_sandboxes)) {
        ORRERY_CHECK(m_dependencies.runtime.stopPodSandbox(sandbox.id));
        ORRERY_CHECK(m_dependencies.runtime.removePodSandbox(sandbox.id));
    }
    m_sandboxes.clear();
    m_containers.clear();
    m_outcome.running.clear();
    tearDownVolumes(m_dependencies.node, m_work.uid);
    return {};
}

Result<> PodPass::terminate()
{
    takeDown(gracePeriod(), "Stopping container ");
    if (!allStopped()) {
        if (m_pod)
            ORRERY_CHECK(writeStatus());
        return {};
    }
    m_outcome.view.stopped = true;
    if (m_pod && !m_state.statusDone) {
        ORRERY_CHECK(writeStatus());
        m_state.statusDone = true;
    }
    ORRERY_CHECK(removeEverything());
    if (m_pod && m_state.removed)
        return {};
    if (m_pod) {
        // The last word: the API keeps a terminating pod until its node says that nothing of it is left.
        client::DeleteOptions options;
        options.gracePeriodSeconds = 0;
        options.uid = m_work.uid;
        const auto removed = m_dependencies.client.remove(client::gvr::pods, m_work.key, options).result();
        if (!removed && !removed.failedWith(Reason::NotFound) && !removed.failedWith(Reason::Conflict))
            return removed.error();
        m_state.removed = true;
        return {};
    }
    const QString logs = QString::fromUtf8(m_dependencies.node.podLogDir(m_work.key.ns, m_work.key.name, m_work.uid));
    if (!m_dependencies.node.podLogsDir.isEmpty() && QFileInfo::exists(logs))
        QDir(logs).removeRecursively();
    m_outcome.finished = true;
    return {};
}

Result<> PodPass::keepEnded()
{
    // Ended, but still in the API: its containers stay for their logs, its network goes.
    takeDown(gracePeriod(), "Stopping container ");
    if (!allStopped())
        return {};
    m_outcome.view.stopped = true;
    for (const auto &sandbox : std::as_const(m_sandboxes)) {
        if (sandbox.ready)
            ORRERY_CHECK(m_dependencies.runtime.stopPodSandbox(sandbox.id));
    }
    return {};
}

void PodPass::removeOldContainers()
{
    // The newest and the one before stay (kubectl logs --previous); and nothing of a sandbox that is no more and holds
    // no such container.
    QHash<QByteArray, int> kept;
    QSet<QByteArray> usedSandboxes;
    for (const auto &container : std::as_const(m_containers)) {
        if (kept[container.name]++ < 2 || container.state == ContainerState::Running)
            usedSandboxes.insert(container.sandboxId);
        else if (const auto removed = m_dependencies.runtime.removeContainer(container.id); !removed)
            qCInfo(lc, "old container stays id=%s error=%s", container.id.constData(),
                   removed.error().message.constData());
    }
    for (const auto &sandbox : std::as_const(m_sandboxes)) {
        if (!sandbox.ready && !usedSandboxes.contains(sandbox.id) && m_outcome.view.sandbox
            && sandbox.id != m_outcome.view.sandbox->id)
            (void)bool(m_dependencies.runtime.removePodSandbox(sandbox.id));
    }
}

Result<> PodPass::writeStatus()
{
    const Object &base = m_outcome.written ? m_outcome.written : m_pod;
    const auto status = podStatus(base, m_outcome.view, m_dependencies.node, m_now);
    if (status == base.status())
        return {};
    // Only what changed; the uid keeps it from a pod of the same name that came after.
    api::Value patch = api::mergeDiff(base.status().isObject() ? base.status() : api::Value::object({}), status);
    patch = api::Value::object({{"metadata", api::Value::object({{"uid", m_work.uid}})}, {"status", patch}});
    const auto result
        = m_dependencies.client.patch(client::gvr::pods, m_work.key, api::PatchType::Merge, patch, "status").result();
    if (!result && !result.failedWith(Reason::NotFound))
        return result.error();
    if (result)
        m_outcome.written = *result;
    return {};
}

void PodPass::requeueIn(qint64 seconds)
{
    const std::chrono::milliseconds after(seconds * 1000);
    if (!m_outcome.requeue.after || after < *m_outcome.requeue.after)
        m_outcome.requeue.after = after;
}

} // namespace orrery::kubelet
