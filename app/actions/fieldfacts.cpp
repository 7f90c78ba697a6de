// SPDX-License-Identifier: GPL-3.0-only
#include "app/actions/fieldfacts.h"

#include <QHash>

namespace orrery::actions {

namespace {

struct Line
{
    const char *type, *first, *oneOf, *starter;
};

// type, what is shown first, alternatives, a new one
constexpr Line table[] = {
    {"meta/v1.ObjectMeta", "name namespace labels", "", ""},
    {"meta/v1.LabelSelector", "matchLabels", "", ""},
    {"core/v1.Container", "name image", "", R"({"name":"side","image":"registry.local/demo:1"})"},
    {"core/v1.ContainerPort", "containerPort protocol name", "", R"({"containerPort":8080})"},
    {"core/v1.EnvVar", "name", "value valueFrom.configMapKeyRef valueFrom.secretKeyRef valueFrom.fieldRef valueFrom.resourceFieldRef",
     R"({"name":"","value":""})"},
    {"core/v1.EnvFromSource", "", "configMapRef secretRef", R"({"configMapRef":{"name":""}})"},
    {"core/v1.ConfigMapEnvSource", "name", "", ""},
    {"core/v1.SecretEnvSource", "name", "", ""},
    {"core/v1.ConfigMapKeySelector", "name key", "", R"({"name":"","key":""})"},
    {"core/v1.SecretKeySelector", "name key", "", R"({"name":"","key":""})"},
    {"core/v1.ObjectFieldSelector", "fieldPath", "", R"({"fieldPath":"metadata.name"})"},
    {"core/v1.ResourceFieldSelector", "resource", "", R"({"resource":"limits.memory"})"},
    {"core/v1.ResourceRequirements", "requests limits", "", ""},
    {"core/v1.VolumeResourceRequirements", "requests", "", ""},
    {"core/v1.Volume", "name", "emptyDir configMap secret persistentVolumeClaim hostPath", R"({"name":"data","emptyDir":{}})"},
    {"core/v1.EmptyDirVolumeSource", "sizeLimit", "", ""},
    {"core/v1.ConfigMapVolumeSource", "name", "", R"({"name":""})"},
    {"core/v1.SecretVolumeSource", "secretName", "", R"({"secretName":""})"},
    {"core/v1.PersistentVolumeClaimVolumeSource", "claimName", "", R"({"claimName":""})"},
    {"core/v1.HostPathVolumeSource", "path type", "", R"({"path":"/tmp","type":"DirectoryOrCreate"})"},
    {"core/v1.VolumeMount", "name mountPath readOnly", "", R"({"name":"","mountPath":"/mnt"})"},
    {"core/v1.Probe", "initialDelaySeconds periodSeconds failureThreshold", "httpGet tcpSocket exec grpc", R"({"httpGet":{"path":"/","port":8080}})"},
    {"core/v1.LifecycleHandler", "", "exec httpGet sleep tcpSocket", R"({"exec":{"command":["/bin/true"]}})"},
    {"core/v1.HTTPGetAction", "path port", "", R"({"path":"/","port":8080})"},
    {"core/v1.TCPSocketAction", "port", "", R"({"port":8080})"},
    {"core/v1.GRPCAction", "port", "", R"({"port":8080})"},
    {"core/v1.ExecAction", "command", "", R"({"command":["/bin/true"]})"},
    {"core/v1.SleepAction", "seconds", "", R"({"seconds":5})"},
    {"core/v1.Affinity", "", "",
     R"({"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"kubernetes.io/hostname","operator":"In","values":[""]}]}]}}})"},
    {"core/v1.Toleration", "key operator value effect", "", R"({"operator":"Exists"})"},
    {"core/v1.NodeSelectorRequirement", "key operator values", "", R"({"key":"kubernetes.io/hostname","operator":"In","values":[""]})"},
    {"core/v1.NodeSelectorTerm", "matchExpressions", "", R"({"matchExpressions":[{"key":"kubernetes.io/hostname","operator":"In","values":[""]}]})"},
    {"core/v1.NodeSelector", "nodeSelectorTerms", "", ""},
    {"core/v1.PreferredSchedulingTerm", "weight preference", "", R"({"weight":50,"preference":{}})"},
    {"core/v1.ServiceSpec", "type selector ports", "", ""},
    {"core/v1.ServicePort", "port targetPort nodePort", "", R"({"port":80,"targetPort":8080})"},
    {"core/v1.ConfigMap", "metadata data", "", ""},
    {"core/v1.Secret", "metadata type stringData", "", ""},
    {"core/v1.PersistentVolumeClaimSpec", "accessModes storageClassName resources", "", ""},
    {"core/v1.LocalObjectReference", "name", "", R"({"name":""})"},
    {"apps/v1.DeploymentStrategy", "type rollingUpdate", "", R"({"type":"RollingUpdate"})"},
    {"apps/v1.RollingUpdateDeployment", "maxSurge maxUnavailable", "", ""},
};

QList<QByteArray> words(const char *text)
{
    QList<QByteArray> list = QByteArray(text).split(' ');
    list.removeAll(QByteArray());
    return list;
}

} // namespace

const FieldFacts &factsOf(const QByteArray &type)
{
    static const QHash<QByteArray, FieldFacts> facts = [] {
        QHash<QByteArray, FieldFacts> made;
        for (const Line &line : table)
            made.insert(line.type, {words(line.first), words(line.oneOf), line.starter});
        return made;
    }();
    static const FieldFacts none;
    const auto found = facts.constFind(type);
    return found == facts.cend() ? none : *found;
}

QByteArray suggestionsFor(const QByteArray &type, const QByteArray &field)
{
    static const QHash<QByteArray, QByteArray> offered{
        {"core/v1.ConfigMapKeySelector.name", "ConfigMap"},
        {"core/v1.ConfigMapEnvSource.name", "ConfigMap"},
        {"core/v1.ConfigMapVolumeSource.name", "ConfigMap"},
        {"core/v1.SecretKeySelector.name", "Secret"},
        {"core/v1.SecretEnvSource.name", "Secret"},
        {"core/v1.SecretVolumeSource.secretName", "Secret"},
        {"core/v1.PersistentVolumeClaimVolumeSource.claimName", "PersistentVolumeClaim"},
        {"core/v1.PodSpec.nodeName", "Node"},
        {"core/v1.PodSpec.serviceAccountName", "ServiceAccount"},
        {"core/v1.PodSpec.priorityClassName", "PriorityClass"},
        {"core/v1.PodSpec.runtimeClassName", "RuntimeClass"},
        {"core/v1.PersistentVolumeClaimSpec.storageClassName", "StorageClass"},
        {"core/v1.VolumeMount.name", "volume"},
        {"meta/v1.ObjectMeta.namespace", "Namespace"},
        {"core/v1.ObjectFieldSelector.fieldPath", "metadata.name metadata.namespace metadata.uid spec.nodeName spec.serviceAccountName status.hostIP status.podIP"},
        {"core/v1.ResourceFieldSelector.resource", "requests.cpu requests.memory limits.cpu limits.memory"},
        {"core/v1.HTTPGetAction.scheme", "HTTP HTTPS"},
    };
    return offered.value(type + '.' + field);
}

bool isServersField(const QByteArray &type, const QByteArray &field)
{
    static const QList<QByteArray> meta{"managedFields", "uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp",
                                        "deletionGracePeriodSeconds", "selfLink"};
    return (type == "meta/v1.ObjectMeta" && meta.contains(field)) || field == "status";
}

} // namespace orrery::actions
