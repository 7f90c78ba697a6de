// SPDX-License-Identifier: GPL-3.0-only
#include "app/actions/calls.h"

#include "app/actions/expose.h"
#include "app/actions/marks.h"
#include "app/actions/nodes.h"
#include "app/actions/remove.h"
#include "app/actions/workloads.h"
#include "controlplane/api/clock.h"

#include <QCoreApplication>

namespace orrery::actions {

namespace {

using Choice = QVariantMap;
QVariant at(const Choice &choice, const char *name)
{
    return choice.value(QLatin1String(name));
}

Exposure exposureOf(const Choice &choice)
{
    Exposure exposure;
    exposure.name = at(choice, "name").toString().toUtf8();
    if (const QByteArray type = at(choice, "type").toString().toUtf8(); !type.isEmpty())
        exposure.type = type;
    if (const int port = at(choice, "port").toInt(); port > 0)
        exposure.port = port;
    exposure.targetPort = at(choice, "targetPort").toInt();
    return exposure;
}

Removal removalOf(const Choice &choice)
{
    Removal removal;
    removal.orphan = at(choice, "orphan").toBool();
    if (const QVariant grace = at(choice, "grace"); grace.isValid() && !grace.isNull())
        removal.grace = std::max(0, grace.toInt());
    return removal;
}

/// What looks at an object, and what an evicted pod would be asked for: shown, not sent from here.
Call shown(const char *method, const cluster::Kind &kind, const api::Key &key, const char *subresource, const QString &kubectl)
{
    return {method, kind.gvr, key, subresource, {}, kubectl};
}

Call drainShown(const api::Key &node)
{
    Call call{"POST", client::gvr::pods, {"NAMESPACE", "POD"}, "eviction",
              api::Value::object({{"apiVersion", "policy/v1"}, {"kind", "Eviction"}}), {}};
    call.kubectl = QStringLiteral("kubectl drain %1 --ignore-daemonsets").arg(QString::fromUtf8(node.name));
    return call;
}

} // namespace

Call callOf(const Verb &verb, const Subject &subject, const api::Key &asked, const Choice &choice)
{
    const cluster::Kind &kind = *subject.kind;
    const api::Key key{kind.namespaced ? asked.ns : QByteArray(), asked.name};
    const QByteArray &id = verb.id;
    const auto kubectl = [&](const char *verb, const QString &rest = {}) { return kubectlText(QLatin1String(verb), kind, key, rest); };
    // Of a workload or a service: of each of its pods.
    const cluster::Kind &pods = cluster::wellKnownKinds().constFirst();
    const api::Key pod = kind.id == "Pod" ? key : api::Key{key.ns, "POD"};
    if (id == "logs")
        return shown("GET", pods, pod, "log", kubectl("logs", QStringLiteral("--follow")));
    if (id == "ports")
        return shown("POST", pods, pod, "portforward", kubectl("port-forward", QStringLiteral("8080:80")));
    if (id == "shell")
        return shown("POST", kind, key, "exec", kubectl("exec -it") + QLatin1String(" -- sh"));
    if (id == "describe")
        return shown("GET", kind, key, "", kubectl("describe"));
    if (id == "yaml")
        return shown("GET", kind, key, "", kubectl("get", QStringLiteral("-o yaml")));
    if (id == "edit")
        return shown("PUT", kind, key, "", kubectl("edit"));
    if (id == "scale")
        return scaleCall(kind, key, at(choice, "replicas").toInt());
    if (id == "restart")
        return restartCall(kind, key, api::SystemClock().now());
    if (id == "rollback")
        return shown("PATCH", kind, key, "", kubectl("rollout undo"));
    if (id == "pause" || id == "resume")
        return pauseCall(kind, key, id == "pause");
    if (id == "expose")
        return exposeCall(kind, subject.object, exposureOf(choice));
    if (id == "cordon" || id == "uncordon")
        return cordonCall(kind, key, id == "cordon");
    if (id == "drain")
        return drainShown(key);
    if (id == "taint")
        return taintCall(kind, subject.object, at(choice, "taints").toList());
    if (id == "poweroff" || id == "poweron")
        return powerCall(key, id == "poweron");
    if (id == "label" || id == "annotate")
        return markCall(kind, key, id == "label" ? Marks::Labels : Marks::Annotations, at(choice, "changes").toMap());
    if (id == "delete" && subject.machine) {
        const cluster::Kind machine{client::gvr::machines, "Machine", false, {}, {}, "Machine"};
        return removeCall(machine, key, removalOf(choice));
    }
    if (id == "delete")
        return removeCall(kind, key, removalOf(choice));
    return {};
}

Words wordsOf(const Verb &verb, const QString &name, const Choice &choice)
{
    static const struct
    {
        const char *id, *title, *done;
    } table[] = {
        {"scale", QT_TRANSLATE_NOOP("orrery::actions", "Scale %1 to %2"), QT_TRANSLATE_NOOP("orrery::actions", "Scaled %1 to %2")},
        {"restart", QT_TRANSLATE_NOOP("orrery::actions", "Restart %1"), QT_TRANSLATE_NOOP("orrery::actions", "%1 restarts, pod by pod")},
        {"rollback", QT_TRANSLATE_NOOP("orrery::actions", "Roll back %1 to revision %2"), QT_TRANSLATE_NOOP("orrery::actions", "%1 goes back to revision %2")},
        {"pause", QT_TRANSLATE_NOOP("orrery::actions", "Pause the rollout of %1"), QT_TRANSLATE_NOOP("orrery::actions", "The rollout of %1 is paused")},
        {"resume", QT_TRANSLATE_NOOP("orrery::actions", "Resume the rollout of %1"), QT_TRANSLATE_NOOP("orrery::actions", "The rollout of %1 goes on")},
        {"expose", QT_TRANSLATE_NOOP("orrery::actions", "Expose %1"), QT_TRANSLATE_NOOP("orrery::actions", "Exposed %1 as a service")},
        {"cordon", QT_TRANSLATE_NOOP("orrery::actions", "Cordon %1"), QT_TRANSLATE_NOOP("orrery::actions", "Cordoned %1: no new pods there")},
        {"uncordon", QT_TRANSLATE_NOOP("orrery::actions", "Uncordon %1"), QT_TRANSLATE_NOOP("orrery::actions", "Uncordoned %1")},
        {"drain", QT_TRANSLATE_NOOP("orrery::actions", "Drain %1"), QT_TRANSLATE_NOOP("orrery::actions", "Drained %1")},
        {"taint", QT_TRANSLATE_NOOP("orrery::actions", "Change the taints of %1"), QT_TRANSLATE_NOOP("orrery::actions", "Changed the taints of %1")},
        {"poweroff", QT_TRANSLATE_NOOP("orrery::actions", "Power off %1"), QT_TRANSLATE_NOOP("orrery::actions", "Pulled the plug of %1")},
        {"poweron", QT_TRANSLATE_NOOP("orrery::actions", "Power on %1"), QT_TRANSLATE_NOOP("orrery::actions", "%1 is switched on")},
        {"label", QT_TRANSLATE_NOOP("orrery::actions", "Label %1"), QT_TRANSLATE_NOOP("orrery::actions", "Changed the labels of %1")},
        {"annotate", QT_TRANSLATE_NOOP("orrery::actions", "Annotate %1"), QT_TRANSLATE_NOOP("orrery::actions", "Changed the annotations of %1")},
        {"delete", QT_TRANSLATE_NOOP("orrery::actions", "Delete %1"), QT_TRANSLATE_NOOP("orrery::actions", "Deleted %1")},
    };
    const QString number = at(choice, verb.id == "scale" ? "replicas" : "revision").toString();
    for (const auto &row : table) {
        if (verb.id != row.id)
            continue;
        const auto say = [&](const char *text) {
            const QString told = QCoreApplication::translate("orrery::actions", text);
            return told.contains(QLatin1String("%2")) ? told.arg(name, number) : told.arg(name);
        };
        return {say(row.title), say(row.done)};
    }
    return {titleOf(verb) + u' ' + name, {}};
}

} // namespace orrery::actions
