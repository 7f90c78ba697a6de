// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/object.h"

#include "controlplane/api/clock.h"

#include <mutex>

namespace orrery::api {

struct Object::Data
{
    mutable Value document;
    mutable std::atomic<bool> parsed{true};
    mutable std::once_flag parseOnce;
    mutable std::once_flag once;
    mutable QByteArray json;
};

namespace {
const Value nothing;
}

Object::Object(Value document)
    : Object(std::move(document), {})
{
}

Object::Object(Value document, QByteArray json)
{
    if (document.isNull())
        return;
    auto data = std::make_shared<Data>();
    data->document = std::move(document);
    if (!json.isEmpty())
        std::call_once(data->once, [&] { data->json = std::move(json); });
    m_data = std::move(data);
}

Object Object::fromJson(QByteArray json)
{
    Object object;
    if (json.isEmpty())
        return object;
    auto data = std::make_shared<Data>();
    std::call_once(data->once, [&] { data->json = std::move(json); });
    data->parsed = false;
    object.m_data = std::move(data);
    return object;
}

const Value &Object::document() const
{
    if (!m_data)
        return nothing;
    if (!m_data->parsed.load(std::memory_order_acquire)) {
        std::call_once(m_data->parseOnce, [this] {
            m_data->document = parseJson(m_data->json, {1000, m_data->json.size()}).valueOr({});
            m_data->parsed.store(true, std::memory_order_release);
        });
    }
    return m_data->document;
}

QByteArray Object::json() const
{
    if (!m_data)
        return "null";
    std::call_once(m_data->once, [this] { m_data->json = toJson(m_data->document); });
    return m_data->json;
}

QList<QByteArray> Object::finalizers() const
{
    QList<QByteArray> result;
    for (const Value &name : metadata()["finalizers"].items())
        result.append(name.bytes());
    return result;
}

QList<OwnerReference> Object::ownerReferences() const
{
    QList<OwnerReference> result;
    for (const Value &owner : metadata()["ownerReferences"].items())
        result.append({owner["apiVersion"].bytes(), owner["kind"].bytes(), owner["name"].bytes(), owner["uid"].bytes(),
                       owner["controller"].boolean(), owner["blockOwnerDeletion"].boolean()});
    return result;
}

std::optional<OwnerReference> Object::controller() const
{
    for (const OwnerReference &owner : ownerReferences()) {
        if (owner.controller)
            return owner;
    }
    return {};
}

Object Object::with(QByteArrayView member, Value value) const
{
    return Object(document().with(member, std::move(value)));
}

Object Object::withPath(std::initializer_list<QByteArrayView> path, Value value) const
{
    return Object(document().withPath(path, std::move(value)));
}

Object Object::withMetadata(QByteArrayView member, Value value) const
{
    return with("metadata", metadata().with(member, std::move(value)));
}

Object Object::withoutMetadata(QByteArrayView member) const
{
    return metadata().contains(member) ? with("metadata", metadata().without(member)) : *this;
}

Object newObject(QByteArrayView apiVersion, QByteArrayView kind, const Key &key)
{
    Value metadata = Value::object({{"name", key.name}});
    if (!key.ns.isEmpty())
        metadata = metadata.with("namespace", key.ns);
    return Object(Value::object({{"apiVersion", apiVersion}, {"kind", kind}, {"metadata", metadata}}));
}

Value controllerReference(const Object &owner)
{
    return Value::object({{"apiVersion", owner.apiVersion()},
                          {"kind", owner.kind()},
                          {"name", owner.name()},
                          {"uid", owner.uid()},
                          {"controller", true},
                          {"blockOwnerDeletion", true}});
}

const Value &condition(const Object &object, QByteArrayView type)
{
    for (const Value &item : object.status()["conditions"].items()) {
        if (item["type"].text() == type)
            return item;
    }
    return nothing;
}

Value withCondition(const Value &conditions, QByteArrayView type, bool status, QByteArrayView reason,
                    QByteArrayView message, qint64 time)
{
    const QByteArrayView statusText = status ? "True" : "False";
    qsizetype index = 0;
    for (; index < conditions.size(); ++index) {
        if (conditions.at(index)["type"].text() == type)
            break;
    }
    Value next = conditions.at(index);
    const bool same
        = next["status"].text() == statusText && next["reason"].text() == reason && next["message"].text() == message;
    if (!next.isNull() && same)
        return conditions;
    if (next["status"].text() != statusText)
        next = next.with("type", type).with("status", statusText).with("lastTransitionTime", formatTime(time));
    next = reason.isEmpty() ? next.without("reason") : next.with("reason", reason);
    next = message.isEmpty() ? next.without("message") : next.with("message", message);
    return index < conditions.size() ? conditions.withItem(index, next) : conditions.withAppended(next);
}

QByteArray eventTypeName(WatchEvent::Type type)
{
    switch (type) {
    case WatchEvent::Type::Added:
        return "ADDED";
    case WatchEvent::Type::Modified:
        return "MODIFIED";
    case WatchEvent::Type::Deleted:
        return "DELETED";
    case WatchEvent::Type::Bookmark:
        return "BOOKMARK";
    case WatchEvent::Type::Error:
        break;
    }
    return "ERROR";
}

Object toStatus(const Error &error)
{
    std::vector<Member> details;
    const auto text = [](std::vector<Member> &members, const char *name, const QByteArray &value) {
        if (!value.isEmpty())
            members.push_back({name, value});
    };
    text(details, "name", error.name);
    text(details, "group", error.group);
    text(details, "kind", error.kind);
    std::vector<Value> causes;
    for (const StatusCause &cause : error.causes) {
        std::vector<Member> members;
        text(members, "reason", cause.reason);
        text(members, "message", cause.message);
        text(members, "field", cause.field);
        causes.push_back(Value::object(std::move(members)));
    }
    if (!causes.empty())
        details.push_back({"causes", Value::array(std::move(causes))});
    if (error.retryAfterSeconds > 0)
        details.push_back({"retryAfterSeconds", error.retryAfterSeconds});

    std::vector<Member> status{{"kind", "Status"},
                               {"apiVersion", "v1"},
                               {"metadata", Value::object(std::vector<Member>())},
                               {"status", "Failure"},
                               {"message", error.message}};
    text(status, "reason", reasonName(error.reason));
    if (!details.empty())
        status.push_back({"details", Value::object(std::move(details))});
    status.push_back({"code", error.httpStatus()});
    return Object(Value::object(std::move(status)));
}

Error fromStatus(const Value &status, int httpCode)
{
    const Value &details = status["details"];
    Error error;
    const int code = int(status["code"].integer(httpCode));
    error.reason = reasonFromName(status["reason"].text(), code);
    error.message = status["message"].bytes();
    if (error.message.isEmpty())
        error.message = "the server answered " + QByteArray::number(code);
    error.name = details["name"].bytes();
    error.group = details["group"].bytes();
    error.kind = details["kind"].bytes();
    for (const Value &cause : details["causes"].items())
        error.causes.append({cause["reason"].bytes(), cause["message"].bytes(), cause["field"].bytes()});
    error.retryAfterSeconds = int(details["retryAfterSeconds"].integer());
    if (code != api::httpCode(error.reason))
        error.code = code;
    return error;
}

} // namespace orrery::api
