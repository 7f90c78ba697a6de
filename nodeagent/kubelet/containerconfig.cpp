// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/kubelet/containerconfig.h"

#include "controlplane/api/quantity.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>

namespace orrery::kubelet {

namespace {

using api::error;
using api::Object;
using api::Quantity;
using api::Reason;
using api::Result;
using api::Value;

QList<QByteArray> texts(const Value &list)
{
    QList<QByteArray> result;
    for (const auto &item : list.items())
        result.append(item.bytes());
    return result;
}

/// The container's own field if it has one, else the pod's.
const Value &inherited(const Object &pod, const Value &container, QByteArrayView name)
{
    const auto &own = container["securityContext"][name];
    return own.isNull() ? pod.spec()["securityContext"][name] : own;
}

void setSeccomp(cri::Security &security, const Value &profile)
{
    if (profile["type"].text() == "RuntimeDefault")
        security.seccomp = cri::Seccomp::RuntimeDefault;
    else if (profile["type"].text() == "Localhost") {
        security.seccomp = cri::Seccomp::Localhost;
        security.seccompFile = profile["localhostProfile"].bytes();
    }
}

void setNamespaces(cri::Security &security, const Object &pod)
{
    const auto &spec = pod.spec();
    if (usesHostNetwork(pod))
        security.network = cri::NamespaceMode::Node;
    if (spec["hostPID"].boolean())
        security.pid = cri::NamespaceMode::Node;
    else if (spec["shareProcessNamespace"].boolean())
        security.pid = cri::NamespaceMode::Pod;
    if (spec["hostIPC"].boolean())
        security.ipc = cri::NamespaceMode::Node;
    for (const auto &group : spec["securityContext"]["supplementalGroups"].items())
        security.supplementalGroups.append(group.integer());
    if (const auto &group = spec["securityContext"]["fsGroup"]; group.isInteger())
        security.supplementalGroups.append(group.integer());
}

Result<cri::Security> security(const Object &pod, const Value &container, const cri::Image &image)
{
    cri::Security result;
    setNamespaces(result, pod);
    const auto &own = container["securityContext"];
    if (const auto &user = inherited(pod, container, "runAsUser"); user.isInteger())
        result.runAsUser = user.integer();
    if (const auto &group = inherited(pod, container, "runAsGroup"); group.isInteger()) {
        result.runAsGroup = group.integer();
        if (!result.runAsUser) // CRI takes a group only together with a user
            result.runAsUser = image.uid.value_or(0);
    }
    if (inherited(pod, container, "runAsNonRoot").boolean()) {
        const bool root
            = result.runAsUser ? *result.runAsUser == 0 : image.uid.value_or(0) == 0 && image.user.isEmpty();
        if (root)
            return error(Reason::BadRequest, "container has runAsNonRoot and image will run as root");
    }
    result.privileged = own["privileged"].boolean();
    result.readOnlyRootFilesystem = own["readOnlyRootFilesystem"].boolean();
    result.noNewPrivileges = !own["allowPrivilegeEscalation"].boolean(true);
    result.addCapabilities = texts(own["capabilities"]["add"]);
    result.dropCapabilities = texts(own["capabilities"]["drop"]);
    setSeccomp(result, inherited(pod, container, "seccompProfile"));
    if (!result.privileged && own["procMount"].text() != "Unmasked") {
        // What the OCI runtimes hide by default; CRI takes an empty list to mean nothing.
        result.maskedPaths
            = {"/proc/asound",     "/proc/acpi",        "/proc/kcore",       "/proc/keys", "/proc/latency_stats",
               "/proc/timer_list", "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi", "/sys/firmware"};
        result.readOnlyPaths = {"/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"};
    }
    return result;
}

bool hasResources(const Value &container)
{
    return !container["resources"]["requests"].isEmpty() || !container["resources"]["limits"].isEmpty();
}

Result<QList<cri::Mount>> mounts(const ContainerInputs &inputs, const QHash<QByteArray, QByteArray> &variables)
{
    QList<cri::Mount> result;
    for (const auto &mount : inputs.container["volumeMounts"].items()) {
        const auto it = inputs.volumes.constFind(mount["name"].bytes());
        if (it == inputs.volumes.cend())
            return error(Reason::BadRequest, "volume \"" + mount["name"].bytes() + "\" is not mounted");
        QString path = *it;
        QByteArray sub = mount["subPath"].bytes();
        if (sub.isEmpty())
            sub = expand(mount["subPathExpr"].text(), variables);
        if (!sub.isEmpty()) {
            const QString clean = QDir::cleanPath(QString::fromUtf8(sub));
            if (clean.startsWith(u'/') || clean == ".." || clean.startsWith("../"))
                return error(Reason::BadRequest, "subPath must stay inside the volume");
            path += u'/' + clean;
            const QString canonical = QFileInfo(path).canonicalFilePath();
            if (canonical.isEmpty())
                QDir().mkpath(path);
            else if (canonical != QFileInfo(*it).canonicalFilePath()
                     && !canonical.startsWith(QFileInfo(*it).canonicalFilePath() + u'/'))
                return error(Reason::BadRequest, "subPath leads out of the volume");
        }
        cri::Mount m;
        m.containerPath = mount["mountPath"].bytes();
        m.hostPath = path.toUtf8();
        m.readOnly = mount["readOnly"].boolean();
        const auto propagation = mount["mountPropagation"].text();
        m.propagation = propagation == "Bidirectional" ? cri::Mount::Propagation::Bidirectional
            : propagation == "HostToContainer"         ? cri::Mount::Propagation::HostToContainer
                                                       : cri::Mount::Propagation::Private;
        result.append(m);
    }
    return result;
}

/// /etc/hosts of a pod with its own network: the pod's name, its node's (there is no cluster DNS that would know it), and hostAliases.
void writeHosts(const QString &path, const ContainerInputs &inputs)
{
    QByteArray text
        = "# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n";
    const auto &spec = inputs.pod.spec();
    const QByteArray hostname = spec["hostname"].isNull() ? inputs.pod.name() : spec["hostname"].bytes();
    if (!inputs.sources.podIp.isEmpty())
        text += inputs.sources.podIp + '\t' + hostname + '\n';
    if (!inputs.node.address.isEmpty())
        text += inputs.node.address + '\t' + inputs.node.nodeName + "\t# node\n";
    for (const auto &alias : spec["hostAliases"].items())
        text += alias["ip"].bytes() + '\t' + texts(alias["hostnames"]).join('\t') + '\n';
    QFile file(path);
    if (file.open(QIODevice::WriteOnly))
        file.write(text);
}

} // namespace

bool usesHostNetwork(const Object &pod)
{
    return pod.spec()["hostNetwork"].boolean();
}

QByteArray qosClass(const Object &pod)
{
    bool any = false, all = true;
    for (const char *list : {"initContainers", "containers"}) {
        for (const auto &container : pod.spec()[list].items()) {
            for (const char *resource : {"cpu", "memory"}) {
                const auto limit = Quantity::of(container["resources"]["limits"][resource]);
                const auto &requestValue = container["resources"]["requests"][resource];
                const auto request = requestValue.isNull() ? limit : Quantity::of(requestValue);
                any |= !limit.isZero() || !request.isZero();
                all &= !limit.isZero() && request == limit;
            }
        }
    }
    return !any ? "BestEffort" : all ? "Guaranteed" : "Burstable";
}

cri::Resources resources(const Object &pod, const Value &container, qint64 nodeMemory)
{
    const auto &limits = container["resources"]["limits"], &requests = container["resources"]["requests"];
    cri::Resources result;
    const qint64 cpuLimit = Quantity::of(limits["cpu"]).milli();
    const qint64 cpuRequest = requests["cpu"].isNull() ? cpuLimit : Quantity::of(requests["cpu"]).milli();
    result.cpuShares = std::clamp<qint64>(cpuRequest * 1024 / 1000, 2, 262144);
    if (cpuLimit > 0) {
        result.cpuPeriod = 100'000;
        result.cpuQuota = std::max<qint64>(cpuLimit * 100, 1000);
    }
    result.memoryLimit = Quantity::of(limits["memory"]).value();
    const QByteArray qos = qosClass(pod);
    if (qos == "Guaranteed") {
        result.oomScoreAdjust = -997;
    } else if (qos == "BestEffort" || !hasResources(container) || nodeMemory <= 0) {
        result.oomScoreAdjust = 1000;
    } else {
        const qint64 request
            = Quantity::of(requests["memory"].isNull() ? limits["memory"] : requests["memory"]).value();
        result.oomScoreAdjust
            = std::clamp<qint64>(1000 - qint64(1000.0 * double(request) / double(nodeMemory)), 3, 999);
    }
    return result;
}

QByteArray containerHash(const Value &container)
{
    const QByteArray text = container["name"].bytes() + '\0' + container["image"].bytes();
    return QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex().left(12);
}

QByteArray pullPolicy(const Value &container)
{
    if (const auto &policy = container["imagePullPolicy"]; !policy.isNull())
        return policy.bytes();
    const QByteArray image = container["image"].bytes();
    const QByteArray last = image.mid(image.lastIndexOf('/') + 1);
    return last.contains('@') || (last.contains(':') && !last.endsWith(":latest")) ? "IfNotPresent" : "Always";
}

cri::SandboxConfig sandboxConfig(const Object &pod, const NodeConfig &node, quint32 attempt)
{
    const auto &spec = pod.spec();
    cri::SandboxConfig config;
    config.name = pod.name();
    config.uid = pod.uid();
    config.ns = pod.ns();
    config.attempt = attempt;
    if (!usesHostNetwork(pod))
        config.hostname = (spec["hostname"].isNull() ? pod.name() : spec["hostname"].bytes()).left(63);
    config.logDirectory = node.podLogDir(pod.ns(), pod.name(), pod.uid());
    const auto &dns = spec["dnsConfig"];
    config.dns = {texts(dns["nameservers"]), texts(dns["searches"]), {}};
    for (const auto &option : dns["options"].items())
        config.dns.options.append(option["value"].isNull() ? option["name"].bytes()
                                                           : option["name"].bytes() + ':' + option["value"].bytes());
    for (const auto &container : spec["containers"].items()) {
        for (const auto &port : container["ports"].items()) {
            if (port["hostPort"].integer() > 0)
                config.ports.append({port["protocol"].isNull() ? QByteArray("TCP") : port["protocol"].bytes(),
                                     int(port["containerPort"].integer()), int(port["hostPort"].integer()),
                                     port["hostIP"].bytes()});
        }
    }
    for (const auto &member : pod.labels().members())
        config.labels.insert(member.name.bytes(), member.value.bytes());
    config.labels.insert(label::podName, pod.name());
    config.labels.insert(label::podNamespace, pod.ns());
    config.labels.insert(label::podUid, pod.uid());
    for (const auto &member : pod.annotations().members())
        config.annotations.insert(member.name.bytes(), member.value.bytes());
    config.cgroupParent = node.cgroupParent;
    setNamespaces(config.security, pod);
    const auto &context = spec["securityContext"];
    if (context["runAsUser"].isInteger())
        config.security.runAsUser = context["runAsUser"].integer();
    setSeccomp(config.security, context["seccompProfile"]);
    for (const auto &container : spec["containers"].items())
        config.security.privileged |= container["securityContext"]["privileged"].boolean();
    for (const auto &sysctl : context["sysctls"].items())
        config.sysctls.insert(sysctl["name"].bytes(), sysctl["value"].bytes());
    return config;
}

QString terminationMessagePath(const NodeConfig &node, const QByteArray &podUid, const QByteArray &container,
                               quint32 attempt)
{
    return node.podDir(podUid) + "/containers/" + QString::fromUtf8(container) + u'/' + QString::number(attempt);
}

Result<cri::ContainerConfig> containerConfig(const ContainerInputs &inputs)
{
    const auto &container = inputs.container;
    const QByteArray name = container["name"].bytes();
    cri::ContainerConfig config;
    config.name = name;
    config.attempt = inputs.attempt;
    config.image = inputs.image.id;
    ORRERY_TRY(variables, environment(inputs.pod, container, inputs.sources));
    QHash<QByteArray, QByteArray> values;
    for (const auto &[key, value] : variables)
        values.insert(key, value);
    config.environment = variables;
    for (const auto &word : container["command"].items())
        config.command.append(expand(word.text(), values));
    for (const auto &word : container["args"].items())
        config.args.append(expand(word.text(), values));
    config.workingDirectory = container["workingDir"].bytes();
    ORRERY_TRY(mountList, mounts(inputs, values));
    config.mounts = mountList;
    const auto mountsAt = [&](QByteArrayView path) {
        return std::any_of(config.mounts.cbegin(), config.mounts.cend(),
                           [&](const auto &mount) { return mount.containerPath == path; });
    };

    const QString podDir = inputs.node.podDir(inputs.pod.uid());
    const QString message = terminationMessagePath(inputs.node, inputs.pod.uid(), name, inputs.attempt);
    if (QDir().mkpath(message.left(message.lastIndexOf(u'/')))) {
        QFile file(message);
        if (file.open(QIODevice::WriteOnly)) {
            file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup | QFile::WriteGroup
                                | QFile::ReadOther | QFile::WriteOther);
            const auto &path = container["terminationMessagePath"];
            config.mounts.append(
                {path.isNull() ? QByteArray("/dev/termination-log") : path.bytes(), message.toUtf8(), false, {}});
        }
        if (!usesHostNetwork(inputs.pod) && !mountsAt("/etc/hosts")) {
            const QString hosts = podDir + "/etc-hosts";
            writeHosts(hosts, inputs);
            config.mounts.append({"/etc/hosts",
                                  hosts.toUtf8(),
                                  inputs.container["securityContext"]["readOnlyRootFilesystem"].boolean(),
                                  {}});
        }
    }

    config.labels = {{label::podName, inputs.pod.name()},
                     {label::podNamespace, inputs.pod.ns()},
                     {label::podUid, inputs.pod.uid()},
                     {label::containerName, name}};
    config.annotations = {{label::containerHash, containerHash(container)}};
    config.logPath = name + '/' + QByteArray::number(inputs.attempt) + ".log";
    config.in = container["stdin"].boolean();
    config.inOnce = container["stdinOnce"].boolean();
    config.tty = container["tty"].boolean();
    config.resources = resources(inputs.pod, container, inputs.sources.nodeMemory);
    ORRERY_TRY(securityContext, security(inputs.pod, container, inputs.image));
    config.security = securityContext;
    if (!inputs.pidTarget.isEmpty()) {
        config.security.pid = cri::NamespaceMode::Target;
        config.security.pidTarget = inputs.pidTarget;
    }
    return config;
}

} // namespace orrery::kubelet
