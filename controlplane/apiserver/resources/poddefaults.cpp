// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/podspec.h"

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
    inMember(volume, "iscsi", [](Value &iscsi) { setDefault(iscsi, "iscsiInterface", "default"); });
    inMember(volume, "rbd", [](Value &rbd) {
        setDefault(rbd, "pool", "rbd");
        setDefault(rbd, "user", "admin");
        setDefault(rbd, "keyring", "/etc/ceph/keyring");
    });
    inMember(volume, "azureDisk", [](Value &disk) {
        setDefault(disk, "cachingMode", "ReadWrite");
        setDefault(disk, "fsType", "ext4");
        setDefault(disk, "readOnly", Value(false));
        setDefault(disk, "kind", "Shared");
    });
    inMember(volume, "image",
             [](Value &image) { setDefault(image, "pullPolicy", pullPolicy(image["reference"].text())); });
    inMember(volume, "ephemeral", [](Value &ephemeral) {
        inMember(ephemeral, "volumeClaimTemplate", [](Value &claim) {
            inMember(claim, "spec", [](Value &spec) { setDefault(spec, "volumeMode", "Filesystem"); });
        });
    });
    inMember(volume, "downwardAPI", [](Value &downward) {
        inItems(downward, "items", [](Value &item) {
            inMember(item, "fieldRef", [](Value &field) { setDefault(field, "apiVersion", "v1"); });
        });
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

} // namespace

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

} // namespace orrery::resources
