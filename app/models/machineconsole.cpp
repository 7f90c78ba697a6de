// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/machineconsole.h"

namespace orrery::models {

constexpr int retryMilliseconds = 2'000;

MachineConsole::MachineConsole(QObject *parent)
    : QObject(parent)
{
    m_again.setSingleShot(true);
    m_again.setInterval(retryMilliseconds);
    connect(&m_again, &QTimer::timeout, this, &MachineConsole::open);
}

void MachineConsole::setSession(cluster::Session *session)
{
    if (m_machines)
        m_machines->disconnect(this);
    m_session = session;
    m_machines = session ? session->feed(client::gvr::machines) : nullptr;
    if (m_machines)
        connect(m_machines, &cluster::Feed::changed, this, &MachineConsole::refresh);
    retarget();
}

void MachineConsole::setName(const QString &name)
{
    if (std::exchange(m_name, name) != name)
        retarget();
}

void MachineConsole::retarget()
{
    m_stream.reset();
    m_machine = {};
    Q_EMIT targetChanged();
    Q_EMIT began();
    say({});
    refresh();
}

/// A machine that is started anew begins its console anew: whatever changes of it is a reason to look, if nothing comes.
void MachineConsole::refresh()
{
    const api::Object now = m_machines ? m_machines->get({{}, m_name.toUtf8()}) : api::Object();
    if (!now || now.document().identical(m_machine.document()))
        return;
    m_machine = now;
    if (now.status()["console"].text().isEmpty())
        say(tr("A machine of the provider %1 has no serial console.").arg(now.spec()["provider"].string()));
    else if (!m_stream)
        open();
}

void MachineConsole::open()
{
    m_again.stop();
    if (!m_session || m_name.isEmpty())
        return;
    m_live = false;
    m_afterReturn = false;
    api::Request request;
    request.path = client::gvr::machines.path({{}, m_name.toUtf8()}, "console");
    request.query.add("follow", "true");
    client::StreamHandlers handlers;
    handlers.data = [this](const QByteArray &bytes) { received(bytes); };
    handlers.ended = [this](const api::Result<> &result) { ended(result); };
    m_stream = m_session->client().transport()->stream(std::move(request), this, std::move(handlers));
}

void MachineConsole::received(const QByteArray &bytes)
{
    if (!std::exchange(m_live, true)) {
        say({});
        Q_EMIT began();
    }
    QByteArray lines;
    lines.reserve(bytes.size() + 64);
    for (const char c : bytes) {
        if (c == '\n' && !m_afterReturn)
            lines += '\r';
        lines += c;
        m_afterReturn = c == '\r';
    }
    Q_EMIT output(lines);
}

void MachineConsole::ended(const api::Result<> &result)
{
    m_stream.reset();
    if (!result) {
        say(QString::fromUtf8(result.error().message));
        if (result.error().httpStatus() >= 400 && result.error().httpStatus() < 500)
            return; // it may not be seen, or is not there: until the Machine changes
    }
    m_again.start();
}

void MachineConsole::say(const QString &message)
{
    if (std::exchange(m_message, message) != message)
        Q_EMIT messageChanged();
}

} // namespace orrery::models
