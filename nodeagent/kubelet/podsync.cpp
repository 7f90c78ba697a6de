// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/kubelet/podpass.h"

#include "nodeagent/kubelet/containerconfig.h"
#include "nodeagent/kubelet/volumes.h"

#include <QDir>

namespace orrery::kubelet {

namespace {

using api::Object;
using api::Reason;
using api::Result;
using api::Value;
using cri::ContainerState;
using Type = EventRecorder::Type;

constexpr int firstBackoff = 10, longestBackoff = 300, forgetAfterSeconds = 600;

void lengthen(PodState::Backoff &backoff, qint64 now)
{
    backoff.seconds = backoff.seconds ? std::min(backoff.seconds * 2, longestBackoff) : firstBackoff;
    backoff.until = now + qint64(backoff.seconds) * 1'000'000;
}

qint64 secondsLeft(const PodState::Backoff &backoff, qint64 now)
{
    return backoff.until > now ? (backoff.until - now + 999'999) / 1'000'000 : 0;
}

QByteArray restartPolicy(const Object &pod)
{
    const auto &policy = pod.spec()["restartPolicy"];
    return policy.isNull() ? QByteArray("Always") : policy.bytes();
}

bool restarts(const QByteArray &policy, int exitCode)
{
    return policy == "Always" || (policy == "OnFailure" && exitCode != 0);
}

} // namespace

EnvironmentSources PodPass::sources() const
{
    return {m_work.references,
            m_work.services,
            m_podIp,
            m_dependencies.node.address,
            m_dependencies.node.nodeName,
            m_work.allocatableMilliCpus,
            m_work.allocatableMemory};
}

void PodPass::fail(const QByteArray &container, PodState::Backoff &backoff, const QByteArray &reason,
                   const QByteArray &message)
{
    lengthen(backoff, m_now);
    backoff.reason = reason;
    backoff.message = message;
    if (!container.isEmpty()) {
        viewOf(container).waitingReason = reason;
        viewOf(container).waitingMessage = message;
    }
    requeueIn(backoff.seconds);
}

Result<> PodPass::sync()
{
    if (pastDeadline()) {
        takeDown(gracePeriod(), "Stopping container ");
        m_outcome.view.reason = "DeadlineExceeded";
        m_outcome.view.message = "Pod was active on the node longer than the specified deadline";
        m_outcome.view.stopped = allStopped();
        return m_outcome.view.stopped ? writeStatus() : Result<>();
    }
    // A pod whose every container has ended for good needs nothing started; its status says so and it is left alone
    // from then on.
    if (wantsSandbox()) {
        ORRERY_TRY(volumes, ensureVolumes());
        if (volumes == Next::Wait)
            return writeStatus();
        // The first word about the pod: taken on, not yet running. What follows takes a while.
        if (!m_outcome.view.sandbox && m_pod.status()["containerStatuses"].isNull())
            ORRERY_CHECK(writeStatus());
        ORRERY_TRY(sandbox, ensureSandbox());
        if (sandbox == Next::Wait)
            return writeStatus();
        ORRERY_CHECK(ensureEphemeralContainers());
        ORRERY_TRY(init, ensureInitContainers());
        if (init == Next::Proceed) {
            for (const auto &container : m_pod.spec()["containers"].items())
                ORRERY_CHECK(ensureContainer(container, restartPolicy(m_pod)));
        }
    }
    removeOldContainers();
    ORRERY_CHECK(writeStatus());
    const auto phase = podPhase(m_pod, m_outcome.view);
    if (phase == "Succeeded" || phase == "Failed")
        return keepEnded();
    return {};
}

bool PodPass::pastDeadline()
{
    const auto &deadline = m_pod.spec()["activeDeadlineSeconds"];
    const auto start = api::parseTime(m_pod.status()["startTime"].text());
    if (!deadline.isInteger() || !start)
        return false;
    const qint64 left = *start + deadline.integer() * 1'000'000 - m_now;
    if (left > 0)
        requeueIn(left / 1'000'000 + 1);
    return left <= 0;
}

bool PodPass::wantsSandbox() const
{
    const QByteArray policy = restartPolicy(m_pod);
    if (m_outcome.view.sandbox || policy == "Always" || m_containers.isEmpty())
        return true;
    const auto list = m_pod.spec()["containers"].items();
    return std::any_of(list.begin(), list.end(), [&](const Value &container) {
        const auto view = m_outcome.view.containers.value(container["name"].bytes());
        return !view.latest || view.latest->state != ContainerState::Exited || restarts(policy, view.latest->exitCode);
    });
}

Result<PodPass::Next> PodPass::ensureVolumes()
{
    if (m_state.volumes.until > m_now) {
        requeueIn(secondsLeft(m_state.volumes, m_now));
        return Next::Wait;
    }
    std::optional<qint64> renewIn;
    auto volumes = setUpVolumes(m_pod, m_dependencies.node, sources(), m_dependencies.client, &renewIn);
    if (!volumes) {
        m_events.record(m_pod, Type::Warning, "FailedMount", volumes.error().message);
        // A ConfigMap that appears wakes the pod by itself, so a short wait is enough for the rest.
        m_state.volumes = {};
        if (volumes.error().reason != Reason::NotFound)
            fail({}, m_state.volumes, "FailedMount", volumes.error().message);
        else
            requeueIn(firstBackoff);
        return Next::Wait;
    }
    m_state.volumes = {};
    m_volumes = *volumes;
    if (renewIn)
        requeueIn(*renewIn);
    return Next::Proceed;
}

Result<PodPass::Next> PodPass::ensureSandbox()
{
    if (m_outcome.view.sandbox)
        return Next::Proceed;
    if (m_state.sandbox.until > m_now) {
        requeueIn(secondsLeft(m_state.sandbox, m_now));
        return Next::Wait;
    }
    quint32 attempt = 0;
    for (const auto &sandbox : std::as_const(m_sandboxes)) {
        attempt = std::max(attempt, sandbox.attempt + 1);
        ORRERY_CHECK(m_dependencies.runtime.stopPodSandbox(sandbox.id)); // its network may still hold the address
    }
    if (attempt > 0)
        m_events.record(m_pod, Type::Normal, "SandboxChanged",
                        "Pod sandbox changed, it will be killed and re-created.");
    const auto config = sandboxConfig(m_pod, m_dependencies.node, attempt);
    QDir().mkpath(QString::fromUtf8(config.logDirectory));
    auto id = m_dependencies.runtime.runPodSandbox(config);
    if (!id) {
        m_events.record(m_pod, Type::Warning, "FailedCreatePodSandBox",
                        "Failed to create pod sandbox: " + id.error().message);
        // From one second on: mostly it is the network that comes up.
        m_state.sandbox.seconds = m_state.sandbox.seconds ? std::min(m_state.sandbox.seconds * 2, longestBackoff) : 1;
        m_state.sandbox.until = m_now + qint64(m_state.sandbox.seconds) * 1'000'000;
        requeueIn(secondsLeft(m_state.sandbox, m_now));
        return Next::Wait;
    }
    m_state.sandbox = {};
    ORRERY_TRY(status, m_dependencies.runtime.podSandboxStatus(*id));
    m_sandboxes.prepend(status);
    m_outcome.ids.insert(status.id);
    useSandbox(status);
    return Next::Proceed;
}

Result<PodPass::Next> PodPass::ensureInitContainers()
{
    // Where containers proper run in this sandbox, the init containers have done their part, whatever is left of them.
    const auto list = m_pod.spec()["containers"].items();
    const bool done = std::any_of(list.begin(), list.end(), [&](const Value &container) {
        const auto view = m_outcome.view.containers.value(container["name"].bytes());
        return view.latest && m_outcome.view.sandbox && view.latest->sandboxId == m_outcome.view.sandbox->id;
    });
    for (const auto &container : m_pod.spec()["initContainers"].items()) {
        const QByteArray name = container["name"].bytes();
        if (isSidecar(container)) {
            ORRERY_CHECK(ensureContainer(container, "Always"));
            if (!done && !viewOf(name).started)
                return Next::Wait;
            continue;
        }
        if (done)
            continue;
        auto &view = viewOf(name);
        const bool here = view.latest && view.latest->sandboxId == m_outcome.view.sandbox->id;
        if (here && view.latest->state == ContainerState::Exited && view.latest->exitCode == 0)
            continue;
        if (here && view.latest->state == ContainerState::Exited && restartPolicy(m_pod) == "Never")
            return Next::Wait; // failed for good: so has the pod
        if (!here)
            ORRERY_CHECK(startContainer(container)); // a new sandbox: all of them again
        else
            ORRERY_CHECK(ensureContainer(container, restartPolicy(m_pod) == "Never" ? "Never" : "OnFailure"));
        return Next::Wait;
    }
    return Next::Proceed;
}

/// Each runs once, as soon as the pod has a sandbox, and is never started again.
Result<> PodPass::ensureEphemeralContainers()
{
    for (const auto &container : m_pod.spec()["ephemeralContainers"].items()) {
        const QByteArray name = container["name"].bytes();
        bool ran = false;
        for (const auto &status : m_pod.status()["ephemeralContainerStatuses"].items())
            ran = ran || (status["name"].text() == name && !status["containerID"].text().isEmpty());
        const auto latest = viewOf(name).latest;
        if (!ran && !latest)
            ORRERY_CHECK(startContainer(container));
        else if (latest && latest->state == ContainerState::Created)
            ORRERY_CHECK(ensureContainer(container, "Never"));
    }
    return {};
}

Result<> PodPass::ensureContainer(const Value &container, const QByteArray &policy)
{
    const QByteArray name = container["name"].bytes();
    const auto latest = viewOf(name).latest;
    if (!latest)
        return startContainer(container);
    const bool here = m_outcome.view.sandbox && latest->sandboxId == m_outcome.view.sandbox->id;
    switch (latest->state) {
    case ContainerState::Created:
        // Made, but not started: by a start that takes its time, or by an agent that was stopped in between.
        if (!here)
            return startContainer(container);
        if (auto started = m_dependencies.runtime.startContainer(latest->id);
            !started && !started.failedWith(Reason::NotFound)) {
            m_events.record(m_pod, Type::Warning, "Failed", "Error: " + started.error().message, name);
            fail(name, m_state.crash[name], "RunContainerError", started.error().message);
        }
        return {};
    case ContainerState::Unknown:
        stop(*latest, 0, "Container " + name + " is in an unknown state");
        return {};
    case ContainerState::Running:
        if (!here) {
            stop(*latest, 0, "Container " + name + " belongs to a sandbox that is gone");
        } else if (const auto hash = latest->annotations.value(label::containerHash);
                   !hash.isEmpty() && hash != containerHash(container)) {
            stop(*latest, gracePeriod(), "Container " + name + " definition changed, will be restarted");
        } else if (const auto probe = m_work.probes.value(latest->id); !probe.killReason.isEmpty()) {
            stop(*latest, gracePeriod(), "Container " + name + ' ' + probe.killReason);
        }
        return {};
    case ContainerState::Exited:
        break;
    }
    const auto hash = latest->annotations.value(label::containerHash);
    const bool changed = !hash.isEmpty() && hash != containerHash(container);
    if (!restarts(policy, latest->exitCode) && !changed)
        return {};
    if (!changed && backedOff(name, *latest))
        return {};
    return startContainer(container);
}

bool PodPass::backedOff(const QByteArray &name, const cri::ContainerStatus &ended)
{
    auto &backoff = m_state.crash[name];
    if (ended.startedAt > 0 && ended.finishedAt - ended.startedAt > qint64(forgetAfterSeconds) * 1'000'000'000)
        backoff = {};
    const qint64 until = ended.finishedAt / 1000 + qint64(backoff.seconds) * 1'000'000;
    if (backoff.seconds == 0 || until <= m_now)
        return false;
    const QByteArray text = "back-off " + QByteArray::number(backoff.seconds) + "s restarting failed container=" + name
        + " pod=" + m_pod.name() + '_' + m_pod.ns() + '(' + m_work.uid + ')';
    viewOf(name).waitingReason = "CrashLoopBackOff";
    viewOf(name).waitingMessage = text;
    if (backoff.until != until) { // once for each wait
        backoff.until = until;
        m_events.record(m_pod, Type::Warning, "BackOff",
                        "Back-off restarting failed container " + name + " in pod " + m_pod.name() + '_' + m_pod.ns()
                            + '(' + m_work.uid + ')',
                        name);
    }
    requeueIn((until - m_now + 999'999) / 1'000'000);
    return true;
}

cri::RegistryAuth PodPass::registryAuth(const QByteArray &image) const
{
    const QByteArray host = image.left(image.indexOf('/'));
    for (const auto &reference : m_pod.spec()["imagePullSecrets"].items()) {
        const auto secret = m_work.references.secrets.value({m_pod.ns(), reference["name"].bytes()});
        const auto config = api::parseJson(
            QByteArray::fromBase64(secret ? secret["data"][".dockerconfigjson"].bytes() : QByteArray()));
        if (!config)
            continue;
        const Value document = config.value();
        for (const auto &entry : document["auths"].members()) {
            const auto server = entry.name.bytes();
            if (server != host && server != "https://" + host && !server.startsWith("https://" + host + '/'))
                continue;
            if (!entry.value["username"].isNull())
                return {entry.value["username"].bytes(), entry.value["password"].bytes()};
            const QByteArray pair = QByteArray::fromBase64(entry.value["auth"].bytes());
            return {pair.left(pair.indexOf(':')), pair.mid(pair.indexOf(':') + 1)};
        }
    }
    return {};
}

Result<std::optional<cri::Image>> PodPass::ensureImage(const Value &container)
{
    const QByteArray name = container["name"].bytes(), image = container["image"].bytes(),
                     policy = pullPolicy(container);
    auto &view = viewOf(name);
    auto &backoff = m_state.pulls[image];
    ORRERY_TRY(present, m_dependencies.images.imageStatus(image));
    // Always means: ask the registry each time a container starts. registry.local is the package itself, there is none
    // to ask.
    const bool fresh = backoff.reason == "Pulled";
    const bool mustPull = !present || (policy == "Always" && !fresh && !image.startsWith("registry.local/"));
    if (present && !mustPull) {
        if (!fresh)
            m_events.record(m_pod, Type::Normal, "Pulled",
                            "Container image \"" + image + "\" already present on machine", name);
        if (policy == "Always")
            backoff = {};
        return present;
    }
    if (policy == "Never") {
        const QByteArray message = "Container image \"" + image + "\" is not present with pull policy of Never";
        m_events.record(m_pod, Type::Warning, "ErrImageNeverPull", message, name);
        view.waitingReason = "ErrImageNeverPull";
        view.waitingMessage = message;
        requeueIn(firstBackoff);
        return std::optional<cri::Image>();
    }
    if (m_work.pulling.contains(image))
        return std::optional<cri::Image>();
    if (backoff.until > m_now) {
        // For a second it says what went wrong, then that it is being waited for, as Kubernetes does.
        const qint64 failedAt = backoff.until - qint64(backoff.seconds) * 1'000'000;
        if (backoff.reason == "ErrImagePull" && m_now - failedAt >= 1'000'000) {
            backoff.reason = "ImagePullBackOff";
            backoff.message = "Back-off pulling image \"" + image + '"';
            m_events.record(m_pod, Type::Normal, "BackOff", backoff.message, name);
        }
        view.waitingReason = backoff.reason;
        view.waitingMessage = backoff.message;
        requeueIn(backoff.reason == "ErrImagePull" ? 1 : secondsLeft(backoff, m_now));
        return std::optional<cri::Image>();
    }
    if (!backoff.reason.isEmpty() && !fresh) {
        view.waitingReason = backoff.reason;
        view.waitingMessage = backoff.message;
    }
    m_events.record(m_pod, Type::Normal, "Pulling", "Pulling image \"" + image + '"', name);
    m_outcome.pulls.append({image, sandboxConfig(m_pod, m_dependencies.node, 0), registryAuth(image), name});
    return std::optional<cri::Image>();
}

Result<> PodPass::startContainer(const Value &container)
{
    const QByteArray name = container["name"].bytes();
    const auto sandbox = m_outcome.view.sandbox;
    if (!sandbox)
        return {};
    auto &view = viewOf(name);
    auto &backoff = m_state.crash[name];
    const bool failedBefore = !view.latest || view.latest->state != ContainerState::Exited;
    if (failedBefore && backoff.until > m_now && !backoff.reason.isEmpty()) {
        view.waitingReason = backoff.reason;
        view.waitingMessage = backoff.message;
        requeueIn(secondsLeft(backoff, m_now));
        return {};
    }
    if (view.latest && view.latest->state == ContainerState::Exited)
        view.waitingReason = "ContainerCreating";
    ORRERY_TRY(image, ensureImage(container));
    if (!image)
        return {};
    quint32 attempt = view.latest ? view.latest->attempt + 1 : 0;
    for (const char *list : {"containerStatuses", "initContainerStatuses"}) {
        for (const auto &status : m_pod.status()[list].items()) {
            // Where the runtime has lost its memory, the API has kept ours.
            if (!view.latest && status["name"].text() == name && !status["containerID"].text().isEmpty())
                attempt = quint32(std::clamp<qint64>(status["restartCount"].integer() + 1, 0, 1'000'000));
        }
    }
    const auto environmentSources = sources();
    const QByteArray target = container["targetContainerName"].bytes(); // of ephemeral containers
    auto config = containerConfig({m_pod, container, m_dependencies.node, environmentSources, m_volumes, *image,
                                   attempt, m_outcome.running.value(target)});
    if (!target.isEmpty() && !m_outcome.running.contains(target))
        config = api::error(Reason::BadRequest, "unable to find target container \"" + target + '"');
    if (!config) {
        m_events.record(m_pod, Type::Warning, "Failed", "Error: " + config.error().message, name);
        view.waitingReason = "CreateContainerConfigError";
        view.waitingMessage = config.error().message;
        requeueIn(firstBackoff);
        return {};
    }
    QDir().mkpath(QString::fromUtf8(m_dependencies.node.podLogDir(m_pod.ns(), m_pod.name(), m_work.uid) + '/' + name));
    auto id = m_dependencies.runtime.createContainer(sandbox->id, *config,
                                                     sandboxConfig(m_pod, m_dependencies.node, sandbox->attempt));
    if (!id) {
        m_events.record(m_pod, Type::Warning, "Failed", "Error: " + id.error().message, name);
        fail(name, backoff, "CreateContainerError", id.error().message);
        return {};
    }
    m_events.record(m_pod, Type::Normal, "Created", "Created container " + name, name);
    const auto started = m_dependencies.runtime.startContainer(*id);
    if (started) {
        m_events.record(m_pod, Type::Normal, "Started", "Started container " + name, name);
        m_outcome.started.append({*id, name});
        // The wait before the next restart, should there be one. The first is free.
        if (attempt > 0) {
            backoff.seconds = backoff.seconds ? std::min(backoff.seconds * 2, longestBackoff) : firstBackoff;
            backoff.until = 0;
        }
    } else {
        m_events.record(m_pod, Type::Warning, "Failed", "Error: " + started.error().message, name);
    }
    const QByteArray message = started ? QByteArray() : started.error().message;
    view.waitingReason.clear();
    view.waitingMessage.clear();
    ORRERY_TRY(status, m_dependencies.runtime.containerStatus(*id));
    status.sandboxId = sandbox->id;
    m_containers.prepend(status);
    m_outcome.ids.insert(status.id);
    buildViews();
    if (!started)
        fail(name, backoff, "RunContainerError", message);
    return {};
}

} // namespace orrery::kubelet
