// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/audit/log.h"
#include "controlplane/apiserver/audit/policy.h"

namespace orrery::audit {

/// What is noted of one request while it goes on. Null for those that the policy leaves out.
struct Record
{
    Verdict verdict;
    QByteArray id;
    api::User user; ///< who asked; the request's is whom it is treated as
    qint64 received = 0; ///< microseconds since the epoch
    api::Value requestObject;
    qint64 requestBytes = 0; ///< that it came as
};

/// Writes down what is asked of the server and what it answers, as far as the policy wants it (kubernetes.io,
/// Auditing). Does not: change a request, or make it wait. Thread: the api thread. Lifetime: ApiServer's; the log, the
/// clock and the metrics outlive it.
class Auditor final
{
public:
    Auditor(Policy policy, Log &log, const api::Clock &clock, api::Metrics &metrics);

    /// Once it is known who asks; stage RequestReceived.
    std::unique_ptr<Record> received(const api::Request &request, const chain::RequestInfo &info, const QByteArray &id);
    /// Once it is allowed. body: what was sent, for levels that want it; called at once.
    static void allowed(Record &record, const api::Request &request, const chain::RequestInfo &info,
                        const std::function<api::Value()> &body);
    /// An answer that goes on for long begins: stage ResponseStarted.
    void started(const Record &record, const api::Request &request, const chain::RequestInfo &info,
                 const api::Response &head);
    /// Stage ResponseComplete. response: of a stream its head.
    void completed(const Record &record, const api::Request &request, const chain::RequestInfo &info,
                   const api::Response &response);

private:
    void emitStage(Stage stage, const Record &record, const api::Request &request, const chain::RequestInfo &info,
                   const api::Response *response);

    const Policy m_policy;
    Log &m_log;
    const api::Clock &m_clock;
    api::Counter &m_events;
    api::Metrics::Family<api::Counter> &m_levels;
};

} // namespace orrery::audit
