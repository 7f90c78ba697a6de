// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/audit/auditor.h"

namespace orrery::audit {

using api::Object;
using api::Request;
using api::Response;
using api::User;
using api::Value;

namespace {

Value texts(const QList<QByteArray> &list)
{
    std::vector<Value> items(list.begin(), list.end());
    return Value::array(std::move(items));
}

Value userValue(const User &user)
{
    Value out = Value::object({{"username", user.name}});
    if (!user.uid.isEmpty())
        out = out.with("uid", user.uid);
    if (!user.groups.isEmpty())
        out = out.with("groups", texts(user.groups));
    Value extra;
    for (auto it = user.extra.cbegin(); it != user.extra.cend(); ++it)
        extra = extra.with(it.key(), texts(it.value()));
    return extra.isNull() ? out : out.with("extra", extra);
}

/// The client's own word for the id of its request, if it is one.
bool isPlain(const QByteArray &text)
{
    return !text.isEmpty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    });
}

Value objectReference(const chain::RequestInfo &info, const Value &requestObject, const Object &answer)
{
    const bool status = answer.kind() == "Status";
    const Value &sent = requestObject["metadata"];
    const auto pick = [&](const QByteArray &known, const char *member) {
        if (!known.isEmpty())
            return known;
        const QByteArray asked = sent[member].bytes();
        return asked.isEmpty() && answer && !status ? answer.metadata()[member].bytes() : asked;
    };
    Value out = Value::object({{"resource", info.gvr.resource}});
    const auto set = [&out](const char *member, const QByteArray &text) {
        if (!text.isEmpty())
            out = out.with(member, text);
    };
    set("namespace", info.ns);
    const bool collection = info.name.isEmpty() && info.verb != "create";
    set("name", collection ? QByteArray() : pick(info.name, "name"));
    set("uid", collection || status ? QByteArray() : sent["uid"].bytes());
    set("apiGroup", info.gvr.group);
    set("apiVersion", info.gvr.version);
    set("resourceVersion", sent["resourceVersion"].bytes());
    set("subresource", info.subresource);
    return out;
}

Value responseStatus(const Response &response)
{
    const Object &object = response.object;
    if (object.kind() != "Status" || object.apiVersion() != "v1")
        return Value::object({{"metadata", Value::object(std::vector<api::Member>{})}, {"code", response.status}});
    Value out = Value::object({{"metadata", Value::object(std::vector<api::Member>{})}});
    for (const char *member : {"status", "message", "reason", "details"}) {
        if (const Value *value = object.document().find(member))
            out = out.with(member, *value);
    }
    return out.with("code", response.status);
}

} // namespace

Auditor::Auditor(Policy policy, Log &log, const api::Clock &clock, api::Metrics &metrics)
    : m_policy(std::move(policy))
    , m_log(log)
    , m_clock(clock)
    , m_events(metrics
                   .counter("apiserver_audit_event_total",
                            "Counter of audit events generated and sent to the audit backend.")
                   .with({}))
    , m_levels(metrics.counter("apiserver_audit_level_total",
                               "Counter of policy levels for audit events (1 per request).", {"level"}))
{
}

std::unique_ptr<Record> Auditor::received(const Request &request, const chain::RequestInfo &info, const QByteArray &id)
{
    const Verdict verdict = m_policy.verdict(request.user, info);
    m_levels.with({levelName(verdict.level)}).add();
    if (verdict.level == Level::None)
        return {};
    const QByteArray own = request.headers.value("audit-id");
    auto record = std::make_unique<Record>(Record{verdict, isPlain(own) ? own : id, request.user, m_clock.now(), {}, 0});
    emitStage(Stage::RequestReceived, *record, request, info, nullptr);
    return record;
}

void Auditor::allowed(Record &record, const Request &request, const chain::RequestInfo &info,
                      const std::function<Value()> &body)
{
    if (record.verdict.level < Level::Request || !info.isWrite() || !info.isResource)
        return;
    record.requestObject = body();
    record.requestBytes = request.body.size();
}

void Auditor::started(const Record &record, const Request &request, const chain::RequestInfo &info,
                      const Response &head)
{
    emitStage(Stage::ResponseStarted, record, request, info, &head);
}

void Auditor::completed(const Record &record, const Request &request, const chain::RequestInfo &info,
                        const Response &response)
{
    emitStage(Stage::ResponseComplete, record, request, info, &response);
}

void Auditor::emitStage(Stage stage, const Record &record, const Request &request, const chain::RequestInfo &info,
                        const Response *response)
{
    if (record.verdict.omitStages & stage)
        return;
    m_events.add();
    const QByteArray query = request.query.encoded();
    Value out = Value::object({{"kind", "Event"},
                               {"apiVersion", "audit.k8s.io/v1"},
                               {"level", levelName(record.verdict.level)},
                               {"auditID", record.id},
                               {"stage", stageName(stage)},
                               {"requestURI", query.isEmpty() ? request.path : request.path + '?' + query},
                               {"verb", info.verb},
                               {"user", userValue(record.user)}});
    if (request.user.name != record.user.name || request.user.groups != record.user.groups)
        out = out.with("impersonatedUser", userValue(request.user));
    out = out.with("sourceIPs",
                   Value::array({Value(request.peer == "loopback" ? QByteArray("127.0.0.1") : request.peer)}));
    if (const QByteArray agent = request.headers.value("user-agent"); !agent.isEmpty())
        out = out.with("userAgent", agent.left(1024));
    Event event;
    if (info.isResource)
        out = out.with("objectRef",
                       objectReference(info, record.requestObject, response ? response->object : Object()));
    if (response) {
        out = out.with("responseStatus", responseStatus(*response));
        event.requestObject = record.requestObject;
        event.requestBytes = record.requestBytes;
        if (record.verdict.level == Level::RequestResponse && stage == Stage::ResponseComplete && info.isResource) {
            event.responseObject = response->object;
            event.responseList = response->list;
            if (!event.responseObject && !event.responseList && response->contentType.startsWith("application/json"))
                event.responseBody = response->body;
        }
        event.omitManagedFields = record.verdict.omitManagedFields;
    }
    out = out.with("requestReceivedTimestamp", api::formatMicroTime(record.received))
              .with("stageTimestamp", api::formatMicroTime(m_clock.now()));
    if (response && !request.auditAnnotations.isEmpty()) {
        Value annotations;
        for (auto it = request.auditAnnotations.cbegin(); it != request.auditAnnotations.cend(); ++it)
            annotations = annotations.with(it.key(), it.value());
        out = out.with("annotations", annotations);
    }
    event.document = std::move(out);
    m_log.write(std::move(event));
}

} // namespace orrery::audit
