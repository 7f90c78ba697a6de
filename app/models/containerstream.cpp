// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/containerstream.h"

#include <QProcess>

namespace orrery::models {

namespace {
enum Channel : char { Stdin = 0, Stdout = 1, Stderr = 2, Status = 3, Resize = 4 };
} // namespace

QStringList ContainerStream::commandOf(const QString &line)
{
    const QString shell = QStringLiteral("/bin/sh");
    const QString terminal = QStringLiteral("TERM=xterm-256color; export TERM; ");
    if (line.trimmed().isEmpty())
        return {shell, QStringLiteral("-c"),
                terminal + QStringLiteral("command -v bash >/dev/null 2>&1 && exec bash || exec sh")};
    if (line == u"sh" || line == u"bash")
        return {shell, QStringLiteral("-c"), terminal + QStringLiteral("exec ") + line};
    return QProcess::splitCommand(line);
}

void ContainerStream::open()
{
    close();
    if (!m_session || m_pod.isEmpty())
        return;
    Q_EMIT began();
    m_stdin = m_tty = true;
    if (m_attach) { // what the process has was settled when it started
        const api::Object pod = m_session->feed(client::gvr::pods)->get({m_ns.toUtf8(), m_pod.toUtf8()});
        const QByteArray name = m_container.toUtf8();
        for (const char *list : {"containers", "initContainers", "ephemeralContainers"}) {
            for (const api::Value &container : pod.spec()[list].items()) {
                if (container["name"].text() != name)
                    continue;
                m_stdin = container["stdin"].boolean();
                m_tty = container["tty"].boolean();
            }
        }
    }
    api::Request request;
    request.path = client::gvr::pods.path({m_ns.toUtf8(), m_pod.toUtf8()}, m_attach ? "attach" : "exec");
    if (!m_container.isEmpty())
        request.query.add("container", m_container.toUtf8());
    if (!m_attach) {
        for (const QString &word : std::as_const(m_command))
            request.query.add("command", word.toUtf8());
    }
    request.query.add("stdout", "true");
    if (m_stdin)
        request.query.add("stdin", "true");
    request.query.add(m_tty ? "tty" : "stderr", "true");
    client::StreamHandlers handlers;
    handlers.opened = [this](const QByteArray &) {
        m_connected = true;
        Q_EMIT stateChanged();
        sendSize();
    };
    handlers.data = [this](const QByteArray &message) { onMessage(message); };
    handlers.ended = [this](const api::Result<> &result) {
        m_connected = false;
        if (!result)
            m_message = QString::fromUtf8(result.error().message);
        else if (m_message.isEmpty())
            m_message = m_attach ? tr("The process let go.") : tr("The shell ended.");
        Q_EMIT stateChanged();
    };
    m_channel = m_session->client().transport()->channel(std::move(request), {"v5.channel.k8s.io", "v4.channel.k8s.io"},
                                                         this, std::move(handlers));
}

void ContainerStream::close()
{
    m_channel.reset();
    m_connected = false;
    m_message.clear();
    Q_EMIT stateChanged();
}

void ContainerStream::onMessage(const QByteArray &message)
{
    if (message.isEmpty())
        return;
    switch (message[0]) {
    case Stdout:
    case Stderr: {
        QByteArray bytes = message.mid(1);
        if (!m_tty) // what a terminal's driver would do
            bytes.replace('\n', "\r\n");
        Q_EMIT output(bytes);
        break;
    }
    case Status: {
        const auto status = api::parseJson(QByteArrayView(message).sliced(1), {.depth = 20, .bytes = 64 * 1024});
        if (status && (*status)["status"].text() != "Success")
            m_message = (*status)["message"].string();
        break;
    }
    default:
        break;
    }
}

void ContainerStream::send(const QByteArray &bytes)
{
    if (!m_channel || !m_connected || !m_stdin || bytes.isEmpty())
        return;
    QByteArray message(1, Stdin);
    message += bytes;
    if (!m_tty)
        message.replace('\r', '\n');
    m_channel->send(message);
}

void ContainerStream::resize(QSize cells)
{
    if (std::exchange(m_size, cells) != cells)
        sendSize();
}

void ContainerStream::sendSize()
{
    if (!m_channel || !m_connected || !m_tty)
        return;
    m_channel->send(QByteArray(1, Resize) + "{\"Width\":" + QByteArray::number(m_size.width())
                    + ",\"Height\":" + QByteArray::number(m_size.height()) + '}');
}

} // namespace orrery::models
