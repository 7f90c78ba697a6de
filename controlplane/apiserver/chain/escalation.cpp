// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/chain/escalation.h"

#include <algorithm>

namespace orrery::chain {

using namespace api;

namespace {

constexpr auto rbac = "rbac.authorization.k8s.io";

bool may(const Authorization &authorization, const Attributes &attributes, const char *verb, const char *resource,
         const QByteArray &name)
{
    RequestInfo info;
    info.isResource = true;
    info.verb = verb;
    info.gvr = {rbac, "v1", resource};
    info.ns = attributes.info.ns;
    info.name = name;
    return authorization.allows({attributes.user, info, {}});
}

/// Errors: Forbidden, with the permissions that are lacking.
Result<> holds(const Authorization &authorization, const Attributes &attributes, const QList<Rule> &wanted)
{
    const QByteArray &ns = attributes.info.ns;
    QByteArray problems;
    const QList<Rule> lacks = missing(authorization.rulesFor(attributes.user, ns, &problems), wanted);
    if (lacks.isEmpty())
        return {};
    QList<QByteArray> lines;
    for (const Rule &rule : lacks) {
        if (const QByteArray line = rule.text(); !lines.contains(line))
            lines.append(line);
    }
    std::sort(lines.begin(), lines.end());
    QByteArray why = "user " + quoted(attributes.user.name) + " (groups=" + quoted(attributes.user.groups)
        + ") is attempting to grant RBAC permissions not currently held:\n" + lines.join('\n');
    if (!problems.isEmpty())
        why += "; resolution errors: " + problems;
    return forbidden(attributes, why);
}

/// An update that only lets the object be collected grants nothing.
bool onlyReleases(const Attributes &attributes)
{
    if (attributes.old.isNull())
        return false;
    const auto rest = [](const Value &document) {
        Value metadata = document["metadata"];
        for (const char *member : {"ownerReferences", "finalizers", "managedFields", "resourceVersion", "generation"})
            metadata = metadata.without(member);
        return document.with("metadata", metadata);
    };
    return rest(attributes.document) == rest(attributes.old.document());
}

} // namespace

Result<> preventEscalation(const Authorization &authorization, const Attributes &attributes)
{
    const RequestInfo &info = attributes.info;
    const bool writes = attributes.operation == Attributes::Operation::Create
        || attributes.operation == Attributes::Operation::Update;
    if (info.gvr.group != rbac || !writes || !info.subresource.isEmpty() || Authorization::isSuperuser(attributes.user)
        || onlyReleases(attributes))
        return {};
    const Value &document = attributes.document;
    const QByteArray &resource = info.gvr.resource;
    if (resource == "roles" || resource == "clusterroles") {
        if (may(authorization, attributes, "escalate", resource.constData(), attributes.name))
            return {};
        ORRERY_CHECK(holds(authorization, attributes, Rule::listFromValue(document["rules"])));
        // What it gathers can be anything.
        const bool gathers = !document["aggregationRule"].isNull() || !attributes.old["aggregationRule"].isNull();
        const QList<Rule> everything{{{"*"}, {"*"}, {"*"}, {}, {}}, {{"*"}, {}, {}, {}, {"*"}}};
        if (gathers && !missing(authorization.rulesFor(attributes.user, {}), everything).isEmpty())
            return forbidden(attributes, "must have cluster-admin privileges to use the aggregationRule");
        return {};
    }
    const Value &roleRef = document["roleRef"];
    const bool cluster = roleRef["kind"].text() == "ClusterRole";
    if (may(authorization, attributes, "bind", cluster ? "clusterroles" : "roles", roleRef["name"].bytes()))
        return {};
    ORRERY_TRY(rules, authorization.rbac().rulesOf(roleRef, info.ns));
    return holds(authorization, attributes, rules);
}

} // namespace orrery::chain
