// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/relations.h"

namespace orrery::models {

using api::Object;
using api::Value;

namespace {

class References final
{
public:
    explicit References(QByteArray ns)
        : m_ns(std::move(ns))
    {
    }
    void add(const char *kind, const Value &name) { addOne({{}, kind, {m_ns, name.bytes()}}); }
    void addGlobal(const char *kind, const Value &name) { addOne({{}, kind, {{}, name.bytes()}}); }
    void addOne(const Reference &reference)
    {
        if (!reference.key.name.isEmpty() && !m_list.contains(reference))
            m_list += reference;
    }
    QList<Reference> take() { return std::move(m_list); }

private:
    QByteArray m_ns;
    QList<Reference> m_list;
};

void addVolume(References &to, const Value &volume)
{
    to.add("PersistentVolumeClaim", volume["persistentVolumeClaim"]["claimName"]);
    to.add("ConfigMap", volume["configMap"]["name"]);
    to.add("Secret", volume["secret"]["secretName"]);
    for (const Value &source : volume["projected"]["sources"].items()) {
        to.add("ConfigMap", source["configMap"]["name"]);
        to.add("Secret", source["secret"]["name"]);
    }
}

void addPodSpec(References &to, const Value &spec)
{
    to.addGlobal("Node", spec["nodeName"]);
    to.add("ServiceAccount", spec["serviceAccountName"]);
    for (const Value &volume : spec["volumes"].items())
        addVolume(to, volume);
    for (const char *list : {"initContainers", "containers", "ephemeralContainers"}) {
        for (const Value &container : spec[list].items()) {
            for (const Value &from : container["envFrom"].items()) {
                to.add("ConfigMap", from["configMapRef"]["name"]);
                to.add("Secret", from["secretRef"]["name"]);
            }
            for (const Value &variable : container["env"].items()) {
                to.add("ConfigMap", variable["valueFrom"]["configMapKeyRef"]["name"]);
                to.add("Secret", variable["valueFrom"]["secretKeyRef"]["name"]);
            }
        }
    }
    for (const Value &secret : spec["imagePullSecrets"].items())
        to.add("Secret", secret["name"]);
    to.addGlobal("PriorityClass", spec["priorityClassName"]);
}

} // namespace

QList<Reference> referencesOf(const Object &object)
{
    References to(object.ns());
    const QByteArray kind = object.kind();
    const Value &spec = object.spec();
    if (kind == "Pod") {
        addPodSpec(to, spec);
    } else if (!spec["template"]["spec"].isNull()) {
        addPodSpec(to, spec["template"]["spec"]);
        to.add("Service", spec["serviceName"]);
    } else if (kind == "CronJob") {
        addPodSpec(to, spec["jobTemplate"]["spec"]["template"]["spec"]);
    } else if (kind == "Ingress") {
        to.addGlobal("IngressClass", spec["ingressClassName"]);
        to.add("Service", spec["defaultBackend"]["service"]["name"]);
        for (const Value &rule : spec["rules"].items()) {
            for (const Value &path : rule["http"]["paths"].items())
                to.add("Service", path["backend"]["service"]["name"]);
        }
        for (const Value &tls : spec["tls"].items())
            to.add("Secret", tls["secretName"]);
    } else if (kind == "HorizontalPodAutoscaler") {
        const Value &target = spec["scaleTargetRef"];
        to.addOne({target["apiVersion"].bytes(), target["kind"].bytes(), {object.ns(), target["name"].bytes()}});
    } else if (kind == "PersistentVolumeClaim") {
        to.addGlobal("PersistentVolume", spec["volumeName"]);
        to.addGlobal("StorageClass", spec["storageClassName"]);
    } else if (kind == "PersistentVolume") {
        to.addOne({{}, "PersistentVolumeClaim", {spec["claimRef"]["namespace"].bytes(), spec["claimRef"]["name"].bytes()}});
        to.addGlobal("StorageClass", spec["storageClassName"]);
    } else if (kind == "RoleBinding" || kind == "ClusterRoleBinding") {
        const Value &role = object["roleRef"];
        to.addOne({{}, role["kind"].bytes(), {role["kind"].text() == "Role" ? object.ns() : QByteArray(), role["name"].bytes()}});
        for (const Value &subject : object["subjects"].items()) {
            if (subject["kind"].text() == "ServiceAccount")
                to.addOne({{}, "ServiceAccount", {subject["namespace"].bytes(), subject["name"].bytes()}});
        }
    } else if (kind == "ServiceAccount") {
        for (const Value &secret : object["imagePullSecrets"].items())
            to.add("Secret", secret["name"]);
    } else if (kind == "Machine") {
        to.addGlobal("Node", object.status()["nodeName"]);
    } else if (kind == "EndpointSlice") {
        to.add("Service", object.labels()["kubernetes.io/service-name"]);
    }
    return to.take();
}

std::optional<Reference> ownerOf(const Object &object)
{
    auto owner = object.controller();
    if (!owner) {
        const QList<api::OwnerReference> all = object.ownerReferences();
        if (all.isEmpty())
            return {};
        owner = all.constFirst();
    }
    return Reference{owner->apiVersion, owner->kind, {object.ns(), owner->name}};
}

bool isOwnedBy(const Object &object, QByteArrayView uid)
{
    for (const Value &owner : object.metadata()["ownerReferences"].items()) {
        if (owner["uid"].text() == uid)
            return true;
    }
    return false;
}

bool selects(const Object &service, const Object &pod)
{
    const Value &selector = service.spec()["selector"];
    if (selector.isEmpty() || service.ns() != pod.ns())
        return false;
    return std::all_of(selector.members().begin(), selector.members().end(), [&](const api::Member &wanted) {
        const Value *has = pod.labels().find(wanted.key());
        return has && has->text() == wanted.value.text();
    });
}

} // namespace orrery::models
