// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/podspec.h"

#include "controlplane/api/quantity.h"
#include "controlplane/api/selector.h"
#include "controlplane/apiserver/resources/validation.h"

namespace orrery::resources {

using namespace api;

namespace {

Value emptyObject()
{
    return Value::object(std::vector<Member>());
}

/// value[name] passed through change, if it is there.
template <class Change> void inMember(Value &value, QByteArrayView name, Change change)
{
    const Value *found = value.find(name);
    if (!found || found->isNull())
        return;
    Value now = *found;
    change(now);
    if (!now.identical(*found))
        value = value.with(name, std::move(now));
}

template <class Change> void inItems(Value &value, QByteArrayView name, Change change)
{
    inMember(value, name, [&change](Value &list) { list = mapped(list, change); });
}

/// Always for :latest and no tag at all, else IfNotPresent.
const char *pullPolicy(QByteArrayView image)
{
    if (image.contains('@'))
        return "IfNotPresent";
    const qsizetype slash = image.lastIndexOf('/');
    const qsizetype colon = image.lastIndexOf(':');
    const bool tagged = colon > slash && colon >= 0;
    return !tagged || image.sliced(colon + 1) == "latest" ? "Always" : "IfNotPresent";
}

void defaultHttpGet(Value &action)
{
    setDefault(action, "path", "/");
    setDefault(action, "scheme", "HTTP");
}

void setDefaultNumber(Value &object, QByteArrayView name, int number)
{
    if (object[name].integer() == 0) // zero means the default in Kubernetes
        object = object.with(name, Value(number));
}

void defaultProbe(Value &probe)
{
    setDefaultNumber(probe, "timeoutSeconds", 1);
    setDefaultNumber(probe, "periodSeconds", 10);
    setDefaultNumber(probe, "successThreshold", 1);
    setDefaultNumber(probe, "failureThreshold", 3);
    inMember(probe, "httpGet", defaultHttpGet);
    inMember(probe, "grpc", [](Value &grpc) { setDefault(grpc, "service", ""); });
}

void defaultContainer(Value &container, bool hostNetwork)
{
    const char *policy = pullPolicy(container["image"].text());
    setDefault(container, "resources", emptyObject());
    setDefault(container, "terminationMessagePath", "/dev/termination-log");
    setDefault(container, "terminationMessagePolicy", "File");
    setDefault(container, "imagePullPolicy", policy);
    inItems(container, "ports", [hostNetwork](Value &port) {
        setDefault(port, "protocol", "TCP");
        if (hostNetwork && port["hostPort"].integer() == 0)
            port = port.with("hostPort", port["containerPort"]);
    });
    for (const char *name : {"livenessProbe", "readinessProbe", "startupProbe"})
        inMember(container, name, defaultProbe);
    inItems(container, "env", [](Value &env) {
        inMember(env, "valueFrom", [](Value &from) {
            inMember(from, "fieldRef", [](Value &field) { setDefault(field, "apiVersion", "v1"); });
        });
    });
    inMember(container, "lifecycle", [](Value &lifecycle) {
        for (const char *name : {"postStart", "preStop"})
            inMember(lifecycle, name, [](Value &handler) { inMember(handler, "httpGet", defaultHttpGet); });
    });
}

void defaultVolume(Value &volume)
{
    if (volume.size() <= 1 && volume.contains("name"))
        volume = volume.with("emptyDir", emptyObject());
    for (const char *source : {"secret", "configMap", "downwardAPI", "projected"})
        inMember(volume, source, [](Value &value) { setDefault(value, "defaultMode", Value(420)); });
    inMember(volume, "hostPath", [](Value &path) {
        if (!path.contains("type"))
            path = path.with("type", "");
    });
    inMember(volume, "projected", [](Value &projected) {
        inItems(projected, "sources", [](Value &source) {
            inMember(source, "serviceAccountToken",
                     [](Value &token) { setDefault(token, "expirationSeconds", Value(3600)); });
            inMember(source, "downwardAPI", [](Value &downward) {
                inItems(downward, "items", [](Value &item) {
                    inMember(item, "fieldRef", [](Value &field) { setDefault(field, "apiVersion", "v1"); });
                });
            });
        });
    });
}

// --- validation ---

void validateHandler(FieldErrors &errors, const Path &path, const Value &handler)
{
    int count = 0;
    for (const char *name : {"exec", "httpGet", "tcpSocket", "grpc", "sleep"}) {
        if (handler[name].isNull())
            continue;
        if (count++ > 0)
            errors.forbidden(path / name, "may not specify more than 1 handler type");
    }
    if (count == 0)
        errors.required(path, "must specify a handler type");
    if (const Value &exec = handler["exec"]; !exec.isNull() && exec["command"].isEmpty())
        errors.required(path / "exec" / "command");
    if (const Value &http = handler["httpGet"]; !http.isNull()) {
        validatePortReference(errors, path / "httpGet" / "port", http["port"]);
        validateEnum(errors, path / "httpGet" / "scheme", http["scheme"], {"HTTP", "HTTPS"});
    }
    if (const Value &tcp = handler["tcpSocket"]; !tcp.isNull())
        validatePortReference(errors, path / "tcpSocket" / "port", tcp["port"]);
    if (const Value &grpc = handler["grpc"]; !grpc.isNull())
        validatePort(errors, path / "grpc" / "port", grpc["port"]);
}

void validateProbe(FieldErrors &errors, const Path &path, const Value &probe, bool onlyOneSuccess)
{
    if (probe.isNull())
        return;
    validateHandler(errors, path, probe);
    for (const char *name :
         {"initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"})
        validateNotNegative(errors, path / name, probe[name]);
    if (onlyOneSuccess && probe["successThreshold"].integer(1) != 1)
        errors.invalid(path / "successThreshold", probe["successThreshold"], "must be 1");
}

void validateResources(FieldErrors &errors, const Path &path, const Value &resources)
{
    const Value &limits = resources["limits"], &requests = resources["requests"];
    for (const char *which : {"limits", "requests"}) {
        for (const Member &member : resources[which].members()) {
            const Path at = (path / which).key(member.key());
            const QByteArrayView name = member.key();
            const bool known
                = name == "cpu" || name == "memory" || name == "ephemeral-storage" || name.startsWith("hugepages-");
            if (const QByteArray problem = qualifiedNameProblem(name); !problem.isEmpty())
                errors.invalid(at, member.name, problem);
            else if (!known && !name.contains('/'))
                errors.invalid(at, member.name, "must be a standard resource type or fully qualified");
            if (Quantity::of(member.value) < Quantity())
                errors.invalid(at, member.value, "must be greater than or equal to 0");
        }
    }
    for (const Member &request : requests.members()) {
        const Value *limit = limits.find(request.key());
        const bool extended = request.key().contains('/');
        if (limit && Quantity::of(*limit) < Quantity::of(request.value))
            errors.invalid(path / "requests", request.value,
                           "must be less than or equal to " + request.key().toByteArray() + " limit of "
                               + Quantity::of(*limit).text());
        else if (!limit && extended)
            errors.required(path / "limits", "Limit must be set for non overcommitable resources");
    }
}

void validateEnv(FieldErrors &errors, const Path &path, const Value &container)
{
    qsizetype index = 0;
    for (const Value &env : container["env"].items()) {
        const Path at = (path / "env")[index++];
        const QByteArrayView name = env["name"].text();
        const bool printable
            = std::all_of(name.begin(), name.end(), [](char c) { return c >= 0x20 && c < 0x7f && c != '='; });
        if (name.isEmpty())
            errors.required(at / "name");
        else if (!printable)
            errors.invalid(
                at / "name", env["name"],
                "a valid environment variable name must consist only of printable ASCII characters other than '='");
        const Value &from = env["valueFrom"];
        if (from.isNull())
            continue;
        if (!env["value"].text().isEmpty())
            errors.invalid(at / "valueFrom", Value(""), "may not be specified when `value` is not empty");
        qsizetype sources = 0;
        for (const char *source : {"fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef"})
            sources += from[source].isNull() ? 0 : 1;
        if (sources == 0)
            errors.invalid(at / "valueFrom", Value(""),
                           "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`");
        else if (sources > 1)
            errors.invalid(at / "valueFrom", Value(""), "may not have more than one field specified at a time");
        for (const char *source : {"configMapKeyRef", "secretKeyRef"}) {
            if (from[source].isNull())
                continue;
            if (from[source]["name"].text().isEmpty())
                errors.required(at / "valueFrom" / source / "name");
            if (from[source]["key"].text().isEmpty())
                errors.required(at / "valueFrom" / source / "key");
        }
    }
}

struct PodNames
{
    QList<QByteArray> volumes, containers;
};

void validateContainer(FieldErrors &errors, const Path &path, const Value &container, PodNames &names, bool init)
{
    const Value &name = container["name"];
    if (name.text().isEmpty())
        errors.required(path / "name");
    else if (const QByteArray problem = labelProblem(name.text()); !problem.isEmpty())
        errors.invalid(path / "name", name, problem);
    else if (names.containers.contains(name.bytes()))
        errors.duplicate(path / "name", name);
    names.containers.append(name.bytes());
    const QByteArrayView image = container["image"].text();
    if (image.isEmpty())
        errors.required(path / "image");
    else if (image.trimmed().size() != image.size())
        errors.invalid(path / "image", container["image"], "must not have leading or trailing whitespace");
    validateEnum(errors, path / "imagePullPolicy", container["imagePullPolicy"], {"Always", "IfNotPresent", "Never"});
    validateEnum(errors, path / "terminationMessagePolicy", container["terminationMessagePolicy"],
                 {"FallbackToLogsOnError", "File"});

    QList<QByteArray> portNames, hostPorts;
    qsizetype index = 0;
    for (const Value &port : container["ports"].items()) {
        const Path at = (path / "ports")[index++];
        const QByteArray portName = port["name"].bytes();
        if (!portName.isEmpty()) {
            if (const QByteArray problem = portNameProblem(portName); !problem.isEmpty())
                errors.invalid(at / "name", port["name"], problem);
            else if (portNames.contains(portName))
                errors.duplicate(at / "name", port["name"]);
            portNames.append(portName);
        }
        if (port["containerPort"].integer() == 0)
            errors.required(at / "containerPort");
        else
            validatePort(errors, at / "containerPort", port["containerPort"]);
        if (port["hostPort"].integer() != 0)
            validatePort(errors, at / "hostPort", port["hostPort"]);
        validateEnum(errors, at / "protocol", port["protocol"], {"SCTP", "TCP", "UDP"});
    }
    validateEnv(errors, path, container);
    index = 0;
    QList<QByteArray> mountPaths;
    for (const Value &mount : container["volumeMounts"].items()) {
        const Path at = (path / "volumeMounts")[index++];
        if (mount["name"].text().isEmpty())
            errors.required(at / "name");
        else if (!names.volumes.contains(mount["name"].bytes()))
            errors.notFound(at / "name", mount["name"]);
        if (mount["mountPath"].text().isEmpty())
            errors.required(at / "mountPath");
        else if (mountPaths.contains(mount["mountPath"].bytes()))
            errors.invalid(at / "mountPath", mount["mountPath"], "must be unique");
        mountPaths.append(mount["mountPath"].bytes());
        const QByteArrayView subPath = mount["subPath"].text();
        if (subPath.startsWith('/'))
            errors.invalid(at / "subPath", mount["subPath"], "must be a relative path");
        if (subPath == ".." || subPath.startsWith("../") || subPath.contains(QByteArrayView("/../"))
            || subPath.endsWith("/.."))
            errors.invalid(at / "subPath", mount["subPath"], "must not contain '..'");
    }
    const bool sidecar = init && container["restartPolicy"].text() == "Always";
    if (init && !sidecar) {
        for (const char *probe : {"livenessProbe", "readinessProbe", "startupProbe"}) {
            if (!container[probe].isNull())
                errors.forbidden(path / probe, "may not be set for init containers without restartPolicy=Always");
        }
        if (!container["lifecycle"].isNull())
            errors.forbidden(path / "lifecycle", "may not be set for init containers without restartPolicy=Always");
    } else {
        validateProbe(errors, path / "livenessProbe", container["livenessProbe"], true);
        validateProbe(errors, path / "readinessProbe", container["readinessProbe"], false);
        validateProbe(errors, path / "startupProbe", container["startupProbe"], true);
        for (const char *hook : {"postStart", "preStop"}) {
            if (!container["lifecycle"][hook].isNull())
                validateHandler(errors, path / "lifecycle" / hook, container["lifecycle"][hook]);
        }
    }
    validateResources(errors, path / "resources", container["resources"]);
}

void validateVolumes(FieldErrors &errors, const Path &path, const Value &volumes, PodNames &names)
{
    qsizetype index = 0;
    for (const Value &volume : volumes.items()) {
        const Path at = path[index++];
        const Value &name = volume["name"];
        if (name.text().isEmpty())
            errors.required(at / "name");
        else if (const QByteArray problem = labelProblem(name.text()); !problem.isEmpty())
            errors.invalid(at / "name", name, problem);
        else if (names.volumes.contains(name.bytes()))
            errors.duplicate(at / "name", name);
        names.volumes.append(name.bytes());
        if (volume.size() > 2)
            errors.forbidden(at / volume.members()[2].key(), "may not specify more than 1 volume type");
        const std::pair<const char *, const char *> needed[] = {
            {"secret", "secretName"},
            {"configMap", "name"},
            {"hostPath", "path"},
            {"persistentVolumeClaim", "claimName"},
        };
        for (const auto &[source, member] : needed) {
            if (!volume[source].isNull() && volume[source][member].text().isEmpty())
                errors.required(at / source / member);
        }
    }
}

} // namespace

void validateTolerations(FieldErrors &errors, const Path &path, const Value &tolerations)
{
    qsizetype index = 0;
    for (const Value &toleration : tolerations.items()) {
        const Path at = path[index++];
        const QByteArrayView op = toleration["operator"].text(), key = toleration["key"].text(),
                             effect = toleration["effect"].text();
        if (!key.isEmpty() && !qualifiedNameProblem(key).isEmpty())
            errors.invalid(at / "key", toleration["key"], qualifiedNameProblem(key));
        if (key.isEmpty() && op != "Exists")
            errors.invalid(
                at / "operator", toleration["operator"],
                "operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
        if (op == "Exists" && !toleration["value"].text().isEmpty())
            errors.invalid(at / "operator", toleration["value"], "value must be empty when `operator` is 'Exists'");
        else if (!op.isEmpty() && op != "Exists" && op != "Equal")
            errors.notSupported(at / "operator", toleration["operator"], {"Equal", "Exists"});
        if (!effect.isEmpty())
            validateEnum(errors, at / "effect", toleration["effect"], {"NoExecute", "NoSchedule", "PreferNoSchedule"});
        if (!toleration["tolerationSeconds"].isNull() && effect != "NoExecute")
            errors.invalid(at / "effect", toleration["effect"],
                           "effect must be 'NoExecute' when `tolerationSeconds` is set");
    }
}

void defaultPodSpec(Value &spec)
{
    setDefault(spec, "restartPolicy", "Always");
    setDefault(spec, "dnsPolicy", "ClusterFirst");
    setDefault(spec, "schedulerName", "default-scheduler");
    setDefault(spec, "terminationGracePeriodSeconds", Value(30));
    setDefault(spec, "securityContext", emptyObject());
    // One account under two names: the older follows the newer.
    const Value account
        = spec["serviceAccountName"].text().isEmpty() ? spec["serviceAccount"] : spec["serviceAccountName"];
    if (!account.text().isEmpty()) {
        if (!(spec["serviceAccountName"] == account))
            spec = spec.with("serviceAccountName", account);
        if (!(spec["serviceAccount"] == account))
            spec = spec.with("serviceAccount", account);
    }
    const bool hostNetwork = spec["hostNetwork"].boolean();
    for (const char *list : {"initContainers", "containers", "ephemeralContainers"})
        inItems(spec, list, [hostNetwork](Value &container) { defaultContainer(container, hostNetwork); });
    inItems(spec, "volumes", defaultVolume);
}

void defaultPodTemplate(Value &podTemplate)
{
    if (!podTemplate.isObject())
        return;
    if (!podTemplate["metadata"].isObject())
        podTemplate = podTemplate.with("metadata", emptyObject());
    Value spec = podTemplate["spec"].isObject() ? podTemplate["spec"] : emptyObject();
    defaultPodSpec(spec);
    if (!spec.identical(podTemplate["spec"]))
        podTemplate = podTemplate.with("spec", spec);
}

void validatePodSpec(FieldErrors &errors, const Path &path, const Value &spec)
{
    PodNames names;
    validateVolumes(errors, path / "volumes", spec["volumes"], names);
    qsizetype index = 0;
    if (spec["containers"].isEmpty())
        errors.required(path / "containers");
    for (const Value &container : spec["containers"].items())
        validateContainer(errors, (path / "containers")[index++], container, names, false);
    index = 0;
    for (const Value &container : spec["initContainers"].items())
        validateContainer(errors, (path / "initContainers")[index++], container, names, true);
    validateEnum(errors, path / "restartPolicy", spec["restartPolicy"], {"Always", "OnFailure", "Never"});
    validateEnum(errors, path / "dnsPolicy", spec["dnsPolicy"],
                 {"ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"});
    if (spec["dnsPolicy"].text() == "None" && spec["dnsConfig"]["nameservers"].isEmpty())
        errors.required(path / "dnsConfig" / "nameservers",
                        "must provide at least one DNS nameserver when `dnsPolicy` is None");
    validateNotNegative(errors, path / "terminationGracePeriodSeconds", spec["terminationGracePeriodSeconds"]);
    if (!spec["activeDeadlineSeconds"].isNull()
        && (spec["activeDeadlineSeconds"].integer() < 1 || spec["activeDeadlineSeconds"].integer() > 2147483647))
        errors.invalid(path / "activeDeadlineSeconds", spec["activeDeadlineSeconds"],
                       "must be between 1 and 2147483647, inclusive");
    validateLabels(errors, path / "nodeSelector", spec["nodeSelector"]);
    for (const char *name : {"serviceAccountName", "nodeName"}) {
        if (const QByteArrayView text = spec[name].text(); !text.isEmpty() && !subdomainProblem(text).isEmpty())
            errors.invalid(path / name, spec[name], subdomainProblem(text));
    }
    for (const char *name : {"hostname", "subdomain"}) {
        if (const QByteArrayView text = spec[name].text(); !text.isEmpty() && !labelProblem(text).isEmpty())
            errors.invalid(path / name, spec[name], labelProblem(text));
    }
    validateTolerations(errors, path / "tolerations", spec["tolerations"]);
}

void validatePodTemplate(FieldErrors &errors, const Path &path, const Value &podTemplate)
{
    validateLabels(errors, path / "labels", podTemplate["metadata"]["labels"]);
    validateAnnotations(errors, path / "annotations", podTemplate["metadata"]["annotations"]);
    validatePodSpec(errors, path / "spec", podTemplate["spec"]);
}

QByteArray qosClass(const Value &spec)
{
    bool any = false, guaranteed = true;
    for (const char *list : {"containers", "initContainers"}) {
        for (const Value &container : spec[list].items()) {
            const Value &requests = container["resources"]["requests"], &limits = container["resources"]["limits"];
            for (const char *name : {"cpu", "memory"}) {
                const Quantity request = Quantity::of(requests[name]), limit = Quantity::of(limits[name]);
                any = any || !request.isZero() || !limit.isZero();
                guaranteed = guaranteed && !limit.isZero() && request == limit;
            }
        }
    }
    return !any ? "BestEffort" : guaranteed ? "Guaranteed" : "Burstable";
}

QByteArray containerList(const Value &spec, QByteArrayView member)
{
    QByteArray out;
    for (const Value &container : spec["containers"].items())
        out += (out.isEmpty() ? "" : ",") + container[member].bytes();
    return out;
}

} // namespace orrery::resources
