// SPDX-License-Identifier: GPL-3.0-only
#include "app/actions/again.h"

#include "controlplane/client/then.h"

#include <QCoreApplication>

namespace orrery::actions {

namespace {

class Waiting final : public QObject
{
public:
    Waiting(cluster::Session *session, Call call, QObject *context, std::function<void(const api::Result<api::Object> &)> done)
        : QObject(context)
        , m_session(session)
        , m_call(std::move(call))
        , m_done(std::move(done))
        , m_cause(api::Cause::current())
    {
        connect(session, &QObject::destroyed, this, &QObject::deleteLater);
    }

    void send()
    {
        if (!m_session)
            return;
        const api::CauseScope scope(m_cause);
        client::then(actions::send(m_session->client(), m_call), this, [this](const api::Result<api::Object> &made) {
            if (made.failedWith(api::Reason::AlreadyExists) && !std::exchange(m_waited, true))
                wait();
            else
                finish(made);
        });
    }

private:
    void wait()
    {
        if (!m_session)
            return;
        m_feed = m_session->open(m_call.gvr, {m_call.key.ns, {}, "metadata.name=" + m_call.key.name});
        const auto look = [this] {
            if (m_feed->isSynced() && m_feed->objects().isEmpty())
                send();
            else if (m_feed->isSynced() && !m_feed->get(m_call.key).isDeleting())
                finish(api::error(api::Reason::AlreadyExists, QCoreApplication::translate("orrery::actions", "There is a new object of this name by now").toUtf8()));
        };
        connect(m_feed.get(), &cluster::Feed::changed, this, look);
        connect(m_feed.get(), &cluster::Feed::synced, this, look);
        m_patience.setSingleShot(true);
        m_patience.callOnTimeout(this, [this] {
            finish(api::error(api::Reason::Timeout, QCoreApplication::translate("orrery::actions", "The old one has not gone yet").toUtf8()));
        });
        m_patience.start(std::chrono::minutes(2));
    }
    void finish(const api::Result<api::Object> &result)
    {
        if (const auto done = std::exchange(m_done, {})) {
            done(result);
            deleteLater();
        }
    }

    QPointer<cluster::Session> m_session;
    const Call m_call;
    std::function<void(const api::Result<api::Object> &)> m_done;
    const api::Cause m_cause;
    std::unique_ptr<cluster::Feed> m_feed;
    QTimer m_patience;
    bool m_waited = false;
};

} // namespace

void createAgain(cluster::Session *session, const Call &call, QObject *context, std::function<void(const api::Result<api::Object> &)> done)
{
    (new Waiting(session, call, context, std::move(done)))->send();
}

} // namespace orrery::actions
