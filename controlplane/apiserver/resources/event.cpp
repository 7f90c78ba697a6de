// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/resource.h"

namespace orrery::resources::kinds {

using namespace api;

namespace {

QByteArray qualified(const Value &involved)
{
    const QByteArray kind = involved["kind"].bytes().toLower();
    return involved["name"].text().isEmpty() ? kind : kind + '/' + involved["name"].bytes();
}

Value lastSeen(const Object &event, qint64 now)
{
    const Value &series = event["series"];
    const Value *first = &event["firstTimestamp"];
    if (first->isNull())
        first = &event["eventTime"];
    const Value *last = &event["lastTimestamp"];
    if (!series.isNull())
        last = &series["lastObservedTime"];
    if (last->isNull())
        last = first;
    const qint64 count = series.isNull() ? event["count"].integer() : series["count"].integer();
    QByteArray text = age(*last, now);
    if (count > 1)
        text += " (x" + QByteArray::number(count) + " over " + age(*first, now) + ')';
    return text;
}

Value source(const Object &event, qint64)
{
    QByteArray component = event["source"]["component"].bytes();
    if (component.isEmpty())
        component = event["reportingComponent"].bytes();
    const QByteArray host = event["source"]["host"].bytes();
    return host.isEmpty() ? component : component + ", " + host;
}

void validate(FieldErrors &errors, const Value &document)
{
    const QByteArray involved = document["involvedObject"]["namespace"].bytes();
    const QByteArray ns = document["metadata"]["namespace"].bytes();
    // Events about cluster-scoped objects live in "default".
    if (involved.isEmpty() ? ns != "default" && ns != "kube-system" : involved != ns)
        errors.invalid("involvedObject.namespace",
                       document["involvedObject"]["namespace"].isNull() ? Value("")
                                                                        : document["involvedObject"]["namespace"],
                       "does not match event.namespace");
}

} // namespace

Resource event()
{
    Resource resource;
    resource.gvr = {"", "v1", "events"};
    resource.kind = "Event";
    resource.shortNames = {"ev"};
    resource.createOnUpdate = true;
    resource.ttlSeconds = 3600;
    resource.selectableFields = {"involvedObject.kind",
                                 "involvedObject.namespace",
                                 "involvedObject.name",
                                 "involvedObject.uid",
                                 "involvedObject.apiVersion",
                                 "involvedObject.resourceVersion",
                                 "involvedObject.fieldPath",
                                 "reason",
                                 "reportingComponent",
                                 "source",
                                 "type"};
    resource.nameColumn = resource.ageColumn = false;
    resource.columns = {
        {"Last Seen", "string", 0, lastSeen},
        {"Type", "string", 0, [](const Object &event, qint64) { return event["type"]; }},
        {"Reason", "string", 0, [](const Object &event, qint64) { return event["reason"]; }},
        {"Object", "string", 0, [](const Object &event, qint64) { return Value(qualified(event["involvedObject"])); }},
        {"Subobject", "string", 1, [](const Object &event, qint64) { return event["involvedObject"]["fieldPath"]; }},
        {"Source", "string", 1, source},
        {"Message", "string", 0, [](const Object &event, qint64) { return Value(event["message"].bytes().trimmed()); }},
        {"First Seen", "string", 1,
         [](const Object &event, qint64 now) {
             return Value(age(event["firstTimestamp"].isNull() ? event["eventTime"] : event["firstTimestamp"], now));
         }},
        {"Count", "string", 1,
         [](const Object &event, qint64) {
             return Value(event["series"].isNull() ? std::max<qint64>(1, event["count"].integer())
                                                   : event["series"]["count"].integer());
         }},
        {"Name", "string", 1, [](const Object &event, qint64) { return event.metadata()["name"]; }},
    };
    resource.validate = validate;
    return resource;
}

} // namespace orrery::resources::kinds
