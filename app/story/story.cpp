// SPDX-License-Identifier: GPL-3.0-only
#include "app/story/story.h"

namespace orrery::story {

namespace {
const api::Gvr stepsGvr{"orrery.dev", "v1", "steps"};
}

Story::Story(QObject *parent)
    : QObject(parent)
{
    m_clock.setSingleShot(true);
    connect(&m_clock, &QTimer::timeout, this, [this] {
        step();
        schedule();
    });
}

QStringList Story::stageNames() const
{
    return {tr("Request"), tr("Stored"), tr("Scheduled"), tr("Kubelet"), tr("Running")};
}

void Story::setSession(cluster::Session *session)
{
    if (m_session == session)
        return;
    m_session = session;
    m_beats.clear();
    m_caughtUp = false;
    if (session) {
        m_pods = session->feed(client::gvr::pods);
        m_steps = session->feed(stepsGvr);
        connect(m_steps, &cluster::Feed::changed, this, &Story::onSteps);
        connect(m_steps, &cluster::Feed::synced, this, [this] { m_caughtUp = true; });
        connect(m_pods, &cluster::Feed::changed, this, &Story::onPods);
        m_caughtUp = m_steps->isSynced();
    }
    Q_EMIT sessionChanged();
}

void Story::setPaused(bool paused)
{
    m_paused = paused;
    Q_EMIT clockChanged();
    schedule();
}

void Story::setSpeed(qreal speed)
{
    m_speed = std::clamp<qreal>(speed, 0.05, 20);
    Q_EMIT clockChanged();
    m_clock.stop(); // what waited at the old speed does not wait on
    schedule();
}

/// Tells this cause from now on; its past is told by the stage that its pods have reached.
void Story::setTraceId(const QString &traceId)
{
    if (m_traceId == traceId)
        return;
    m_traceId = traceId;
    m_stage = traceId.isEmpty() ? -1 : 0;
    m_tracedPods.clear();
    Q_EMIT told();
}

QString Story::nodeOf(const api::Key &pod) const
{
    return m_pods ? m_pods->get(pod).spec()["nodeName"].string() : QString();
}

void Story::onSteps(const QList<cluster::Change> &changes)
{
    QList<api::Object> steps;
    for (const cluster::Change &change : changes) {
        if (change.now && !change.old)
            steps += change.now;
    }
    std::sort(steps.begin(), steps.end(),
              [](const api::Object &a, const api::Object &b) { return a.resourceVersion() < b.resourceVersion(); });
    // What happened before the window came is history, not news.
    if (!m_caughtUp)
        return;
    for (const api::Object &step : std::as_const(steps)) {
        for (const Beat &beat : beatsOf(step, [this](const api::Key &pod) { return nodeOf(pod); }))
            m_beats.push_back(beat);
        const api::Value &spec = step.spec();
        const QString traceId = spec["traceId"].string();
        if (placeOf(spec["user"].string()) == u"you" && spec["code"].integer() < 400 && traceId != m_traceId)
            setTraceId(traceId);
        if (traceId == m_traceId && spec["subresource"].text() == "binding")
            m_tracedPods += {spec["namespace"].bytes(), spec["name"].bytes()};
    }
    while (m_beats.size() > maxWaiting)
        m_beats.pop_front();
    schedule();
}

void Story::onPods()
{
    if (m_stage < int(Stage::Scheduled) || m_stage == int(Stage::Running) || m_tracedPods.isEmpty() || !m_beats.empty())
        return;
    const bool running = std::all_of(m_tracedPods.cbegin(), m_tracedPods.cend(), [this](const api::Key &pod) {
        return m_pods->get(pod).status()["phase"].text() == "Running";
    });
    if (!running)
        return;
    m_stage = int(Stage::Running);
    m_sentence = tr("%n pod(s) running", nullptr, int(m_tracedPods.size()));
    m_detail = tr("What should be and what is agree again");
    Q_EMIT told();
}

void Story::schedule()
{
    if (m_paused || m_beats.empty()) {
        m_clock.stop();
        return;
    }
    if (m_clock.isActive())
        return;
    // A backlog is told quicker, so that the picture never falls far behind the cluster.
    const qreal hurry = 1 + qreal(m_beats.size()) / 12;
    m_clock.start(int(beatMilliseconds / 3 / m_speed / hurry));
}

void Story::step()
{
    if (m_beats.empty())
        return;
    const Beat beat = m_beats.front();
    m_beats.pop_front();
    tell(beat);
    if (m_beats.empty())
        onPods();
}

void Story::tell(const Beat &beat)
{
    if (beat.traceId == m_traceId) {
        m_stage = std::max(m_stage, int(beat.stage));
        m_sentence = beat.sentence;
        m_detail = beat.detail;
    }
    Q_EMIT told();
    Q_EMIT packet(beat.from, beat.to, beat.caption, beatMilliseconds);
}

} // namespace orrery::story
