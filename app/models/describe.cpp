// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/describe.h"

#include "app/models/facts.h"
#include "app/models/objectparts.h"
#include "controlplane/api/clock.h"

namespace orrery::models {

using api::Member;
using api::Object;
using api::Value;

namespace {

QString plain(const Value &value)
{
    return value.isString() ? value.string() : QString::fromUtf8(api::toJson(value));
}

/// "podIP" -> "Pod IP": how a field is called in a heading.
QString titleOf(QByteArrayView field)
{
    QString out;
    const QString name = QString::fromUtf8(field);
    for (qsizetype i = 0; i < name.size(); ++i) {
        const bool begins = i > 0 && name[i].isUpper() && (name[i - 1].isLower() || (i + 1 < name.size() && name[i + 1].isLower()));
        if (begins)
            out += u' ';
        out += i == 0 ? name[i].toUpper() : name[i];
    }
    return out;
}

/// Lines of "Label:   value", one column wide, nested by two spaces.
class Text final
{
public:
    void line(const QString &label, const QString &value, int depth = 0)
    {
        if (value.isEmpty())
            return;
        const QString head = QString(2 * depth, u' ') + label + u':';
        const QStringList lines = value.split(u'\n');
        m_text += head.leftJustified(column, u' ') + QString(head.size() >= column, u' ') + lines.constFirst() + u'\n';
        for (qsizetype i = 1; i < lines.size(); ++i)
            m_text += QString(column, u' ') + lines[i] + u'\n';
    }
    void line(const QString &label, const Value &value, int depth = 0)
    {
        if (!value.isNull())
            line(label, plain(value), depth);
    }
    void heading(const QString &label, int depth = 0) { m_text += QString(2 * depth, u' ') + label + QStringLiteral(":\n"); }
    void map(const QString &label, const Value &map, int depth = 0)
    {
        QStringList lines;
        for (const Member &member : map.members())
            lines += member.name.string() + u'=' + plain(member.value);
        line(label, lines.isEmpty() ? QStringLiteral("<none>") : lines.join(u'\n'), depth);
    }
    void raw(const QString &text) { m_text += text; }
    QString take() { return std::move(m_text); }

private:
    static constexpr int column = 22;
    QString m_text;
};

/// Anything, by the names of its fields.
void addValue(Text &text, const QString &label, const Value &value, int depth)
{
    if (value.isObject() && !value.isEmpty()) {
        text.heading(label, depth);
        for (const Member &member : value.members())
            addValue(text, titleOf(member.key()), member.value, depth + 1);
    } else if (value.isArray() && !value.isEmpty()) {
        const bool flat = std::none_of(value.items().begin(), value.items().end(), [](const Value &item) { return item.isObject() || item.isArray(); });
        if (flat) {
            QStringList items;
            for (const Value &item : value.items())
                items += plain(item);
            text.line(label, items.join(u'\n'), depth);
            return;
        }
        text.heading(label, depth);
        bool first = true;
        for (const Value &item : value.items()) {
            if (!std::exchange(first, false))
                text.raw(QString(2 * (depth + 1), u' ') + QStringLiteral("-\n"));
            for (const Member &member : item.members())
                addValue(text, titleOf(member.key()), member.value, depth + 1);
        }
    } else if (!value.isObject() && !value.isArray()) {
        text.line(label, value, depth);
    }
}

void addState(Text &text, const QString &label, const Value &state, int depth)
{
    for (const Member &member : state.members()) {
        text.line(label, titleOf(member.key()), depth);
        for (const Member &detail : member.value.members())
            text.line(titleOf(detail.key()), detail.value, depth + 1);
    }
}

void addVariables(Text &text, const Value &container)
{
    QStringList lines;
    for (const Value &variable : container["env"].items()) {
        const Value &from = variable["valueFrom"];
        QString value = plain(variable["value"]);
        if (!from.isNull()) {
            const Value &source = from.members().front().value;
            const QString key = source["key"].string().isEmpty() ? source["fieldPath"].string() : source["key"].string();
            value = QStringLiteral("<%1%2 of %3>").arg(key, source["name"].isNull() ? QString() : QStringLiteral(" in ") + source["name"].string(),
                                                        from.members().front().name.string());
        } else if (variable["value"].isNull()) {
            value.clear();
        }
        lines += variable["name"].string() + u'=' + value;
    }
    for (const Value &from : container["envFrom"].items())
        lines += QStringLiteral("<all of %1>").arg(from["configMapRef"].isNull() ? from["secretRef"]["name"].string() : from["configMapRef"]["name"].string());
    text.line(QStringLiteral("Environment"), lines.join(u'\n'), 2);
}

void addContainers(Text &text, const QString &heading, const Value &containers, const Value &statuses)
{
    if (containers.isEmpty())
        return;
    text.heading(heading);
    for (const Value &container : containers.items()) {
        text.heading(container["name"].string(), 1);
        text.line(QStringLiteral("Image"), container["image"], 2);
        QStringList ports, mounts;
        for (const Value &port : container["ports"].items())
            ports += plain(port["containerPort"]) + u'/' + (port["protocol"].isNull() ? QStringLiteral("TCP") : port["protocol"].string());
        text.line(QStringLiteral("Ports"), ports.join(u", "), 2);
        for (const char *list : {"command", "args"}) {
            QStringList words;
            for (const Value &word : container[list].items())
                words += word.string();
            text.line(titleOf(list), words.join(u'\n'), 2);
        }
        for (const Value &status : statuses.items()) {
            if (status["name"].text() != container["name"].text())
                continue;
            addState(text, QStringLiteral("State"), status["state"], 2);
            addState(text, QStringLiteral("Last state"), status["lastState"], 2);
            text.line(QStringLiteral("Ready"), status["ready"], 2);
            text.line(QStringLiteral("Restarts"), status["restartCount"], 2);
        }
        for (const char *list : {"limits", "requests"}) {
            if (!container["resources"][list].isEmpty())
                text.map(titleOf(list), container["resources"][list], 2);
        }
        for (const char *probe : {"livenessProbe", "readinessProbe", "startupProbe"})
            text.line(titleOf(probe), container[probe], 2);
        addVariables(text, container);
        for (const Value &mount : container["volumeMounts"].items())
            mounts += mount["mountPath"].string() + QStringLiteral(" from ") + mount["name"].string()
                + (mount["readOnly"].boolean() ? QStringLiteral(" (ro)") : QString());
        text.line(QStringLiteral("Mounts"), mounts.join(u'\n'), 2);
    }
}

void addVolumes(Text &text, const Value &volumes)
{
    if (volumes.isEmpty())
        return;
    text.heading(QStringLiteral("Volumes"));
    for (const Value &volume : volumes.items()) {
        for (const Member &member : volume.members()) {
            if (member.key() != "name")
                text.line(volume["name"].string(), titleOf(member.key()) + u' ' + plain(member.value), 1);
        }
    }
}

void addPod(Text &text, const Object &pod)
{
    const Value &spec = pod.spec(), &status = pod.status();
    text.line(QStringLiteral("Node"), spec["nodeName"].isNull() ? QStringLiteral("<none>") : spec["nodeName"].string() + u'/' + status["hostIP"].string());
    text.line(QStringLiteral("Started"), status["startTime"]);
    text.line(QStringLiteral("Status"), stateOf(pod).text);
    text.line(QStringLiteral("Reason"), status["reason"]);
    text.line(QStringLiteral("Message"), status["message"]);
    text.line(QStringLiteral("IP"), status["podIP"]);
    text.line(QStringLiteral("Service account"), spec["serviceAccountName"]);
    text.line(QStringLiteral("Quality of service"), status["qosClass"]);
    if (const auto owner = pod.controller())
        text.line(QStringLiteral("Controlled by"), QString::fromUtf8(owner->kind + '/' + owner->name));
    addContainers(text, QStringLiteral("Init containers"), spec["initContainers"], status["initContainerStatuses"]);
    addContainers(text, QStringLiteral("Containers"), spec["containers"], status["containerStatuses"]);
    addVolumes(text, spec["volumes"]);
    if (!spec["nodeSelector"].isEmpty())
        text.map(QStringLiteral("Node selector"), spec["nodeSelector"]);
    for (const Value &toleration : spec["tolerations"].items())
        text.line(QStringLiteral("Toleration"), toleration);
}

void addWorkload(Text &text, const Object &workload)
{
    const Value &spec = workload.spec(), &status = workload.status();
    text.line(QStringLiteral("Selector"), spec["selector"]);
    if (!spec["replicas"].isNull())
        text.line(QStringLiteral("Replicas"),
                  QStringLiteral("%1 desired, %2 updated, %3 total, %4 available, %5 ready")
                      .arg(spec["replicas"].integer())
                      .arg(status["updatedReplicas"].integer())
                      .arg(status["replicas"].integer())
                      .arg(status["availableReplicas"].integer())
                      .arg(status["readyReplicas"].integer()));
    for (const char *strategy : {"strategy", "updateStrategy"})
        text.line(titleOf(strategy), spec[strategy]);
    text.heading(QStringLiteral("Pod template"));
    text.map(QStringLiteral("Labels"), spec["template"]["metadata"]["labels"], 1);
    addContainers(text, QStringLiteral("Containers"), spec["template"]["spec"]["containers"], {});
    addVolumes(text, spec["template"]["spec"]["volumes"]);
}

void addNode(Text &text, const Object &node)
{
    const Value &spec = node.spec(), &status = node.status();
    text.line(QStringLiteral("Status"), stateOf(node).text);
    QStringList taints, addresses;
    for (const Value &taint : spec["taints"].items())
        taints += taint["key"].string() + (taint["value"].isNull() ? QString() : u'=' + taint["value"].string()) + u':' + taint["effect"].string();
    text.line(QStringLiteral("Taints"), taints.isEmpty() ? QStringLiteral("<none>") : taints.join(u'\n'));
    text.line(QStringLiteral("Unschedulable"), spec["unschedulable"].boolean() ? QStringLiteral("true") : QStringLiteral("false"));
    for (const Value &address : status["addresses"].items())
        addresses += address["type"].string() + u' ' + address["address"].string();
    text.line(QStringLiteral("Addresses"), addresses.join(u'\n'));
    text.line(QStringLiteral("Pod CIDR"), spec["podCIDR"]);
    text.map(QStringLiteral("Capacity"), status["capacity"]);
    text.map(QStringLiteral("Allocatable"), status["allocatable"]);
    text.map(QStringLiteral("System"), status["nodeInfo"]);
}

void addSecret(Text &text, const Object &secret)
{
    text.line(QStringLiteral("Type"), secret["type"]);
    text.heading(QStringLiteral("Data"));
    for (const SecretEntry &entry : secretEntriesOf(secret))
        text.line(entry.name, QStringLiteral("…"), 1);
}

} // namespace

QString describeText(const Object &described, const QString &events, qint64 now)
{
    const Object object = hidden(described, Hide::Values);
    Text text;
    const QByteArray kind = object.kind();
    text.line(QStringLiteral("Name"), QString::fromUtf8(object.name()));
    text.line(QStringLiteral("Namespace"), QString::fromUtf8(object.ns()));
    text.line(QStringLiteral("Kind"), QString::fromUtf8(kind + " (" + object.apiVersion() + ')'));
    text.map(QStringLiteral("Labels"), object.labels());
    text.map(QStringLiteral("Annotations"), object.annotations());
    if (const auto created = api::parseTime(object.metadata()["creationTimestamp"].text()))
        text.line(QStringLiteral("Created"), object.metadata()["creationTimestamp"].string() + QStringLiteral(" (") + ageText(*created, now) + u')');
    if (object.isDeleting())
        text.line(QStringLiteral("Terminating since"), object.metadata()["deletionTimestamp"]);
    if (kind == "Pod") {
        addPod(text, object);
    } else if (kind == "Node") {
        addNode(text, object);
    } else if (kind == "Secret") {
        addSecret(text, object);
    } else if (!object.spec()["template"]["spec"].isNull()) {
        addWorkload(text, object);
    } else {
        for (const Member &member : object.document().members()) {
            static const QSet<QByteArray> said{"apiVersion", "kind", "metadata"};
            if (!said.contains(member.name.bytes()))
                addValue(text, titleOf(member.key()), member.key() == "status" ? member.value.without("conditions") : member.value, 0);
        }
    }
    const QList<Condition> conditions = conditionsOf(object);
    if (!conditions.isEmpty())
        text.heading(QStringLiteral("Conditions"));
    for (const Condition &condition : conditions)
        text.line(condition.type,
                  condition.status + (condition.reason.isEmpty() ? QString() : u' ' + condition.reason)
                      + (condition.message.isEmpty() ? QString() : QStringLiteral(": ") + condition.message),
                  1);
    text.raw(QStringLiteral("Events:") + (events.isEmpty() ? QStringLiteral("               <none>\n") : u'\n' + events));
    return text.take();
}

} // namespace orrery::models
