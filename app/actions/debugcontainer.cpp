// SPDX-License-Identifier: GPL-3.0-only
#include "app/actions/debugcontainer.h"

#include "controlplane/client/then.h"

#include <QRandomGenerator>

namespace orrery::actions {

using api::Value;

static QByteArray newName()
{
    static const char letters[] = "bcdfghjklmnpqrstvwxz2456789";
    QByteArray name = "debugger-";
    for (int i = 0; i < 5; ++i)
        name += letters[QRandomGenerator::global()->bounded(int(sizeof(letters)) - 1)];
    return name;
}

void DebugContainer::set(bool busy, const QString &message)
{
    m_busy = busy;
    m_message = message;
    Q_EMIT changed();
}

void DebugContainer::start(const QString &image, const QString &target)
{
    if (!m_session || m_busy)
        return;
    if (image.trimmed().isEmpty())
        return set(false, tr("Which image? One with the tools that the container lacks."));
    QObject::disconnect(m_following);
    m_container = newName();
    std::vector<api::Member> container{{"name", m_container},
                                       {"image", image.trimmed().toUtf8()},
                                       {"stdin", true},
                                       {"tty", true},
                                       {"terminationMessagePolicy", "File"},
                                       {"imagePullPolicy", "IfNotPresent"}};
    if (!target.isEmpty())
        container.push_back({"targetContainerName", target.toUtf8()});
    const Value patch = Value::object(
        {{"spec", Value::object({{"ephemeralContainers", Value::array({Value::object(std::move(container))})}})}});
    set(true, tr("The container is added…"));
    const api::Cause cause = api::Cause::create();
    const api::CauseScope scope(cause);
    Q_EMIT began(QString::fromUtf8(cause.traceId), tr("Debug %1").arg(m_pod));
    const auto answer = m_session->client().patch(client::gvr::pods, {m_ns.toUtf8(), m_pod.toUtf8()},
                                                  api::PatchType::StrategicMerge, patch, "ephemeralcontainers");
    client::then(answer, this, [this](const api::Result<api::Object> &result) {
        if (!result)
            return set(false, QString::fromUtf8(result.error().message));
        if (!m_session)
            return set(false, {});
        m_following = connect(m_session->feed(client::gvr::pods), &cluster::Feed::changed, this, &DebugContainer::look);
        look();
    });
}

void DebugContainer::look()
{
    if (!m_session)
        return;
    const api::Object pod = m_session->feed(client::gvr::pods)->get({m_ns.toUtf8(), m_pod.toUtf8()});
    for (const Value &status : pod.status()["ephemeralContainerStatuses"].items()) {
        if (status["name"].text() != m_container)
            continue;
        const Value &state = status["state"];
        if (!state["running"].isNull()) {
            QObject::disconnect(m_following);
            set(false, {});
            Q_EMIT ready(QString::fromUtf8(m_container));
        } else if (!state["terminated"].isNull()) {
            QObject::disconnect(m_following);
            set(false, tr("It ended at once: %1").arg(state["terminated"]["reason"].string()));
        } else if (const QString reason = state["waiting"]["reason"].string(); !reason.isEmpty()) {
            const QString why = state["waiting"]["message"].string();
            set(true, why.isEmpty() ? reason : reason + QStringLiteral(": ") + why);
        }
        return;
    }
}

} // namespace orrery::actions
