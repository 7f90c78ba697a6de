// SPDX-License-Identifier: GPL-3.0-only
#include "app/actions/templates.h"

#include "controlplane/api/yaml.h"

#include <QCoreApplication>

namespace orrery::actions {

using api::Value;

namespace {

struct Entry
{
    const char *id, *kind, *symbol, *title, *detail, *name, *service, *yaml;
};

// NAME stands for the object's name.
const Entry table[] = {
    {"web", "Deployment", "workload", QT_TRANSLATE_NOOP("orrery::actions", "Web server"),
     QT_TRANSLATE_NOOP("orrery::actions", "A Deployment of three pods, and a Service in front of them"), "web", "ClusterIP", R"(
apiVersion: apps/v1
kind: Deployment
metadata: {name: NAME, labels: {app: NAME}}
spec:
  replicas: 3
  selector: {matchLabels: {app: NAME}}
  template:
    metadata: {labels: {app: NAME}}
    spec:
      containers:
      - {name: NAME, image: "registry.local/demo:1", ports: [{containerPort: 8080}]}
)"},
    {"pod", "Pod", "pod", QT_TRANSLATE_NOOP("orrery::actions", "Pod"), QT_TRANSLATE_NOOP("orrery::actions", "One pod, by itself"), "pod", "", R"(
apiVersion: v1
kind: Pod
metadata: {name: NAME, labels: {app: NAME}}
spec:
  containers:
  - {name: NAME, image: "registry.local/demo:1", ports: [{containerPort: 8080}]}
)"},
    {"job", "Job", "check", QT_TRANSLATE_NOOP("orrery::actions", "Job"), QT_TRANSLATE_NOOP("orrery::actions", "Work that is done once"), "job", "", R"(
apiVersion: batch/v1
kind: Job
metadata: {name: NAME, labels: {app: NAME}}
spec:
  completions: 1
  template:
    metadata: {labels: {app: NAME}}
    spec:
      containers:
      - {name: NAME, image: "registry.local/demo:1", command: [/bin/sh, -c, echo working; sleep 5; echo done]}
      restartPolicy: OnFailure
)"},
    {"cronjob", "CronJob", "clock", QT_TRANSLATE_NOOP("orrery::actions", "CronJob"), QT_TRANSLATE_NOOP("orrery::actions", "Work that is done again and again"), "cron", "", R"(
apiVersion: batch/v1
kind: CronJob
metadata: {name: NAME, labels: {app: NAME}}
spec:
  schedule: "*/5 * * * *"
  jobTemplate:
    spec:
      template:
        metadata: {labels: {app: NAME}}
        spec:
          containers:
          - {name: NAME, image: "registry.local/demo:1", command: [/bin/sh, -c, date]}
          restartPolicy: OnFailure
)"},
    {"statefulset", "StatefulSet", "store", QT_TRANSLATE_NOOP("orrery::actions", "Stateful"),
     QT_TRANSLATE_NOOP("orrery::actions", "Pods that keep their names, and a headless Service"), "db", "Headless", R"(
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: NAME, labels: {app: NAME}}
spec:
  replicas: 3
  serviceName: NAME
  selector: {matchLabels: {app: NAME}}
  template:
    metadata: {labels: {app: NAME}}
    spec:
      containers:
      - {name: NAME, image: "registry.local/demo:1", ports: [{containerPort: 8080}]}
)"},
    {"daemonset", "DaemonSet", "machine", QT_TRANSLATE_NOOP("orrery::actions", "Daemon"), QT_TRANSLATE_NOOP("orrery::actions", "One pod on every node"), "daemon", "", R"(
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: NAME, labels: {app: NAME}}
spec:
  selector: {matchLabels: {app: NAME}}
  template:
    metadata: {labels: {app: NAME}}
    spec:
      containers:
      - {name: NAME, image: "registry.local/demo:1"}
)"},
    {"service", "Service", "service", QT_TRANSLATE_NOOP("orrery::actions", "Service"), QT_TRANSLATE_NOOP("orrery::actions", "One address for pods that are there"), "service", "", R"(
apiVersion: v1
kind: Service
metadata: {name: NAME}
spec:
  selector: {app: web}
  ports:
  - {port: 80, targetPort: 8080}
)"},
    {"configmap", "ConfigMap", "config", QT_TRANSLATE_NOOP("orrery::actions", "ConfigMap"), QT_TRANSLATE_NOOP("orrery::actions", "Settings for pods to read"), "config", "", R"(
apiVersion: v1
kind: ConfigMap
metadata: {name: NAME}
data: {greeting: hello}
)"},
    {"secret", "Secret", "key", QT_TRANSLATE_NOOP("orrery::actions", "Secret"), QT_TRANSLATE_NOOP("orrery::actions", "What only pods should read"), "secret", "", R"(
apiVersion: v1
kind: Secret
metadata: {name: NAME}
stringData: {password: ""}
)"},
    {"namespace", "Namespace", "namespace", QT_TRANSLATE_NOOP("orrery::actions", "Namespace"), QT_TRANSLATE_NOOP("orrery::actions", "A room of its own for objects"), "team", "", R"(
apiVersion: v1
kind: Namespace
metadata: {name: NAME}
)"},
};

const Entry *entryOf(const QByteArray &id)
{
    for (const Entry &entry : table) {
        if (id == entry.id)
            return &entry;
    }
    return nullptr;
}

QString translated(const char *text)
{
    return QCoreApplication::translate("orrery::actions", text);
}

} // namespace

QList<Template> templates()
{
    QList<Template> list;
    for (const Entry &entry : table)
        list += Template{entry.id, entry.kind, entry.symbol, translated(entry.title), translated(entry.detail)};
    return list;
}

QByteArray nameOf(const QByteArray &id)
{
    const Entry *entry = entryOf(id);
    return entry ? entry->name : "";
}

Documents manifestsOf(const QByteArray &id, const QByteArray &name, const QByteArray &ns, const QByteArray &node)
{
    const Entry *entry = entryOf(id);
    if (!entry)
        return {};
    const auto read = api::parseYaml(QByteArray(entry->yaml).replace("NAME", '"' + name + '"'));
    Q_ASSERT(read && read->size() == 1);
    Value object = read->constFirst().value;
    if (!ns.isEmpty() && id != "namespace") {
        const Value written = object["metadata"];
        object = object.with("metadata", Value::object({{"name", written["name"]}, {"namespace", ns}}));
        if (written.contains("labels"))
            object = object.withPath({"metadata", "labels"}, written["labels"]);
    }
    if (!node.isEmpty() && isWorkload(entry->kind))
        object = withNode(object, node);
    return withService({object}, entry->service);
}

} // namespace orrery::actions
