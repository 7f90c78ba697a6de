// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/quantity.h"
#include "controlplane/apiserver/resources/podrules.h"

namespace orrery::resources {

using namespace api;

namespace {

void requireText(FieldErrors &errors, const Path &path, const Value &object,
                 std::initializer_list<const char *> members)
{
    for (const char *member : members) {
        if (object[member].text().isEmpty())
            errors.required(path / member);
    }
}

void validateMode(FieldErrors &errors, const Path &path, const Value &mode)
{
    if (!mode.isNull() && (mode.integer() < 0 || mode.integer() > 0777))
        errors.invalid(path, mode, "must be a number between 0 and 0777 (octal), both inclusive");
}

/// A path below the volume that does not begin with "..", which is where the kubelet keeps its own.
void validateFilePath(FieldErrors &errors, const Path &path, const Value &file)
{
    if (file.text().isEmpty())
        errors.required(path);
    else if (file.text().startsWith("..") && !file.text().startsWith("../") && file.text() != "..")
        errors.invalid(path, file, "must not start with '..'");
    else
        validateLocalPath(errors, path, file);
}

void validateItems(FieldErrors &errors, const Path &path, const Value &source)
{
    qsizetype index = 0;
    for (const Value &item : source["items"].items()) {
        const Path at = (path / "items")[index++];
        if (item["key"].text().isEmpty())
            errors.required(at / "key");
        validateFilePath(errors, at / "path", item["path"]);
        validateMode(errors, at / "mode", item["mode"]);
    }
}

void validateDownwardItems(FieldErrors &errors, const Path &path, const Value &source, const PodFacts &facts)
{
    qsizetype index = 0;
    for (const Value &item : source["items"].items()) {
        const Path at = (path / "items")[index++];
        validateFilePath(errors, at / "path", item["path"]);
        const bool field = !item["fieldRef"].isNull(), resource = !item["resourceFieldRef"].isNull();
        if (field)
            validateFieldRef(errors, at / "fieldRef", item["fieldRef"], false);
        if (field && resource)
            errors.invalid(at, Value("resource"), "fieldRef and resourceFieldRef can not be specified simultaneously");
        else if (resource)
            validateResourceFieldRef(errors, at / "resourceFieldRef", item["resourceFieldRef"], true, facts);
        else if (!field)
            errors.required(at, "one of fieldRef and resourceFieldRef is required");
        validateMode(errors, at / "mode", item["mode"]);
    }
}

void validateTokenProjection(FieldErrors &errors, const Path &path, const Value &token)
{
    const Value &seconds = token["expirationSeconds"];
    if (seconds.integer(3600) < 600)
        errors.invalid(path / "expirationSeconds", seconds, "may not specify a duration less than 10 minutes");
    else if (seconds.integer(3600) > (1ll << 32))
        errors.invalid(path / "expirationSeconds", seconds, "may not specify a duration larger than 2^32 seconds");
    validateFilePath(errors, path / "path", token["path"]);
}

void validateProjected(FieldErrors &errors, const Path &path, const Value &projected, const PodFacts &facts)
{
    validateMode(errors, path / "defaultMode", projected["defaultMode"]);
    QSet<QByteArray> paths;
    qsizetype index = 0;
    for (const Value &source : projected["sources"].items()) {
        const Path at = (path / "sources")[index++];
        int sources = 0;
        const auto take = [&](const char *name) {
            if (source[name].isNull())
                return false;
            if (++sources > 1)
                errors.forbidden(at / name, "may not specify more than 1 volume type");
            return true;
        };
        for (const char *name : {"secret", "configMap"}) {
            if (!take(name))
                continue;
            requireText(errors, at / name, source[name], {"name"});
            validateItems(errors, at / name, source[name]);
        }
        if (take("downwardAPI"))
            validateDownwardItems(errors, at / "downwardAPI", source["downwardAPI"], facts);
        if (take("serviceAccountToken"))
            validateTokenProjection(errors, at / "serviceAccountToken", source["serviceAccountToken"]);
        if (take("clusterTrustBundle")) {
            const Value &bundle = source["clusterTrustBundle"];
            const Path here = at / "clusterTrustBundle";
            const bool named = !bundle["name"].isNull(), signer = !bundle["signerName"].isNull();
            if (named == signer)
                errors.required(here,
                                named ? "only one of name and signerName may be used"
                                      : "either name or signerName must be specified");
            validateFilePath(errors, here / "path", bundle["path"]);
        }
        if (take("podCertificate")) {
            const Value &certificate = source["podCertificate"];
            const Path here = at / "podCertificate";
            requireText(errors, here, certificate, {"signerName"});
            validateEnum(errors, here / "keyType", certificate["keyType"],
                         {"ECDSAP256", "ECDSAP384", "ECDSAP521", "ED25519", "RSA3072", "RSA4096"});
        }
        if (sources == 0)
            errors.required(at, "must specify a volume type");
        for (const char *name : {"secret", "configMap", "downwardAPI"}) {
            for (const Value &item : source[name]["items"].items()) {
                if (const QByteArray file = item["path"].bytes(); !file.isEmpty() && paths.contains(file))
                    errors.invalid(path, Value(file), "conflicting duplicate paths");
                else
                    paths.insert(file);
            }
        }
    }
}

void validateHostPath(FieldErrors &errors, const Path &path, const Value &source)
{
    const QByteArrayView text = source["path"].text();
    if (text.isEmpty())
        errors.required(path / "path");
    else if (text.toByteArray().split('/').contains(".."))
        errors.invalid(path / "path", source["path"], "must not contain '..'");
    static const QList<QByteArray> types{"",     "BlockDevice",  "CharDevice", "Directory", "DirectoryOrCreate",
                                         "File", "FileOrCreate", "Socket"};
    if (!types.contains(source["type"].bytes()))
        errors.notSupported(path / "type", source["type"], types);
}

void validateEphemeral(FieldErrors &errors, const Path &path, const Value &source)
{
    const Value &claim = source["volumeClaimTemplate"];
    const Path at = path / "volumeClaimTemplate";
    if (claim.isNull()) {
        errors.required(at);
        return;
    }
    const Value &spec = claim["spec"];
    if (spec["accessModes"].isEmpty())
        errors.required(at / "spec" / "accessModes", "at least 1 access mode is required");
    if (spec["resources"]["requests"]["storage"].isNull())
        errors.required((at / "spec" / "resources").key("storage"));
}

/// What a source must say, besides what is said of it below.
struct Source
{
    const char *name;
    std::vector<const char *> required;
};

const std::vector<Source> &sources()
{
    static const std::vector<Source> all{
        {"emptyDir", {}},
        {"hostPath", {}},
        {"gitRepo", {"repository"}},
        {"gcePersistentDisk", {"pdName"}},
        {"awsElasticBlockStore", {"volumeID"}},
        {"secret", {"secretName"}},
        {"nfs", {"server", "path"}},
        {"iscsi", {"targetPortal", "iqn"}},
        {"glusterfs", {"endpoints", "path"}},
        {"persistentVolumeClaim", {"claimName"}},
        {"rbd", {"image"}},
        {"flexVolume", {"driver"}},
        {"cinder", {"volumeID"}},
        {"cephfs", {}},
        {"flocker", {}},
        {"downwardAPI", {}},
        {"fc", {}},
        {"azureFile", {"secretName", "shareName"}},
        {"configMap", {"name"}},
        {"vsphereVolume", {"volumePath"}},
        {"quobyte", {"volume"}},
        {"azureDisk", {"diskName", "diskURI"}},
        {"photonPersistentDisk", {"pdID"}},
        {"portworxVolume", {"volumeID"}},
        {"scaleIO", {"system", "volumeName"}},
        {"projected", {}},
        {"storageos", {"volumeName"}},
        {"csi", {"driver"}},
        {"ephemeral", {}},
        {"image", {"reference"}},
    };
    return all;
}

void validateSource(FieldErrors &errors, const Path &path, QByteArrayView name, const Value &source,
                    const PodFacts &facts)
{
    if (name == "emptyDir") {
        if (!source["sizeLimit"].isNull() && Quantity::of(source["sizeLimit"]) < Quantity())
            errors.forbidden(path / "sizeLimit", "SizeLimit field must be a valid resource quantity");
    } else if (name == "hostPath") {
        validateHostPath(errors, path, source);
    } else if (name == "secret" || name == "configMap") {
        validateMode(errors, path / "defaultMode", source["defaultMode"]);
        validateItems(errors, path, source);
    } else if (name == "downwardAPI") {
        validateMode(errors, path / "defaultMode", source["defaultMode"]);
        validateDownwardItems(errors, path, source, facts);
    } else if (name == "projected") {
        validateProjected(errors, path, source, facts);
    } else if (name == "nfs") {
        if (!source["path"].text().isEmpty() && !source["path"].text().startsWith('/'))
            errors.invalid(path / "path", source["path"], "must be an absolute path");
    } else if (name == "gcePersistentDisk" || name == "awsElasticBlockStore") {
        if (source["partition"].integer() < 0 || source["partition"].integer() > 255)
            errors.invalid(path / "partition", source["partition"], "must be between 0 and 255, inclusive");
    } else if (name == "iscsi") {
        if (source["lun"].integer() < 0 || source["lun"].integer() > 255)
            errors.invalid(path / "lun", source["lun"], "must be between 0 and 255, inclusive");
    } else if (name == "rbd" || name == "cephfs") {
        if (source["monitors"].isEmpty())
            errors.required(path / "monitors");
    } else if (name == "flocker") {
        if (source["datasetName"].text().isEmpty() && source["datasetUUID"].text().isEmpty())
            errors.required(path, "one of datasetName and datasetUUID is required");
    } else if (name == "fc") {
        if (source["targetWWNs"].isEmpty() == source["wwids"].isEmpty())
            errors.required(path / "targetWWNs", "must specify either targetWWNs or wwids, but not both");
    } else if (name == "ephemeral") {
        validateEphemeral(errors, path, source);
    } else if (name == "image") {
        if (const Value &policy = source["pullPolicy"]; !policy.isNull())
            validateEnum(errors, path / "pullPolicy", policy, {"Always", "IfNotPresent", "Never"});
    }
}

} // namespace

void validateVolumes(FieldErrors &errors, const Path &path, PodFacts &facts)
{
    qsizetype index = 0;
    for (const Value &volume : facts.spec["volumes"].items()) {
        const Path at = path[index++];
        const Value &name = volume["name"];
        if (name.text().isEmpty())
            errors.required(at / "name");
        else if (const QByteArray problem = labelProblem(name.text()); !problem.isEmpty())
            errors.invalid(at / "name", name, problem);
        else if (facts.volumes.contains(name.bytes()))
            errors.duplicate(at / "name", name);
        facts.volumes.insert(name.bytes(), volume);
        int count = 0;
        for (const Source &source : sources()) {
            const Value &value = volume[source.name];
            if (value.isNull())
                continue;
            if (++count > 1) {
                errors.forbidden(at / source.name, "may not specify more than 1 volume type");
                continue;
            }
            for (const char *member : source.required)
                requireText(errors, at / source.name, value, {member});
            validateSource(errors, at / source.name, source.name, value, facts);
        }
        if (count == 0)
            errors.required(at, "must specify a volume type");
    }
}

void validateVolumeMounts(FieldErrors &errors, const Path &path, const Value &container, const PodFacts &facts)
{
    QSet<QByteArray> mountPaths, devicePaths, deviceNames;
    for (const Value &device : container["volumeDevices"].items())
        devicePaths.insert(device["devicePath"].bytes());
    const bool privileged = container["securityContext"]["privileged"].boolean();
    qsizetype index = 0;
    for (const Value &mount : container["volumeMounts"].items()) {
        const Path at = (path / "volumeMounts")[index++];
        const Value &name = mount["name"], &mountPath = mount["mountPath"];
        if (name.text().isEmpty())
            errors.required(at / "name");
        else if (!facts.volumes.contains(name.bytes()))
            errors.notFound(at / "name", name);
        if (mountPath.text().isEmpty())
            errors.required(at / "mountPath");
        else if (mountPaths.contains(mountPath.bytes()))
            errors.invalid(at / "mountPath", mountPath, "must be unique");
        else if (devicePaths.contains(mountPath.bytes()))
            errors.invalid(at / "mountPath", mountPath, "must not already exist as a path in volumeDevices");
        mountPaths.insert(mountPath.bytes());
        const Value &subPath = mount["subPath"], &expression = mount["subPathExpr"];
        if (!subPath.text().isEmpty())
            validateLocalPath(errors, at / "subPath", subPath);
        if (!expression.text().isEmpty()) {
            if (!subPath.text().isEmpty())
                errors.invalid(at / "subPathExpr", expression, "subPathExpr and subPath are mutually exclusive");
            validateLocalPath(errors, at / "subPathExpr", expression);
        }
        const Value &propagation = mount["mountPropagation"];
        if (!propagation.isNull()) {
            if (propagation.text() == "Bidirectional" && !privileged)
                errors.forbidden(at / "mountPropagation",
                                 "Bidirectional mount propagation is available only to privileged containers");
            validateEnum(errors, at / "mountPropagation", propagation, {"Bidirectional", "HostToContainer", "None"});
        }
        const Value &recursive = mount["recursiveReadOnly"];
        if (recursive.isNull() || recursive.text() == "Disabled")
            continue;
        validateEnum(errors, at / "recursiveReadOnly", recursive, {"Disabled", "Enabled", "IfPossible"});
        if (!mount["readOnly"].boolean())
            errors.forbidden(at / "recursiveReadOnly", "may only be specified when readOnly is true");
        if (!propagation.isNull() && propagation.text() != "None")
            errors.forbidden(at / "recursiveReadOnly",
                             "may only be specified when mountPropagation is None or not specified");
    }
    index = 0;
    devicePaths.clear();
    for (const Value &device : container["volumeDevices"].items()) {
        const Path at = (path / "volumeDevices")[index++];
        const Value &name = device["name"], &devicePath = device["devicePath"];
        const auto volume = facts.volumes.constFind(name.bytes());
        if (name.text().isEmpty())
            errors.required(at / "name");
        else if (volume == facts.volumes.constEnd())
            errors.notFound(at / "name", name);
        else if ((*volume)["persistentVolumeClaim"].isNull() && (*volume)["ephemeral"].isNull())
            errors.invalid(at / "name", name,
                           "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode");
        if (deviceNames.contains(name.bytes()))
            errors.invalid(at / "name", name, "must be unique");
        if (devicePath.text().isEmpty())
            errors.required(at / "devicePath");
        else if (devicePaths.contains(devicePath.bytes()))
            errors.invalid(at / "devicePath", devicePath, "must be unique");
        else
            validateLocalPath(errors, at / "devicePath",
                              devicePath.text().startsWith('/') ? Value(devicePath.text().sliced(1)) : devicePath);
        deviceNames.insert(name.bytes());
        devicePaths.insert(devicePath.bytes());
    }
}

} // namespace orrery::resources
