// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/cri/eventreader.h"

#include "nodeagent/cri/convert.h"

#include <QLoggingCategory>

#include <grpcpp/grpcpp.h>

namespace orrery::cri {

namespace events = containerd::services::events::v1;
using convert::bytes;

namespace {

Q_LOGGING_CATEGORY(lc, "orrery.cri", QtInfoMsg)

} // namespace

EventReader::EventReader(std::shared_ptr<grpc::Channel> channel, std::function<void(RuntimeEvent)> event)
    : m_stub(events::Events::NewStub(channel))
    , m_event(std::move(event))
    , m_thread([this] { run(); })
{
}

EventReader::~EventReader()
{
    {
        std::lock_guard lock(m_mutex);
        m_stopped = true;
        if (m_context)
            m_context->TryCancel();
    }
    m_wake.notify_all();
    m_thread.join();
}

void EventReader::run()
{
    bool broken = false;
    for (;;) {
        grpc::ClientContext context;
        context.set_wait_for_ready(true);
        {
            std::unique_lock lock(m_mutex);
            if (broken) // a server that answers with an error at once must not be asked in a tight loop
                m_wake.wait_for(lock, std::chrono::milliseconds(500), [this] { return m_stopped; });
            if (m_stopped)
                return;
            m_context = &context;
        }
        events::SubscribeRequest request;
        request.add_filters("topic==\"/tasks/exit\"");
        request.add_filters("topic==\"/tasks/oom\"");
        auto reader = m_stub->Subscribe(&context, request);
        if (broken)
            m_event({}); // what happened meanwhile is unknown
        events::Envelope envelope;
        while (reader->Read(&envelope))
            deliver(envelope);
        const auto status = reader->Finish();
        broken = true;
        std::lock_guard lock(m_mutex);
        m_context = nullptr;
        if (!m_stopped)
            qCInfo(lc, "event stream ended error=%s", status.error_message().c_str());
    }
}

void EventReader::deliver(const events::Envelope &envelope)
{
    if (envelope.topic() == "/tasks/oom") {
        events::TaskOOM oom;
        if (oom.ParseFromString(envelope.event().value()))
            m_event({RuntimeEvent::Type::OutOfMemory, bytes(oom.container_id())});
        return;
    }
    events::TaskExit exit;
    // An exec's end has another id than its container; nobody waits for it here.
    if (exit.ParseFromString(envelope.event().value()) && exit.id() == exit.container_id())
        m_event({RuntimeEvent::Type::Exited, bytes(exit.container_id())});
}

} // namespace orrery::cri
