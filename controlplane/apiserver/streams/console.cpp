// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/streams/console.h"

#include <sys/stat.h>

namespace orrery::streams {

using api::error;
using api::Reason;

static constexpr qint64 usualTail = 256 * 1024, longestTail = 1024 * 1024;
static constexpr qint64 piece = 32 * 1024; ///< of the file at a time

/// It has its name no more: it was removed, and maybe another is in its place.
static bool isRemoved(const QFile &file)
{
    struct stat now;
    return fstat(file.handle(), &now) != 0 || now.st_nlink == 0;
}

ConsoleSession::ConsoleSession(Sessions &sessions, api::ExchangePtr exchange, const QString &file)
    : Session(sessions)
    , m_exchange(std::move(exchange))
    , m_file(file)
    , m_follow(m_exchange->request().query.flag("follow"))
{
    bool good = true;
    const QByteArray asked = m_exchange->request().query.value("tailBytes");
    const qint64 tail = asked.isEmpty() ? usualTail : asked.toLongLong(&good);
    if (!good || tail < 0 || tail > longestTail) {
        m_exchange->respond(error(Reason::BadRequest, "tailBytes is a number from 0 to " + QByteArray::number(longestTail)));
        finish();
        return;
    }
    if (!m_file.open(QIODevice::ReadOnly | QIODevice::Unbuffered)) {
        m_exchange->respond(error(Reason::NotFound, "the machine has no console (yet)"));
        finish();
        return;
    }
    if (m_file.size() > tail) {
        m_file.seek(m_file.size() - tail);
        m_file.readLine(tail); // what is left of a line
    }
    m_client = m_exchange->begin(api::Response::text({}));
    m_client->onGone = [this] { finish(); };
    m_client->onWritable = [this] { pass(); };
    if (m_follow) {
        m_watcher.addPath(file);
        QObject::connect(&m_watcher, &QFileSystemWatcher::fileChanged, &m_watcher, [this] { pass(); });
    }
    pass();
}

ConsoleSession::~ConsoleSession()
{
    end();
}

void ConsoleSession::end()
{
    if (!m_client)
        return;
    m_client->onGone = m_client->onWritable = nullptr;
    m_client->end();
    m_client.reset();
}

/// As much as the client takes; then it, or the file, says when there is more to do.
void ConsoleSession::pass()
{
    while (!isFinished() && m_client->pending() <= highWaterMark) {
        const QByteArray bytes = m_file.read(piece);
        if (!bytes.isEmpty()) {
            m_client->write(bytes);
            continue;
        }
        if (!m_follow || isRemoved(m_file) || m_file.size() < m_file.pos()) {
            end();
            finish();
        }
        return;
    }
}

} // namespace orrery::streams
