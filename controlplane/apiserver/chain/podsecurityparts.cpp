// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/chain/podsecurityparts.h"

#include "controlplane/apiserver/chain/rules.h"

#include <algorithm>

namespace orrery::chain::podsecurity {

using namespace api;

QByteArray joined(const Names &names)
{
    Names out;
    for (const QByteArray &name : names)
        out.append(quoted(name));
    return out.join(", ");
}

QByteArray plural(const char *word, const Names &names)
{
    return names.size() == 1 ? QByteArray(word) : word + QByteArray("s");
}

QByteArray named(const char *word, const Names &names)
{
    return plural(word, names) + ' ' + joined(names);
}

QByteArray verb(const Names &names)
{
    return names.size() == 1 ? " uses " : " use ";
}

void insert(Names &names, const QByteArray &name)
{
    const auto at = std::lower_bound(names.begin(), names.end(), name);
    if (at == names.end() || *at != name)
        names.insert(at, name);
}

Names containersWhere(const Value &spec, const Where &is)
{
    Names names;
    eachContainer(spec, [&](const Value &container) {
        if (is(container))
            names.append(container["name"].bytes());
    });
    return names;
}

QByteArray Setters::text() const
{
    Names parts;
    if (pod)
        parts.append("pod");
    if (!containers.isEmpty())
        parts.append(named("container", containers));
    return parts.join(" and ");
}

Setters settersWhere(const Value &spec, const Where &is)
{
    return {is(spec["securityContext"]),
            containersWhere(spec, [&is](const Value &container) { return is(container["securityContext"]); })};
}

bool isInUserNamespace(const Value &spec)
{
    return spec["hostUsers"].isBool() && !spec["hostUsers"].boolean();
}

std::pair<Names, Names> addedCapabilities(const Value &spec, const Names &allowed)
{
    Names capabilities;
    const Names containers = containersWhere(spec, [&](const Value &container) {
        bool adds = false;
        for (const Value &capability : container["securityContext"]["capabilities"]["add"].items()) {
            if (allowed.contains(capability.bytes()))
                continue;
            insert(capabilities, capability.bytes());
            adds = true;
        }
        return adds;
    });
    return {containers, capabilities};
}

QByteArray mustNotAdd(const Names &containers, const Names &capabilities)
{
    return named("container", containers) + " must not include " + joined(capabilities)
        + " in securityContext.capabilities.add";
}

Found procMount(const Pod &pod)
{
    Names types;
    const Names containers = containersWhere(pod.spec, [&types](const Value &container) {
        const Value &type = container["securityContext"]["procMount"];
        if (type.isNull() || type.text() == "Default")
            return false;
        insert(types, type.bytes());
        return true;
    });
    if (containers.isEmpty())
        return {};
    return SecurityViolation{
        "procMount", named("container", containers) + " must not set securityContext.procMount to " + joined(types)};
}

bool isGoodProfile(const Value &profile)
{
    return profile["type"].text() == "RuntimeDefault" || profile["type"].text() == "Localhost";
}

Found badSeccomp(const Pod &pod)
{
    Names types;
    const Setters setters = settersWhere(pod.spec, [&types](const Value &context) {
        const Value &profile = context["seccompProfile"];
        if (profile.isNull() || isGoodProfile(profile))
            return false;
        insert(types, profile["type"].bytes());
        return true;
    });
    if (setters.isEmpty())
        return {};
    return SecurityViolation{"seccompProfile",
                             setters.text() + " must not set securityContext.seccompProfile.type to " + joined(types)};
}

} // namespace orrery::chain::podsecurity
