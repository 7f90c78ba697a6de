// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/chain/podsecurityparts.h"

#include <algorithm>

namespace orrery::chain::podsecurity {

using namespace api;

namespace {

bool isWindows(const Value &spec)
{
    return spec["os"]["name"].text() == "windows";
}

Found escalation(const Pod &pod)
{
    const Names containers = containersWhere(pod.spec, [](const Value &container) {
        return container["securityContext"]["allowPrivilegeEscalation"].boolean(true);
    });
    if (containers.isEmpty())
        return {};
    return SecurityViolation{"allowPrivilegeEscalation != false",
                             named("container", containers)
                                 + " must set securityContext.allowPrivilegeEscalation=false"};
}

Found capabilitiesDropped(const Pod &pod)
{
    const Names keeping = containersWhere(pod.spec, [](const Value &container) {
        const auto dropped = container["securityContext"]["capabilities"]["drop"].items();
        return std::none_of(dropped.begin(), dropped.end(), [](const Value &one) { return one.text() == "ALL"; });
    });
    Names details;
    if (!keeping.isEmpty())
        details.append(named("container", keeping) + R"( must set securityContext.capabilities.drop=["ALL"])");
    const auto [adding, bad] = addedCapabilities(pod.spec, {"NET_BIND_SERVICE"});
    if (!adding.isEmpty())
        details.append(mustNotAdd(adding, bad));
    if (details.isEmpty())
        return {};
    return SecurityViolation{"unrestricted capabilities", details.join("; ")};
}

Found volumeTypes(const Pod &pod)
{
    static const Names allowed{"configMap", "csi",       "downwardAPI",           "emptyDir", "ephemeral",
                               "image",     "projected", "persistentVolumeClaim", "secret"};
    Names volumes, types;
    for (const Value &volume : pod.spec["volumes"].items()) {
        for (const Member &source : volume.members()) {
            if (source.key() == "name" || source.value.isNull() || allowed.contains(source.key()))
                continue;
            volumes.append(volume["name"].bytes());
            insert(types, source.key().toByteArray());
        }
    }
    if (volumes.isEmpty())
        return {};
    return SecurityViolation{"restricted volume types",
                             named("volume", volumes) + verb(volumes) + named("restricted volume type", types)};
}

Found runAsNonRoot(const Pod &pod)
{
    constexpr const char *reason = "runAsNonRoot != true";
    const Setters bad = settersWhere(pod.spec, [](const Value &context) {
        return context["runAsNonRoot"].isBool() && !context["runAsNonRoot"].boolean();
    });
    if (!bad.isEmpty())
        return SecurityViolation{reason, bad.text() + " must not set securityContext.runAsNonRoot=false"};
    if (pod.spec["securityContext"]["runAsNonRoot"].boolean())
        return {};
    const Names silent = containersWhere(
        pod.spec, [](const Value &container) { return !container["securityContext"]["runAsNonRoot"].isBool(); });
    if (silent.isEmpty())
        return {};
    return SecurityViolation{reason,
                             "pod or " + named("container", silent) + " must set securityContext.runAsNonRoot=true"};
}

Found runAsUser(const Pod &pod)
{
    const Setters root = settersWhere(pod.spec, [](const Value &context) {
        return context["runAsUser"].isInteger() && context["runAsUser"].integer() == 0;
    });
    if (root.isEmpty())
        return {};
    return SecurityViolation{"runAsUser=0", root.text() + " must not set runAsUser=0"};
}

Found seccompRequired(const Pod &pod)
{
    if (const Found bad = badSeccomp(pod))
        return bad;
    if (isGoodProfile(pod.spec["securityContext"]["seccompProfile"]))
        return {};
    const Names silent = containersWhere(
        pod.spec, [](const Value &container) { return container["securityContext"]["seccompProfile"].isNull(); });
    if (silent.isEmpty())
        return {};
    return SecurityViolation{
        "seccompProfile",
        "pod or " + named("container", silent)
            + R"( must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")"};
}

} // namespace

void restricted(QList<SecurityViolation> &out, const Pod &pod, int minor)
{
    const auto take = [&out](const Found &found) {
        if (found)
            out.append(*found);
    };
    // What Linux alone has is not asked of pods for Windows, since kubelets make sure of spec.os.
    const bool linux = minor < 25 || !isWindows(pod.spec);
    const bool mapped = minor >= 35 && isInUserNamespace(pod.spec);
    if (minor >= 8 && linux)
        take(escalation(pod));
    if (minor >= 22 && linux)
        take(capabilitiesDropped(pod));
    if (minor >= 35)
        take(procMount(pod));
    take(volumeTypes(pod));
    if (!mapped)
        take(runAsNonRoot(pod));
    if (minor >= 23 && !mapped)
        take(runAsUser(pod));
    if (minor >= 19 && linux)
        take(seccompRequired(pod));
}

} // namespace orrery::chain::podsecurity
