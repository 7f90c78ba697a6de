// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/clock.h"
#include "controlplane/api/metrics.h"
#include "controlplane/api/object.h"

#include <QString>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace orrery::audit {

/// One event, as the api thread hands it over: its JSON is made where it is written.
struct Event
{
    api::Value document; ///< audit.k8s.io/v1 Event, without what follows
    api::Value requestObject; ///< null: none
    qint64 requestBytes = 0; ///< that it came as
    api::Object responseObject;
    std::shared_ptr<const api::ObjectList> responseList;
    QByteArray responseBody; ///< JSON that is neither
    bool omitManagedFields = false;

    QByteArray line() const; ///< with its end
    qint64 weight() const; ///< bytes that it holds, roughly
};

struct LogOptions
{
    QString path; ///< "-": standard output, without rotation
    qint64 maxBytes = 100 * 1024 * 1024; ///< then a new file begins; 0: never
    int maxBackups = 0; ///< so many old files stay; 0: all
    int maxAgeDays = 0; ///< and none that are older; 0: no matter
};

/// The audit log: JSON lines in a file of mode 0600, written by a thread of its own, rotated by size; an old file is
/// named after the moment it was put aside ("audit-2026-01-02T03-04-05.678.log"). Its queue is bounded: what does not
/// fit is dropped, counted and told; requests never wait for it. Thread: write() from any. Lifetime: owner's; the
/// destructor writes what is queued. Clock and metrics outlive it.
class Log final
{
public:
    static api::Result<std::unique_ptr<Log>> open(const LogOptions &options, const api::Clock &clock,
                                                  api::Metrics &metrics);
    ~Log();
    Log(const Log &) = delete;
    Log &operator=(const Log &) = delete;

    void write(Event event);

    static constexpr qsizetype maxEvents = 10'000;
    static constexpr qint64 maxWeight = 64 * 1024 * 1024;

private:
    Log(const LogOptions &options, const api::Clock &clock, api::Metrics &metrics);
    api::Result<> openFile();
    void run();
    void store(const QByteArray &lines);
    void rotate();
    void removeOld() const;

    const LogOptions m_options;
    const api::Clock &m_clock;
    api::Counter &m_errors;
    int m_fd = -1;
    qint64 m_size = 0;
    bool m_failing = false; ///< told once, until it works again
    std::mutex m_mutex;
    std::condition_variable m_wake;
    QList<Event> m_queue;
    qint64 m_weight = 0;
    bool m_dropping = false, m_stop = false;
    std::thread m_thread;
};

} // namespace orrery::audit
