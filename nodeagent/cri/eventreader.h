// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "nodeagent/cri/runtime.h"

#include "proto/events.grpc.pb.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace orrery::cri {

/// A thread that reads containerd's event stream (exits and out-of-memory), and opens it again when it breaks; then it
/// says that anything may have happened (an event without an id). Private to this room. Thread: `event` comes on its
/// own. Lifetime: the subscriber's; the destructor waits for the thread.
class EventReader final : public EventSubscription
{
public:
    EventReader(std::shared_ptr<grpc::Channel> channel, std::function<void(RuntimeEvent)> event);
    ~EventReader() override;

private:
    void run();
    void deliver(const containerd::services::events::v1::Envelope &envelope);

    std::unique_ptr<containerd::services::events::v1::Events::Stub> m_stub;
    std::function<void(RuntimeEvent)> m_event;
    std::mutex m_mutex; // the two below
    grpc::ClientContext *m_context = nullptr;
    bool m_stopped = false;
    std::condition_variable m_wake;
    std::thread m_thread; // last: it uses the others
};

} // namespace orrery::cri
