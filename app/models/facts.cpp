// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/facts.h"

#include "app/models/kindfacts.h"
#include "controlplane/api/clock.h"

#include <QCoreApplication>
#include <QLocale>

namespace orrery::models {

using api::Object;
using api::Value;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("orrery::models", text);
}

QString joined(const Value &map)
{
    QStringList parts;
    for (const api::Member &member : map.members())
        parts += member.name.string() + u'=' + member.value.string();
    return parts.join(u", ");
}

QString plain(const Value &value)
{
    return value.isString() ? value.string() : QString::fromUtf8(api::toJson(value));
}

class Facts final
{
public:
    void add(const char *label, const QString &value, bool mono = true)
    {
        if (!value.isEmpty())
            m_facts.append({tr(label), value, mono});
    }
    void add(const char *label, const Value &value)
    {
        if (!value.isNull())
            add(label, plain(value));
    }
    void add(const QList<Fact> &facts) { m_facts += facts; }
    QList<Fact> take() { return std::move(m_facts); }

private:
    QList<Fact> m_facts;
};

void addPod(Facts &facts, const Object &pod)
{
    const Value &status = pod.status();
    facts.add(QT_TRANSLATE_NOOP("orrery::models", "Pod IP"), status["podIP"]);
    QString node = pod.spec()["nodeName"].string();
    if (const QString host = status["hostIP"].string(); !host.isEmpty())
        node += QStringLiteral(" · ") + host;
    facts.add(QT_TRANSLATE_NOOP("orrery::models", "Node"), node);
    QStringList images;
    for (const Value &container : pod.spec()["containers"].items())
        images += container["image"].string();
    facts.add(QT_TRANSLATE_NOOP("orrery::models", "Image"), images.join(u'\n'));
    if (const auto owner = pod.controller())
        facts.add(QT_TRANSLATE_NOOP("orrery::models", "Owner"), QString::fromUtf8(owner->kind + ' ' + owner->name));
    qint64 restarts = 0;
    QString why;
    for (const Value &container : status["containerStatuses"].items()) {
        restarts += container["restartCount"].integer();
        for (const char *state : {"waiting", "terminated"}) {
            if (const QString message = container["state"][state]["message"].string(); !message.isEmpty())
                why = message;
        }
    }
    facts.add(QT_TRANSLATE_NOOP("orrery::models", "Restarts"), QString::number(restarts));
    facts.add(QT_TRANSLATE_NOOP("orrery::models", "Quality of service"), status["qosClass"]);
    if (why.isEmpty())
        why = api::condition(pod, "PodScheduled")["message"].string();
    if (why.isEmpty())
        why = status["message"].string();
    facts.add(QT_TRANSLATE_NOOP("orrery::models", "Why"), why, false);
}

void addNode(Facts &facts, const Object &node)
{
    const Value &status = node.status();
    for (const Value &address : status["addresses"].items())
        facts.add(address["type"].text() == "InternalIP" ? QT_TRANSLATE_NOOP("orrery::models", "Node IP")
                                                         : QT_TRANSLATE_NOOP("orrery::models", "Host name"),
                  address["address"]);
    facts.add(QT_TRANSLATE_NOOP("orrery::models", "Pod CIDR"), node.spec()["podCIDR"]);
    facts.add(QT_TRANSLATE_NOOP("orrery::models", "CPUs"), status["allocatable"]["cpu"]);
    facts.add(QT_TRANSLATE_NOOP("orrery::models", "Memory"), status["allocatable"]["memory"]);
    facts.add(QT_TRANSLATE_NOOP("orrery::models", "Pods at most"), status["allocatable"]["pods"]);
    facts.add(QT_TRANSLATE_NOOP("orrery::models", "Kubelet"), status["nodeInfo"]["kubeletVersion"]);
    facts.add(QT_TRANSLATE_NOOP("orrery::models", "Runtime"), status["nodeInfo"]["containerRuntimeVersion"]);
    facts.add(QT_TRANSLATE_NOOP("orrery::models", "Kernel"), status["nodeInfo"]["kernelVersion"]);
    QStringList taints, images;
    for (const Value &taint : node.spec()["taints"].items()) {
        const QString value = taint["value"].string();
        taints += taint["key"].string() + (value.isEmpty() ? value : u'=' + value) + u':' + taint["effect"].string();
    }
    facts.add(QT_TRANSLATE_NOOP("orrery::models", "Taints"), taints.join(u'\n'));
    for (const Value &image : status["images"].items()) {
        QString name = image["names"].at(0).string(); // of a digest and a tag, the tag
        for (const Value &each : image["names"].items()) {
            if (!each.text().contains('@'))
                name = each.string();
        }
        images += name + QStringLiteral(" · ") + QLocale().formattedDataSize(image["sizeBytes"].integer(), 0, QLocale::DataSizeIecFormat);
    }
    facts.add(QT_TRANSLATE_NOOP("orrery::models", "Images"), images.join(u'\n'));
    const Value &ready = api::condition(node, "Ready");
    if (ready["status"].text() != "True")
        facts.add(QT_TRANSLATE_NOOP("orrery::models", "Why"), ready["message"].string(), false);
}

