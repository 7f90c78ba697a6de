// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/logsource.h"

#include "controlplane/api/clock.h"

namespace orrery::models {

namespace {
constexpr qsizetype maxLineBytes = 16 * 1024;
/// More that is not read yet than this, and the stream is put down until it is.
constexpr qsizetype maxUnread = 32 * 1024 * 1024;
constexpr qint64 patience = 2'000; ///< ms that others wait for a past that does not come
constexpr int backoffs[] = {500, 1'000, 2'000, 5'000, 10'000};
} // namespace

LogSource::LogSource(cluster::Session *session, Target target, quint16 index, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_target(std::move(target))
    , m_index(index)
{
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, [this] {
        if (m_stream)
            recovered();
        else
            open(m_live);
    });
    open(false);
}

LogSource::~LogSource() = default;

void LogSource::set(State state, const QString &message)
{
    m_state = state;
    m_message = message;
    Q_EMIT changed();
}

bool LogSource::isRunning() const
{
    for (const char *list : {"containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses"}) {
        for (const api::Value &container : m_pod.status()[list].items()) {
            if (container["name"].text() == m_target.container)
                return !container["state"]["running"].isNull();
        }
    }
    return false;
}

void LogSource::setPod(const api::Object &pod)
{
    if (pod.document().identical(m_pod.document()))
        return;
    m_pod = pod;
    if (m_state == State::Waiting || (m_state == State::Ended && m_target.follow && !m_target.previous && isRunning()))
        open(m_live);
}

void LogSource::open(bool live)
{
    m_retry.stop();
    m_stream.reset();
    m_end.reset();
    m_chunks.clear();
    m_bytes.clear();
    m_read = m_unread = 0;
    m_tooMuch = false;
    if (!m_session)
        return;
    m_live = live;
    api::Request request;
    request.path = client::gvr::pods.path({m_target.ns, m_target.pod}, "log");
    request.query.add("container", m_target.container);
    request.query.add("timestamps", "true");
    if (live)
        request.query.add("follow", "true");
    if (m_target.previous)
        request.query.add("previous", "true");
    if (m_lastTime) { // where it broke off; of a Status or a rotated file, as much as there is
        m_resumeAt = m_lastTime;
        m_skip = m_lastCount;
        request.query.add("sinceTime", api::formatMicroTime(m_lastTime));
    } else {
        request.query.add("tailLines", QByteArray::number(m_target.tailLines));
    }
    client::StreamHandlers handlers;
    handlers.data = [this](const QByteArray &bytes) { received(bytes); };
    handlers.ended = [this](const api::Result<> &result) { ended(result); };
    m_opened.start();
    // A stream that is opened again counts as live with its first byte, or if it lasts.
    if (m_state == State::Reconnecting)
        m_retry.start(int(patience));
    else
        set(live ? State::Live : State::History);
    m_stream = m_session->client().transport()->stream(std::move(request), this, std::move(handlers));
}

void LogSource::received(const QByteArray &bytes)
{
    if (m_tooMuch)
        return;
    m_backoff = 0;
    m_chunks.push_back(bytes);
    m_unread += bytes.size();
    if (m_unread > maxUnread) {
        m_tooMuch = true;
        m_stream.reset();
    }
    if (m_state == State::Reconnecting)
        recovered();
    Q_EMIT arrived();
}

void LogSource::recovered()
{
    m_retry.stop();
    m_backoff = 0;
    ++m_reconnects;
    set(m_live ? State::Live : State::History);
}

void LogSource::ended(const api::Result<> &result)
{
    m_end = result;
    if (m_unread == 0)
        finish();
    Q_EMIT arrived();
}

/// The stream is over and everything that came is read.
void LogSource::finish()
{
    const api::Result<> result = *std::exchange(m_end, std::nullopt);
    m_stream.reset();
    m_retry.stop();
    if (!result) {
        const QString why = QString::fromUtf8(result.error().message);
        switch (result.error().reason) {
        case api::Reason::BadRequest: // "is waiting to start"
            if (m_target.previous)
                return set(State::Refused, why);
            if (!isRunning())
                return set(State::Waiting, why); // until its pod changes
            set(State::Reconnecting, why); // its kubelet has just come back, and does not know it yet
            return retry();
        case api::Reason::NotFound:
            return set(State::Ended, why);
        case api::Reason::Forbidden:
        case api::Reason::Unauthorized:
        case api::Reason::Invalid:
            return set(State::Refused, why);
        default:
            if (m_session->isOffline())
                return set(State::Refused, why);
            set(State::Reconnecting, why);
            return retry();
        }
    }
    if (m_target.previous || !m_target.follow)
        return set(State::Ended, tr("The log ended."));
    if (!m_live)
        return open(true);
    if (!isRunning())
        return set(State::Ended, tr("The container ended."));
    set(State::Reconnecting, tr("The stream ended."));
    retry();
}

void LogSource::retry()
{
    const int last = int(std::size(backoffs)) - 1;
    m_retry.start(backoffs[std::min(m_backoff, last)]);
    ++m_backoff;
}

bool LogSource::read(qint64 milliseconds, size_t lines)
{
    QElapsedTimer time;
    time.start();
    for (int n = 0; m_lines.size() < lines; ++n) {
        if (n % 64 == 63 && time.elapsed() >= milliseconds)
            return true;
        const QByteArrayView rest = QByteArrayView(m_bytes).sliced(m_read);
        qsizetype end = rest.first(std::min(rest.size(), maxLineBytes)).indexOf('\n');
        if (end < 0 && rest.size() < maxLineBytes && !m_chunks.empty()) {
            m_bytes = m_bytes.mid(m_read) + m_chunks.front();
            m_read = 0;
            m_chunks.pop_front();
            continue;
        }
        const bool cut = end < 0 && rest.size() >= maxLineBytes;
        if (cut)
            end = maxLineBytes;
        else if (end < 0 && m_end && *m_end && !rest.isEmpty())
            end = rest.size(); // the last line has no end
        if (end < 0) {
            if (m_end)
                finish(); // what is left broke off, and comes again
            else if (m_tooMuch)
                open(m_live);
            return false;
        }
        accept(rest.first(end));
        const qsizetype taken = std::min(end + (cut ? 0 : 1), rest.size());
        m_read += taken;
        m_unread -= taken;
    }
    return m_unread > 0 || m_end;
}

void LogSource::accept(QByteArrayView text)
{
    LogLine line = readLogLine(text, m_lastTime);
    if (m_resumeAt) {
        if (line.time < m_resumeAt)
            return;
        if (line.time == m_resumeAt && m_skip > 0) {
            --m_skip;
            return;
        }
        if (line.time > m_resumeAt)
            m_resumeAt = 0;
    }
    line.source = m_index;
    // A line of a stack trace is as bad as the line above it.
    if (line.level == LogLine::Level::None && (line.text.startsWith(' ') || line.text.startsWith('\t')))
        line.level = m_lastLevel;
    m_lastLevel = line.level;
    m_lastCount = line.time == m_lastTime ? m_lastCount + 1 : 1;
    m_lastTime = line.time;
    m_lines.push_back(std::move(line));
}

LogLine LogSource::take()
{
    LogLine line = std::move(m_lines.front());
    m_lines.pop_front();
    return line;
}

bool LogSource::holdsOthers() const
{
    return m_state == State::History && m_lines.empty() && m_opened.elapsed() < patience;
}

} // namespace orrery::models
