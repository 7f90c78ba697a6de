// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/resource.h"

#include "controlplane/api/selector.h"

namespace orrery::resources {

using namespace api;

namespace {

Error about(const Resource &resource, Reason reason, QByteArrayView name, QByteArray message)
{
    Error error{reason, std::move(message)};
    error.group = resource.gvr.group;
    error.kind = resource.gvr.resource;
    error.name = name.toByteArray();
    return error;
}

QByteArray quoted(const Resource &resource, QByteArrayView name)
{
    return resource.gvr.groupResource() + " \"" + name.toByteArray() + '"';
}

Value scaleOf(const Object &parent)
{
    Value metadata
        = Value::object({{"name", parent.metadata()["name"]}, {"namespace", parent.metadata()["namespace"]}});
    for (const char *member : {"uid", "resourceVersion", "creationTimestamp"})
        metadata = metadata.with(member, parent.metadata()[member]);
    Value spec = Value::object({{"replicas", Value(parent.spec()["replicas"].integer())}});
    Value status = Value::object({{"replicas", Value(parent.status()["replicas"].integer())}});
    const Value &selector = parent.spec()["selector"];
    if (parent.kind() == "ReplicationController") // the only one whose selector is a map of labels
        status = status.with("selector", LabelSelector::fromMap(selector).text());
    else if (const auto parsed = LabelSelector::fromValue(selector))
        status = status.with("selector", parsed->text());
    return Value::object({{"kind", "Scale"},
                          {"apiVersion", "autoscaling/v1"},
                          {"metadata", metadata},
                          {"spec", spec},
                          {"status", status}});
}

Result<Value> applyScale(const Value &parent, const Value &body, qint64)
{
    const Value &replicas = body["spec"]["replicas"];
    if (replicas.integer() < 0) {
        FieldErrors errors;
        errors.invalid("spec.replicas", replicas, "must be greater than or equal to 0");
        return errors.error("autoscaling", "Scale", parent["metadata"]["name"].text());
    }
    Value now = parent.withPath({"spec", "replicas"}, Value(replicas.integer()));
    const Value &version = body["metadata"]["resourceVersion"];
    return version.text().isEmpty() ? now : now.withPath({"metadata", "resourceVersion"}, version);
}

Result<Value> applyStatus(const Value &parent, const Value &body, qint64)
{
    const Value &status = body["status"];
    Value now = status.isNull() ? parent.without("status") : parent.with("status", status);
    const Value &version = body["metadata"]["resourceVersion"];
    return version.text().isEmpty() ? now : now.withPath({"metadata", "resourceVersion"}, version);
}

} // namespace

QList<QByteArray> verbNames(Verbs verbs)
{
    QList<QByteArray> names;
    const std::pair<Verb, const char *> all[] = {
        {Verb::Create, "create"}, {Verb::Delete, "delete"}, {Verb::DeleteCollection, "deletecollection"},
        {Verb::Get, "get"},       {Verb::List, "list"},     {Verb::Patch, "patch"},
        {Verb::Update, "update"}, {Verb::Watch, "watch"},
    };
    for (const auto &[verb, name] : all) {
        if (verbs & verb)
            names.append(name);
    }
    return names;
}

const Subresource *Resource::subresource(QByteArrayView name) const
{
    for (const Subresource &subresource : subresources) {
        if (name == subresource.name)
            return &subresource;
    }
    return nullptr;
}

Object Resource::served(const Object &stored) const
{
    if (!fromStored)
        return stored;
    Value document = fromStored(stored.document());
    return document.identical(stored.document()) ? stored : Object(std::move(document));
}

Value Resource::withDefaults(Value document) const
{
    if (type && !decode)
        document = Schema::builtin().withDefaults(*type, document);
    if (defaults)
        defaults(document);
    return document;
}

Error notFound(const Resource &resource, QByteArrayView name)
{
    return about(resource, Reason::NotFound, name, quoted(resource, name) + " not found");
}

Error alreadyExists(const Resource &resource, QByteArrayView name)
{
    return about(resource, Reason::AlreadyExists, name, quoted(resource, name) + " already exists");
}

Error conflict(const Resource &resource, QByteArrayView name, const QByteArray &why)
{
    const QByteArray reason = why.isEmpty()
        ? QByteArray("the object has been modified; please apply your changes to the latest version and try again")
        : why;
    return about(resource, Reason::Conflict, name,
                 "Operation cannot be fulfilled on " + quoted(resource, name) + ": " + reason);
}

Error methodNotAllowed(const Resource &resource, QByteArrayView)
{
    return about(resource, Reason::MethodNotAllowed, {},
                 "the server does not allow this method on the requested resource");
}

Subresource statusSubresource(const QByteArray &apiVersion, const QByteArray &kind)
{
    Subresource status{"status", apiVersion, kind, readWrite};
    status.apply = applyStatus;
    return status;
}

Subresource scaleSubresource()
{
    Subresource scale{"scale", "autoscaling/v1", "Scale", readWrite};
    scale.view = scaleOf;
    scale.apply = applyScale;
    return scale;
}

QByteArray humanDuration(qint64 seconds)
{
    const auto number = [](qint64 n) { return QByteArray::number(n); };
    if (seconds < -1)
        return "<invalid>";
    if (seconds < 0)
        return "0s";
    if (seconds < 120)
        return number(seconds) + 's';
    const qint64 minutes = seconds / 60, hours = seconds / 3600, days = hours / 24;
    const auto pair = [&number](qint64 a, char unitA, qint64 b, char unitB) {
        return number(a) + unitA + (b ? number(b) + unitB : QByteArray());
    };
    if (minutes < 10)
        return pair(minutes, 'm', seconds % 60, 's');
    if (minutes < 180)
        return number(minutes) + 'm';
    if (hours < 8)
        return pair(hours, 'h', minutes % 60, 'm');
    if (hours < 48)
        return number(hours) + 'h';
    if (days < 8)
        return pair(days, 'd', hours % 24, 'h');
    if (days < 365 * 2)
        return number(days) + 'd';
    if (days < 365 * 8)
        return pair(days / 365, 'y', days % 365, 'd');
    return number(days / 365) + 'y';
}

QByteArray age(const Value &timestamp, qint64 now)
{
    const auto time = timestamp.isString() ? parseTime(timestamp.text()) : std::nullopt;
    if (!time)
        return "<unknown>";
    const qint64 difference = now - *time;
    return humanDuration(difference < 0 ? (difference > -2'000'000 ? 0 : -2) : difference / 1'000'000);
}

} // namespace orrery::resources
