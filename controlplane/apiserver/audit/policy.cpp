// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/audit/policy.h"

#include "controlplane/api/yaml.h"

namespace orrery::audit {

using api::error;
using api::Reason;
using api::Result;
using api::User;
using api::Value;

namespace {

constexpr const char *levels[] = {"None", "Metadata", "Request", "RequestResponse"};
constexpr std::pair<Stage, const char *> stages[] = {{Stage::RequestReceived, "RequestReceived"},
                                                     {Stage::ResponseStarted, "ResponseStarted"},
                                                     {Stage::ResponseComplete, "ResponseComplete"},
                                                     {Stage::Panic, "Panic"}};

QByteArray combined(const chain::RequestInfo &info)
{
    return info.subresource.isEmpty() ? info.gvr.resource : info.gvr.resource + '/' + info.subresource;
}

/// "pods", "pods/log", "pods/*", "*/scale", "*".
bool fitsResource(const QByteArray &pattern, const chain::RequestInfo &info)
{
    if (pattern == "*" || pattern == combined(info))
        return true;
    if (pattern.startsWith("*/"))
        return info.subresource == pattern.mid(2);
    return pattern.endsWith("/*") && info.gvr.resource == pattern.chopped(2);
}

bool fitsUrl(const QByteArray &pattern, const QByteArray &path)
{
    return pattern.endsWith('*') ? path.startsWith(pattern.chopped(1)) : path == pattern;
}

} // namespace

const char *levelName(Level level)
{
    return levels[int(level)];
}

const char *stageName(Stage stage)
{
    for (const auto &[value, name] : stages) {
        if (value == stage)
            return name;
    }
    return "";
}

/// Reads the document strictly and collects what is wrong.
class Policy::Reader final
{
public:
    QList<QByteArray> problems;

