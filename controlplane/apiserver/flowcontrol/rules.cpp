// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/flowcontrol/rules.h"

namespace orrery::flowcontrol {

using api::Object;
using api::User;
using api::Value;

namespace {

constexpr const char *serviceAccountPrefix = "system:serviceaccount:";

QList<QByteArray> texts(const Value &list)
{
    QList<QByteArray> out;
    for (const Value &item : list.items())
        out.append(item.bytes());
    return out;
}

bool has(const QList<QByteArray> &list, const QByteArray &one)
{
    return list.contains(one) || list.contains("*");
}

int bounded(const Value &value, int least, int most, int otherwise)
{
    return int(std::clamp<qint64>(value.integer(otherwise), least, most));
}

} // namespace

bool Schema::Resources::fits(const chain::RequestInfo &info) const
{
    if (!info.isResource || !has(verbs, info.verb) || !has(groups, info.gvr.group))
        return false;
    const QByteArray resource
        = info.subresource.isEmpty() ? info.gvr.resource : info.gvr.resource + '/' + info.subresource;
    if (!has(resources, resource))
        return false;
    return info.ns.isEmpty() ? clusterScope : has(namespaces, info.ns);
}

bool Schema::Urls::fits(const chain::RequestInfo &info) const
{
    if (info.isResource || !has(verbs, info.verb))
        return false;
    return std::any_of(urls.begin(), urls.end(), [&](const QByteArray &url) {
        return url == "*" || url == info.path || (url.endsWith("/*") && info.path.startsWith(url.chopped(1)));
    });
}

bool Schema::Rule::concerns(const User &user) const
{
    if (has(users, user.name))
        return true;
    if (user.name.startsWith(serviceAccountPrefix)
        && users.contains(user.name.left(user.name.lastIndexOf(':') + 1) + '*'))
        return true;
    return std::any_of(user.groups.begin(), user.groups.end(),
                       [this](const QByteArray &group) { return has(groups, group); });
}

Schema Schema::fromObject(const Object &object)
{
    Schema schema;
    const Value &spec = object.spec();
    schema.name = object.name();
    schema.uid = object.uid();
    schema.level = spec["priorityLevelConfiguration"]["name"].bytes();
    schema.precedence = bounded(spec["matchingPrecedence"], 1, 10'000, 1000);
    const QByteArrayView method = spec["distinguisherMethod"]["type"].text();
    schema.distinguisher = method == "ByUser" ? Distinguisher::ByUser
        : method == "ByNamespace"             ? Distinguisher::ByNamespace
                                              : Distinguisher::None;
    for (const Value &item : spec["rules"].items()) {
        Rule rule;
        for (const Value &subject : item["subjects"].items()) {
            const QByteArrayView kind = subject["kind"].text();
            if (kind == "User")
                rule.users.append(subject["user"]["name"].bytes());
            else if (kind == "Group")
                rule.groups.append(subject["group"]["name"].bytes());
            else if (kind == "ServiceAccount")
                rule.users.append(serviceAccountPrefix + subject["serviceAccount"]["namespace"].bytes() + ':'
                                  + subject["serviceAccount"]["name"].bytes());
        }
        for (const Value &resources : item["resourceRules"].items())
            rule.resources.push_back({texts(resources["verbs"]), texts(resources["apiGroups"]),
                                      texts(resources["resources"]), texts(resources["namespaces"]),
                                      resources["clusterScope"].boolean()});
        for (const Value &urls : item["nonResourceRules"].items())
            rule.urls.push_back({texts(urls["verbs"]), texts(urls["nonResourceURLs"])});
        schema.m_rules.push_back(std::move(rule));
    }
    return schema;
}

bool Schema::fits(const User &user, const chain::RequestInfo &info) const
{
    return std::any_of(m_rules.begin(), m_rules.end(), [&](const Rule &rule) {
        if (!rule.concerns(user))
            return false;
        const auto fits = [&](const auto &part) { return part.fits(info); };
        return info.isResource ? std::any_of(rule.resources.begin(), rule.resources.end(), fits)
                               : std::any_of(rule.urls.begin(), rule.urls.end(), fits);
    });
}

QByteArray Schema::flow(const User &user, const chain::RequestInfo &info) const
{
    switch (distinguisher) {
    case Distinguisher::ByUser:
        return user.name;
    case Distinguisher::ByNamespace:
        return info.ns;
    case Distinguisher::None:
        break;
    }
    return {};
}

LevelRules LevelRules::fromObject(const Object &object)
{
    LevelRules level;
    const Value &spec = object.spec();
    level.name = object.name();
    level.uid = object.uid();
    level.exempt = spec["type"].text() == "Exempt";
    if (level.exempt) {
        level.shares = bounded(spec["exempt"]["nominalConcurrencyShares"], 0, 1'000'000, 0);
        return level;
    }
    const Value &limited = spec["limited"];
    level.shares = bounded(limited["nominalConcurrencyShares"], 0, 1'000'000, 30);
    level.queues = limited["limitResponse"]["type"].text() == "Queue";
    const Value &queuing = limited["limitResponse"]["queuing"];
    level.queueCount = bounded(queuing["queues"], 1, 10'000, 64);
    level.handSize = std::min(bounded(queuing["handSize"], 1, 10'000, 8), level.queueCount);
    level.queueLength = bounded(queuing["queueLengthLimit"], 1, 10'000, 50);
    return level;
}

std::vector<Schema> mandatorySchemas()
{
    const Value everything = Value::array({Value::object({{"verbs", Value::array({"*"})},
                                                          {"apiGroups", Value::array({"*"})},
                                                          {"resources", Value::array({"*"})},
                                                          {"namespaces", Value::array({"*"})},
                                                          {"clusterScope", true}})});
    const Value anywhere
        = Value::array({Value::object({{"verbs", Value::array({"*"})}, {"nonResourceURLs", Value::array({"*"})}})});
    const auto make = [&](const char *name, int precedence, std::initializer_list<const char *> groups) {
        std::vector<Value> subjects;
        for (const char *group : groups)
            subjects.push_back(Value::object({{"kind", "Group"}, {"group", Value::object({{"name", group}})}}));
        const Value rule = Value::object({{"subjects", Value::array(std::move(subjects))},
                                          {"resourceRules", everything},
                                          {"nonResourceRules", anywhere}});
        return Schema::fromObject(
            api::newObject("flowcontrol.apiserver.k8s.io/v1", "FlowSchema", {{}, name})
                .with("spec",
                      Value::object({{"matchingPrecedence", precedence},
                                     {"priorityLevelConfiguration", Value::object({{"name", name}})},
                                     {"distinguisherMethod", Value::object({{"type", "ByUser"}})},
                                     {"rules", Value::array({rule})}})));
    };
    return {make("exempt", 1, {"system:masters"}),
            make("catch-all", 10'000, {"system:unauthenticated", "system:authenticated"})};
}

std::vector<LevelRules> mandatoryLevels()
{
    LevelRules exempt, rest;
    exempt.name = "exempt";
    exempt.exempt = true;
    exempt.shares = 0;
    rest.name = "catch-all";
    rest.shares = 5;
    return {exempt, rest};
}

} // namespace orrery::flowcontrol
