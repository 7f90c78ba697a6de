// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/volumes.h"

#include "controlplane/api/quantity.h"
#include "controlplane/apiserver/resources/nodeselector.h"

namespace orrery::resources {

using namespace api;

namespace {

/// Which members say where the data is.
const QList<QByteArray> &sources()
{
    static const QList<QByteArray> names{"hostPath",
                                         "gcePersistentDisk",
                                         "awsElasticBlockStore",
                                         "glusterfs",
                                         "flocker",
                                         "nfs",
                                         "rbd",
                                         "quobyte",
                                         "cephfs",
                                         "iscsi",
                                         "cinder",
                                         "fc",
                                         "flexVolume",
                                         "azureFile",
                                         "vsphereVolume",
                                         "photonPersistentDisk",
                                         "portworxVolume",
                                         "azureDisk",
                                         "scaleIO",
                                         "local",
                                         "storageos",
                                         "csi"};
    return names;
}

void validateMemberPath(FieldErrors &errors, const Path &path, const Value &text)
{
    if (text.text().isEmpty()) {
        errors.required(path);
        return;
    }
    if (text.bytes().split('/').contains(".."))
        errors.invalid(path, text, "must not contain '..'");
}

void validateSource(FieldErrors &errors, const Path &path, const QByteArray &kind, const Value &source)
{
    const auto require = [&](std::initializer_list<const char *> members) {
        for (const char *member : members) {
            if (source[member].text().isEmpty())
                errors.required(path / member);
        }
    };
    if (kind == "hostPath") {
        validateMemberPath(errors, path / "path", source["path"]);
        if (!source["type"].text().isEmpty())
            validateChoice(
                errors, path / "type", source["type"],
                {"", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"});
    } else if (kind == "local") {
        validateMemberPath(errors, path / "path", source["path"]);
    } else if (kind == "nfs") {
        require({"server", "path"});
        if (const QByteArrayView at = source["path"].text(); !at.isEmpty() && !at.startsWith('/'))
            errors.invalid(path / "path", source["path"], "must be an absolute path");
    } else if (kind == "csi") {
        validateCsiDriverName(errors, path / "driver", source["driver"]);
        require({"volumeHandle"});
        for (const char *name : {"controllerPublishSecretRef", "nodePublishSecretRef", "nodeStageSecretRef",
                                 "controllerExpandSecretRef", "nodeExpandSecretRef"}) {
            if (source[name].isNull())
                continue;
            for (const char *member : {"name", "namespace"}) {
                if (source[name][member].text().isEmpty())
                    errors.required(path / name / member);
            }
        }
    } else if (kind == "gcePersistentDisk") {
        require({"pdName"});
    } else if (kind == "awsElasticBlockStore" || kind == "cinder" || kind == "portworxVolume") {
        require({"volumeID"});
    } else if (kind == "glusterfs") {
        require({"endpoints", "path"});
    } else if (kind == "rbd") {
        if (source["monitors"].isEmpty())
            errors.required(path / "monitors");
        require({"image"});
    } else if (kind == "cephfs") {
        if (source["monitors"].isEmpty())
            errors.required(path / "monitors");
    } else if (kind == "iscsi") {
        require({"targetPortal", "iqn"});
        validateRange(errors, path / "lun", source["lun"], 0, 255);
    } else if (kind == "flexVolume") {
        require({"driver"});
    } else if (kind == "azureFile") {
        require({"secretName", "shareName"});
    } else if (kind == "azureDisk") {
        require({"diskName", "diskURI"});
    } else if (kind == "vsphereVolume") {
        require({"volumePath"});
    } else if (kind == "photonPersistentDisk") {
        require({"pdID"});
    } else if (kind == "scaleIO") {
        require({"gateway", "system", "volumeName"});
    } else if (kind == "storageos") {
        require({"volumeName"});
    } else if (kind == "quobyte") {
        require({"registry", "volume"});
    } else if (kind == "flocker") {
        if (source["datasetName"].text().isEmpty() && source["datasetUUID"].text().isEmpty())
            errors.required(path, "one of datasetName and datasetUUID is required");
    } else if (kind == "fc") {
        if (source["targetWWNs"].isEmpty() && source["wwids"].isEmpty())
            errors.required(path / "targetWWNs", "must specify either targetWWNs or wwids, but not both");
    }
}

void validateCapacity(FieldErrors &errors, const Path &path, const Value &capacity)
{
    if (capacity.isEmpty())
        errors.required(path);
    else if (!capacity.contains("storage") || capacity.size() > 1)
        errors.notSupported(path, capacity, {"storage"});
    for (const Member &member : capacity.members()) {
        if (Quantity::of(member.value) <= Quantity())
            errors.invalid(path.key(member.key()), member.value, "must be greater than zero");
    }
}

} // namespace

void validateCsiDriverName(FieldErrors &errors, const Path &path, const Value &name)
{
    const QByteArray text = name.bytes();
    if (text.isEmpty()) {
        errors.required(path);
        return;
    }
    if (text.size() > 63)
        errors.tooLong(path, 63);
    if (const QByteArray problem = subdomainProblem(text.toLower()); !problem.isEmpty())
        errors.invalid(path, name, problem);
}

void validateParameters(FieldErrors &errors, const Path &path, const Value &parameters, bool mayBeEmpty)
{
    static constexpr int most = 512, bytes = 256 * 1024;
    if (parameters.isEmpty() && !mayBeEmpty)
        errors.required(path, "must contain at least one key/value pair");
    if (parameters.size() > most)
        errors.tooLong(path, most);
    qsizetype total = 0;
    for (const Member &member : parameters.members()) {
        if (member.key().isEmpty())
            errors.invalid(path, "", "field can not be empty.");
        total += member.key().size() + member.value.text().size();
    }
    if (total > bytes)
        errors.tooLong(path, bytes);
}

void validateAccessModes(FieldErrors &errors, const Path &path, const Value &modes)
{
    bool alone = false;
    for (const Value &mode : modes.items()) {
        validateChoice(errors, path, mode, {"ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"});
        alone = alone || mode.text() == "ReadWriteOncePod";
    }
    if (alone && modes.size() > 1)
        errors.forbidden(path, "may not use ReadWriteOncePod with other access modes");
}

void validatePersistentVolumeSpec(FieldErrors &errors, const Path &path, const Value &spec, bool inlined)
{
    if (spec["accessModes"].isEmpty())
        errors.required(path / "accessModes");
    validateAccessModes(errors, path / "accessModes", spec["accessModes"]);
    if (inlined) {
        for (const char *member : {"claimRef", "capacity", "persistentVolumeReclaimPolicy"}) {
            if (!spec[member].isNull())
                errors.forbidden(path / member, "may not be specified in the context of inline volumes");
        }
        if (!spec["storageClassName"].text().isEmpty())
            errors.forbidden(path / "storageClassName", "may not be specified in the context of inline volumes");
    } else {
        validateCapacity(errors, path / "capacity", spec["capacity"]);
        if (!spec["persistentVolumeReclaimPolicy"].text().isEmpty())
            validateChoice(errors, path / "persistentVolumeReclaimPolicy", spec["persistentVolumeReclaimPolicy"],
                           {"Delete", "Recycle", "Retain"});
    }
    if (const Value &affinity = spec["nodeAffinity"]; !affinity.isNull()) {
        if (affinity["required"].isNull())
            errors.required(path / "nodeAffinity" / "required", "must specify required node constraints");
        else
            validateNodeSelector(errors, path / "nodeAffinity" / "required", affinity["required"]);
    }
    int found = 0;
    for (const QByteArray &kind : sources()) {
        if (spec[kind].isNull())
            continue;
        if (++found > 1)
            errors.forbidden(path / kind, "may not specify more than 1 volume type");
        else
            validateSource(errors, path / kind, kind, spec[kind]);
    }
    if (found == 0)
        errors.required(path, "must specify a volume type");
    if (!spec["local"].isNull() && spec["nodeAffinity"].isNull())
        errors.required(path / "nodeAffinity", "Local volume requires node affinity");
    if (spec["hostPath"]["path"].text() == "/" && spec["persistentVolumeReclaimPolicy"].text() == "Recycle")
        errors.forbidden(path / "persistentVolumeReclaimPolicy", "may not be 'recycle' for a hostPath mount of '/'");
    if (!spec["storageClassName"].text().isEmpty())
        validateText(errors, path / "storageClassName", spec["storageClassName"], subdomainProblem);
    validateChoice(errors, path / "volumeMode", spec["volumeMode"], {"Block", "Filesystem"});
    if (const Value &name = spec["volumeAttributesClassName"]; !name.isNull()) {
        if (name.text().isEmpty())
            errors.required(path / "volumeAttributesClassName", "an empty string is disallowed");
        else
            validateText(errors, path / "volumeAttributesClassName", name, subdomainProblem);
        if (spec["csi"].isNull())
            errors.required(path / "csi", "has to be specified when using volumeAttributesClassName");
    }
}

QByteArray accessModeList(const Value &modes)
{
    QByteArray text;
    const std::pair<const char *, const char *> shorts[]
        = {{"ReadWriteOnce", "RWO"}, {"ReadOnlyMany", "ROX"}, {"ReadWriteMany", "RWX"}, {"ReadWriteOncePod", "RWOP"}};
    for (const auto &[mode, shown] : shorts) {
        const auto items = modes.items();
        if (std::any_of(items.begin(), items.end(), [&](const Value &item) { return item.text() == mode; }))
            text += (text.isEmpty() ? "" : ",") + QByteArray(shown);
    }
    return text;
}

} // namespace orrery::resources
