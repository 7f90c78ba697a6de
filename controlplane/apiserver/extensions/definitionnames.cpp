// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/extensions/definitions.h"

#include <QSet>

namespace orrery::extensions {

using namespace api;

AcceptedNames acceptNames(const Value &definition, const QList<Value> &others, const resources::Registry &registry)
{
    const Value &wanted = definition["spec"]["names"], &had = definition["status"]["acceptedNames"];
    const QByteArray group = definition["spec"]["group"].bytes();
    QSet<QByteArray> names, kinds;
    const auto take = [](QSet<QByteArray> &into, const Value &name) {
        if (!name.text().isEmpty())
            into.insert(name.bytes());
    };
    for (const Value &accepted : others) {
        for (const char *name : {"plural", "singular"})
            take(names, accepted[name]);
        for (const Value &name : accepted["shortNames"].items())
            take(names, name);
        for (const char *name : {"kind", "listKind"})
            take(kinds, accepted[name]);
    }
    for (const resources::Resource &resource : registry.all()) {
        if (resource.custom || resource.gvr.group != group)
            continue;
        names << resource.gvr.resource << resource.singular;
        for (const QByteArray &name : resource.shortNames)
            names << name;
        kinds << resource.kind << resource.listKind;
    }
    AcceptedNames out;
    const auto accept = [&out](const QSet<QByteArray> &taken, const Value &name, const char *reason) {
        if (name.text().isEmpty() || !taken.contains(name.bytes()))
            return true;
        out.reason = reason;
        out.message = toJson(name) + " is already in use";
        return false;
    };
    // A name that is refused stays what was accepted before.
    Value result = wanted;
    const auto keep = [&](const char *member) {
        result = had[member].isNull() ? result.with(member, "") : result.with(member, had[member]);
    };
    if (!accept(names, wanted["plural"], "PluralConflict"))
        keep("plural");
    if (!accept(names, wanted["singular"], "SingularConflict"))
        keep("singular");
    for (const Value &name : wanted["shortNames"].items()) {
        if (accept(names, name, "ShortNamesConflict"))
            continue;
        result
            = had["shortNames"].isNull() ? result.without("shortNames") : result.with("shortNames", had["shortNames"]);
        break;
    }
    if (!accept(kinds, wanted["kind"], "KindConflict"))
        keep("kind");
    if (!accept(kinds, wanted["listKind"], "ListKindConflict"))
        keep("listKind");
    out.names = result;
    return out;
}

} // namespace orrery::extensions
