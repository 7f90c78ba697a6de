// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/kubelet/podrunner.h"

#include "nodeagent/kubelet/containerconfig.h"
#include "nodeagent/kubelet/probecheck.h"
#include "nodeagent/kubelet/probes.h"

#include <QElapsedTimer>
#include <QLoggingCategory>

namespace orrery::kubelet {

namespace {

Q_LOGGING_CATEGORY(lc, "orrery.kubelet", QtInfoMsg)

using Type = EventRecorder::Type;

qint64 monotonic()
{
    static const QElapsedTimer timer = [] {
        QElapsedTimer t;
        t.start();
        return t;
    }();
    return timer.elapsed();
}

} // namespace

struct PodRunner::Entry
{
    api::Key key;
    QByteArray uid;
    api::Object pod; ///< null: not in the API
    api::Object lastPod; ///< the last one that was
    std::shared_ptr<PodState> state = std::make_shared<PodState>();
    QList<std::function<void(PodState &)>> facts; ///< for the state, when no reconcile has it
    QMap<QByteArray, qint64> stopping;
    QSet<QByteArray> pulling;
    PodOutcome seen;
    api::Cause cause;
    int failures = 0;
    bool queued = false, running = false, again = false;
};

PodRunner::PodRunner(const Dependencies &dependencies, EventRecorder &events, Probes &probes, QObject *parent)
    : Subsystem(parent)
    , m_dependencies(dependencies)
    , m_events(events)
    , m_probes(probes)
    , m_worker(dependencies, events)
    , m_references(dependencies.client)
    , m_tasks(dependencies.pool, this)
{
    m_dueTimer.setSingleShot(true);
    connect(&m_dueTimer, &QTimer::timeout, this, &PodRunner::timesUp);
    m_turn.setSingleShot(true);
    connect(&m_turn, &QTimer::timeout, this, &PodRunner::dispatch);
    connect(&m_references, &ReferenceCache::changed, this, [this](const QByteArray &uid) { wake(uid); });
    connect(&m_probes, &Probes::changed, this, [this](const QByteArray &uid) { wake(uid); });
}

PodRunner::~PodRunner() = default;

void PodRunner::start()
{
    m_services = m_dependencies.informers.get(client::gvr::services);
    m_services->start();
    m_pods = new client::Informer(m_dependencies.client, client::gvr::pods,
                                  {{}, {}, "spec.nodeName=" + m_dependencies.node.nodeName}, this);
    connect(m_pods, &client::Informer::changed, this, &PodRunner::podChanged);
    connect(m_pods, &client::Informer::synced, this, &PodRunner::schedule);
    connect(m_services, &client::Informer::synced, this, &PodRunner::schedule);
    m_pods->start();
}

PodRunner::Entry &PodRunner::entryOf(const QByteArray &uid, const api::Key &key)
{
    auto &entry = m_entries[uid];
    if (!entry) {
        entry = std::make_unique<Entry>();
        entry->uid = uid;
        entry->key = key;
    }
    return *entry;
}

void PodRunner::podChanged(const api::Object &old, const api::Object &now, const api::Cause &cause)
{
    if (old && (!now || now.uid() != old.uid())) {
        auto &entry = entryOf(old.uid(), old.key());
        entry.pod = {};
        entry.lastPod = old;
        wake(old.uid(), cause);
    }
    if (now) {
        auto &entry = entryOf(now.uid(), now.key());
        if (!entry.pod || entry.pod.resourceVersion() <= now.resourceVersion())
            entry.pod = entry.lastPod = now;
        wake(now.uid(), cause);
    }
}

void PodRunner::setNodeReady(bool ready)
{
    if (m_nodeReady == ready)
        return;
    m_nodeReady = ready;
    schedule();
}

void PodRunner::setAllocatable(qint64 milliCpus, qint64 memory)
{
    m_milliCpus = milliCpus;
    m_memory = memory;
}

void PodRunner::setGate(const client::ControllerRunner::Gate &gate)
{
    m_gate = gate;
    schedule();
}

const PodOutcome *PodRunner::lastSeen(const QByteArray &uid) const
{
    const auto it = m_entries.find(uid);
    return it == m_entries.end() ? nullptr : &it->second->seen;
}

void PodRunner::wake(const QByteArray &uid, const api::Cause &cause)
{
    const auto it = m_entries.find(uid);
    if (it == m_entries.end())
        return;
    auto &entry = *it->second;
    if (entry.cause.isEmpty())
        entry.cause = cause;
    if (entry.running)
        entry.again = true;
    else if (!std::exchange(entry.queued, true))
        m_queue.append(uid);
    schedule();
}

void PodRunner::wakeOwner(const QByteArray &runtimeId)
{
    if (const auto it = m_owners.constFind(runtimeId); it != m_owners.cend())
        wake(*it);
    else
        wakeAll();
}

void PodRunner::wakeAll()
{
    for (const auto &[uid, entry] : m_entries)
        wake(uid);
}

void PodRunner::schedule()
{
    if (!m_turn.isActive() && !m_queue.isEmpty())
        m_turn.start(0);
    if (!m_adopted && m_nodeReady && m_pods && m_pods->isSynced())
        adopt();
}

void PodRunner::adopt()
{
    m_adopted = true;
    m_tasks.run([&runtime = m_dependencies.runtime] { return runtime.listPodSandboxes({}); },
                [this](api::Result<QList<cri::SandboxStatus>> sandboxes) {
                    if (!sandboxes) {
                        m_adopted = false;
                        QTimer::singleShot(1000, this, &PodRunner::schedule);
                        return;
                    }
                    for (const auto &sandbox : *sandboxes) {
                        const QByteArray uid = sandbox.labels.value(label::podUid);
                        if (uid.isEmpty())
                            continue;
                        m_owners.insert(sandbox.id, uid);
                        if (m_entries.find(uid) == m_entries.end())
                            qCInfo(lc, "taking down a pod that is gone pod=%s/%s", sandbox.ns.constData(),
                                   sandbox.name.constData());
                        entryOf(uid, {sandbox.ns, sandbox.name});
                        wake(uid);
                    }
                });
}

void PodRunner::dispatch()
{
    if (m_queue.isEmpty() || !m_nodeReady || !m_pods->isSynced() || !m_services->isSynced())
        return;
    if (m_gate.paused) {
        if (m_gate.steps <= 0 || m_queue.isEmpty())
            return;
        --m_gate.steps;
        const auto it = m_entries.find(m_queue.takeFirst());
        if (it != m_entries.end())
            begin(*it->second);
        return schedule();
    }
    const auto queue = m_gate.pace.count() > 0 ? QList<QByteArray>{m_queue.takeFirst()} : std::exchange(m_queue, {});
    for (const auto &uid : queue) {
        if (const auto it = m_entries.find(uid); it != m_entries.end())
            begin(*it->second);
    }
    if (!m_queue.isEmpty())
        m_turn.start(m_gate.pace);
}

bool PodRunner::begin(Entry &entry)
{
    entry.queued = false;
    if (entry.running)
        return false;
    References references;
    if (entry.pod && !entry.pod.isDeleting()) {
        const auto known = m_references.get(entry.uid, entry.pod);
        if (!known)
            return false; // woken when they are
        references = *known;
    }
    for (const auto &fact : std::exchange(entry.facts, {}))
        fact(*entry.state);
    entry.running = true;
    PodWork work{entry.key,
                 entry.uid,
                 entry.pod,
                 entry.state,
                 references,
                 m_services->objects(),
                 m_probes.results(entry.uid, entry.pod),
                 entry.stopping,
                 entry.pulling,
                 m_milliCpus,
                 m_memory};
    const auto cause = std::exchange(entry.cause, {});
    m_tasks.run(
        [this, work = std::move(work), cause] {
            const api::CauseScope scope(cause);
            return m_worker.reconcile(work);
        },
        [this, uid = entry.uid](api::Result<PodOutcome> result) { end(uid, std::move(result)); });
    return true;
}

void PodRunner::end(const QByteArray &uid, api::Result<PodOutcome> result)
{
    const auto it = m_entries.find(uid);
    if (it == m_entries.end())
        return;
    auto &entry = *it->second;
    entry.running = false;
    if (!result) {
        const int wait = std::min(200 << std::min(entry.failures++, 8), 30'000);
        qCWarning(lc, "pod not reconciled pod=%s retryMs=%d error=%s", entry.key.path().constData(), wait,
                  result.error().message.constData());
        wakeAt(uid, std::chrono::milliseconds(wait));
    } else {
        entry.failures = 0;
        for (const auto &id : std::as_const(entry.seen.ids))
            m_owners.remove(id);
        entry.seen = std::move(*result);
        for (const auto &id : std::as_const(entry.seen.ids))
            m_owners.insert(id, uid);
        if (entry.seen.written && entry.pod && entry.seen.written.resourceVersion() > entry.pod.resourceVersion())
            entry.pod = entry.lastPod = entry.seen.written;
        for (const auto &stopped : std::as_const(entry.seen.stops))
            stop(entry, stopped);
        for (const auto &wanted : std::as_const(entry.seen.pulls))
            pull(entry, wanted);
        for (const auto &[id, name] : std::as_const(entry.seen.started))
            postStart(entry, id, name);
        m_probes.update(uid, entry.pod, entry.seen);
        if (entry.seen.requeue.after)
            wakeAt(uid, *entry.seen.requeue.after);
    }
    Q_EMIT reconciled(uid);
    if (entry.seen.finished && !entry.pod && result) {
        for (const auto &id : std::as_const(entry.seen.ids))
            m_owners.remove(id);
        m_references.forget(uid);
        m_entries.erase(it);
        return;
    }
    if (std::exchange(entry.again, false))
        wake(uid);
}

void PodRunner::remember(const QByteArray &uid, std::function<void(PodState &)> fact)
{
    if (const auto it = m_entries.find(uid); it != m_entries.end())
        it->second->facts.append(std::move(fact));
    wake(uid);
}

void PodRunner::stop(Entry &entry, const PodOutcome::Stop &stop)
{
    if (const auto it = entry.stopping.constFind(stop.containerId); it != entry.stopping.cend() && *it <= stop.grace)
        return;
    entry.stopping.insert(stop.containerId, stop.grace);
    m_probes.removeContainer(stop.containerId);
    const api::Object about = entry.pod ? entry.pod : entry.lastPod;
    if (about)
        m_events.record(about, Type::Normal, "Killing", stop.message, stop.containerName);
    QElapsedTimer clock;
    clock.start();
    auto kill = [this, uid = entry.uid, stop, clock, mailbox = m_tasks.mailbox()](const QByteArray &) {
        const qint64 left = std::max<qint64>(stop.grace - clock.elapsed() / 1000, stop.grace > 0 ? 2 : 0);
        m_dependencies.runtime.stopContainer(stop.containerId, left,
                                             [this, uid, id = stop.containerId, mailbox](api::Result<> result) {
                                                 mailbox->post([this, uid, id, result] {
                                                     if (const auto it = m_entries.find(uid); it != m_entries.end())
                                                         it->second->stopping.remove(id);
                                                     if (!result)
                                                         qCWarning(lc, "container not stopped id=%s error=%s",
                                                                   id.constData(), result.error().message.constData());
                                                     wake(uid);
                                                 });
                                             });
    };
    const api::Value *hook = nullptr;
    for (const char *list : {"containers", "initContainers"}) {
        for (const auto &container : about ? about.spec()[list].items() : std::span<const api::Value>()) {
            if (container["name"].text() == stop.containerName && stop.preStop && stop.grace > 0
                && !container["lifecycle"]["preStop"].isNull())
                hook = &container["lifecycle"]["preStop"];
        }
    }
    if (hook)
        runHook(entry, *hook, stop.containerId, stop.grace, std::move(kill));
    else
        kill({});
}

void PodRunner::pull(Entry &entry, const PodOutcome::Pull &pull)
{
    if (entry.pulling.contains(pull.image))
        return;
    entry.pulling.insert(pull.image);
    QElapsedTimer clock;
    clock.start();
    m_dependencies.images.pullImage(
        pull.image, pull.sandbox, pull.auth,
        [this, uid = entry.uid, pull, clock, mailbox = m_tasks.mailbox()](api::Result<QByteArray> result) {
            mailbox->post([this, uid, pull, clock, result] {
                const auto it = m_entries.find(uid);
                if (it == m_entries.end())
                    return;
                it->second->pulling.remove(pull.image);
                const auto &about = it->second->lastPod;
                if (result) {
                    m_events.record(about, Type::Normal, "Pulled",
                                    "Successfully pulled image \"" + pull.image + "\" in "
                                        + QByteArray::number(clock.elapsed()) + "ms",
                                    pull.container);
                    remember(uid, [image = pull.image](PodState &state) { state.pulls[image] = {0, 0, "Pulled", {}}; });
                    return;
                }
                const QByteArray text = "Failed to pull image \"" + pull.image + "\": " + result.error().message;
                m_events.record(about, Type::Warning, "Failed", text, pull.container);
                m_events.record(about, Type::Warning, "Failed", "Error: ErrImagePull", pull.container);
                remember(uid, [image = pull.image, text, now = m_dependencies.clock.now()](PodState &state) {
                    auto &backoff = state.pulls[image];
                    backoff.seconds = backoff.seconds ? std::min(backoff.seconds * 2, 300) : 10;
                    backoff.until = now + qint64(backoff.seconds) * 1'000'000;
                    backoff.reason = "ErrImagePull";
                    backoff.message = text;
                });
            });
        });
}

void PodRunner::postStart(Entry &entry, const QByteArray &containerId, const QByteArray &containerName)
{
    for (const auto &container : entry.pod ? entry.pod.spec()["containers"].items() : std::span<const api::Value>()) {
        const auto &hook = container["lifecycle"]["postStart"];
        if (container["name"].text() != containerName || hook.isNull())
            continue;
        runHook(entry, hook, containerId, 120,
                [this, uid = entry.uid, containerId, containerName](const QByteArray &error) {
                    const auto it = m_entries.find(uid);
                    if (error.isEmpty() || it == m_entries.end())
                        return;
                    m_events.record(it->second->lastPod, Type::Warning, "FailedPostStartHook", error, containerName);
                    stop(*it->second, {containerId, containerName, 30, "FailedPostStartHook", false});
                });
    }
}

void PodRunner::runHook(const Entry &entry, const api::Value &handler, const QByteArray &containerId,
                        qint64 timeoutSeconds, std::function<void(QByteArray)> done)
{
    if (const auto &sleep = handler["sleep"]["seconds"]; sleep.isInteger()) {
        QTimer::singleShot(std::chrono::seconds(std::clamp<qint64>(sleep.integer(), 0, timeoutSeconds)), this,
                           [done = std::move(done)] { done({}); });
        return;
    }
    const auto ip
        = entry.seen.view.sandbox ? entry.seen.view.sandbox->ips.value(0, m_dependencies.node.address) : QByteArray();
    check(handler, {m_dependencies.runtime, containerId, ip, entry.pod ? entry.pod : entry.lastPod}, timeoutSeconds,
          this,
          [done = std::move(done)](const CheckResult &result) { done(result.ok ? QByteArray() : result.message); });
}

void PodRunner::wakeAt(const QByteArray &uid, std::chrono::milliseconds delay)
{
    const qint64 at = monotonic() + delay.count();
    if (const auto planned = m_dueOf.find(uid); planned != m_dueOf.end()) {
        if (*planned <= at)
            return;
        m_due.remove(*planned, uid);
    }
    m_dueOf.insert(uid, at);
    m_due.insert(at, uid);
    timesUp();
}

void PodRunner::timesUp()
{
    const qint64 now = monotonic();
    while (!m_due.isEmpty() && m_due.firstKey() <= now) {
        const QByteArray uid = m_due.take(m_due.firstKey());
        m_dueOf.remove(uid);
        wake(uid);
    }
    if (!m_due.isEmpty())
        m_dueTimer.start(int(std::min<qint64>(m_due.firstKey() - now, 60'000)));
}

} // namespace orrery::kubelet
