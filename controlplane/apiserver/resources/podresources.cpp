// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/quantity.h"
#include "controlplane/apiserver/resources/podrules.h"
#include "controlplane/apiserver/resources/podspec.h"
#include "controlplane/apiserver/resources/quantities.h"

namespace orrery::resources {

using namespace api;

namespace {

bool isHuge(QByteArrayView resource)
{
    return resource.startsWith("hugepages-");
}

void validateAmount(FieldErrors &errors, const Path &path, QByteArrayView name, const Value &amount)
{
    const QByteArray problem = resourceNameProblem(name), here = containerResourceProblem(name);
    if (!problem.isEmpty())
        errors.invalid(path, Value(name), problem);
    if (!here.isEmpty() && here != problem)
        errors.invalid(path, Value(name), here);
    validateNotNegativeQuantity(errors, path, amount);
    if ((isExtendedResource(name) || isHuge(name)) && Quantity::of(amount).milli() % 1000 != 0)
        errors.invalid(path, amount, "must be an integer");
}

void validateClaims(FieldErrors &errors, const Path &path, const Value &claims, const PodFacts &facts)
{
    QSet<QByteArray> seen;
    qsizetype index = 0;
    for (const Value &claim : claims.items()) {
        const Path at = path[index++];
        const QByteArray name = claim["name"].bytes(), request = claim["request"].bytes();
        if (name.isEmpty()) {
            errors.required(at / "name");
            continue;
        }
        if (!facts.claims.contains(name))
            errors.notFound(at / "name", claim["name"]);
        if (seen.contains(name + '/' + request) || (!request.isEmpty() && seen.contains(name + '/')))
            errors.duplicate(at, Value(request.isEmpty() ? name : name + '/' + request));
        seen.insert(name + '/' + request);
    }
}

} // namespace

void validateResources(FieldErrors &errors, const Path &path, const Value &resources, const PodFacts *facts)
{
    const Value &limits = resources["limits"], &requests = resources["requests"];
    bool huge = false, computes = false;
    for (const char *list : {"limits", "requests"}) {
        if (resources[list].size() > mostResources) {
            errors.tooMany(path / list, resources[list].size(), mostResources);
            return;
        }
    }
    for (const char *list : {"limits", "requests"}) {
        for (const Member &member : resources[list].members()) {
            validateAmount(errors, (path / list).key(member.key()), member.key(), member.value);
            huge = huge || isHuge(member.key());
            computes = computes || member.key() == "cpu" || member.key() == "memory";
        }
    }
    for (const Member &request : requests.members()) {
        const Value *limit = limits.find(request.key());
        const QByteArray name = request.key().toByteArray();
        const bool overcommits = !isExtendedResource(name) && !isHuge(name);
        if (!limit) {
            if (!overcommits)
                errors.required(path / "limits", "Limit must be set for non overcommitable resources");
            continue;
        }
        const Quantity amount = Quantity::of(request.value), most = Quantity::of(*limit);
        if (!overcommits && !(amount == most))
            errors.invalid(path / "requests", request.value, "must be equal to " + name + " limit of " + most.text());
        else if (most < amount)
            errors.invalid(path / "requests", request.value,
                           "must be less than or equal to " + name + " limit of " + most.text());
    }
    if (huge && !computes && facts)
        errors.forbidden(path, "HugePages require cpu or memory");
    if (facts)
        validateClaims(errors, path / "claims", resources["claims"], *facts);
}

void validatePodResources(FieldErrors &errors, const Path &path, const Value &spec)
{
    const Value &resources = spec["resources"];
    if (resources.isNull())
        return;
    if (!resources["claims"].isEmpty())
        errors.forbidden(path / "claims", "claims cannot be set for Resources at pod-level");
    for (const char *list : {"limits", "requests"}) {
        for (const Member &member : resources[list].members()) {
            if (member.key() != "cpu" && member.key() != "memory" && !isHuge(member.key()))
                errors.notSupported((path / list).key(member.key()), member.name, {"cpu", "hugepages-", "memory"});
        }
    }
    validateResources(errors, path, resources, nullptr);
    if (!errors.isEmpty())
        return;
    for (const Member &member : resources["requests"].members()) {
        Quantity sum;
        for (const Value &container : spec["containers"].items())
            sum = sum + Quantity::of(container["resources"]["requests"][member.key()]);
        if (Quantity::of(member.value) < sum)
            errors.invalid((path / "requests").key(member.key()), member.value,
                           "must be greater than or equal to aggregate container requests of " + sum.text());
    }
    for (const char *list : {"initContainers", "containers"}) {
        qsizetype index = 0;
        for (const Value &container : spec[list].items()) {
            const Path at = (Path("spec") / list)[index++] / "resources" / "limits";
            for (const Member &limit : container["resources"]["limits"].members()) {
                const Value *most = resources["limits"].find(limit.key());
                if (most && Quantity::of(*most) < Quantity::of(limit.value))
                    errors.invalid(at.key(limit.key()), limit.value,
                                   "must be less than or equal to pod limits of " + Quantity::of(*most).text());
            }
        }
    }
}

QByteArray qosClass(const Value &spec)
{
    bool any = false, guaranteed = true;
    const auto count = [&any, &guaranteed](const Value &resources) {
        const Value &requests = resources["requests"], &limits = resources["limits"];
        for (const char *name : {"cpu", "memory"}) {
            const Quantity request = Quantity::of(requests[name]), limit = Quantity::of(limits[name]);
            any = any || !request.isZero() || !limit.isZero();
            guaranteed = guaranteed && !limit.isZero() && request == limit;
        }
    };
    if (!spec["resources"]["requests"].isEmpty() || !spec["resources"]["limits"].isEmpty()) {
        count(spec["resources"]); // what the whole pod says goes before what its containers say
    } else {
        for (const char *list : {"containers", "initContainers"}) {
            for (const Value &container : spec[list].items())
                count(container["resources"]);
        }
    }
    return !any ? "BestEffort" : guaranteed ? "Guaranteed" : "Burstable";
}

} // namespace orrery::resources
