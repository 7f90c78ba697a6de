// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/machineboot.h"

#include "controlplane/api/clock.h"

#include <QDateTime>

namespace orrery::models {

void MachineBoot::setSession(cluster::Session *session)
{
    if (m_machines)
        m_machines->disconnect(this);
    m_session = session;
    m_machines = session ? session->feed(client::gvr::machines) : nullptr;
    if (m_machines)
        connect(m_machines, &cluster::Feed::changed, this, &MachineBoot::refresh);
    Q_EMIT targetChanged();
    refresh();
}

void MachineBoot::setName(const QString &name)
{
    m_name = name;
    Q_EMIT targetChanged();
    refresh();
}

void MachineBoot::refresh()
{
    const api::Object now = m_machines ? m_machines->get({{}, m_name.toUtf8()}) : api::Object();
    if (now.document().identical(m_machine.document()))
        return;
    m_machine = now;
    Q_EMIT changed();
}

QVariantList MachineBoot::steps() const
{
    static const struct
    {
        const char *type;
        const char *title;
    } conditions[] = {
        {"Provisioned", QT_TR_NOOP("Provisioned")},
        {"Booted", QT_TR_NOOP("Booted")},
        {"AgentConnected", QT_TR_NOOP("Agent connected")},
        {"Ready", QT_TR_NOOP("Ready")},
    };
    QVariantList list;
    if (!m_machine)
        return list;
    const bool failed = phase() == u"Failed";
    bool reached = true;
    std::optional<qint64> before = api::parseTime(m_machine.metadata()["creationTimestamp"].text());
    for (const auto &step : conditions) {
        const api::Value &condition = api::condition(m_machine, step.type);
        const bool done = condition["status"].text() == "True";
        const auto time = done ? api::parseTime(condition["lastTransitionTime"].text()) : std::nullopt;
        QString took;
        // A step that was reached again, after a restart, says nothing about the step before it.
        if (time && before && *time >= *before)
            took = tr("%1 s").arg((*time - *before) / 1'000'000);
        if (time)
            before = time;
        list += QVariantMap{
            {QStringLiteral("title"), tr(step.title)},
            {QStringLiteral("state"), done ? QStringLiteral("done") : !reached ? QStringLiteral("todo") : failed ? QStringLiteral("failed") : QStringLiteral("now")},
            {QStringLiteral("message"), done ? QString() : condition["message"].string()},
            {QStringLiteral("time"), time ? QDateTime::fromMSecsSinceEpoch(*time / 1000).toString(QStringLiteral("HH:mm:ss")) : QString()},
            {QStringLiteral("took"), took}};
        reached = reached && done;
    }
    return list;
}

} // namespace orrery::models
