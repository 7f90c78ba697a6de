// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/quantity.h"
#include "controlplane/apiserver/resources/podrules.h"

namespace orrery::resources {

using namespace api;

namespace {

/// Names in lists are ever more liberal; what is refused is what no shell nor kernel would take.
QByteArray variableProblem(QByteArrayView name)
{
    const bool printable
        = std::all_of(name.begin(), name.end(), [](char c) { return c >= 0x20 && c < 0x7f && c != '='; });
    return printable
        ? QByteArray()
        : "a valid environment variable name must consist only of printable ASCII characters other than '='";
}

void validateKeyRef(FieldErrors &errors, const Path &path, const Value &ref)
{
    if (ref["name"].text().isEmpty())
        errors.required(path / "name");
    if (ref["key"].text().isEmpty())
        errors.required(path / "key");
    else if (const QByteArray problem = configKeyProblem(ref["key"].text()); !problem.isEmpty())
        errors.invalid(path / "key", ref["key"], problem);
}

void validateFileKeyRef(FieldErrors &errors, const Path &path, const Value &ref, const PodFacts &facts)
{
    const Value &volume = ref["volumeName"];
    if (volume.text().isEmpty())
        errors.required(path / "volumeName");
    else if (!facts.volumes.contains(volume.bytes()))
        errors.notFound(path / "volumeName", volume);
    else if (facts.volumes.value(volume.bytes())["emptyDir"].isNull())
        errors.invalid(path / "volumeName", volume, "referenced volume must be of type emptyDir");
    if (ref["path"].text().isEmpty())
        errors.required(path / "path");
    else
        validateLocalPath(errors, path / "path", ref["path"]);
    if (ref["key"].text().isEmpty())
        errors.required(path / "key");
    else if (const QByteArray problem = variableProblem(ref["key"].text()); !problem.isEmpty())
        errors.invalid(path / "key", ref["key"], problem);
}

void validateSource(FieldErrors &errors, const Path &path, const Value &env, const PodFacts &facts)
{
    const Value &from = env["valueFrom"];
    if (from.isNull())
        return;
    int count = 0;
    const auto take = [&from, &count](const char *name) { return !from[name].isNull() && ++count > 0; };
    if (take("fieldRef"))
        validateFieldRef(errors, path / "fieldRef", from["fieldRef"], true);
    if (take("resourceFieldRef"))
        validateResourceFieldRef(errors, path / "resourceFieldRef", from["resourceFieldRef"], false, facts);
    for (const char *name : {"configMapKeyRef", "secretKeyRef"}) {
        if (take(name))
            validateKeyRef(errors, path / name, from[name]);
    }
    if (take("fileKeyRef"))
        validateFileKeyRef(errors, path / "fileKeyRef", from["fileKeyRef"], facts);
    if (count == 0)
        errors.invalid(path, Value(""),
                       "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`");
    else if (!env["value"].text().isEmpty())
        errors.invalid(path, Value(""), "may not be specified when `value` is not empty");
    else if (count > 1)
        errors.invalid(path, Value(""), "may not have more than one field specified at a time");
}

} // namespace

void validateFieldRef(FieldErrors &errors, const Path &path, const Value &fieldRef, bool environment)
{
    const QByteArray version = fieldRef["apiVersion"].bytes(), field = fieldRef["fieldPath"].bytes();
    if (version.isEmpty()) {
        errors.required(path / "apiVersion");
        return;
    }
    if (field.isEmpty()) {
        errors.required(path / "fieldPath");
        return;
    }
    const auto unconvertible = [&](const QByteArray &why) {
        errors.invalid(path / "fieldPath", fieldRef["fieldPath"], "error converting fieldPath: " + why);
    };
    if (version != "v1") {
        unconvertible("unsupported pod version: " + version);
        return;
    }
    if (const qsizetype bracket = field.indexOf("['"); bracket >= 0 && field.endsWith("']")) {
        const QByteArray map = field.left(bracket), key = field.mid(bracket + 2, field.size() - bracket - 4);
        if (map != "metadata.labels" && map != "metadata.annotations") {
            unconvertible("field label does not support subscript: " + field);
        } else if (const QByteArray problem = qualifiedNameProblem(map == "metadata.annotations" ? key.toLower() : key);
                   !problem.isEmpty()) {
            errors.invalid(path / "fieldPath", Value(key), problem);
        }
        return;
    }
    static const QList<QByteArray> known{
        "metadata.annotations", "metadata.labels", "metadata.name",      "metadata.namespace",
        "metadata.uid",         "spec.nodeName",   "spec.restartPolicy", "spec.serviceAccountName",
        "spec.schedulerName",   "status.phase",    "status.hostIP",      "status.hostIPs",
        "status.podIP",         "status.podIPs",   "spec.host"};
    static const QList<QByteArray> forEnvironment{
        "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName",
        "status.hostIP", "status.hostIPs",     "status.podIP", "status.podIPs"};
    static const QList<QByteArray> forFiles{"metadata.annotations", "metadata.labels", "metadata.name",
                                            "metadata.namespace", "metadata.uid"};
    const QList<QByteArray> &supported = environment ? forEnvironment : forFiles;
    if (!known.contains(field))
        unconvertible("field label not supported: " + field);
    else if (!supported.contains(field) && !(environment && field == "spec.host"))
        errors.notSupported(path / "fieldPath", fieldRef["fieldPath"], supported);
}

void validateResourceFieldRef(FieldErrors &errors, const Path &path, const Value &ref, bool inVolume,
                              const PodFacts &facts)
{
    const QByteArray resource = ref["resource"].bytes(), container = ref["containerName"].bytes();
    if (inVolume && container.isEmpty()) {
        errors.required(path / "containerName");
        return;
    }
    if (resource.isEmpty()) {
        errors.required(path / "resource");
        return;
    }
    if (!container.isEmpty() && !inVolume && !facts.containers.contains(container)
        && !facts.initContainers.contains(container))
        errors.notFound(path / "containerName", ref["containerName"]);
    static const QList<QByteArray> supported{"limits.cpu",   "limits.ephemeral-storage",   "limits.memory",
                                             "requests.cpu", "requests.ephemeral-storage", "requests.memory"};
    const bool huge = resource.startsWith("limits.hugepages-") || resource.startsWith("requests.hugepages-");
    if (!supported.contains(resource) && !huge) {
        errors.notSupported(path / "resource", ref["resource"], supported);
        return;
    }
    const Value &divisor = ref["divisor"];
    const QByteArray text = Quantity::of(divisor).text();
    if (divisor.isNull() || text == "0")
        return;
    const bool cpu = resource.endsWith(".cpu");
    static const QList<QByteArray> units{"1",   "1k",  "1M",  "1G",  "1T",  "1P", "1E",
                                         "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"};
    const QByteArray name = resource.mid(resource.indexOf('.') + 1);
    if (cpu && text != "1" && text != "1m")
        errors.invalid(path / "divisor", divisor, "only divisor's values 1m and 1 are supported with the cpu resource");
    else if (!cpu && !units.contains(text))
        errors.invalid(path / "divisor", divisor,
                       "only divisor's values 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei are supported "
                       "with the "
                           + (name.startsWith("hugepages-") ? QByteArray("hugepages")
                                  : name == "memory"        ? QByteArray("memory")
                                                            : QByteArray("local ephemeral storage"))
                           + " resource");
}

void validateEnvironment(FieldErrors &errors, const Path &path, const Value &container, const PodFacts &facts)
{
    qsizetype index = 0;
    for (const Value &env : container["env"].items()) {
        const Path at = (path / "env")[index++];
        if (env["name"].text().isEmpty())
            errors.required(at / "name");
        else if (const QByteArray problem = variableProblem(env["name"].text()); !problem.isEmpty())
            errors.invalid(at / "name", env["name"], problem);
        validateSource(errors, at / "valueFrom", env, facts);
    }
    index = 0;
    for (const Value &from : container["envFrom"].items()) {
        const Path at = (path / "envFrom")[index++];
        if (const QByteArray problem = variableProblem(from["prefix"].text()); !problem.isEmpty())
            errors.invalid(at / "prefix", from["prefix"], problem);
        int count = 0;
        for (const char *name : {"configMapRef", "secretRef"}) {
            if (from[name].isNull())
                continue;
            ++count;
            if (from[name]["name"].text().isEmpty())
                errors.required(at / name / "name");
        }
        if (count == 0)
            errors.invalid(at, Value(""), "must specify one of: `configMapRef` or `secretRef`");
        else if (count > 1)
            errors.invalid(at, Value(""), "may not have more than one field specified at a time");
    }
}

} // namespace orrery::resources
