// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/podrules.h"

namespace orrery::resources {

using namespace api;

namespace {

enum class Role { Main, Init, Ephemeral };

void validateHttpGet(FieldErrors &errors, const Path &path, const Value &http)
{
    if (http["path"].text().isEmpty())
        errors.required(path / "path");
    validatePortReference(errors, path / "port", http["port"]);
    validateEnum(errors, path / "scheme", http["scheme"], {"HTTP", "HTTPS"});
    qsizetype index = 0;
    for (const Value &header : http["httpHeaders"].items()) {
        const Path at = (path / "httpHeaders")[index++] / "name";
        const QByteArrayView name = header["name"].text();
        const bool good = !name.isEmpty() && std::all_of(name.begin(), name.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
        });
        if (!good)
            errors.invalid(at, header["name"].isNull() ? Value("") : header["name"],
                           "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. "
                           "'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')");
    }
}

void validateHandler(FieldErrors &errors, const Path &path, const Value &handler, qint64 gracePeriod)
{
    int count = 0;
    const auto take = [&](const char *name) {
        if (handler[name].isNull())
            return false;
        if (++count > 1)
            errors.forbidden(path / name, "may not specify more than 1 handler type");
        return count == 1;
    };
    if (take("exec") && handler["exec"]["command"].isEmpty())
        errors.required(path / "exec" / "command");
    if (take("httpGet"))
        validateHttpGet(errors, path / "httpGet", handler["httpGet"]);
    if (take("tcpSocket"))
        validatePortReference(errors, path / "tcpSocket" / "port", handler["tcpSocket"]["port"]);
    if (take("grpc"))
        validatePort(errors, path / "grpc" / "port",
                     handler["grpc"]["port"].isNull() ? Value(0) : handler["grpc"]["port"]);
    if (take("sleep")) {
        const Value &seconds = handler["sleep"]["seconds"];
        if (seconds.integer() < 0 || seconds.integer() > gracePeriod)
            errors.invalid(path / "sleep" / "seconds", seconds.isNull() ? Value(0) : seconds,
                           "must be non-negative and less than terminationGracePeriodSeconds ("
                               + QByteArray::number(gracePeriod) + ')');
    }
    if (count == 0)
        errors.required(path, "must specify a handler type");
}

void validateProbe(FieldErrors &errors, const Path &path, const Value &probe, bool isReadiness, qint64 gracePeriod)
{
    if (probe.isNull())
        return;
    validateHandler(errors, path, probe, gracePeriod);
    for (const char *name :
         {"initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"})
        validateNotNegative(errors, path / name, probe[name]);
    const Value &period = probe["terminationGracePeriodSeconds"];
    if (!period.isNull() && isReadiness)
        errors.invalid(path / "terminationGracePeriodSeconds", period, "must not be set for readinessProbes");
    else if (!period.isNull() && period.integer() <= 0)
        errors.invalid(path / "terminationGracePeriodSeconds", period, "must be greater than 0");
    if (!isReadiness && probe["successThreshold"].integer(1) != 1)
        errors.invalid(path / "successThreshold", probe["successThreshold"], "must be 1");
}

void validatePorts(FieldErrors &errors, const Path &path, const Value &container, bool hostNetwork)
{
    QSet<QByteArray> portNames;
    qsizetype index = 0;
    for (const Value &port : container["ports"].items()) {
        const Path at = (path / "ports")[index++];
        const QByteArray portName = port["name"].bytes();
        if (!portName.isEmpty()) {
            if (const QByteArray problem = portNameProblem(portName); !problem.isEmpty())
                errors.invalid(at / "name", port["name"], problem);
            else if (portNames.contains(portName))
                errors.duplicate(at / "name", port["name"]);
            portNames.insert(portName);
        }
        if (port["containerPort"].integer() == 0)
            errors.required(at / "containerPort");
        else
            validatePort(errors, at / "containerPort", port["containerPort"]);
        const Value &hostPort = port["hostPort"];
        if (hostPort.integer() != 0)
            validatePort(errors, at / "hostPort", hostPort);
        if (hostNetwork && !(hostPort == port["containerPort"]))
            errors.invalid(at / "hostPort", hostPort.isNull() ? Value(0) : hostPort,
                           "must match `containerPort` when `hostNetwork` is true");
        validateEnum(errors, at / "protocol", port["protocol"], {"SCTP", "TCP", "UDP"});
        if (const Value &ip = port["hostIP"]; !ip.text().isEmpty()) {
            if (const QByteArray problem = ipProblem(ip.text()); !problem.isEmpty())
                errors.invalid(at / "hostIP", ip, problem);
        }
    }
}

void validateRestartRules(FieldErrors &errors, const Path &path, const Value &container)
{
    const Value &policy = container["restartPolicy"], &rules = container["restartPolicyRules"];
    if (!policy.isNull())
        validateEnum(errors, path / "restartPolicy", policy, {"Always", "Never", "OnFailure"});
    if (rules.isEmpty())
        return;
    if (policy.isNull())
        errors.required(path / "restartPolicy", "must specify restartPolicy when restartPolicyRules are used");
    if (rules.size() > 20)
        errors.tooMany(path / "restartPolicyRules", rules.size(), 20);
    qsizetype index = 0;
    for (const Value &rule : rules.items()) {
        const Path at = (path / "restartPolicyRules")[index++];
        validateEnum(errors, at / "action", rule["action"], {"Restart", "RestartAllContainers"});
        const Value &codes = rule["exitCodes"];
        if (codes.isNull()) {
            errors.required(at / "exitCodes", "must be specified");
            continue;
        }
        validateEnum(errors, at / "exitCodes" / "operator", codes["operator"], {"In", "NotIn"});
        if (codes["values"].size() > 255)
            errors.tooMany(at / "exitCodes" / "values", codes["values"].size(), 255);
    }
}

void validateResizePolicies(FieldErrors &errors, const Path &path, const Value &container)
{
    QSet<QByteArray> seen;
    qsizetype index = 0;
    for (const Value &policy : container["resizePolicy"].items()) {
        const Path at = (path / "resizePolicy")[index++];
        validateEnum(errors, at / "resourceName", policy["resourceName"], {"cpu", "memory"});
        validateEnum(errors, at / "restartPolicy", policy["restartPolicy"], {"NotRequired", "RestartContainer"});
        if (seen.contains(policy["resourceName"].bytes()))
            errors.duplicate(at, policy["resourceName"]);
        seen.insert(policy["resourceName"].bytes());
    }
}

void validateLifecycle(FieldErrors &errors, const Path &path, const Value &container, const PodFacts &facts)
{
    const qint64 gracePeriod = facts.spec["terminationGracePeriodSeconds"].integer(30);
    validateProbe(errors, path / "livenessProbe", container["livenessProbe"], false, gracePeriod);
    validateProbe(errors, path / "readinessProbe", container["readinessProbe"], true, gracePeriod);
    validateProbe(errors, path / "startupProbe", container["startupProbe"], false, gracePeriod);
    const Value &lifecycle = container["lifecycle"];
    for (const char *hook : {"postStart", "preStop"}) {
        if (!lifecycle[hook].isNull())
            validateHandler(errors, path / "lifecycle" / hook, lifecycle[hook], gracePeriod);
    }
    if (!lifecycle["stopSignal"].isNull() && facts.spec["os"]["name"].text().isEmpty())
        errors.forbidden(path / "lifecycle" / "stopSignal", "may not be set for containers with empty `spec.os.name`");
}

void validateContainer(FieldErrors &errors, const Path &path, const Value &container, const PodFacts &facts, Role role)
{
    const Value &image = container["image"];
    if (image.text().isEmpty())
        errors.required(path / "image");
    else if (image.text().trimmed().size() != image.text().size())
        errors.invalid(path / "image", image, "must not have leading or trailing whitespace");
    validateEnum(errors, path / "imagePullPolicy", container["imagePullPolicy"], {"Always", "IfNotPresent", "Never"});
    validateEnum(errors, path / "terminationMessagePolicy", container["terminationMessagePolicy"],
                 {"FallbackToLogsOnError", "File"});
    validatePorts(errors, path, container, facts.spec["hostNetwork"].boolean());
    validateEnvironment(errors, path, container, facts);
    validateVolumeMounts(errors, path, container, facts);
    validateContainerSecurity(errors, path / "securityContext", container["securityContext"], facts);
    validateResources(errors, path / "resources", container["resources"], &facts);
    if (role == Role::Ephemeral)
        return;
    validateResizePolicies(errors, path, container);
    validateRestartRules(errors, path, container);
    if (role == Role::Init && container["restartPolicy"].text() != "Always") {
        for (const char *member : {"lifecycle", "livenessProbe", "readinessProbe", "startupProbe"}) {
            if (!container[member].isNull())
                errors.forbidden(path / member, "may not be set for init containers without restartPolicy=Always");
        }
        return;
    }
    validateLifecycle(errors, path, container, facts);
}

void validateName(FieldErrors &errors, const Path &path, const Value &name, const PodFacts &facts)
{
    if (name.text().isEmpty())
        errors.required(path);
    else if (const QByteArray problem = labelProblem(name.text()); !problem.isEmpty())
        errors.invalid(path, name, problem);
    else if (facts.containers.contains(name.bytes()) || facts.initContainers.contains(name.bytes()))
        errors.duplicate(path, name);
}

/// One port of the node for one container.
void validateHostPorts(FieldErrors &errors, const Path &path, const Value &containers, QSet<QByteArray> &taken)
{
    qsizetype index = 0;
    for (const Value &container : containers.items()) {
        const Path at = path[index++] / "ports";
        qsizetype number = 0;
        for (const Value &port : container["ports"].items()) {
            const Path here = at[number++] / "hostPort";
            if (port["hostPort"].integer() == 0)
                continue;
            const QByteArray key = port["protocol"].bytes() + '/' + port["hostIP"].bytes() + '/'
                + QByteArray::number(port["hostPort"].integer());
            if (taken.contains(key))
                errors.duplicate(here, Value(key));
            taken.insert(key);
        }
    }
}

} // namespace

