// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/requestrecorder.h"

#include "controlplane/apiserver/resources/generic.h"

#include <QRandomGenerator>
#include <QUuid>

#include <chrono>

namespace orrery::apiserver {

using namespace api;

namespace {

qint64 steadyNow()
{
    return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1);
}

/// A UUID of version 4; nobody has to be unable to guess it, so no question to the system's generator.
QByteArray newAuditId()
{
    QRandomGenerator *random = QRandomGenerator::global();
    const quint64 a = random->generate64(), b = random->generate64();
    return QUuid(uint(a), ushort(a >> 32), ushort((a >> 48 & 0x0fff) | 0x4000), uchar((b & 0x3f) | 0x80), uchar(b >> 8),
                 uchar(b >> 16), uchar(b >> 24), uchar(b >> 32), uchar(b >> 40), uchar(b >> 48), uchar(b >> 56))
        .toByteArray(QUuid::WithoutBraces);
}

bool isWire(const Request &request)
{
    return request.peer != "loopback";
}

/// Of an answer for the wire, where the bytes are made anyway.
qint64 sizeOf(const Response &response)
{
    if (!response.body.isEmpty())
        return response.body.size();
    if (response.object)
        return response.object.json().size();
    qint64 size = 0;
    if (response.list) {
        for (const Object &item : response.list->items)
            size += item.json().size() + 1;
    }
    return size;
}

} // namespace

RequestRecorder::RequestRecorder(Metrics &metrics, Steps &steps, const Clock &clock, audit::Auditor *auditor)
    : m_metrics(metrics)
    , m_steps(steps)
    , m_clock(clock)
    , m_auditor(auditor)
{
}

Passage RequestRecorder::arrived(const Request &request, const chain::RequestInfo &info,
                                 const resources::Resource *resource)
{
    Passage passage;
    passage.info = info;
    passage.since = steadyNow();
    passage.kind = &m_metrics.kind(request, info, resource);
    if (isWire(request))
        passage.auditId = newAuditId();
    (info.isWrite() ? m_metrics.changing : m_metrics.reading).add();
    ++m_inFlight;
    return passage;
}

void RequestRecorder::received(Passage &passage, const Request &request)
{
    if (!m_auditor)
        return;
    if (passage.auditId.isEmpty())
        passage.auditId = newAuditId();
    passage.audit = m_auditor->received(request, passage.info, passage.auditId);
    if (passage.audit)
        passage.auditId = passage.audit->id;
}

void RequestRecorder::decided(Passage &passage, Request &request, bool allowed, const QByteArray &reason)
{
    (allowed ? m_metrics.allowed : m_metrics.denied).add();
    if (!passage.audit)
        return;
    request.auditAnnotations.insert("authorization.k8s.io/decision", allowed ? "allow" : "forbid");
    request.auditAnnotations.insert("authorization.k8s.io/reason", reason);
    if (!allowed)
        return; // what somebody sends who may not, is neither read nor kept
    audit::Auditor::allowed(*passage.audit, request, passage.info, [&]() -> Value {
        if (request.object)
            return request.object.document();
        if (request.body.isEmpty())
            return {};
        return resources::readBody(request, nullptr).valueOr(Value());
    });
}

void RequestRecorder::answers(Passage &passage, const Request &request, Response &response, bool stream)
{
    const bool wire = isWire(request);
    if (wire) {
        response.headers.add("audit-id", passage.auditId);
        if (passage.flow && !passage.flow->schemaUid.isEmpty()) {
            response.headers.add("x-kubernetes-pf-flowschema-uid", passage.flow->schemaUid);
            response.headers.add("x-kubernetes-pf-prioritylevel-uid", passage.flow->levelUid);
        }
    }
    if (passage.isStep)
        m_steps.record(request, passage.info, passage.before, response, m_clock.now());
    const bool dryRun = passage.info.isWrite() && !request.query.isEmpty() && request.query.value("dryRun") == "All";
    m_metrics.answered(*passage.kind, response.status, dryRun, stream ? -1 : double(steadyNow() - passage.since) / 1e9,
                       stream || !wire ? -1 : sizeOf(response));
    if (stream) {
        m_metrics.running(*passage.kind).add();
        if (passage.audit)
            m_auditor->started(*passage.audit, request, passage.info, response);
        settle(passage);
    }
}

void RequestRecorder::answered(Passage &passage, const Request &request, const Response &response)
{
    if (passage.audit)
        m_auditor->completed(*passage.audit, request, passage.info, response);
    settle(passage);
}

void RequestRecorder::streamEnded(Passage &passage, const Request &request, const Response &head)
{
    m_metrics.running(*passage.kind).add(-1);
    if (passage.audit)
        m_auditor->completed(*passage.audit, request, passage.info, head);
}

void RequestRecorder::dropped(Passage &passage)
{
    settle(passage);
}

void RequestRecorder::settle(Passage &passage)
{
    passage.seat.release();
    (passage.info.isWrite() ? m_metrics.changing : m_metrics.reading).add(-1);
    if (--m_inFlight == 0 && onIdle)
        onIdle();
}

} // namespace orrery::apiserver
