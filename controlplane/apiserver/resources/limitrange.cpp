// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/cells.h"
#include "controlplane/apiserver/resources/quantities.h"

#include "controlplane/api/quantity.h"

#include <QSet>

namespace orrery::resources::kinds {

using namespace api;

namespace {

/// The members of `from` that `to` lacks.
void fill(Value &item, const char *to, const char *from)
{
    Value target = item[to];
    for (const Member &member : item[from].members()) {
        if (!target.contains(member.key()))
            target = target.with(member.key(), member.value);
    }
    if (!target.identical(item[to]))
        item = item.with(to, target);
}

void defaults(Value &document)
{
    const Value &limits = document["spec"]["limits"];
    const Value filled = mapped(limits, [](Value &item) {
        if (item["type"].text() != "Container")
            return;
        fill(item, "default", "max");
        fill(item, "defaultRequest", "default");
        fill(item, "defaultRequest", "min");
    });
    if (!filled.identical(limits))
        document = document.withPath({"spec", "limits"}, filled);
}

void validateType(FieldErrors &errors, const Path &path, const Value &type)
{
    validateText(errors, path, type, qualifiedNameProblem);
    const QByteArrayView text = type.text();
    if (!text.contains('/') && text != "Pod" && text != "Container" && text != "PersistentVolumeClaim")
        errors.invalid(path, type, "must be a standard limit type or fully qualified");
}

/// Of one resource, all the bounds must go together.
void validateBounds(FieldErrors &errors, const Path &path, const Value &item, const QByteArray &name)
{
    const auto amount = [&](const char *member) -> std::optional<Quantity> {
        const Value *found = item[member].find(name);
        return found ? std::optional(Quantity::of(*found)) : std::nullopt;
    };
    const auto least = amount("min"), most = amount("max"), otherwise = amount("default"),
               request = amount("defaultRequest"), ratio = amount("maxLimitRequestRatio");
    const auto order = [&](const std::optional<Quantity> &a, const char *aName, const std::optional<Quantity> &b,
                           const char *bName, const char *member, const std::optional<Quantity> &shown) {
        if (a && b && *a > *b)
            errors.invalid((path / member).key(name), shown->text(),
                           QByteArray(aName) + " value " + a->text() + " is greater than " + bName + " value "
                               + b->text());
    };
    order(least, "min", most, "max", "min", least);
    order(least, "min", request, "default request", "defaultRequest", request);
    order(request, "default request", most, "max", "defaultRequest", request);
    order(request, "default request", otherwise, "default limit", "defaultRequest", request);
    order(least, "min", otherwise, "default", "default", least);
    order(otherwise, "default", most, "max", "default", most);
    const Path ratioPath = (path / "maxLimitRequestRatio").key(name);
    if (ratio && *ratio < Quantity::fromMilli(1000))
        errors.invalid(ratioPath, ratio->text(), "ratio " + ratio->text() + " is less than 1");
    if (ratio && least && most && !least->isZero()) {
        const double limit = double(most->milli()) / double(least->milli());
        if (double(ratio->milli()) / 1000 > limit)
            errors.invalid(ratioPath, ratio->text(),
                           "ratio " + ratio->text()
                               + " is greater than max/min = " + QByteArray::number(limit, 'f', 6));
    }
    const bool overcommits = !name.startsWith("hugepages-") && !isExtendedResource(name);
    if (!overcommits && otherwise && request && !(*otherwise == *request))
        errors.invalid((path / "defaultRequest").key(name), request->text(),
                       "default value " + otherwise->text() + " must equal to defaultRequest value " + request->text()
                           + " in " + name);
}

void validate(FieldErrors &errors, const Value &document)
{
    QSet<QByteArray> types;
    eachItem("spec.limits", document["spec"]["limits"], [&](const Value &item, const Path &at) {
        const QByteArray type = item["type"].bytes();
        validateType(errors, at / "type", item["type"]);
        if (types.contains(type))
            errors.duplicate(at / "type", item["type"]);
        types.insert(type);
        const bool isPod = type == "Pod";
        for (const char *member : {"default", "defaultRequest"}) {
            if (isPod && !item[member].isEmpty())
                errors.forbidden(at / member, "may not be specified when `type` is 'Pod'");
        }
        if (type == "PersistentVolumeClaim" && !item["min"].contains("storage") && !item["max"].contains("storage"))
            errors.required(at / "limits",
                            "either minimum or maximum storage value is required, but neither was provided");
        const auto problem = isPod || type == "Container" ? containerResourceProblem : resourceNameProblem;
        QSet<QByteArray> names;
        for (const char *member : {"max", "min", "default", "defaultRequest", "maxLimitRequestRatio"}) {
            for (const Member &amount : item[member].members()) {
                validateText(errors, (at / member).key(amount.key()), amount.name, problem);
                names.insert(amount.key().toByteArray());
            }
        }
        QList<QByteArray> sorted = names.values();
        std::sort(sorted.begin(), sorted.end());
        for (const QByteArray &name : std::as_const(sorted))
            validateBounds(errors, at, item, name);
    });
}

} // namespace

Resource limitRange()
{
    Resource resource;
    resource.gvr = {"", "v1", "limitranges"};
    resource.kind = "LimitRange";
    resource.shortNames = {"limits"};
    resource.createOnUpdate = true;
    showCreationOnly(resource);
    resource.defaults = defaults;
    resource.validate = validate;
    return resource;
}

} // namespace orrery::resources::kinds
