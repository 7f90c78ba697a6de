// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/kindfacts.h"

#include "controlplane/api/clock.h"

#include <QCoreApplication>
#include <QLocale>

namespace orrery::models {

using api::Member;
using api::Object;
using api::Value;

namespace {

constexpr int longestValue = 1000; ///< characters of a ConfigMap's entry

QString tr(const char *text)
{
    return QCoreApplication::translate("orrery::models", text);
}

QString plain(const Value &value)
{
    return value.isString() ? value.string() : value.isNull() ? QString() : QString::fromUtf8(api::toJson(value));
}

class Facts final
{
public:
    explicit Facts(qint64 now)
        : m_now(now)
    {
    }
    void add(const char *label, const QString &value, bool mono = true)
    {
        if (!value.isEmpty())
            m_facts.append({tr(label), value, mono});
    }
    void add(const char *label, const Value &value) { add(label, plain(value)); }
    void count(const char *label, const Value &have, qint64 want) { add(label, QStringLiteral("%1 / %2").arg(have.integer()).arg(want)); }
    void list(const char *label, const Value &values)
    {
        QStringList lines;
        for (const Value &value : values.items())
            lines += plain(value);
        add(label, lines.join(u", "));
    }
    void ago(const char *label, const Value &time)
    {
        if (const auto since = api::parseTime(time.text()))
            add(label, ageText(*since, m_now));
    }
    void images(const Value &podSpec)
    {
        QStringList images;
        for (const Value &container : podSpec["containers"].items())
            images += container["image"].string();
        add(QT_TRANSLATE_NOOP("orrery::models", "Image"), images.join(u'\n'));
    }
    void entries(const Value &data)
    {
        for (const Member &member : data.members()) {
            QString value = plain(member.value);
            if (value.size() > longestValue)
                value = value.left(longestValue) + u'…';
            if (!value.isEmpty())
                m_facts.append({member.name.string(), value, true});
        }
    }
    QList<Fact> take() { return std::move(m_facts); }

private:
    qint64 m_now;
    QList<Fact> m_facts;
};

void addWorkload(Facts &facts, const QByteArray &kind, const Value &spec, const Value &status)
{
    if (kind == "StatefulSet") {
        facts.count(QT_TRANSLATE_NOOP("orrery::models", "Ready"), status["readyReplicas"], spec["replicas"].integer(1));
        facts.add(QT_TRANSLATE_NOOP("orrery::models", "Service"), spec["serviceName"]);
        facts.add(QT_TRANSLATE_NOOP("orrery::models", "Strategy"), spec["updateStrategy"]["type"]);
    } else if (kind == "DaemonSet") {
        facts.count(QT_TRANSLATE_NOOP("orrery::models", "Ready"), status["numberReady"], status["desiredNumberScheduled"].integer());
        facts.add(QT_TRANSLATE_NOOP("orrery::models", "Strategy"), spec["updateStrategy"]["type"]);
    } else if (kind == "Job") {
        facts.count(QT_TRANSLATE_NOOP("orrery::models", "Completed"), status["succeeded"], spec["completions"].integer(1));
        facts.add(QT_TRANSLATE_NOOP("orrery::models", "Running"), status["active"]);
        facts.add(QT_TRANSLATE_NOOP("orrery::models", "Failed"), status["failed"]);
        facts.ago(QT_TRANSLATE_NOOP("orrery::models", "Started"), status["startTime"]);
        facts.ago(QT_TRANSLATE_NOOP("orrery::models", "Ended"), status["completionTime"]);
    } else {
        facts.add(QT_TRANSLATE_NOOP("orrery::models", "Schedule"), spec["schedule"]);
        facts.add(QT_TRANSLATE_NOOP("orrery::models", "Time zone"), spec["timeZone"]);
        facts.add(QT_TRANSLATE_NOOP("orrery::models", "Jobs at once"), spec["concurrencyPolicy"]);
        facts.add(QT_TRANSLATE_NOOP("orrery::models", "Running"), QString::number(status["active"].size()));
        facts.ago(QT_TRANSLATE_NOOP("orrery::models", "Last run"), status["lastScheduleTime"]);
    }
    facts.images(kind == "CronJob" ? spec["jobTemplate"]["spec"]["template"]["spec"] : spec["template"]["spec"]);
}

void addStorage(Facts &facts, const Object &object)
{
    const Value &spec = object.spec();
    facts.add(QT_TRANSLATE_NOOP("orrery::models", "Capacity"),
              object.kind() == "PersistentVolume" ? spec["capacity"]["storage"] : object.status()["capacity"]["storage"]);
    facts.add(QT_TRANSLATE_NOOP("orrery::models", "Asked for"), spec["resources"]["requests"]["storage"]);
    facts.list(QT_TRANSLATE_NOOP("orrery::models", "Access"), spec["accessModes"]);
    facts.add(QT_TRANSLATE_NOOP("orrery::models", "Class"), spec["storageClassName"]);
    facts.add(QT_TRANSLATE_NOOP("orrery::models", "Reclaim policy"), spec["persistentVolumeReclaimPolicy"]);
}

void addIngress(Facts &facts, const Value &spec)
{
    QStringList rules;
    for (const Value &rule : spec["rules"].items()) {
        for (const Value &path : rule["http"]["paths"].items()) {
            const Value &service = path["backend"]["service"];
            rules += (rule["host"].isNull() ? QStringLiteral("*") : rule["host"].string()) + path["path"].string() + QStringLiteral(" → ")
                + service["name"].string() + u':' + plain(service["port"]["number"].isNull() ? service["port"]["name"] : service["port"]["number"]);
        }
    }
    facts.add(QT_TRANSLATE_NOOP("orrery::models", "Rules"), rules.join(u'\n'));
}

void addRules(Facts &facts, const Value &rules)
{
    QStringList lines;
    for (const Value &rule : rules.items()) {
        QStringList verbs, what;
        for (const Value &verb : rule["verbs"].items())
            verbs += verb.string();
        for (const char *list : {"resources", "nonResourceURLs"}) {
            for (const Value &each : rule[list].items())
                what += each.string();
        }
        lines += verbs.join(u' ') + QStringLiteral(": ") + what.join(u", ");
    }
    facts.add(QT_TRANSLATE_NOOP("orrery::models", "May"), lines.join(u'\n'));
}

/// What a condition says that tells whether a thing works, of a kind that nobody knows.
std::optional<State> conditionState(const Object &object)
{
    for (const char *type : {"Ready", "Available", "Established", "Healthy", "Complete"}) {
        const Value &condition = api::condition(object, type);
        if (condition.isNull())
            continue;
        if (condition["status"].text() == "True")
            return State{QString::fromLatin1(type), State::Level::Good};
        const QString reason = condition["reason"].string();
        return State{reason.isEmpty() ? tr("Not ready") : reason, State::Level::Waiting};
    }
    return {};
}

State counted(qint64 have, qint64 want)
{
    return {have >= want ? tr("Available") : tr("Progressing"), have >= want ? State::Level::Good : State::Level::Waiting};
}

} // namespace

QList<Fact> kindFactsOf(const Object &object, qint64 now)
{
    Facts facts(now);
    const QByteArray kind = object.kind();
    const Value &spec = object.spec(), &status = object.status();
    if (kind == "StatefulSet" || kind == "DaemonSet" || kind == "Job" || kind == "CronJob") {
        addWorkload(facts, kind, spec, status);
    } else if (kind == "PersistentVolumeClaim" || kind == "PersistentVolume") {
        addStorage(facts, object);
    } else if (kind == "StorageClass") {
        facts.add(QT_TRANSLATE_NOOP("orrery::models", "Provisioner"), object["provisioner"]);
        facts.add(QT_TRANSLATE_NOOP("orrery::models", "Reclaim policy"), object["reclaimPolicy"]);
        facts.add(QT_TRANSLATE_NOOP("orrery::models", "Binding"), object["volumeBindingMode"]);
    } else if (kind == "ConfigMap") {
        facts.entries(object["data"]);
    } else if (kind == "Secret") {
        facts.add(QT_TRANSLATE_NOOP("orrery::models", "Type"), object["type"]);
    } else if (kind == "Ingress") {
        facts.add(QT_TRANSLATE_NOOP("orrery::models", "Class"), spec["ingressClassName"]);
        addIngress(facts, spec);
    } else if (kind == "HorizontalPodAutoscaler") {
        facts.add(QT_TRANSLATE_NOOP("orrery::models", "Replicas"),
                  QStringLiteral("%1 (%2 – %3)").arg(status["currentReplicas"].integer()).arg(spec["minReplicas"].integer(1)).arg(spec["maxReplicas"].integer()));
    } else if (kind == "PodDisruptionBudget") {
        facts.add(QT_TRANSLATE_NOOP("orrery::models", "At least"), spec["minAvailable"]);
        facts.add(QT_TRANSLATE_NOOP("orrery::models", "Away at most"), spec["maxUnavailable"]);
        facts.add(QT_TRANSLATE_NOOP("orrery::models", "May go now"), status["disruptionsAllowed"]);
    } else if (kind == "Role" || kind == "ClusterRole") {
        addRules(facts, object["rules"]);
    } else if (kind == "Event") {
        const Value &about = object["involvedObject"].isNull() ? object["regarding"] : object["involvedObject"];
        facts.add(QT_TRANSLATE_NOOP("orrery::models", "About"), about["kind"].string() + u' ' + about["name"].string());
        facts.add(QT_TRANSLATE_NOOP("orrery::models", "Reason"), object["reason"]);
        facts.add(QT_TRANSLATE_NOOP("orrery::models", "Message"), (object["message"].isNull() ? object["note"] : object["message"]).string(), false);
        facts.add(QT_TRANSLATE_NOOP("orrery::models", "Times"), object["count"]);
    } else if (kind == "ServiceCIDR") {
        facts.list(QT_TRANSLATE_NOOP("orrery::models", "Ranges"), spec["cidrs"]);
    } else if (kind == "ResourceQuota") {
        for (const Member &member : status["hard"].members())
            facts.entries(Value::object({{member.name, plain(status["used"][member.key()]).toUtf8() + " / " + plain(member.value).toUtf8()}}));
    } else if (kind == "CustomResourceDefinition") {
        facts.add(QT_TRANSLATE_NOOP("orrery::models", "Kind"), spec["names"]["kind"]);
        facts.add(QT_TRANSLATE_NOOP("orrery::models", "Group"), spec["group"]);
        facts.add(QT_TRANSLATE_NOOP("orrery::models", "Scope"), spec["scope"]);
    } else if (kind == "Lease") {
        facts.add(QT_TRANSLATE_NOOP("orrery::models", "Held by"), spec["holderIdentity"]);
        facts.ago(QT_TRANSLATE_NOOP("orrery::models", "Renewed"), spec["renewTime"]);
    }
    return facts.take();
}

std::optional<State> kindStateOf(const Object &object)
{
    using Level = State::Level;
    const QByteArray kind = object.kind();
    const Value &spec = object.spec(), &status = object.status();
    if (kind == "StatefulSet" || kind == "ReplicationController")
        return counted(status["readyReplicas"].integer(), spec["replicas"].integer(1));
    if (kind == "DaemonSet")
        return counted(status["numberReady"].integer(), status["desiredNumberScheduled"].integer());
    if (kind == "Job") {
        if (api::condition(object, "Failed")["status"].text() == "True")
            return State{tr("Failed"), Level::Bad};
        if (api::condition(object, "Complete")["status"].text() == "True")
            return State{tr("Complete"), Level::Good};
        return State{spec["suspend"].boolean() ? tr("Suspended") : tr("Running"), spec["suspend"].boolean() ? Level::Warning : Level::Waiting};
    }
    if (kind == "CronJob")
        return State{spec["suspend"].boolean() ? tr("Suspended") : tr("Active"), spec["suspend"].boolean() ? Level::Warning : Level::Good};
    if (kind == "Event")
        return State{object["type"].string(), object["type"].text() == "Warning" ? Level::Warning : Level::Good};
    if (const QString phase = status["phase"].string(); !phase.isEmpty())
        return State{phase, levelOf(phase)};
    return conditionState(object);
}

} // namespace orrery::models