void addMachine(Facts &facts, const Object &machine)
{
    facts.add(QT_TRANSLATE_NOOP("orrery::models", "Provider"), machine.spec()["provider"]);
    facts.add(QT_TRANSLATE_NOOP("orrery::models", "CPUs"), machine.spec()["cpus"]);
    facts.add(QT_TRANSLATE_NOOP("orrery::models", "Memory"), machine.spec()["memory"]);
    facts.add(QT_TRANSLATE_NOOP("orrery::models", "Power"), machine.spec()["powerState"]);
    facts.add(QT_TRANSLATE_NOOP("orrery::models", "Accelerator"), machine.status()["accelerator"]);
    facts.add(QT_TRANSLATE_NOOP("orrery::models", "Console"), machine.status()["console"]);
    for (const Value &condition : machine.status()["conditions"].items())
        facts.add(condition["type"].bytes().constData(),
                  condition["status"].string() + u' ' + condition["message"].string(), false);
}

void addService(Facts &facts, const Object &service)
{
    const Value &spec = service.spec();
    facts.add(QT_TRANSLATE_NOOP("orrery::models", "Type"), spec["type"]);
    facts.add(QT_TRANSLATE_NOOP("orrery::models", "ClusterIP"), spec["clusterIP"]);
    QStringList ports;
    for (const Value &port : spec["ports"].items()) {
        QString text = plain(port["port"]) + QStringLiteral(" → ") + plain(port["targetPort"]) + u'/'
            + port["protocol"].string();
        if (const qint64 nodePort = port["nodePort"].integer())
            text += QStringLiteral(" · %1 %2").arg(tr("node port")).arg(nodePort);
        ports += text;
    }
    facts.add(QT_TRANSLATE_NOOP("orrery::models", "Ports"), ports.join(u'\n'));
    facts.add(QT_TRANSLATE_NOOP("orrery::models", "Selector"), joined(spec["selector"]));
}

void addWorkload(Facts &facts, const Object &workload)
{
    facts.add(QT_TRANSLATE_NOOP("orrery::models", "Replicas"),
              QStringLiteral("%1 / %2")
                  .arg(workload.status()["readyReplicas"].integer())
                  .arg(workload.spec()["replicas"].integer(1)));
    QStringList images;
    for (const Value &container : workload.spec()["template"]["spec"]["containers"].items())
        images += container["image"].string();
    facts.add(QT_TRANSLATE_NOOP("orrery::models", "Image"), images.join(u'\n'));
    facts.add(QT_TRANSLATE_NOOP("orrery::models", "Strategy"), workload.spec()["strategy"]["type"]);
}

State podState(const Object &pod)
{
    using Level = State::Level;
    if (pod.isDeleting())
        return {QStringLiteral("Terminating"), Level::Leaving};
    const Value &status = pod.status();
    bool ready = true;
    for (const char *list : {"initContainerStatuses", "containerStatuses"}) {
        for (const Value &container : status[list].items()) {
            const QString reason = container["state"]["waiting"]["reason"].string();
            if (!reason.isEmpty() && reason != u"ContainerCreating" && reason != u"PodInitializing")
                return {reason, Level::Bad};
            const Value &terminated = container["state"]["terminated"];
            if (!terminated.isNull() && terminated["exitCode"].integer() != 0
                && pod.spec()["restartPolicy"].text() != "Never")
                return {terminated["reason"].string(), Level::Bad};
        }
    }
    for (const Value &container : status["containerStatuses"].items())
        ready = ready && container["ready"].boolean();
    const QString phase = status["phase"].string();
    if (phase == u"Running")
        return {ready ? phase : tr("Not ready"), ready ? Level::Good : Level::Warning};
    if (phase == u"Succeeded")
        return {QStringLiteral("Completed"), Level::Good};
    if (phase == u"Failed")
        return {status["reason"].isNull() ? QStringLiteral("Error") : status["reason"].string(), Level::Bad};
    if (api::condition(pod, "PodScheduled")["reason"].text() == "Unschedulable")
        return {QStringLiteral("Unschedulable"), Level::Warning};
    return {pod.spec()["nodeName"].isNull() ? QStringLiteral("Pending") : QStringLiteral("ContainerCreating"),
            Level::Waiting};
}

} // namespace

