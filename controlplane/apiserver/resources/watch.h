// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/exchange.h"
#include "controlplane/apiserver/resources/form.h"
#include "controlplane/apiserver/resources/readoptions.h"
#include "controlplane/apiserver/resources/selection.h"

#include <QObject>
#include <QTimer>

#include <deque>
#include <unordered_map>

namespace orrery::api {
class Metrics;
}

namespace orrery::resources {

/// All running watches. A frame is serialised once for each change and form and shared by every watcher. Nothing is
/// queued for a watcher: one that does not read is left where it is and goes on from the store's history when it reads
/// again, or is told Expired. Thread: the api thread. Lifetime: Generic's.
class Watches final : public QObject
{
public:
    explicit Watches(const Context &context);
    ~Watches() override;

    /// Answers a watch request, for as long as it takes.
    void serve(const api::ExchangePtr &exchange, const Resource &resource, const Form &form,
               const Selection &selection, const ReadOptions &options);
    /// Ends the watches of kinds (and of versions of kinds) that are served no more, or otherwise.
    void endUnserved(const std::function<bool(const Resource &resource)> &isServed);
    void setMetrics(api::Metrics &metrics) { m_metrics = &metrics; }
    /// Ends every watch cleanly; new ones are refused.
    void shutDown();
    qsizetype count() const { return qsizetype(m_watches.size()); }

private:
    struct Watch;
    struct FrameKey
    {
        quint64 resource; ///< its serial
        qint64 revision;
        quint8 type, form;
        bool operator==(const FrameKey &) const = default;
    };
    struct FrameHash
    {
        size_t operator()(const FrameKey &key) const
        {
            return size_t(key.revision) * 0x9e3779b97f4a7c15ull ^ size_t(key.type) << 8 ^ key.form ^ key.resource << 40;
        }
    };

    void subscribe(Watch &watch);
    void resume(Watch &watch);
    void sendInitial(Watch &watch);
    void receive(Watch &watch, const QList<store::Change> &changes);
    void send(Watch &watch, api::WatchEvent::Type type, const QByteArray &key, const api::Object &object,
              qint64 revision, const api::Cause &cause);
    void sendBookmark(Watch &watch, bool initialEventsEnd);
    void sendError(Watch &watch, const api::Error &error);
    void finish(Watch &watch);
    void sweep();
    void bookmarks();

    static constexpr qint64 highWater = 64 * 1024;
    static constexpr size_t maxFrames = 2048;
    const Context &m_context;
    api::Metrics *m_metrics = nullptr;
    quint64 m_nextId = 1;
    std::unordered_map<quint64, std::unique_ptr<Watch>> m_watches;
    std::unordered_map<FrameKey, api::WatchFrame, FrameHash> m_frames;
    std::deque<FrameKey> m_frameOrder;
    QTimer m_bookmarkTimer;
    bool m_sweeping = false, m_closed = false;
};

} // namespace orrery::resources