    void known(const Value &object, const QByteArray &path, const QList<QByteArray> &fields)
    {
        if (!object.isObject())
            return problem(path, "must be an object");
        for (const api::Member &member : object.members()) {
            if (!fields.contains(member.key().toByteArray()))
                problem(path, "unknown field \"" + member.key().toByteArray() + '"');
        }
    }
    QList<QByteArray> texts(const Value &parent, const QByteArray &path, const char *field)
    {
        QList<QByteArray> out;
        const Value &list = parent[field];
        if (!list.isNull() && !list.isArray())
            problem(path + '.' + field, "must be a list");
        for (const Value &item : list.items()) {
            if (!item.isString())
                problem(path + '.' + field, "must be a list of strings");
            out.append(item.bytes());
        }
        return out;
    }
    bool flag(const Value &parent, const QByteArray &path, const char *field, bool otherwise)
    {
        const Value &value = parent[field];
        if (!value.isNull() && !value.isBool())
            problem(path + '.' + field, "must be true or false");
        return value.boolean(otherwise);
    }
    Stages omitted(const Value &parent, const QByteArray &path)
    {
        Stages out;
        for (const QByteArray &name : texts(parent, path, "omitStages")) {
            const auto found = std::find_if(std::begin(stages), std::end(stages),
                                            [&](const auto &stage) { return name == stage.second; });
            if (found == std::end(stages))
                problem(path + ".omitStages",
                        "Invalid value: \"" + name
                            + "\": allowed stages are RequestReceived,ResponseStarted,ResponseComplete,Panic");
            else
                out |= found->first;
        }
        return out;
    }
    Rule rule(const Value &value, const QByteArray &path)
    {
        known(value, path,
              {"level", "users", "userGroups", "verbs", "resources", "namespaces", "nonResourceURLs", "omitStages",
               "omitManagedFields"});
        Rule rule;
        const QByteArray level = value["level"].bytes();
        const auto found = std::find(std::begin(levels), std::end(levels), level);
        if (level.isEmpty())
            problem(path + ".level", "Required value");
        else if (found == std::end(levels))
            problem(path + ".level",
                    "Unsupported value: \"" + level
                        + "\": supported values: \"Metadata\", \"None\", \"Request\", \"RequestResponse\"");
        else
            rule.verdict.level = Level(found - std::begin(levels));
        rule.users = texts(value, path, "users");
        rule.groups = texts(value, path, "userGroups");
        rule.verbs = texts(value, path, "verbs");
        rule.namespaces = texts(value, path, "namespaces");
        rule.urls = texts(value, path, "nonResourceURLs");
        rule.verdict.omitStages = omitted(value, path);
        int index = 0;
        for (const Value &item : value["resources"].items())
            rule.resources.push_back(group(item, path + ".resources[" + QByteArray::number(index++) + ']'));
        if (!value["resources"].isNull() && !value["resources"].isArray())
            problem(path + ".resources", "must be a list");
        if (!rule.urls.isEmpty() && (!rule.resources.empty() || !rule.namespaces.isEmpty()))
            problem(path + ".nonResourceURLs",
                    "Invalid value: rules cannot apply to both regular resources and non-resource URLs");
        for (const QByteArray &url : std::as_const(rule.urls)) {
            if (url == "*")
                continue;
            if (!url.startsWith('/'))
                problem(path + ".nonResourceURLs",
                        "Invalid value: \"" + url + "\": non-resource URL rules must begin with a '/' character");
            else if (url.chopped(1).contains('*'))
                problem(path + ".nonResourceURLs",
                        "Invalid value: \"" + url
                            + "\": non-resource URL wildcards '*' must be the final character of the rule");
        }
        return rule;
    }
    void problem(const QByteArray &path, const QByteArray &what) { problems.append(path + ": " + what); }

private:
    Group group(const Value &value, const QByteArray &path)
    {
        known(value, path, {"group", "resources", "resourceNames"});
        Group group{value["group"].bytes(), texts(value, path, "resources"), texts(value, path, "resourceNames")};
        if (group.group.contains('/'))
            problem(path + ".group",
                    "Invalid value: \"" + group.group + "\": must be a group's name alone, without a version");
        if (!group.names.isEmpty() && group.resources.isEmpty())
            problem(path + ".resourceNames", "Invalid value: using resourceNames requires at least one resource");
        return group;
    }
};

Result<Policy> Policy::parse(QByteArrayView text)
{
    QList<QByteArray> duplicates;
    ORRERY_TRY(documents, api::parseYaml(text, {}, &duplicates));
    if (documents.size() != 1)
        return error(Reason::BadRequest, documents.isEmpty() ? "it is empty" : "it holds more than one document");
    const Value &document = documents.first().value;
    if (document["apiVersion"].text() != "audit.k8s.io/v1" || document["kind"].text() != "Policy")
        return error(Reason::BadRequest, "it is not an audit.k8s.io/v1 Policy");
    Reader reader;
    for (const QByteArray &duplicate : std::as_const(duplicates))
        reader.problem(duplicate, "occurs twice");
    reader.known(document, "policy", {"apiVersion", "kind", "metadata", "rules", "omitStages", "omitManagedFields"});
    const Stages omitted = reader.omitted(document, "policy");
    const bool omitManagedFields = reader.flag(document, "policy", "omitManagedFields", false);
    Policy policy;
    for (const Value &item : document["rules"].items()) {
        const QByteArray path = "rules[" + QByteArray::number(qsizetype(policy.m_rules.size())) + ']';
        Rule rule = reader.rule(item, path);
        rule.verdict.omitStages |= omitted;
        rule.verdict.omitManagedFields = reader.flag(item, path, "omitManagedFields", omitManagedFields);
        policy.m_rules.push_back(std::move(rule));
    }
    if (policy.m_rules.empty())
        reader.problem("rules", "it has 0 rules");
    if (!reader.problems.isEmpty())
        return error(Reason::BadRequest, reader.problems.join("; "));
    return policy;
}

bool Policy::fits(const Rule &rule, const User &user, const chain::RequestInfo &info)
{
    const auto has
        = [](const QList<QByteArray> &list, const QByteArray &one) { return list.isEmpty() || list.contains(one); };
    if (!has(rule.users, user.name) || !has(rule.verbs, info.verb))
        return false;
    if (!rule.groups.isEmpty() && std::none_of(user.groups.begin(), user.groups.end(), [&](const QByteArray &group) {
            return rule.groups.contains(group);
        }))
        return false;
    if (!rule.namespaces.isEmpty() || !rule.resources.empty()) {
        if (!info.isResource || !has(rule.namespaces, info.ns))
            return false;
        return rule.resources.empty()
            || std::any_of(rule.resources.begin(), rule.resources.end(), [&](const Group &group) {
                   if (group.group != info.gvr.group)
                       return false;
                   return group.resources.isEmpty()
                       || (has(group.names, info.name)
                           && std::any_of(group.resources.begin(), group.resources.end(),
                                          [&](const QByteArray &pattern) { return fitsResource(pattern, info); }));
               });
    }
    if (!rule.urls.isEmpty())
        return !info.isResource && std::any_of(rule.urls.begin(), rule.urls.end(), [&](const QByteArray &pattern) {
            return fitsUrl(pattern, info.path);
        });
    return true;
}

Verdict Policy::verdict(const User &user, const chain::RequestInfo &info) const
{
    for (const Rule &rule : m_rules) {
        if (fits(rule, user, info))
            return rule.verdict;
    }
    return {};
}

} // namespace orrery::audit
