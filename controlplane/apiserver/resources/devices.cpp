// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/nodeselector.h"
#include "controlplane/apiserver/resources/resource.h"
#include "controlplane/apiserver/resources/volumes.h"
#include "controlplane/apiserver/resources/workload.h"

#include <QSet>

// Dynamic resource allocation: DeviceClass, ResourceClaim, ResourceClaimTemplate and ResourceSlice. CEL expressions are
// kept, not compiled. https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/

namespace orrery::resources::kinds {

using namespace api;

namespace {

constexpr auto group = "resource.k8s.io";
constexpr int mostSelectors = 32, mostRequests = 32, mostDevices = 128, mostAttributes = 32;

void limit(FieldErrors &errors, const Path &path, const Value &list, int most)
{
    if (list.size() > most)
        errors.tooMany(path, list.size(), most);
}

void validateSelectors(FieldErrors &errors, const Path &path, const Value &selectors)
{
    limit(errors, path, selectors, mostSelectors);
    eachItem(path, selectors, [&](const Value &selector, const Path &at) {
        if (selector["cel"].isNull())
            errors.required(at / "cel");
        else if (selector["cel"]["expression"].text().isEmpty())
            errors.required(at / "cel" / "expression");
        else if (selector["cel"]["expression"].text().size() > 10 * 1024)
            errors.tooLong(at / "cel" / "expression", 10 * 1024);
    });
}

void validateConfiguration(FieldErrors &errors, const Path &path, const Value &configuration)
{
    const Value &opaque = configuration["opaque"];
    if (opaque.isNull()) {
        errors.required(path / "opaque");
        return;
    }
    validateCsiDriverName(errors, path / "opaque" / "driver", opaque["driver"]);
    if (opaque["parameters"].isNull())
        errors.required(path / "opaque" / "parameters");
    else if (!opaque["parameters"].isObject())
        errors.invalid(path / "opaque" / "parameters", "<value omitted>", "parameters must be a valid JSON object");
}

void validateClass(FieldErrors &errors, const Value &document)
{
    const Value &spec = document["spec"];
    validateSelectors(errors, "spec.selectors", spec["selectors"]);
    limit(errors, "spec.config", spec["config"], mostSelectors);
    eachItem("spec.config", spec["config"],
             [&](const Value &one, const Path &at) { validateConfiguration(errors, at, one); });
    if (const Value &name = spec["extendedResourceName"]; !name.isNull())
        validateText(errors, "spec.extendedResourceName", name, qualifiedNameProblem);
}

Value requestDefaults(Value request)
{
    setDefault(request, "allocationMode", "ExactCount");
    if (request["allocationMode"].text() == "ExactCount" && request["count"].integer() == 0)
        request = request.with("count", Value(1));
    return request;
}

Value claimDefaults(const Value &spec)
{
    const Value &requests = spec["devices"]["requests"];
    const Value filled = mapped(requests, [](Value &request) {
        if (!request["exactly"].isNull())
            request = request.with("exactly", requestDefaults(request["exactly"]));
        if (!request["firstAvailable"].isEmpty())
            request = request.with("firstAvailable",
                                   mapped(request["firstAvailable"], [](Value &one) { one = requestDefaults(one); }));
    });
    return filled.identical(requests) ? spec : spec.withPath({"devices", "requests"}, filled);
}

void validateExact(FieldErrors &errors, const Path &path, const Value &request)
{
    validateRequiredText(errors, path / "deviceClassName", request["deviceClassName"], subdomainProblem);
    validateSelectors(errors, path / "selectors", request["selectors"]);
    const QByteArrayView mode = request["allocationMode"].text();
    const Value &count = request["count"];
    if (mode == "All") {
        if (count.integer() != 0)
            errors.invalid(path / "count", count, "must not be specified when allocationMode is 'All'");
    } else if (mode == "ExactCount") {
        if (count.integer() <= 0)
            errors.invalid(path / "count", count, "must be greater than zero");
    } else {
        errors.notSupported(path / "allocationMode", request["allocationMode"], {"All", "ExactCount"});
    }
    eachItem(path / "tolerations", request["tolerations"], [&](const Value &toleration, const Path &at) {
        const QByteArrayView key = toleration["key"].text(), op = toleration["operator"].text();
        if (!key.isEmpty())
            validateText(errors, at / "key", toleration["key"], qualifiedNameProblem);
        else if (op != "Exists")
            errors.invalid(
                at / "operator", toleration["operator"],
                "operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
        if (op == "Exists" && !toleration["value"].text().isEmpty())
            errors.invalid(at / "value", toleration["value"], "must be empty when the operator is \"Exists\"");
        else if (op != "Exists" && op != "Equal")
            errors.notSupported(at / "operator", toleration["operator"], {"Equal", "Exists"});
        if (!toleration["effect"].text().isEmpty())
            validateChoice(errors, at / "effect", toleration["effect"], {"NoExecute", "NoSchedule", "None"});
    });
}

/// The names that constraints and configurations may mean: requests, and "request/subrequest".
QSet<QByteArray> validateRequests(FieldErrors &errors, const Path &path, const Value &requests)
{
    QSet<QByteArray> names;
    limit(errors, path, requests, mostRequests);
    eachItem(path, requests, [&](const Value &request, const Path &at) {
        const QByteArray name = request["name"].bytes();
        validateRequiredText(errors, at / "name", request["name"], labelProblem);
        if (!name.isEmpty() && names.contains(name))
            errors.duplicate(at / "name", request["name"]);
        names.insert(name);
        const Value &exactly = request["exactly"], &first = request["firstAvailable"];
        const QByteArray one = "exactly one of `exactly` or `firstAvailable` is required";
        if (!exactly.isNull() && !first.isEmpty())
            errors.invalid(at, Value(), one + ", but multiple fields are set");
        else if (!exactly.isNull())
            validateExact(errors, at / "exactly", exactly);
        else if (first.isEmpty())
            errors.required(at, one);
        limit(errors, at / "firstAvailable", first, 8);
        eachItem(at / "firstAvailable", first, [&](const Value &sub, const Path &where) {
            const QByteArray full = name + '/' + sub["name"].bytes();
            validateRequiredText(errors, where / "name", sub["name"], labelProblem);
            if (names.contains(full))
                errors.duplicate(where / "name", sub["name"]);
            names.insert(full);
            validateExact(errors, where, sub);
        });
    });
    return names;
}

/// "domain/name", or a name of the driver's own domain.
QByteArray attributeProblem(QByteArrayView name)
{
    const qsizetype slash = name.indexOf('/');
    const QByteArrayView own = slash < 0 ? name : name.sliced(slash + 1);
    const bool good = !own.isEmpty() && own.size() <= 32 && std::all_of(own.begin(), own.end(), [](char c) {
        return (c >= '0' && c <= '9') || c == '_' || ((c | 32) >= 'a' && (c | 32) <= 'z');
    });
    if (!good || (own.front() >= '0' && own.front() <= '9'))
        return "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric "
               "characters or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName', regex used for validation is "
               "'[A-Za-z_][A-Za-z0-9_]*')";
    return slash < 0 ? QByteArray() : subdomainProblem(name.first(slash));
}

void validateClaimSpec(FieldErrors &errors, const Path &path, const Value &spec)
{
    const Path devices = path / "devices";
    const Value &claim = spec["devices"];
    const QSet<QByteArray> names = validateRequests(errors, devices / "requests", claim["requests"]);
    const auto validateNames = [&](const Path &at, const Value &given) {
        eachItem(at, given, [&](const Value &name, const Path &where) {
            if (!names.contains(name.bytes()))
                errors.invalid(where, name, "must be the name of a request in the claim");
        });
    };
    limit(errors, devices / "constraints", claim["constraints"], mostRequests);
    eachItem(devices / "constraints", claim["constraints"], [&](const Value &constraint, const Path &at) {
        validateNames(at / "requests", constraint["requests"]);
        const Value &match = constraint["matchAttribute"], &distinct = constraint["distinctAttribute"];
        if (match.isNull() == distinct.isNull()) {
            errors.required(at, "exactly one of 'matchAttribute' or 'distinctAttribute' is required");
            return;
        }
        const Value &attribute = match.isNull() ? distinct : match;
        const Path where = at / (match.isNull() ? "distinctAttribute" : "matchAttribute");
        validateText(errors, where, attribute, attributeProblem);
        if (!attribute.text().contains('/'))
            errors.invalid(where, attribute, "must include a domain");
    });
    limit(errors, devices / "config", claim["config"], mostSelectors);
    eachItem(devices / "config", claim["config"], [&](const Value &one, const Path &at) {
        validateNames(at / "requests", one["requests"]);
        validateConfiguration(errors, at, one);
    });
}

void validateClaim(FieldErrors &errors, const Value &document)
{
    validateClaimSpec(errors, "spec", document["spec"]);
}

void validateClaimStatus(FieldErrors &errors, const Value &document, const Value &)
{
    const Value &reserved = document["status"]["reservedFor"];
    limit(errors, "status.reservedFor", reserved, 256);
    QSet<QByteArray> uids;
    eachItem("status.reservedFor", reserved, [&](const Value &one, const Path &at) {
        for (const char *member : {"resource", "name", "uid"})
            validateRequiredText(errors, at / member, one[member]);
        if (uids.contains(one["uid"].bytes()))
            errors.duplicate(at / "uid", one["uid"]);
        uids.insert(one["uid"].bytes());
    });
    if (!reserved.isEmpty() && document["status"]["allocation"].isNull())
        errors.forbidden("status.reservedFor", "may not be specified when `allocated` is not set");
}

void validateSpecUpdate(FieldErrors &errors, const Value &document, const Value &old)
{
    validateImmutable(errors, "spec", document["spec"], old["spec"]);
}

Value stateCell(const Object &claim, qint64)
{
    QList<QByteArray> states;
    if (claim.isDeleting())
        states.append("deleted");
    if (!claim.status()["allocation"].isNull())
        states.append("allocated");
    else if (!claim.isDeleting())
        states.append("pending");
    if (!claim.status()["reservedFor"].isEmpty())
        states.append("reserved");
    return states.join(',');
}

void validateDevice(FieldErrors &errors, const Path &path, const Value &device)
{
    const qsizetype count = device["attributes"].size() + device["capacity"].size();
    if (count > mostAttributes)
        errors.invalid(path, Value(qint64(count)),
                       "the total number of attributes and capacities must not exceed "
                           + QByteArray::number(mostAttributes));
    for (const Member &attribute : device["attributes"].members()) {
        const Path at = (path / "attributes").key(attribute.key());
        validateText(errors, at, attribute.name, attributeProblem);
        if (attribute.value.size() == 0)
            errors.required(at, "exactly one value must be specified");
        else if (attribute.value.size() > 1)
            errors.invalid(at, attribute.value, "exactly one value must be specified");
        if (attribute.value["string"].text().size() > 64)
            errors.tooLong(at / "string", 64);
    }
    for (const Member &capacity : device["capacity"].members())
        validateText(errors, (path / "capacity").key(capacity.key()), capacity.name, attributeProblem);
    eachItem(path / "taints", device["taints"], [&](const Value &taint, const Path &at) {
        validateRequiredText(errors, at / "key", taint["key"], qualifiedNameProblem);
        validateText(errors, at / "value", taint["value"], labelValueProblem);
        validateEnum(errors, at / "effect", taint["effect"], {"NoExecute", "NoSchedule", "None"});
    });
}

void validateSlice(FieldErrors &errors, const Value &document)
{
    const Value &spec = document["spec"], &pool = spec["pool"];
    const Path path("spec");
    validateCsiDriverName(errors, path / "driver", spec["driver"]);
    if (pool["name"].text().isEmpty())
        errors.required(path / "pool" / "name");
    else if (pool["name"].text().size() > 253)
        errors.tooLong(path / "pool" / "name", 253);
    for (const QByteArray &part : pool["name"].bytes().split('/')) {
        if (const QByteArray problem = subdomainProblem(part); !problem.isEmpty() && !pool["name"].text().isEmpty())
            errors.invalid(path / "pool" / "name", part, problem);
    }
    if (pool["resourceSliceCount"].integer() <= 0)
        errors.invalid(path / "pool" / "resourceSliceCount", pool["resourceSliceCount"], "must be greater than zero");
    if (pool["generation"].integer() < 0)
        errors.invalid(path / "pool" / "generation", pool["generation"], "must be greater than or equal to zero");
    int ways = 0;
    if (const Value &node = spec["nodeName"]; !node.isNull()) {
        ++ways;
        validateRequiredText(errors, path / "nodeName", node, subdomainProblem);
    }
    if (const Value &selector = spec["nodeSelector"]; !selector.isNull()) {
        ++ways;
        validateNodeSelector(errors, path / "nodeSelector", selector);
        if (selector["nodeSelectorTerms"].size() > 1)
            errors.invalid(path / "nodeSelector" / "nodeSelectorTerms", selector["nodeSelectorTerms"],
                           "must have exactly one node selector term");
    }
    for (const char *member : {"allNodes", "perDeviceNodeSelection"})
        ways += spec[member].boolean() ? 1 : 0;
    const QByteArray one
        = "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required";
    if (ways == 0)
        errors.required(path, one);
    else if (ways > 1)
        errors.invalid(path, Value(), one + ", but multiple fields are set");
    limit(errors, path / "devices", spec["devices"], mostDevices);
    QSet<QByteArray> names;
    eachItem(path / "devices", spec["devices"], [&](const Value &device, const Path &at) {
        validateRequiredText(errors, at / "name", device["name"], labelProblem);
        if (names.contains(device["name"].bytes()))
            errors.duplicate(at / "name", device["name"]);
        names.insert(device["name"].bytes());
        validateDevice(errors, at, device);
    });
}

void validateSliceUpdate(FieldErrors &errors, const Value &document, const Value &old)
{
    const Value &spec = document["spec"], &had = old["spec"];
    validateImmutable(errors, "spec.driver", spec["driver"], had["driver"]);
    validateImmutable(errors, "spec.pool.name", spec["pool"]["name"], had["pool"]["name"]);
    validateImmutable(errors, "spec.nodeName", spec["nodeName"], had["nodeName"]);
}

Resource kindOf(const char *kind, const char *plural, bool namespaced)
{
    Resource resource;
    resource.kind = kind;
    resource.gvr = {group, "v1", plural};
    resource.namespaced = namespaced;
    return resource;
}

} // namespace

Resource deviceClass()
{
    Resource resource = kindOf("DeviceClass", "deviceclasses", false);
    resource.hasGeneration = true;
    resource.validate = validateClass;
    return resource;
}

Resource resourceClaim()
{
    Resource resource = kindOf("ResourceClaim", "resourceclaims", true);
    resource.statusSubresource = true;
    resource.columns = {{"State", "string", 0, stateCell}};
    resource.defaults = [](Value &document) { document = document.with("spec", claimDefaults(document["spec"])); };
    resource.validate = validateClaim;
    resource.validateUpdate = validateSpecUpdate;
    resource.subresources = {statusSubresource("resource.k8s.io/v1", "ResourceClaim", validateClaimStatus)};
    return resource;
}

Resource resourceClaimTemplate()
{
    Resource resource = kindOf("ResourceClaimTemplate", "resourceclaimtemplates", true);
    resource.defaults = [](Value &document) {
        document = document.withPath({"spec", "spec"}, claimDefaults(document["spec"]["spec"]));
    };
    resource.validate = [](FieldErrors &errors, const Value &document) {
        validateLabels(errors, "spec.metadata.labels", document["spec"]["metadata"]["labels"]);
        validateAnnotations(errors, "spec.metadata.annotations", document["spec"]["metadata"]["annotations"]);
        validateClaimSpec(errors, "spec.spec", document["spec"]["spec"]);
    };
    resource.validateUpdate = validateSpecUpdate;
    return resource;
}

Resource resourceSlice()
{
    Resource resource = kindOf("ResourceSlice", "resourceslices", false);
    resource.hasGeneration = true;
    resource.selectableFields = {"spec.driver", "spec.nodeName"};
    resource.columns = {
        {"Node", "string", 0, [](const Object &slice, qint64) { return Value(slice.spec()["nodeName"].bytes()); }},
        {"Driver", "string", 0, [](const Object &slice, qint64) { return slice.spec()["driver"]; }},
        {"Pool", "string", 0, [](const Object &slice, qint64) { return slice.spec()["pool"]["name"]; }},
    };
    resource.validate = validateSlice;
    resource.validateUpdate = validateSliceUpdate;
    return resource;
}

} // namespace orrery::resources::kinds
