// SPDX-License-Identifier: GPL-3.0-only
#include "app/actions/drain.h"

#include "app/actions/nodes.h"
#include "controlplane/client/then.h"

namespace orrery::actions {

using api::Value;

/// Evictions under way at a time.
static constexpr int atOnce = 10;

QList<Leaving> leavingOf(const QByteArray &node, const QHash<api::Key, api::Object> &pods)
{
    QList<Leaving> list;
    for (const api::Object &pod : pods) {
        if (pod.spec()["nodeName"].text() != node)
            continue;
        Leaving leaving{pod, Leaving::Fate::Evicted, {}};
        const auto owner = pod.controller();
        const QByteArrayView phase = pod.status()["phase"].text();
        const bool over = phase == "Succeeded" || phase == "Failed";
        const auto volumes = pod.spec()["volumes"].items();
        const bool keepsData = std::any_of(volumes.begin(), volumes.end(), [](const Value &volume) { return volume.contains("emptyDir"); });
        if (pod.annotations().contains("kubernetes.io/config.mirror")) {
            leaving.fate = Leaving::Fate::Stays;
            leaving.why = Drain::tr("the kubelet has it from a file");
        } else if (owner && owner->kind == "DaemonSet" && !over) {
            leaving.fate = Leaving::Fate::Stays;
            leaving.why = Drain::tr("DaemonSet %1 would start it here again").arg(QString::fromUtf8(owner->name));
        } else if (!owner && !over) {
            leaving.fate = Leaving::Fate::NotReplaced;
            leaving.why = Drain::tr("no controller starts it elsewhere");
        } else if (keepsData && !over) {
            leaving.fate = Leaving::Fate::LosesData;
            leaving.why = Drain::tr("what is in its emptyDir volumes is lost");
        }
        list.append(leaving);
    }
    std::sort(list.begin(), list.end(), [](const Leaving &a, const Leaving &b) { return a.pod.key() < b.pod.key(); });
    return list;
}

Drain::Drain(cluster::Session *session, const QString &title, const QByteArray &node, const Options &options, QObject *parent)
    : Task(session, title, parent)
    , m_node(node)
    , m_options(options)
{
}

void Drain::start()
{
    setStep(tr("Cordoning the node"));
    const cluster::Kind nodes{client::gvr::nodes, "Node", false, {}, {}, "Node"};
    const api::CauseScope scope(cause());
    client::then(send(session()->client(), cordonCall(nodes, {{}, m_node}, true)), this, [this](const api::Result<api::Object> &cordoned) {
        if (!cordoned) {
            setItems({QString::fromUtf8(m_node)});
            setState(0, State::Failed, QString::fromUtf8(cordoned.error().message));
            finish(QString::fromUtf8(cordoned.error().message));
            return;
        }
        look();
    });
}

/// Which pods: now that no new ones come.
void Drain::look()
{
    if (!session())
        return;
    cluster::Feed *pods = session()->feed(client::gvr::pods);
    if (!pods->isSynced()) {
        connect(pods, &cluster::Feed::synced, this, &Drain::look);
        return;
    }
    QStringList names;
    for (const Leaving &leaving : leavingOf(m_node, pods->objects())) {
        const bool goes = leaving.fate == Leaving::Fate::Evicted || (leaving.fate == Leaving::Fate::LosesData && m_options.loseData)
            || (leaving.fate == Leaving::Fate::NotReplaced && m_options.notReplaced);
        if (!goes) {
            ++m_stay;
            continue;
        }
        names += QString::fromUtf8(leaving.pod.key().path());
        m_leaving.append(leaving);
    }
    setItems(names);
    connect(pods, &cluster::Feed::changed, this, &Drain::check);
    next();
    check();
}

void Drain::next()
{
    const auto underway = [this] {
        int count = 0;
        for (int item = 0; item < m_begun; ++item)
            count += int(state(item) == State::Now || state(item) == State::Waiting);
        return count;
    };
    while (session() && !isCancelled() && m_begun < total() && underway() < atOnce)
        evict(m_begun++);
}

void Drain::evict(int item)
{
    if (!session() || isCancelled())
        return;
    const api::Object &pod = m_leaving[item].pod;
    Value options = Value::object({{"preconditions", Value::object({{"uid", pod.uid()}})}}); // not its successor of the same name
    if (m_options.grace >= 0)
        options = options.with("gracePeriodSeconds", m_options.grace);
    const Call call{"POST", client::gvr::pods, pod.key(), "eviction",
                    api::newObject("policy/v1", "Eviction", pod.key()).with("deleteOptions", options).document(), {}};
    setState(item, State::Now, tr("asked to go"));
    const api::CauseScope scope(cause());
    client::then(send(session()->client(), call), this, [this, item](const api::Result<api::Object> &evicted) {
        if (state(item) >= State::Done)
            return;
        if (evicted) {
            setState(item, State::Now, tr("ends"));
        } else if (evicted.failedWith(api::Reason::NotFound) || evicted.failedWith(api::Reason::Conflict)) {
            setState(item, State::Done, tr("gone")); // by itself; of that name there is another one at most
        } else if (evicted.failedWith(api::Reason::TooManyRequests)) {
            const api::Error &error = evicted.error();
            setState(item, State::Waiting, QString::fromUtf8(error.causes.isEmpty() ? error.message : error.causes[0].message));
            const auto pause = error.retryAfterSeconds > 0 ? std::chrono::milliseconds(std::chrono::seconds(error.retryAfterSeconds)) : m_options.again;
            QTimer::singleShot(pause, this, [this, item] {
                if (state(item) == State::Waiting)
                    evict(item);
            });
        } else {
            setState(item, State::Failed, QString::fromUtf8(evicted.error().message));
        }
        check();
    });
}

/// After every answer and every change of pods: who has gone, who comes next, is it over.
void Drain::check()
{
    if (!isRunning() || !session())
        return;
    const auto &pods = session()->feed(client::gvr::pods)->objects();
    int waiting = -1;
    bool left = false;
    for (int item = 0; item < total(); ++item) {
        if (state(item) >= State::Done)
            continue;
        const api::Object &pod = m_leaving[item].pod;
        if (pods.value(pod.key()).uid() != pod.uid()) {
            setState(item, State::Done, tr("gone"));
            continue;
        }
        left = true;
        if (state(item) == State::Waiting)
            waiting = item;
    }
    next();
    if (left && !isCancelled()) {
        setStep(waiting >= 0 ? tr("Waits for a disruption budget: %1").arg(data(index(waiting), MessageRole).toString()) : tr("%1 of %2 pods have gone").arg(done()).arg(total()));
        return;
    }
    if (left)
        return;
    if (failed() > 0)
        finish(tr("%n pod(s) could not be evicted", nullptr, failed()));
    else
        finish(m_stay > 0 ? tr("Drained; %n pod(s) stay", nullptr, m_stay) : tr("Drained"));
}

/// Who was asked to go goes; nobody else is asked.
void Drain::cancel()
{
    if (!isRunning())
        return;
    Task::cancel();
    const int gone = done() - failed();
    for (int item = 0; item < total(); ++item) {
        if (state(item) == State::Todo || state(item) == State::Waiting)
            setState(item, State::Skipped, tr("stays"));
    }
    finish(tr("Stopped: %1 of %2 pods have gone, the node is still cordoned").arg(gone).arg(total()));
}

} // namespace orrery::actions
