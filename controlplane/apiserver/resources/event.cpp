// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/versions.h"

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

/// What an event of the newer kind (one with an eventTime) must say. controller: how its reporter is called here.
void validateReporter(FieldErrors &errors, const Value &document, const char *controller)
{
    const Value &reporter = document["reportingComponent"];
    if (reporter.text().isEmpty())
        errors.required(controller);
    else if (const QByteArray problem = qualifiedNameProblem(reporter.text()); !problem.isEmpty())
        errors.invalid(controller, reporter, problem);
    for (const char *member : {"reportingInstance", "action", "reason"}) {
        if (document[member].text().isEmpty())
            errors.required(member);
        else if (document[member].text().size() > 128)
            errors.invalid(member, Value(""), "can have at most 128 characters");
    }
    if (document["message"].text().size() > 1024)
        errors.invalid("message", Value(""), "can have at most 1024 characters");
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
    if (!document["eventTime"].isNull())
        validateReporter(errors, document, "reportingComponent");
}

/// Of events.k8s.io: only the newer kind, without what the older had. document: as core/v1 has it.
void validateStrictly(FieldErrors &errors, const Value &document)
{
    if (document["eventTime"].isNull()) {
        errors.required("eventTime");
        validateReporter(errors, document, "reportingController");
    }
    const QByteArray type = document["type"].bytes();
    if (type != "Normal" && type != "Warning")
        errors.invalid("type", Value(""), "has invalid value: " + type);
    for (const char *member : {"firstTimestamp", "lastTimestamp", "count"}) {
        if (!document[member].isNull() && !(document[member] == Value(0)))
            errors.invalid(member, Value(""), "needs to be unset");
    }
    if (!document["source"].isEmpty())
        errors.invalid("source", Value(""), "needs to be unset");
    if (const Value &series = document["series"]; !series.isNull()) {
        if (series["count"].integer() < 2)
            errors.invalid("series.count", Value(""), "should be at least 2");
        if (series["lastObservedTime"].isNull())
            errors.required("series.lastObservedTime");
    }
}

/// Through events.k8s.io only the series of an event goes on, and what metadata says.
void validateStrictUpdate(FieldErrors &errors, const Value &document, const Value &old)
{
    for (const char *member :
         {"involvedObject", "reason", "message", "source", "firstTimestamp", "lastTimestamp", "count", "type",
          "eventTime", "action", "related", "reportingComponent", "reportingInstance"})
        validateImmutable(errors, member, document[member], old[member]);
}

// --- events.k8s.io ---

struct Name
{
    const char *core, *events;
};
constexpr Name names[] = {
    {"involvedObject", "regarding"},
    {"message", "note"},
    {"reportingComponent", "reportingController"},
    {"source", "deprecatedSource"},
    {"firstTimestamp", "deprecatedFirstTimestamp"},
    {"lastTimestamp", "deprecatedLastTimestamp"},
    {"count", "deprecatedCount"},
};

Value renamed(const Value &document, const char *Name::*from, const char *Name::*to)
{
    std::vector<Member> members(document.members().begin(), document.members().end());
    for (Member &member : members) {
        for (const Name &name : names) {
            if (member.key() == name.*from)
                member.name = Value(name.*to);
        }
    }
    return Value::object(std::move(members));
}

/// Fields of either version, by their names in either.
Value field(const Object &event, QByteArrayView name)
{
    const bool core = event.apiVersion() == "v1";
    const auto member = [&event, core](const char *coreName, const char *eventsName) -> const Value & {
        return event[core ? coreName : eventsName];
    };
    for (const char *prefix : {"involvedObject.", "regarding."}) {
        if (name.startsWith(prefix)) {
            const Value &found = member("involvedObject", "regarding")[name.sliced(qsizetype(qstrlen(prefix)))];
            return found.isNull() ? Value("") : found;
        }
    }
    const Value &reporter = member("reportingComponent", "reportingController");
    if (name == "reportingComponent" || name == "reportingController")
        return Value(reporter.text());
    if (name != "source")
        return {};
    const Value &component = member("source", "deprecatedSource")["component"];
    return Value(component.text().isEmpty() ? reporter.text() : component.text());
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
    resource.selectable = field;
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

Resource eventsEvent()
{
    Resource core = event();
    core.validateCreate = validateStrictly;
    core.validateUpdate = validateStrictUpdate;
    Resource resource
        = anotherVersion(core, {"events.k8s.io", "v1", "events"},
                         {[](const Value &document) { return renamed(document, &Name::core, &Name::events); },
                          [](const Value &document) { return renamed(document, &Name::events, &Name::core); }});
    for (const char *name : {"kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath"})
        resource.selectableFields.append(QByteArray("regarding.") + name);
    resource.selectableFields.append("reportingController");
    resource.selectable = field;
    return resource;
}

} // namespace orrery::resources::kinds
