// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/chain/podsecurityparts.h"

#include "controlplane/apiserver/chain/rules.h"

namespace orrery::chain::podsecurity {

using namespace api;

namespace {

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

Found capabilities(const Pod &pod)
{
    static const Names allowed{"AUDIT_WRITE",      "CHOWN",   "DAC_OVERRIDE", "FOWNER",  "FSETID", "KILL",      "MKNOD",
                               "NET_BIND_SERVICE", "SETFCAP", "SETGID",       "SETPCAP", "SETUID", "SYS_CHROOT"};
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
                             named("container", containers) + verb(containers) + plural("hostPort", ports) + ' '
                                 + ports.join(", ")};
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
                             named("container", containers) + verb(containers)
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

} // namespace

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

} // namespace orrery::chain::podsecurity