QString ageText(qint64 from, qint64 now)
{
    const qint64 seconds = std::max<qint64>(0, (now - from) / 1'000'000);
    if (seconds < 120)
        return QCoreApplication::translate("orrery::models", "%1 s").arg(seconds);
    if (seconds < 120 * 60)
        return QCoreApplication::translate("orrery::models", "%1 min").arg(seconds / 60);
    if (seconds < 48 * 3600)
        return QCoreApplication::translate("orrery::models", "%1 h").arg(seconds / 3600);
    return QCoreApplication::translate("orrery::models", "%1 d").arg(seconds / 86400);
}

QList<Fact> factsOf(const Object &object, qint64 now)
{
    Facts facts;
    const QByteArray kind = object.kind();
    if (kind == "Pod")
        addPod(facts, object);
    else if (kind == "Node")
        addNode(facts, object);
    else if (kind == "Machine")
        addMachine(facts, object);
    else if (kind == "Service")
        addService(facts, object);
    else if (kind == "Deployment" || kind == "ReplicaSet")
        addWorkload(facts, object);
    else
        facts.add(kindFactsOf(object, now));
    facts.add(QT_TRANSLATE_NOOP("orrery::models", "Namespace"), QString::fromUtf8(object.ns()));
    if (const auto created = api::parseTime(object.metadata()["creationTimestamp"].text()))
        facts.add(QT_TRANSLATE_NOOP("orrery::models", "Age"), ageText(*created, now));
    return facts.take();
}

State stateOf(const Object &object)
{
    using Level = State::Level;
    const QByteArray kind = object.kind();
    if (kind == "Pod")
        return podState(object);
    if (object.isDeleting())
        return {QStringLiteral("Terminating"), Level::Leaving};
    if (kind == "Node") {
        const bool ready = api::condition(object, "Ready")["status"].text() == "True";
        if (ready && object.spec()["unschedulable"].boolean())
            return {QStringLiteral("SchedulingDisabled"), Level::Warning};
        return {ready ? QStringLiteral("Ready") : QStringLiteral("NotReady"), ready ? Level::Good : Level::Bad};
    }
    if (kind == "Machine") {
        const QString phase = object.status()["phase"].string();
        const bool bad = phase == u"Failed" || phase == u"Off";
        return {phase.isEmpty() ? QStringLiteral("Pending") : phase,
                phase == u"Running" ? Level::Good
                    : bad           ? Level::Bad
                                    : Level::Waiting};
    }
    if (kind == "Deployment" || kind == "ReplicaSet") {
        const bool whole = object.status()["readyReplicas"].integer() >= object.spec()["replicas"].integer(1);
        return {whole ? tr("Available") : tr("Progressing"), whole ? Level::Good : Level::Waiting};
    }
    return kindStateOf(object).value_or(State{tr("Active"), Level::Good});
}

State::Level levelOf(QStringView status)
{
    using Level = State::Level;
    if (const qsizetype slash = status.indexOf(u'/'); slash > 0) // "2/3"
        return status.left(slash) == status.mid(slash + 1) ? Level::Good : Level::Waiting;
    static const QSet<QString> good{QStringLiteral("Running"),   QStringLiteral("Ready"),     QStringLiteral("Active"),
                                    QStringLiteral("Bound"),     QStringLiteral("Available"), QStringLiteral("True"),
                                    QStringLiteral("Completed"), QStringLiteral("Complete"),  QStringLiteral("Succeeded")};
    static const QSet<QString> waiting{QStringLiteral("Pending"), QStringLiteral("ContainerCreating"),
                                       QStringLiteral("PodInitializing"), QStringLiteral("Progressing"),
                                       QStringLiteral("Booting"), QStringLiteral("Provisioning")};
    const QString word = status.toString();
    if (word == u"Terminating")
        return Level::Leaving;
    if (good.contains(word))
        return Level::Good;
    if (waiting.contains(word) || word.startsWith(u"Init:"))
        return Level::Waiting;
    if (word.contains(u"SchedulingDisabled") || word == u"Released" || word == u"Unknown")
        return Level::Warning;
    return Level::Bad;
}

QStringList containersOf(const Object &pod)
{
    QStringList names;
    for (const char *list : {"containers", "initContainers"}) {
        for (const Value &container : pod.spec()[list].items())
            names += container["name"].string();
    }
    return names;
}

} // namespace orrery::models
