// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/audit/auditor.h"
#include "controlplane/apiserver/flowcontrol/flowcontrol.h"
#include "controlplane/apiserver/requestmetrics.h"
#include "controlplane/apiserver/steps.h"

namespace orrery::apiserver {

/// One request on its way through the server: what is to be known of it when it is answered.
struct Passage
{
    chain::RequestInfo info;
    api::Cause before; ///< that the request came with
    bool isStep = false;
    qint64 since = 0; ///< nanoseconds
    RequestMetrics::Kind *kind = nullptr;
    QByteArray auditId;
    std::unique_ptr<audit::Record> audit;
    flowcontrol::Seat seat;
    flowcontrol::FlowPtr flow;
};

/// Notes what becomes of requests: counts them, puts them into the ring of steps and into the audit log, and gives
/// their answers the headers that tell of it. Thread: the api thread. Lifetime: shared by the server and, weakly, by
/// the requests, which may outlive it.
class RequestRecorder final
{
public:
    RequestRecorder(api::Metrics &metrics, Steps &steps, const api::Clock &clock, audit::Auditor *auditor);

    Passage arrived(const api::Request &request, const chain::RequestInfo &info, const resources::Resource *resource);
    /// Once it is known who asks.
    void received(Passage &passage, const api::Request &request);
    /// What authorization has said, for the audit log.
    void decided(Passage &passage, api::Request &request, bool allowed, const QByteArray &reason);
    /// The whole answer, or the head of a stream; before it goes out.
    void answers(Passage &passage, const api::Request &request, api::Response &response, bool stream);
    /// It has gone out. Of a stream: it has ended.
    void answered(Passage &passage, const api::Request &request, const api::Response &response);
    void streamEnded(Passage &passage, const api::Request &request, const api::Response &head);
    void dropped(Passage &passage); ///< nobody has answered it

    RequestMetrics &metrics() { return m_metrics; }
    int inFlight() const { return m_inFlight; }
    std::function<void()> onIdle; ///< nothing is in flight any more

private:
    void settle(Passage &passage);

    RequestMetrics m_metrics;
    Steps &m_steps;
    const api::Clock &m_clock;
    audit::Auditor *const m_auditor; ///< may be null
    int m_inFlight = 0;
};

} // namespace orrery::apiserver
