// SPDX-License-Identifier: GPL-3.0-only
#include "app/clusters/tab.h"

#include "app/cluster/datafolder.h"

#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>

namespace orrery::clusters {

using api::Result;
using cluster::Session;

Tab::Tab(const cluster::Known &known, const Program &program, QObject *parent)
    : QObject(parent)
    , m_known(known)
    , m_program(program)
{
}

Tab::Tab(std::unique_ptr<Session> session, QObject *parent)
    : QObject(parent)
    , m_state(Open)
    , m_session(std::move(session))
{
    m_known.id = QStringLiteral("recorded:") + m_session->name();
    m_known.name = m_session->name();
}

Tab::~Tab()
{
    m_session.reset();
    m_hosted.reset();
}

void Tab::setName(const QString &name)
{
    if (std::exchange(m_known.name, name) != name)
        Q_EMIT nameChanged();
}

void Tab::set(State state, const QString &step, const QString &problem)
{
    m_state = state;
    m_step = step;
    m_problem = problem;
    Q_EMIT changed();
}

void Tab::open()
{
    if (m_state != Closed)
        return;
    if (m_known.isEmbedded && m_program.host && !cluster::DataFolder::look(m_known.place).isHeld)
        host();
    else
        attach();
}

void Tab::host()
{
    m_hosted = m_program.host(m_known.place, std::exchange(m_nodes, {}));
    Hosted *hosted = m_hosted.get();
    connect(hosted, &Hosted::step, this, [this](const QString &what) {
        if (m_state == Starting)
            set(Starting, what);
    });
    connect(hosted, &Hosted::started, this, [this](const client::Connection &connection) {
        if (m_state == Starting)
            connectTo(connection);
    });
    connect(hosted, &Hosted::failed, this, [this](const api::Error &error) {
        closeSession();
        m_hosted.release()->deleteLater(); // it is speaking
        if (error.reason == api::Reason::Conflict)
            attach(); // it runs without a window: be its window
        else
            set(Closed, {}, QString::fromUtf8(error.message));
    });
    connect(hosted, &Hosted::stopped, this, [this] {
        m_hosted.release()->deleteLater();
        set(Closed);
        Q_EMIT stopped();
    });
    set(Starting, tr("Starting"));
}

/// Files of others are read beside the window: they may lie on a disk that is far away.
void Tab::attach()
{
    set(Starting, tr("Connecting"));
    const QStringList files = m_known.isEmbedded ? QStringList(m_known.place + QLatin1String("/kubeconfig"))
                                                 : m_known.place.split(u':', Qt::SkipEmptyParts);
    QThreadPool::globalInstance()->start([self = QPointer(this), files, context = m_known.context, attempt = ++m_attempt] {
        const auto read = [&]() -> Result<client::Connection> {
            ORRERY_TRY(config, client::Kubeconfig::read(files));
            return config.connection(context);
        };
        const auto connection = std::make_shared<Result<client::Connection>>(read());
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [self, connection, attempt] {
                if (self && self->m_state == Starting && self->m_attempt == attempt)
                    self->connectTo(*connection);
            },
            Qt::QueuedConnection);
    });
}

void Tab::connectTo(const Result<client::Connection> &connection)
{
    if (!connection)
        return set(Closed, {}, QString::fromUtf8(connection.error().message));
    auto opened = Session::connect(*connection, m_known.name);
    if (!opened)
        return set(Closed, {}, QString::fromUtf8(opened.error().message));
    m_session = std::move(*opened);
    set(Open);
}

void Tab::closeSession()
{
    if (!m_session)
        return;
    // Whoever shows it lets go first.
    const std::unique_ptr<Session> session = std::move(m_session);
    set(Closed);
}

void Tab::stop()
{
    if (m_state == Stopping)
        return;
    closeSession();
    if (!m_hosted)
        return set(Closed);
    set(Stopping, tr("Stopping"));
    m_hosted->stop();
}

} // namespace orrery::clusters
