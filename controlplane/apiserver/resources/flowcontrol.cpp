// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/cells.h"

#include <cmath>

// FlowSchema and PriorityLevelConfiguration. https://kubernetes.io/docs/concepts/cluster-administration/flow-control/

namespace orrery::resources::kinds {

using namespace api;

namespace {

constexpr auto group = "flowcontrol.apiserver.k8s.io";
constexpr auto apiVersion = "flowcontrol.apiserver.k8s.io/v1";

void schemaDefaults(Value &document)
{
    Value spec = document["spec"];
    if (spec["matchingPrecedence"].integer() == 0)
        spec = spec.with("matchingPrecedence", Value(1000));
    document = document.with("spec", spec);
}

bool hasAll(const Value &list)
{
    const auto items = list.items();
    return std::any_of(items.begin(), items.end(), [](const Value &item) { return item.text() == "*"; });
}

void validateVerbs(FieldErrors &errors, const Path &path, const Value &verbs)
{
    if (verbs.isEmpty())
        errors.required(path);
    else if (hasAll(verbs) && verbs.size() > 1)
        errors.invalid(path, verbs, "if '*' is present, must not specify other verbs");
}

void validateResourceRule(FieldErrors &errors, const Path &path, const Value &rule)
{
    validateVerbs(errors, path / "verbs", rule["verbs"]);
    const std::pair<const char *, const char *> lists[] = {{"apiGroups", "api groups"}, {"resources", "resources"}};
    for (const auto &[member, what] : lists) {
        if (rule[member].isEmpty())
            errors.required(path / member);
        else if (hasAll(rule[member]) && rule[member].size() > 1)
            errors.invalid(path / member, rule[member],
                           "if '*' is present, must not specify other " + QByteArray(what));
    }
    const Value &namespaces = rule["namespaces"];
    if (namespaces.isEmpty() && !rule["clusterScope"].boolean())
        errors.required(path / "namespaces",
                        "resource rules that are not cluster scoped must supply at least one namespace");
    else if (hasAll(namespaces) && namespaces.size() > 1)
        errors.invalid(path / "namespaces", namespaces, "if '*' is present, must not specify other namespaces");
    eachItem(path / "namespaces", namespaces, [&](const Value &ns, const Path &at) {
        if (ns.text() != "*")
            validateText(errors, at, ns, labelProblem);
    });
}

void validateUrlRule(FieldErrors &errors, const Path &path, const Value &rule)
{
    validateVerbs(errors, path / "verbs", rule["verbs"]);
    const Value &urls = rule["nonResourceURLs"];
    if (urls.isEmpty())
        errors.required(path / "nonResourceURLs");
    else if (hasAll(urls) && urls.size() > 1)
        errors.invalid(path / "nonResourceURLs", urls, "if '*' is present, must not specify other non-resource URLs");
    eachItem(path / "nonResourceURLs", urls, [&](const Value &url, const Path &at) {
        const QByteArrayView text = url.text();
        if (text == "*")
            return;
        if (!text.startsWith('/'))
            errors.invalid(at, url, "must start with slash");
        else if (text.contains(' '))
            errors.invalid(at, url, "must not contain white-space");
        else if (text.contains("//"))
            errors.invalid(at, url, "must not contain double slash");
        else if (text.indexOf('*') >= 0 && !(text.count('*') == 1 && text.endsWith("/*")))
            errors.invalid(at, url, "wildcard can only do suffix matching");
    });
}

void validateSubject(FieldErrors &errors, const Path &path, const Value &subject)
{
    const QByteArrayView kind = subject["kind"].text();
    const std::pair<const char *, const char *> kinds[]
        = {{"User", "user"}, {"Group", "group"}, {"ServiceAccount", "serviceAccount"}};
    bool known = false;
    for (const auto &[name, member] : kinds) {
        const bool isIt = kind == name;
        known = known || isIt;
        if (isIt && subject[member].isNull())
            errors.required(path / member, QByteArray(member) + " is required when subject kind is '" + name + '\'');
        else if (!isIt && !subject[member].isNull() && !kind.isEmpty())
            errors.forbidden(path / member,
                             QByteArray(member) + " is forbidden when subject kind is not '" + name + '\'');
        else if (isIt && subject[member]["name"].text().isEmpty())
            errors.required(path / member / "name");
    }
    if (!known)
        errors.notSupported(path / "kind", subject["kind"], {"Group", "ServiceAccount", "User"});
    if (kind == "ServiceAccount" && subject["serviceAccount"]["namespace"].text().isEmpty()
        && !subject["serviceAccount"].isNull())
        errors.required(path / "serviceAccount" / "namespace", "must specify namespace for service account");
}

void validateSchema(FieldErrors &errors, const Value &document)
{
    const Value &spec = document["spec"], &precedence = spec["matchingPrecedence"];
    const Path path("spec");
    const QByteArray name = document["metadata"]["name"].bytes();
    if (precedence.integer() <= 0)
        errors.invalid(path / "matchingPrecedence", precedence, "must be a positive value");
    if (precedence.integer() > 10000)
        errors.invalid(path / "matchingPrecedence", precedence, "must not be greater than 10000");
    if (precedence.integer() == 1 && name != "exempt")
        errors.invalid(path / "matchingPrecedence", precedence,
                       "only the schema named 'exempt' may have matchingPrecedence 1");
    if (const Value &method = spec["distinguisherMethod"]; !method.isNull())
        validateEnum(errors, path / "distinguisherMethod" / "type", method["type"], {"ByNamespace", "ByUser"});
    const Path level = path / "priorityLevelConfiguration" / "name";
    validateRequiredText(errors, level, spec["priorityLevelConfiguration"]["name"], subdomainProblem);
    eachItem(path / "rules", spec["rules"], [&](const Value &rule, const Path &at) {
        if (rule["subjects"].isEmpty())
            errors.required(at / "subjects", "subjects must contain at least one value");
        eachItem(at / "subjects", rule["subjects"],
                 [&](const Value &subject, const Path &where) { validateSubject(errors, where, subject); });
        if (rule["resourceRules"].isEmpty() && rule["nonResourceRules"].isEmpty())
            errors.required(at, "at least one of resourceRules and nonResourceRules has to be non-empty");
        eachItem(at / "resourceRules", rule["resourceRules"],
                 [&](const Value &one, const Path &where) { validateResourceRule(errors, where, one); });
        eachItem(at / "nonResourceRules", rule["nonResourceRules"],
                 [&](const Value &one, const Path &where) { validateUrlRule(errors, where, one); });
    });
}

void levelDefaults(Value &document)
{
    Value spec = document["spec"];
    const QByteArrayView type = spec["type"].text();
    if (type == "Limited" && !spec["limited"].isNull()) {
        Value limited = spec["limited"];
        setDefault(limited, "nominalConcurrencyShares", Value(30));
        setDefault(limited, "lendablePercent", Value(0));
        Value response = limited["limitResponse"], queuing = response["queuing"];
        if (!queuing.isNull()) {
            const std::pair<const char *, int> numbers[] = {{"queues", 64}, {"handSize", 8}, {"queueLengthLimit", 50}};
            for (const auto &[member, number] : numbers) {
                if (queuing[member].integer() == 0)
                    queuing = queuing.with(member, Value(number));
            }
            limited = limited.with("limitResponse", response.with("queuing", queuing));
        }
        spec = spec.with("limited", limited);
    } else if (type == "Exempt") {
        Value exempt = spec["exempt"].isNull() ? Value::object({}) : spec["exempt"];
        setDefault(exempt, "nominalConcurrencyShares", Value(0));
        setDefault(exempt, "lendablePercent", Value(0));
        spec = spec.with("exempt", exempt);
    }
    document = document.with("spec", spec);
}

void validateQueuing(FieldErrors &errors, const Path &path, const Value &queuing)
{
    const qint64 queues = queuing["queues"].integer(), hand = queuing["handSize"].integer();
    if (queues <= 0)
        errors.invalid(path / "queues", queuing["queues"], "must be positive");
    else if (queues > 10000000)
        errors.invalid(path / "queues", queuing["queues"], "must not be greater than 10000000");
    if (hand <= 0)
        errors.invalid(path / "handSize", queuing["handSize"], "must be positive");
    else if (hand > queues)
        errors.invalid(path / "handSize", queuing["handSize"],
                       "should not be greater than queues (" + QByteArray::number(queues) + ')');
    else if (queues > 0 && std::ceil(std::log2(double(queues)) * double(hand)) > 60) // what a hash can deal
        errors.invalid(path / "handSize", queuing["handSize"],
                       "required entropy bits of deckSize " + QByteArray::number(queues) + " and handSize "
                           + QByteArray::number(hand) + " should not be greater than 60");
    if (queuing["queueLengthLimit"].integer() <= 0)
        errors.invalid(path / "queueLengthLimit", queuing["queueLengthLimit"], "must be positive");
}

void validatePercent(FieldErrors &errors, const Path &path, const Value &percent)
{
    if (!percent.isNull())
        validateRange(errors, path, percent, 0, 100);
}

void validateLevel(FieldErrors &errors, const Value &document)
{
    const Value &spec = document["spec"], &limited = spec["limited"], &exempt = spec["exempt"];
    const Path path("spec");
    const QByteArrayView type = spec["type"].text();
    if ((document["metadata"]["name"].text() == "exempt") != (type == "Exempt"))
        errors.invalid(path / "type", spec["type"].isNull() ? Value("") : spec["type"],
                       "type must be 'Exempt' if and only if name is 'exempt'");
    if (type == "Exempt") {
        if (!limited.isNull())
            errors.forbidden(path / "limited", "must be nil if the type is not Limited");
        validateNotNegative(errors, path / "exempt" / "nominalConcurrencyShares", exempt["nominalConcurrencyShares"]);
        validatePercent(errors, path / "exempt" / "lendablePercent", exempt["lendablePercent"]);
    } else if (type != "Limited") {
        errors.notSupported(path / "type", spec["type"], {"Exempt", "Limited"});
    } else if (limited.isNull()) {
        errors.required(path / "limited", "must not be empty when type is Limited");
    } else {
        const Path at = path / "limited";
        if (!exempt.isNull())
            errors.forbidden(path / "exempt", "must be nil if the type is Limited");
        if (limited["nominalConcurrencyShares"].integer() < 0)
            errors.invalid(at / "nominalConcurrencyShares", limited["nominalConcurrencyShares"],
                           "must be a non-negative integer");
        validatePercent(errors, at / "lendablePercent", limited["lendablePercent"]);
        validateNotNegative(errors, at / "borrowingLimitPercent", limited["borrowingLimitPercent"]);
        const Value &response = limited["limitResponse"];
        const QByteArrayView kind = response["type"].text();
        if (kind == "Reject") {
            if (!response["queuing"].isNull())
                errors.forbidden(at / "limitResponse" / "queuing",
                                 "must be nil if limited.limitResponse.type is not Limited");
        } else if (kind != "Queue") {
            errors.notSupported(at / "limitResponse" / "type", response["type"], {"Queue", "Reject"});
        } else if (response["queuing"].isNull()) {
            errors.required(at / "limitResponse" / "queuing",
                            "must not be empty if limited.limitResponse.type is Limited");
        } else {
            validateQueuing(errors, at / "limitResponse" / "queuing", response["queuing"]);
        }
    }
}

Value methodCell(const Object &schema, qint64)
{
    return orNone(schema.spec()["distinguisherMethod"]["type"].bytes());
}

/// "True" while the schema names a level that there is none of, "False" otherwise, "?" before anybody looked.
Value missingCell(const Object &schema, qint64)
{
    const Value &dangling = condition(schema, "Dangling");
    return dangling.isNull() ? Value("?") : dangling["status"];
}

Value limitedCell(const Object &level, QByteArrayView member)
{
    const Value &spec = level.spec();
    if (member == "nominalConcurrencyShares")
        return spec["type"].text() == "Limited" ? spec["limited"][member] : Value("<none>");
    const Value &number = spec["limited"]["limitResponse"]["queuing"][member];
    return number.isNull() ? Value("<none>") : number;
}

} // namespace

Resource flowSchema()
{
    Resource resource;
    resource.gvr = {group, "v1", "flowschemas"};
    resource.kind = "FlowSchema";
    resource.namespaced = false;
    resource.hasGeneration = true;
    resource.statusSubresource = true;
    resource.agePosition = 3;
    resource.columns = {
        {"PriorityLevel", "string", 0,
         [](const Object &object, qint64) { return object.spec()["priorityLevelConfiguration"]["name"]; }},
        {"MatchingPrecedence", "string", 0,
         [](const Object &object, qint64) { return object.spec()["matchingPrecedence"]; }},
        {"DistinguisherMethod", "string", 0, methodCell},
        {"MissingPL", "string", 0, missingCell},
    };
    resource.defaults = schemaDefaults;
    resource.validate = validateSchema;
    resource.subresources = {statusSubresource(apiVersion, "FlowSchema")};
    return resource;
}

Resource priorityLevelConfiguration()
{
    Resource resource;
    resource.gvr = {group, "v1", "prioritylevelconfigurations"};
    resource.kind = "PriorityLevelConfiguration";
    resource.namespaced = false;
    resource.hasGeneration = true;
    resource.statusSubresource = true;
    resource.columns = {
        {"Type", "string", 0, [](const Object &object, qint64) { return object.spec()["type"]; }},
        {"NominalConcurrencyShares", "string", 0,
         [](const Object &object, qint64) { return limitedCell(object, "nominalConcurrencyShares"); }},
        {"Queues", "string", 0, [](const Object &object, qint64) { return limitedCell(object, "queues"); }},
        {"HandSize", "string", 0, [](const Object &object, qint64) { return limitedCell(object, "handSize"); }},
        {"QueueLengthLimit", "string", 0,
         [](const Object &object, qint64) { return limitedCell(object, "queueLengthLimit"); }},
    };
    resource.defaults = levelDefaults;
    resource.validate = validateLevel;
    resource.subresources = {statusSubresource(apiVersion, "PriorityLevelConfiguration")};
    return resource;
}

} // namespace orrery::resources::kinds
