// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/audit/log.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLoggingCategory>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

namespace orrery::audit {

using api::error;
using api::Object;
using api::Reason;
using api::Result;
using api::Value;

namespace {

Q_LOGGING_CATEGORY(lc, "orrery.audit")

constexpr qint64 writeAtOnce = 256 * 1024;
constexpr const char *backupTime = "yyyy-MM-ddTHH-mm-ss.zzz";

Value withoutManagedFields(const Value &document)
{
    const Value *metadata = document.find("metadata");
    return metadata && metadata->contains("managedFields")
        ? document.with("metadata", metadata->without("managedFields"))
        : document;
}

/// "/var/log/audit.log": "/var/log/audit-" and ".log".
std::pair<QString, QString> backupParts(const QString &path)
{
    const QFileInfo info(path);
    const QString suffix = info.suffix().isEmpty() ? QString() : '.' + info.suffix();
    return {info.absolutePath() + '/' + info.fileName().chopped(suffix.size()) + '-', suffix};
}

} // namespace

qint64 Event::weight() const
{
    return 2048 + requestBytes + (responseObject ? responseObject.json().size() : 0) + responseBody.size()
        + (responseList ? responseList->items.size() * 1024 : 0);
}

QByteArray Event::line() const
{
    const auto shown = [this](const Value &value) { return omitManagedFields ? withoutManagedFields(value) : value; };
    Value out = document;
    if (!requestObject.isNull())
        out = out.with("requestObject", shown(requestObject));
    if (responseObject) {
        out = out.with("responseObject", shown(responseObject.document()));
    } else if (responseList) {
        std::vector<Value> items;
        for (const Object &item : responseList->items)
            items.push_back(shown(item.document()));
        out = out.with(
            "responseObject",
            Value::object(
                {{"kind", responseList->kind},
                 {"apiVersion", responseList->apiVersion},
                 {"metadata", Value::object({{"resourceVersion", QByteArray::number(responseList->resourceVersion)}})},
                 {"items", Value::array(std::move(items))}}));
    } else if (!responseBody.isEmpty()) {
        if (auto body = api::parseJson(responseBody, {.bytes = responseBody.size()}))
            out = out.with("responseObject", shown(*body));
    }
    return api::toJson(out) + '\n';
}

Log::Log(const LogOptions &options, const api::Clock &clock, api::Metrics &metrics)
    : m_options(options)
    , m_clock(clock)
    , m_errors(metrics
                   .counter("apiserver_audit_error_total",
                            "Audit events that were lost: the queue was full, or the file took no more.", {"plugin"})
                   .with({"log"}))
{
}

Result<std::unique_ptr<Log>> Log::open(const LogOptions &options, const api::Clock &clock, api::Metrics &metrics)
{
    std::unique_ptr<Log> log(new Log(options, clock, metrics));
    ORRERY_CHECK(log->openFile());
    log->m_thread = std::thread([log = log.get()] { log->run(); });
    return log;
}

Log::~Log()
{
    if (m_thread.joinable()) {
        {
            const std::lock_guard lock(m_mutex);
            m_stop = true;
        }
        m_wake.notify_one();
        m_thread.join();
    }
    if (m_fd > STDERR_FILENO)
        ::close(m_fd);
}

Result<> Log::openFile()
{
    if (m_options.path == QLatin1String("-")) {
        m_fd = STDOUT_FILENO;
        return {};
    }
    const QByteArray name = QFile::encodeName(m_options.path);
    m_fd = ::open(name.constData(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    struct stat info
    {
    };
    if (m_fd >= 0 && ::fstat(m_fd, &info) == 0 && !S_ISREG(info.st_mode)) // its mode is not ours to change
        return error(Reason::InternalError, "cannot open the audit log " + name + ": it is not a file");
    if (m_fd < 0 || ::fchmod(m_fd, 0600) != 0 || ::fstat(m_fd, &info) != 0)
        return error(Reason::InternalError, "cannot open the audit log " + name + ": " + std::strerror(errno));
    m_size = info.st_size;
    return {};
}

void Log::write(Event event)
{
    const qint64 weight = event.weight();
    bool wake = false;
    {
        const std::lock_guard lock(m_mutex);
        if (m_queue.size() >= maxEvents || m_weight + weight > maxWeight) {
            m_errors.add();
            if (!std::exchange(m_dropping, true))
                qCWarning(lc) << "events are dropped: the log does not keep up"
                              << "queued=" << m_queue.size();
            return;
        }
        wake = m_queue.isEmpty();
        m_weight += weight;
        m_queue.append(std::move(event));
    }
    if (wake)
        m_wake.notify_one();
}

void Log::run()
{
    pthread_setname_np(pthread_self(), "audit");
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_wake.wait(lock, [this] { return m_stop || !m_queue.isEmpty(); });
        if (m_queue.isEmpty())
            return;
        const QList<Event> events = std::exchange(m_queue, {});
        m_weight = 0;
        m_dropping = false;
        lock.unlock();
        QByteArray lines;
        for (const Event &event : events) {
            lines += event.line();
            if (lines.size() >= writeAtOnce)
                store(std::exchange(lines, {}));
        }
        if (!lines.isEmpty())
            store(lines);
        lock.lock();
    }
}

void Log::store(const QByteArray &lines)
{
    if (m_options.maxBytes > 0 && m_size > 0 && m_size + lines.size() > m_options.maxBytes && m_fd != STDOUT_FILENO)
        rotate();
    for (qsizetype done = 0; done < lines.size();) {
        const ssize_t written = m_fd < 0 ? -1 : ::write(m_fd, lines.constData() + done, size_t(lines.size() - done));
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0) {
            m_errors.add(lines.mid(done).count('\n'));
            if (!std::exchange(m_failing, true))
                qCWarning(lc) << "cannot write the audit log"
                              << "path=" << m_options.path << "error=" << std::strerror(errno);
            return;
        }
        done += written;
    }
    m_failing = false;
    m_size += lines.size();
}

void Log::rotate()
{
    const auto [prefix, suffix] = backupParts(m_options.path);
    qint64 milliseconds = m_clock.now() / 1000;
    QString aside;
    do // two within a millisecond: the next one
        aside = prefix + QDateTime::fromMSecsSinceEpoch(milliseconds++, Qt::UTC).toString(backupTime) + suffix;
    while (QFile::exists(aside));
    ::close(std::exchange(m_fd, -1));
    if (!QFile::rename(m_options.path, aside))
        qCWarning(lc) << "cannot put the audit log aside"
                      << "path=" << aside;
    if (const auto opened = openFile(); !opened)
        qCWarning(lc) << opened.error().message;
    removeOld();
}

void Log::removeOld() const
{
    const auto [prefix, suffix] = backupParts(m_options.path);
    const QFileInfo pattern(prefix);
    QDir folder(pattern.absolutePath());
    QStringList old = folder.entryList({pattern.fileName() + '*' + suffix}, QDir::Files, QDir::Name);
    const auto time = [&, prefixSize = pattern.fileName().size(), suffixSize = suffix.size()](const QString &name) {
        QDateTime at = QDateTime::fromString(name.mid(prefixSize).chopped(suffixSize), backupTime);
        at.setTimeSpec(Qt::UTC);
        return at;
    };
    old.removeIf([&](const QString &name) { return !time(name).isValid(); }); // somebody else's
    const QDateTime oldest
        = QDateTime::fromMSecsSinceEpoch(m_clock.now() / 1000, Qt::UTC).addDays(-m_options.maxAgeDays);
    for (qsizetype i = 0; i < old.size(); ++i) { // by name is by time
        const bool tooMany = m_options.maxBackups > 0 && old.size() - i > m_options.maxBackups;
        const bool tooOld = m_options.maxAgeDays > 0 && time(old[i]) < oldest;
        if (tooMany || tooOld)
            folder.remove(old[i]);
    }
}

} // namespace orrery::audit