void validateContainers(FieldErrors &errors, const Path &path, PodFacts &facts)
{
    if (facts.spec["containers"].isEmpty())
        errors.required(path / "containers");
    // All names first: the environment of one container may speak of another.
    PodFacts seen(facts.spec);
    for (const char *list : {"containers", "initContainers"}) {
        QSet<QByteArray> &names = qstrcmp(list, "containers") == 0 ? seen.containers : seen.initContainers;
        qsizetype index = 0;
        for (const Value &container : facts.spec[list].items()) {
            validateName(errors, (path / list)[index++] / "name", container["name"], seen);
            names.insert(container["name"].bytes());
        }
    }
    facts.containers = seen.containers;
    facts.initContainers = seen.initContainers;
    for (const char *list : {"containers", "initContainers"}) {
        const Role role = qstrcmp(list, "containers") == 0 ? Role::Main : Role::Init;
        qsizetype index = 0;
        for (const Value &container : facts.spec[list].items())
            validateContainer(errors, (path / list)[index++], container, facts, role);
        QSet<QByteArray> taken;
        if (role == Role::Main)
            validateHostPorts(errors, path / list, facts.spec[list], taken);
    }
}

void validateEphemeralContainers(FieldErrors &errors, const Path &path, const PodFacts &facts)
{
    QSet<QByteArray> names;
    qsizetype index = 0;
    for (const Value &container : facts.spec["ephemeralContainers"].items()) {
        const Path at = path[index++];
        validateName(errors, at / "name", container["name"], facts);
        if (names.contains(container["name"].bytes()))
            errors.duplicate(at / "name", container["name"]);
        names.insert(container["name"].bytes());
        validateContainer(errors, at, container, facts, Role::Ephemeral);
        const Value &target = container["targetContainerName"];
        if (!target.text().isEmpty() && !facts.containers.contains(target.bytes())
            && !facts.initContainers.contains(target.bytes()))
            errors.notFound(at / "targetContainerName", target);
        for (const char *member : {"ports", "livenessProbe", "readinessProbe", "startupProbe", "lifecycle", "resources",
                                   "restartPolicy", "resizePolicy"}) {
            if (!container[member].isNull() && !(container[member].isObject() && container[member].isEmpty())
                && !(container[member].isArray() && container[member].isEmpty()))
                errors.forbidden(at / member, "cannot be set for an Ephemeral Container");
        }
        qsizetype number = 0;
        for (const Value &mount : container["volumeMounts"].items()) {
            const Path here = (at / "volumeMounts")[number++];
            for (const char *member : {"subPath", "subPathExpr"}) {
                if (!mount[member].text().isEmpty())
                    errors.forbidden(here / member, "cannot be set for an Ephemeral Container");
            }
        }
    }
}

} // namespace orrery::resources
