// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/kubelet/podevents.h"

#include "nodeagent/kubelet/containerconfig.h"

namespace orrery::kubelet {

namespace {

constexpr int relistMilliseconds = 10'000;
constexpr int maxAttempts = 10;

/// What a list of everything says: id -> state, and whose each is.
struct Snapshot
{
    QHash<QByteArray, int> states;
    QHash<QByteArray, QByteArray> owners; ///< id -> pod uid
};

} // namespace

PodEvents::PodEvents(const Dependencies &dependencies, PodRunner &runner, QObject *parent)
    : Subsystem(parent)
    , m_dependencies(dependencies)
    , m_runner(runner)
    , m_tasks(dependencies.pool, this)
{
    connect(&m_relist, &QTimer::timeout, this, &PodEvents::relist);
}

void PodEvents::start()
{
    m_subscription
        = m_dependencies.runtime.subscribe([this, mailbox = m_tasks.mailbox()](const cri::RuntimeEvent &event) {
              mailbox->post([this, event] { happened(event); });
          });
    if (m_dependencies.runtime.losesEvents())
        m_relist.start(relistMilliseconds);
}

void PodEvents::happened(const cri::RuntimeEvent &event)
{
    if (event.id.isEmpty())
        return m_runner.wakeAll(); // the stream was broken for a while
    if (event.type == cri::RuntimeEvent::Type::Exited && m_dependencies.runtime.losesEvents())
        awaitExit(event.id, 0);
    else
        m_runner.wakeOwner(event.id);
}

void PodEvents::awaitExit(const QByteArray &id, int attempt)
{
    // containerd's CRI part learns of the exit from the same stream, so that for some milliseconds it still calls the
    // container running.
    struct Seen
    {
        bool ended = true;
    };
    m_tasks.run(
        [&runtime = m_dependencies.runtime, id] {
            if (const auto container = runtime.containerStatus(id))
                return Seen{container->state != cri::ContainerState::Running};
            const auto sandbox = runtime.podSandboxStatus(id);
            return Seen{!sandbox || !sandbox->ready};
        },
        [this, id, attempt](Seen seen) {
            if (seen.ended || attempt >= maxAttempts)
                m_runner.wakeOwner(id);
            else
                QTimer::singleShot(2 << attempt, this, [this, id, attempt] { awaitExit(id, attempt + 1); });
        });
}

void PodEvents::relist()
{
    if (m_listing || m_runner.count() == 0)
        return;
    m_listing = true;
    m_tasks.run(
        [&runtime = m_dependencies.runtime]() -> api::Result<Snapshot> {
            Snapshot snapshot;
            ORRERY_TRY(sandboxes, runtime.listPodSandboxes({}));
            ORRERY_TRY(containers, runtime.listContainers({}));
            for (const auto &sandbox : sandboxes) {
                snapshot.states.insert(sandbox.id, sandbox.ready);
                snapshot.owners.insert(sandbox.id, sandbox.labels.value(label::podUid));
            }
            for (const auto &container : containers) {
                snapshot.states.insert(container.id, int(container.state));
                snapshot.owners.insert(container.id, container.labels.value(label::podUid));
            }
            return snapshot;
        },
        [this](api::Result<Snapshot> snapshot) {
            m_listing = false;
            if (!snapshot)
                return;
            for (auto it = snapshot->states.cbegin(); it != snapshot->states.cend(); ++it) {
                if (m_known.value(it.key(), -1) != it.value())
                    m_runner.wake(snapshot->owners.value(it.key()));
            }
            for (auto it = m_known.cbegin(); it != m_known.cend(); ++it) {
                if (!snapshot->states.contains(it.key()))
                    m_runner.wakeOwner(it.key());
            }
            m_known = snapshot->states;
        });
}

} // namespace orrery::kubelet
