// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/podrules.h"

namespace orrery::resources {

using namespace api;

namespace {

void validateId(FieldErrors &errors, const Path &path, const Value &id)
{
    if (!id.isNull() && (id.integer() < 0 || id.integer() > 2147483647))
        errors.invalid(path, id, "must be between 0 and 2147483647, inclusive");
}

/// seccompProfile and appArmorProfile, which are alike.
void validateProfile(FieldErrors &errors, const Path &path, const Value &profile, const char *what, const char *field)
{
    if (profile.isNull())
        return;
    const QByteArrayView type = profile["type"].text();
    const Value &local = profile["localhostProfile"];
    if (type.isEmpty())
        errors.required(path / "type", QByteArray("type is required when ") + field + " is set");
    else if (type != "Localhost" && type != "RuntimeDefault" && type != "Unconfined")
        errors.notSupported(path / "type", profile["type"], {"Localhost", "RuntimeDefault", "Unconfined"});
    if (type == "Localhost") {
        if (local.text().isEmpty())
            errors.required(path / "localhostProfile", QByteArray("must be set when ") + what + " type is Localhost");
        else if (qstrcmp(what, "seccomp") == 0)
            validateLocalPath(errors, path / "localhostProfile", local);
    } else if (!local.isNull()) {
        errors.invalid(path / "localhostProfile", local,
                       QByteArray("can only be set when ") + what + " type is Localhost");
    }
}

bool isSysctl(QByteArrayView name)
{
    // Words of a-z, 0-9, '-' and '_', that begin and end with a letter or digit, between dots or slashes.
    if (name.isEmpty() || name.size() > 253)
        return false;
    const auto alnum = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    bool begins = true;
    for (qsizetype i = 0; i < name.size(); ++i) {
        const char c = name[i];
        const bool separates = c == '.' || c == '/';
        const bool ends = i + 1 == name.size() || name[i + 1] == '.' || name[i + 1] == '/';
        if (separates ? begins : (begins || ends) ? !alnum(c) : !alnum(c) && c != '-' && c != '_')
            return false;
        begins = separates;
    }
    return !begins;
}

void validateSysctls(FieldErrors &errors, const Path &path, const Value &spec)
{
    QSet<QByteArray> seen;
    qsizetype index = 0;
    for (const Value &sysctl : spec["securityContext"]["sysctls"].items()) {
        const Path at = path[index++] / "name";
        const Value &name = sysctl["name"];
        const QByteArray text = name.bytes();
        if (text.isEmpty())
            errors.required(at);
        else if (!isSysctl(text))
            errors.invalid(at, name,
                           "must have at most 253 characters and match regex "
                           "^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*([a-z0-9][-_a-z0-9]*)?[a-z0-9]$");
        else if (seen.contains(text))
            errors.duplicate(at, name);
        seen.insert(text);
        const QByteArray dotted = QByteArray(text).replace('/', '.');
        const bool ipc = dotted.startsWith("kernel.shm") || dotted.startsWith("kernel.msg") || dotted == "kernel.sem"
            || dotted.startsWith("fs.mqueue.");
        if (spec["hostNetwork"].boolean() && dotted.startsWith("net."))
            errors.invalid(at, name, "may not be specified when 'hostNetwork' is true");
        if (spec["hostIPC"].boolean() && ipc)
            errors.invalid(at, name, "may not be specified when 'hostIPC' is true");
    }
}

} // namespace

void validatePodSecurity(FieldErrors &errors, const Path &path, const Value &spec)
{
    const Value &context = spec["securityContext"];
    const Path at = path / "securityContext";
    if (spec["hostPID"].boolean() && spec["shareProcessNamespace"].boolean())
        errors.invalid(path / "shareProcessNamespace", spec["shareProcessNamespace"],
                       "ShareProcessNamespace and HostPID cannot both be enabled");
    if (!spec["hostUsers"].boolean(true)) {
        for (const char *member : {"hostNetwork", "hostPID", "hostIPC"}) {
            if (spec[member].boolean())
                errors.forbidden(path / member, "when `hostUsers` is false");
        }
    }
    for (const char *member : {"fsGroup", "runAsUser", "runAsGroup"})
        validateId(errors, at / member, context[member]);
    qsizetype index = 0;
    for (const Value &group : context["supplementalGroups"].items())
        validateId(errors, (at / "supplementalGroups")[index++], group);
    validateSysctls(errors, at / "sysctls", spec);
    const std::pair<const char *, QList<QByteArray>> choices[] = {
        {"fsGroupChangePolicy", {"Always", "OnRootMismatch"}},
        {"supplementalGroupsPolicy", {"Merge", "Strict"}},
        {"seLinuxChangePolicy", {"MountOption", "Recursive"}},
    };
    for (const auto &[member, supported] : choices) {
        if (!context[member].isNull())
            validateEnum(errors, at / member, context[member], supported);
    }
    validateProfile(errors, at / "seccompProfile", context["seccompProfile"], "seccomp", "seccompProfile");
    validateProfile(errors, at / "appArmorProfile", context["appArmorProfile"], "AppArmor", "appArmorProfile");
    if (spec["os"]["name"].text() == "windows") {
        for (const char *member :
             {"seLinuxOptions", "seccompProfile", "appArmorProfile", "fsGroup", "fsGroupChangePolicy", "runAsUser",
              "runAsGroup", "supplementalGroups", "sysctls", "seLinuxChangePolicy", "supplementalGroupsPolicy"}) {
            if (!context[member].isNull())
                errors.forbidden(at / member, "cannot be set for a windows pod");
        }
        for (const char *member : {"hostPID", "hostIPC", "shareProcessNamespace"}) {
            if (spec[member].boolean())
                errors.forbidden(path / member, "cannot be set for a windows pod");
        }
    } else if (spec["os"]["name"].text() == "linux" && !context["windowsOptions"].isNull()) {
        errors.forbidden(at / "windowsOptions", "windows options cannot be set for a linux pod");
    }
}

void validateContainerSecurity(FieldErrors &errors, const Path &path, const Value &context, const PodFacts &facts)
{
    if (context.isNull())
        return;
    validateId(errors, path / "runAsUser", context["runAsUser"]);
    validateId(errors, path / "runAsGroup", context["runAsGroup"]);
    if (const Value &mount = context["procMount"]; !mount.isNull()) {
        validateEnum(errors, path / "procMount", mount, {"Default", "Unmasked"});
        if (mount.text() == "Unmasked" && facts.spec["hostUsers"].boolean(true))
            errors.invalid(path / "procMount", mount, "`hostUsers` must be false to use `Unmasked`");
    }
    validateProfile(errors, path / "seccompProfile", context["seccompProfile"], "seccomp", "seccompProfile");
    validateProfile(errors, path / "appArmorProfile", context["appArmorProfile"], "AppArmor", "appArmorProfile");
    const bool refusesMore
        = context["allowPrivilegeEscalation"].isBool() && !context["allowPrivilegeEscalation"].boolean();
    if (refusesMore && context["privileged"].boolean())
        errors.invalid(path, context, "cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
    for (const Value &capability : context["capabilities"]["add"].items()) {
        if (refusesMore && (capability.text() == "CAP_SYS_ADMIN" || capability.text() == "SYS_ADMIN"))
            errors.invalid(path, context,
                           "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN");
    }
    if (facts.spec["os"]["name"].text() == "linux" && !context["windowsOptions"].isNull())
        errors.forbidden(path / "windowsOptions", "windows options cannot be set for a linux pod");
}

} // namespace orrery::resources
