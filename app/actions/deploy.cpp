// SPDX-License-Identifier: GPL-3.0-only
#include "app/actions/deploy.h"

namespace orrery::actions {

using api::Value;

namespace {

constexpr char hostname[] = "kubernetes.io/hostname";

QByteArray kindOf(const Value &document)
{
    return document["kind"].bytes();
}

QByteArray nameOf(const Value &document)
{
    return document["metadata"]["name"].bytes();
}

FieldPath inPod(const Value &workload, const char *field)
{
    return parsePath(podPath(kindOf(workload))) + parsePath(field);
}

FieldPath inContainer(const Value &workload, int container, const char *field)
{
    return inPod(workload, "spec.containers") + FieldPath{QByteArray::number(container)} + parsePath(field);
}

/// Sets the field if it had the old name.
Value follow(const Value &document, const FieldPath &path, const QByteArray &before, const QByteArray &name)
{
    const Value here = valueAt(document, path);
    return here.isString() && here.text() == before ? withValueAt(document, path, Value(name)) : document;
}

bool selects(const Value &service, const Value &labels)
{
    const Value selector = service["spec"]["selector"];
    return !selector.isEmpty() && std::all_of(selector.members().begin(), selector.members().end(), [&](const api::Member &member) { return labels[member.key()] == member.value; });
}

Value newService(const Value &workload)
{
    const FieldPath ports = inContainer(workload, 0, "ports");
    std::vector<Value> made;
    for (const Value &port : valueAt(workload, ports).items()) {
        Value one = Value::object({{"port", made.empty() ? Value(80) : port["containerPort"]}, {"targetPort", port["containerPort"]}});
        if (!port["name"].isNull())
            one = one.with("name", port["name"]);
        if (!port["protocol"].isNull())
            one = one.with("protocol", port["protocol"]);
        made.push_back(one);
    }
    if (made.empty())
        made.push_back(Value::object({{"port", 80}, {"targetPort", 8080}}));
    Value metadata = Value::object({{"name", workload["metadata"]["name"]}});
    if (!workload["metadata"]["namespace"].isNull())
        metadata = metadata.with("namespace", workload["metadata"]["namespace"]);
    const Value labels = valueAt(workload, inPod(workload, "metadata.labels"));
    metadata = labels.isNull() ? metadata : metadata.with("labels", labels);
    return Value::object({{"apiVersion", "v1"},
                          {"kind", "Service"},
                          {"metadata", metadata},
                          {"spec", Value::object({{"selector", labels.isNull() ? Value::object(std::vector<api::Member>()) : labels}, {"ports", Value::array(made)}})}});
}

} // namespace

QByteArray podPath(QByteArrayView kind)
{
    return kind == "Pod" ? "" : kind == "CronJob" ? "spec.jobTemplate.spec.template" : "spec.template";
}

const QList<QByteArray> &workloadKinds()
{
    static const QList<QByteArray> kinds{"Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "Pod"};
    return kinds;
}

bool isWorkload(QByteArrayView kind)
{
    return std::any_of(workloadKinds().cbegin(), workloadKinds().cend(), [&](const QByteArray &one) { return one == kind; });
}

qsizetype workloadOf(const Documents &documents)
{
    for (qsizetype i = 0; i < documents.size(); ++i) {
        if (isWorkload(kindOf(documents[i])))
            return i;
    }
    return -1;
}

Documents renamed(const Documents &documents, qsizetype which, const QByteArray &name)
{
    Documents result = documents;
    const Value document = documents.value(which);
    const QByteArray before = nameOf(document), ns = document["metadata"]["namespace"].bytes();
    result[which] = withValueAt(document, {"metadata", "name"}, Value(name));
    if (!isWorkload(kindOf(document))) {
        result[which] = follow(result[which], {"metadata", "labels", "app"}, before, name);
        return result;
    }
    const FieldPath pods = parsePath(podPath(kindOf(document)));
    for (const FieldPath &path : {FieldPath{"metadata", "labels", "app"}, FieldPath{"spec", "selector", "matchLabels", "app"}, FieldPath{"spec", "serviceName"},
                                  pods + FieldPath{"metadata", "labels", "app"}, inContainer(document, 0, "name")})
        result[which] = follow(result[which], path, before, name);
    for (Value &other : result) {
        if (kindOf(other) != "Service" || nameOf(other) != before || other["metadata"]["namespace"].bytes() != ns)
            continue;
        for (const FieldPath &path : {FieldPath{"metadata", "name"}, FieldPath{"metadata", "labels", "app"}, FieldPath{"spec", "selector", "app"}})
            other = follow(other, path, before, name);
    }
    return result;
}

Documents inNamespace(const Documents &documents, const QByteArray &ns, bool exists)
{
    Documents result;
    for (const Value &document : documents) {
        if (kindOf(document) == "Namespace" && document.size() == 3 && document["metadata"].size() == 1)
            continue;
        // A kind that has no namespace cannot have been given one by the form.
        if (kindOf(document) == "Namespace" || kindOf(document) == "CustomResourceDefinition" || kindOf(document).startsWith("Cluster"))
            result += document;
        else
            result += withValueAt(document, {"metadata", "namespace"}, ns.isEmpty() ? Value() : Value(ns));
    }
    if (!exists && !ns.isEmpty())
        result.prepend(Value::object({{"apiVersion", "v1"}, {"kind", "Namespace"}, {"metadata", Value::object({{"name", ns}})}}));
    return result;
}

Documents ofKind(const Documents &documents, qsizetype which, const QByteArray &kind)
{
    const Value before = documents.value(which);
    if (kindOf(before) == kind || !isWorkload(kind) || !isWorkload(kindOf(before)))
        return documents;
    const bool once = kind == "Job" || kind == "CronJob";
    Value pod = valueAt(before, parsePath(podPath(kindOf(before))));
    if (kindOf(before) == "Pod")
        pod = Value::object({{"metadata", Value().with("labels", before["metadata"]["labels"])}, {"spec", before["spec"]}});
    Value labels = pod["metadata"]["labels"];
    if (labels.isEmpty() && kind != "Pod") // what a selector selects by
        labels = Value::object({{"app", before["metadata"]["name"]}});
    // Jobs end, the others go on: their pods are restarted by other rules.
    Value spec = pod["spec"].without("restartPolicy");
    if (once)
        spec = spec.with("restartPolicy", "OnFailure");
    const Value podTemplate = Value::object({{"metadata", pod["metadata"].with("labels", labels)}, {"spec", spec}});
    Value next = Value::object({{"apiVersion", kind == "Pod" ? "v1" : once ? "batch/v1" : "apps/v1"}, {"kind", kind}, {"metadata", before["metadata"]}});
    if (kind == "Pod") {
        if (!labels.isNull())
            next = next.withPath({"metadata", "labels"}, labels);
        next = next.with("spec", spec);
    } else {
        std::vector<api::Member> members;
        if (kind == "Deployment" || kind == "StatefulSet")
            members.push_back({"replicas", before["spec"]["replicas"].integer(1)});
        if (kind == "StatefulSet")
            members.push_back({"serviceName", before["metadata"]["name"]});
        if (!once)
            members.push_back({"selector", Value::object({{"matchLabels", labels}})});
        if (kind == "CronJob") {
            members.push_back({"schedule", "*/5 * * * *"});
            members.push_back({"jobTemplate", Value::object({{"spec", Value::object({{"template", podTemplate}})}})});
        } else {
            members.push_back({"template", podTemplate});
        }
        next = next.with("spec", Value::object(std::move(members)));
    }
    Documents result = documents;
    result[which] = next;
    const qsizetype service = serviceOf(documents);
    if (once && service >= 0)
        result.remove(service);
    else if (kind == "StatefulSet" && service < 0)
        return withService(result, "Headless");
    return result;
}

qsizetype serviceOf(const Documents &documents)
{
    const Value workload = documents.value(workloadOf(documents));
    const Value labels = valueAt(workload, inPod(workload, "metadata.labels"));
    for (qsizetype i = 0; i < documents.size(); ++i) {
        if (kindOf(documents[i]) == "Service" && (nameOf(documents[i]) == nameOf(workload) || selects(documents[i], labels)))
            return i;
    }
    return -1;
}

QByteArray serviceTypeOf(const Documents &documents)
{
    const qsizetype which = serviceOf(documents);
    if (which < 0)
        return {};
    const Value spec = documents[which]["spec"];
    if (spec["clusterIP"].text() == "None")
        return "Headless";
    return spec["type"].isNull() ? "ClusterIP" : spec["type"].bytes();
}

Documents withService(const Documents &documents, const QByteArray &type)
{
    const qsizetype workload = workloadOf(documents);
    if (workload < 0 || serviceTypeOf(documents) == type)
        return documents;
    Documents result = documents;
    qsizetype which = serviceOf(documents);
    if (type.isEmpty()) {
        result.remove(which);
        return result;
    }
    if (which < 0) {
        which = result.size();
        result += newService(documents[workload]);
    }
    Value spec = result[which]["spec"].without("clusterIP");
    if (type == "Headless")
        spec = spec.without("type").with("clusterIP", "None");
    else
        spec = spec.with("type", type);
    if (type != "NodePort" && type != "LoadBalancer") {
        std::vector<Value> ports;
        for (const Value &port : spec["ports"].items())
            ports.push_back(port.without("nodePort"));
        spec = spec.with("ports", Value::array(std::move(ports)));
    }
    result[which] = result[which].with("spec", spec);
    return result;
}

int portOf(const Value &workload, int container)
{
    return int(valueAt(workload, inContainer(workload, container, "ports[0].containerPort")).integer());
}

Documents withPort(const Documents &documents, qsizetype which, int container, int port)
{
    Documents result = documents;
    const Value workload = documents.value(which);
    const int before = portOf(workload, container);
    const qsizetype service = serviceOf(documents);
    if (port <= 0) {
        result[which] = withValueAt(workload, inContainer(workload, container, "ports[0]"), {});
        return result;
    }
    result[which] = withValueAt(workload, inContainer(workload, container, "ports[0].containerPort"), port);
    if (service < 0)
        return result;
    const Value ports = result[service]["spec"]["ports"];
    for (qsizetype i = 0; i < ports.size(); ++i) {
        if (ports.at(i)["targetPort"].integer() == before)
            result[service] = withValueAt(result[service], parsePath("spec.ports[" + QByteArray::number(i) + "].targetPort"), port);
    }
    return result;
}

QByteArray nodeOf(const Value &workload)
{
    const Value name = valueAt(workload, inPod(workload, "spec.nodeName"));
    return name.isNull() ? valueAt(workload, inPod(workload, "spec.nodeSelector") + FieldPath{hostname}).bytes() : name.bytes();
}

Value withNode(const Value &workload, const QByteArray &node)
{
    // By its label, so that the scheduler still has its say.
    const Value free = withValueAt(workload, inPod(workload, "spec.nodeName"), {});
    return withValueAt(free, inPod(workload, "spec.nodeSelector") + FieldPath{hostname}, node.isEmpty() ? Value() : Value(node));
}

Value withMount(const Value &workload, int container, const QByteArray &source)
{
    static const QHash<QByteArray, std::pair<const char *, Value>> sources{
        {"emptyDir", {"data", Value::object(std::vector<api::Member>())}},
        {"configMap", {"config", Value::object({{"name", ""}})}},
        {"secret", {"secret", Value::object({{"secretName", ""}})}},
        {"persistentVolumeClaim", {"data", Value::object({{"claimName", ""}})}},
        {"hostPath", {"host", Value::object({{"path", "/tmp"}, {"type", "DirectoryOrCreate"}})}},
    };
    const auto found = sources.constFind(source);
    if (found == sources.cend())
        return workload;
    const FieldPath volumesPath = inPod(workload, "spec.volumes"), mountsPath = inContainer(workload, container, "volumeMounts");
    const Value volumes = valueAt(workload, volumesPath), mounts = valueAt(workload, mountsPath);
    QByteArray name = found->first;
    const auto taken = [&](const QByteArray &one) { return std::any_of(volumes.items().begin(), volumes.items().end(), [&](const Value &volume) { return volume["name"].text() == one; }); };
    for (int number = 2; taken(name); ++number)
        name = QByteArray(found->first) + '-' + QByteArray::number(number);
    Value next = withValueAt(workload, mountsPath + FieldPath{QByteArray::number(mounts.size())}, Value::object({{"name", name}, {"mountPath", "/mnt/" + name}}));
    next = withValueAt(next, volumesPath + FieldPath{QByteArray::number(volumes.size())}, Value::object({{"name", name}, {source, found->second}}));
    return next;
}

Value withContainer(const Value &workload)
{
    const FieldPath path = inPod(workload, "spec.containers");
    const Value containers = valueAt(workload, path);
    QByteArray name = "side";
    const auto taken = [&](const QByteArray &one) { return std::any_of(containers.items().begin(), containers.items().end(), [&](const Value &container) { return container["name"].text() == one; }); };
    for (int number = 2; taken(name); ++number)
        name = "side-" + QByteArray::number(number);
    return withValueAt(workload, path + FieldPath{QByteArray::number(containers.size())}, Value::object({{"name", name}, {"image", "registry.local/demo:1"}}));
}

} // namespace orrery::actions
