// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/chain/podsecuritychecks.h"

#include "controlplane/apiserver/chain/rules.h"

#include <algorithm>
#include <functional>
#include <optional>

namespace orrery::chain {

using namespace api;
using Level = SecurityLevel::Level;

namespace {

struct Pod
{
    const Value &metadata, &spec;
};
using Found = std::optional<SecurityViolation>;
using Names = QList<QByteArray>;

// --- how violations are told ---

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

/// `container "a"`, `containers "a", "b"`
QByteArray named(const char *word, const Names &names)
{
    return plural(word, names) + ' ' + joined(names);
}

void insert(Names &names, const QByteArray &name)
{
    const auto at = std::lower_bound(names.begin(), names.end(), name);
    if (at == names.end() || *at != name)
        names.insert(at, name);
}

template <class Visit> void eachContainer(const Value &spec, Visit visit)
{
    for (const char *list : {"initContainers", "containers", "ephemeralContainers"}) {
        for (const Value &container : spec[list].items())
            visit(container);
    }
}

/// The containers of which it is true.
Names containersWhere(const Value &spec, const std::function<bool(const Value &container)> &is)
{
    Names names;
    eachContainer(spec, [&](const Value &container) {
        if (is(container))
            names.append(container["name"].bytes());
    });
    return names;
}

/// `pod and containers "a", "b"`: who sets something in its own securityContext.
struct Setters
{
    bool pod = false;
    Names containers;
    bool isEmpty() const { return !pod && containers.isEmpty(); }
    QByteArray text() const
    {
        Names parts;
        if (pod)
            parts.append("pod");
        if (!containers.isEmpty())
            parts.append(named("container", containers));
        return parts.join(" and ");
    }
};

Setters settersWhere(const Value &spec, const std::function<bool(const Value &securityContext)> &is)
{
    return {is(spec["securityContext"]),
            containersWhere(spec, [&is](const Value &container) { return is(container["securityContext"]); })};
}

bool isInUserNamespace(const Value &spec)
{
    return spec["hostUsers"].isBool() && !spec["hostUsers"].boolean();
}

// --- baseline ---

Found appArmor(const Pod &pod)
{
    constexpr QByteArrayView prefix = "container.apparmor.security.beta.kubernetes.io/";
    Names bad;
    Setters setters = settersWhere(pod.spec, [&bad](const Value &context) {
        const Value &type = context["appArmorProfile"]["type"];
        if (context["appArmorProfile"].isNull() || type.text() == "RuntimeDefault" || type.text() == "Localhost")
            return false;
        insert(bad, type.bytes());
        return true;
    });
    Names annotations;
    for (const Member &annotation : pod.metadata["annotations"].members()) {
        const QByteArrayView value = annotation.value.text();
        if (annotation.key().startsWith(prefix) && !value.isEmpty() && value != "runtime/default"
            && !value.startsWith("localhost/"))
            insert(annotations, annotation.name.bytes() + '=' + quoted(value));
    }
    if (setters.isEmpty() && annotations.isEmpty())
        return {};
    Names who;
    if (!setters.isEmpty())
        who.append(setters.text());
    if (!annotations.isEmpty())
        who.append(plural("annotation", annotations));
    bad += annotations;
    return SecurityViolation{plural("forbidden AppArmor profile", bad),
                             who.join(" and ") + " must not set AppArmor profile type to " + joined(bad)};
}

/// Containers that add capabilities which are not allowed, and which.
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

Found capabilities(const Pod &pod)
{
    static const Names allowed{"AUDIT_WRITE", "CHOWN",  "DAC_OVERRIDE",     "FOWNER", "FSETID",
                               "KILL",        "MKNOD",  "NET_BIND_SERVICE", "SETFCAP", "SETGID",
                               "SETPCAP",     "SETUID", "SYS_CHROOT"};
    const auto [containers, bad] = addedCapabilities(pod.spec, allowed);
    if (containers.isEmpty())
        return {};
    return SecurityViolation{"non-default capabilities", mustNotAdd(containers, bad)};
}

Found hostNamespaces(const Pod &pod)
{
    Names set;
    for (const char *member : {"hostNetwork", "hostPID", "hostIPC"}) {
        if (pod.spec[member].boolean())
            set.append(member + QByteArray("=true"));
    }
    if (set.isEmpty())
        return {};
    return SecurityViolation{"host namespaces", set.join(", ")};
}

Found hostPaths(const Pod &pod)
{
    Names volumes;
    for (const Value &volume : pod.spec["volumes"].items()) {
        if (!volume["hostPath"].isNull())
            volumes.append(volume["name"].bytes());
    }
    if (volumes.isEmpty())
        return {};
    return SecurityViolation{"hostPath volumes", named("volume", volumes)};
}

Found hostPorts(const Pod &pod)
{
    Names ports;
    const Names containers = containersWhere(pod.spec, [&ports](const Value &container) {
        bool uses = false;
        for (const Value &port : container["ports"].items()) {
            if (port["hostPort"].integer() == 0)
                continue;
            insert(ports, QByteArray::number(port["hostPort"].integer()));
            uses = true;
        }
        return uses;
    });
    if (containers.isEmpty())
        return {};
    return SecurityViolation{plural("hostPort", ports),
                             named("container", containers) + (containers.size() == 1 ? " uses " : " use ")
                                 + plural("hostPort", ports) + ' ' + ports.join(", ")};
}

Found hostProbes(const Pod &pod)
{
    Names hosts, containers;
    eachContainer(pod.spec, [&](const Value &container) {
        const Value &lifecycle = container["lifecycle"];
        for (const Value *handler : {&container["livenessProbe"], &container["readinessProbe"],
                                     &container["startupProbe"], &lifecycle["postStart"], &lifecycle["preStop"]}) {
            for (const char *kind : {"httpGet", "tcpSocket"}) {
                const QByteArray host = (*handler)[kind]["host"].bytes();
                if (host.isEmpty())
                    continue;
                insert(hosts, host);
                insert(containers, container["name"].bytes());
            }
        }
    });
    if (containers.isEmpty())
        return {};
    return SecurityViolation{"probe or lifecycle host",
                             named("container", containers) + (containers.size() == 1 ? " uses " : " use ")
                                 + named("probe or lifecycle host", hosts)};
}

Found privileged(const Pod &pod)
{
    const Names containers = containersWhere(
        pod.spec, [](const Value &container) { return container["securityContext"]["privileged"].boolean(); });
    if (containers.isEmpty())
        return {};
    return SecurityViolation{"privileged",
                             named("container", containers) + " must not set securityContext.privileged=true"};
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

Found procMountUnlessMapped(const Pod &pod)
{
    return isInUserNamespace(pod.spec) ? Found() : procMount(pod);
}

Found seLinux(const Pod &pod, bool engine)
{
    Names types;
    bool user = false, role = false;
    const Setters setters = settersWhere(pod.spec, [&](const Value &context) {
        const Value &options = context["seLinuxOptions"];
        const QByteArray type = options["type"].bytes();
        const bool goodType = type.isEmpty() || type == "container_t" || type == "container_init_t"
            || type == "container_kvm_t" || (engine && type == "container_engine_t");
        if (!goodType)
            insert(types, type);
        const bool hasUser = !options["user"].text().isEmpty(), hasRole = !options["role"].text().isEmpty();
        user = user || hasUser;
        role = role || hasRole;
        return !goodType || hasUser || hasRole;
    });
    if (setters.isEmpty())
        return {};
    Names what;
    if (!types.isEmpty())
        what.append(named("type", types));
    if (user)
        what.append("user may not be set");
    if (role)
        what.append("role may not be set");
    return SecurityViolation{"seLinuxOptions",
                             setters.text() + " set forbidden securityContext.seLinuxOptions: " + what.join("; ")};
}

/// Before 1.19 profiles were annotations.
Found seccompAnnotations(const Pod &pod)
{
    Names bad;
    for (const Member &annotation : pod.metadata["annotations"].members()) {
        const bool concerns = annotation.key() == "seccomp.security.alpha.kubernetes.io/pod"
            || annotation.key().startsWith("container.seccomp.security.alpha.kubernetes.io/");
        const QByteArrayView value = annotation.value.text();
        if (concerns && value != "runtime/default" && value != "docker/default" && !value.startsWith("localhost/"))
            insert(bad, annotation.name.bytes() + '=' + quoted(value));
    }
    if (bad.isEmpty())
        return {};
    return SecurityViolation{"seccompProfile", "forbidden " + plural("annotation", bad) + ' ' + bad.join(", ")};
}

bool isGoodProfile(const Value &profile)
{
    return profile["type"].text() == "RuntimeDefault" || profile["type"].text() == "Localhost";
}

/// Who sets a bad seccomp profile, told as both levels do.
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

Found sysctls(const Pod &pod, int minor)
{
    Names allowed{"kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.tcp_syncookies",
                  "net.ipv4.ping_group_range", "net.ipv4.ip_unprivileged_port_start"};
    if (minor >= 27)
        allowed.append("net.ipv4.ip_local_reserved_ports");
    if (minor >= 29)
        allowed += {"net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl",
                    "net.ipv4.tcp_keepalive_probes"};
    if (minor >= 32)
        allowed += {"net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"};
    Names bad;
    for (const Value &sysctl : pod.spec["securityContext"]["sysctls"].items()) {
        if (!allowed.contains(sysctl["name"].bytes()))
            bad.append(sysctl["name"].bytes());
    }
    if (bad.isEmpty())
        return {};
    return SecurityViolation{"forbidden sysctls", bad.join(", ")};
}

Found windowsHostProcess(const Pod &pod)
{
    const Setters setters = settersWhere(
        pod.spec, [](const Value &context) { return context["windowsOptions"]["hostProcess"].boolean(); });
    if (setters.isEmpty())
        return {};
    return SecurityViolation{"hostProcess",
                             setters.text() + " must not set securityContext.windowsOptions.hostProcess=true"};
}

// --- restricted ---

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
                             named("volume", volumes) + (volumes.size() == 1 ? " uses " : " use ")
                                 + named("restricted volume type", types)};
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
    return SecurityViolation{reason, "pod or " + named("container", silent) + " must set securityContext.runAsNonRoot=true"};
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
    return SecurityViolation{"seccompProfile",
                             "pod or " + named("container", silent)
                                 + R"( must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")"};
}

// --- the levels ---

void baseline(QList<SecurityViolation> &out, const Pod &pod, int minor, bool restricted)
{
    const auto take = [&out](const Found &found) {
        if (found)
            out.append(*found);
    };
    take(appArmor(pod));
    if (!(restricted && minor >= 22)) // the stricter check says it all
        take(capabilities(pod));
    take(hostNamespaces(pod));
    if (!restricted)
        take(hostPaths(pod));
    take(hostPorts(pod));
    if (minor >= 34)
        take(hostProbes(pod));
    take(privileged(pod));
    if (minor < 35)
        take(procMount(pod));
    else if (!restricted)
        take(procMountUnlessMapped(pod));
    take(seLinux(pod, minor >= 31));
    if (minor < 19)
        take(seccompAnnotations(pod));
    else if (!restricted)
        take(badSeccomp(pod));
    take(sysctls(pod, minor));
    take(windowsHostProcess(pod));
}

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

} // namespace

QByteArray SecurityLevel::text() const
{
    const char *name = level == Level::Privileged ? "privileged:" : level == Level::Baseline ? "baseline:" : "restricted:";
    return name + (minor == latest ? QByteArray("latest") : "v1." + QByteArray::number(minor));
}

QList<SecurityViolation> securityViolations(const SecurityLevel &level, const Value &metadata, const Value &spec)
{
    QList<SecurityViolation> out;
    if (level.level == Level::Privileged)
        return out;
    const bool isRestricted = level.level == Level::Restricted;
    const Pod pod{metadata, spec};
    baseline(out, pod, level.minor, isRestricted);
    if (isRestricted)
        restricted(out, pod, level.minor);
    return out;
}

QByteArray securityDetails(const QList<SecurityViolation> &violations)
{
    Names out;
    for (const SecurityViolation &one : violations)
        out.append(one.detail.isEmpty() ? one.reason : one.reason + " (" + one.detail + ')');
    return out.join(", ");
}

QByteArray securityReasons(const QList<SecurityViolation> &violations)
{
    Names out;
    for (const SecurityViolation &one : violations)
        out.append(one.reason);
    return out.join(", ");
}

} // namespace orrery::chain
