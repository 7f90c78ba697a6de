// SPDX-License-Identifier: GPL-3.0-only
#include "app/actions/verbs.h"

#include "controlplane/client/client.h"

#include <QCoreApplication>

namespace orrery::actions {

namespace {

const QList<QByteArray> podsOf{"Pod", "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job", "Service"};
const QList<QByteArray> pod{"Pod"}, node{"Node"}, deployment{"Deployment"};
const QList<QByteArray> scaled{"Deployment", "StatefulSet", "ReplicaSet", "ReplicationController"};
const QList<QByteArray> rolled{"Deployment", "StatefulSet", "DaemonSet"};
const QList<QByteArray> exposed{"Deployment", "ReplicaSet", "Pod"};
const QList<QByteArray> machines{"Node", "Machine"};

} // namespace

const QList<Verb> &verbs()
{
    using Way = Verb::Way;
    using Group = Verb::Group;
    namespace gvr = client::gvr;
    static const QList<Verb> table{
        {"logs", QT_TRANSLATE_NOOP("orrery::actions", "Logs"), "logs", "l", podsOf, Group::Look, Way::Page, "get log", gvr::pods},
        {"shell", QT_TRANSLATE_NOOP("orrery::actions", "Shell"), "shell", "s", pod, Group::Look, Way::Page, "create exec", {}},
        {"ports", QT_TRANSLATE_NOOP("orrery::actions", "Forward a port"), "link", "p", podsOf, Group::Look, Way::Page, "create portforward", gvr::pods},
        {"describe", QT_TRANSLATE_NOOP("orrery::actions", "Describe"), "info", "d", {}, Group::Look, Way::Page, "get", {}},
        {"yaml", QT_TRANSLATE_NOOP("orrery::actions", "YAML"), "yaml", "y", {}, Group::Look, Way::Page, "get", {}},
        {"edit", QT_TRANSLATE_NOOP("orrery::actions", "Edit"), "edit", "e", {}, Group::Look, Way::Page, "update", {}},
        {"scale", QT_TRANSLATE_NOOP("orrery::actions", "Scale…"), "scale", "", scaled, Group::Run, Way::Sheet, "patch scale", {}},
        {"restart", QT_TRANSLATE_NOOP("orrery::actions", "Restart"), "refresh", "r", rolled, Group::Run, Way::AtOnce, "patch", {}, false, true},
        {"rollback", QT_TRANSLATE_NOOP("orrery::actions", "Roll back…"), "rollback", "", rolled, Group::Run, Way::Sheet, "patch", {}},
        {"pause", QT_TRANSLATE_NOOP("orrery::actions", "Pause the rollout"), "pause", "", deployment, Group::Run, Way::AtOnce, "patch", {}, false, true},
        {"resume", QT_TRANSLATE_NOOP("orrery::actions", "Resume the rollout"), "play", "", deployment, Group::Run, Way::AtOnce, "patch", {}, false, true},
        {"expose", QT_TRANSLATE_NOOP("orrery::actions", "Expose…"), "service", "", exposed, Group::Run, Way::Sheet, "create", gvr::services},
        {"cordon", QT_TRANSLATE_NOOP("orrery::actions", "Cordon"), "cordon", "u", node, Group::Node, Way::AtOnce, "patch", {}, false, true},
        {"uncordon", QT_TRANSLATE_NOOP("orrery::actions", "Uncordon"), "check", "u", node, Group::Node, Way::AtOnce, "patch", {}, false, true},
        {"drain", QT_TRANSLATE_NOOP("orrery::actions", "Drain…"), "drain", "", node, Group::Node, Way::Sheet, "create eviction", gvr::pods},
        {"taint", QT_TRANSLATE_NOOP("orrery::actions", "Taints…"), "shield", "", node, Group::Node, Way::Sheet, "patch", {}},
        {"poweroff", QT_TRANSLATE_NOOP("orrery::actions", "Pull the plug"), "power", "", machines, Group::Node, Way::AtOnce, "patch", gvr::machines, true, true},
        {"poweron", QT_TRANSLATE_NOOP("orrery::actions", "Power on"), "power", "", machines, Group::Node, Way::AtOnce, "patch", gvr::machines, false, true},
        {"label", QT_TRANSLATE_NOOP("orrery::actions", "Labels…"), "tag", "", {}, Group::Mark, Way::Sheet, "patch", {}, false, true},
        {"annotate", QT_TRANSLATE_NOOP("orrery::actions", "Annotations…"), "note", "", {}, Group::Mark, Way::Sheet, "patch", {}},
        {"delete", QT_TRANSLATE_NOOP("orrery::actions", "Delete…"), "trash", "Ctrl+D", {}, Group::End, Way::Sheet, "delete", {}, true, true},
    };
    return table;
}

const Verb *verb(QByteArrayView id)
{
    const QList<Verb> &table = verbs();
    const auto it = std::find_if(table.cbegin(), table.cend(), [&](const Verb &verb) { return verb.id == id; });
    return it == table.cend() ? nullptr : &*it;
}

QString titleOf(const Verb &verb, const Subject &subject)
{
    if (verb.id == "delete" && subject.machine) // without its machine a node would come back
        return QCoreApplication::translate("orrery::actions", "Remove node and machine…");
    return QCoreApplication::translate("orrery::actions", verb.title);
}

bool applies(const Verb &verb, const Subject &subject)
{
    const cluster::Kind &kind = *subject.kind;
    if (!verb.kinds.isEmpty() && !verb.kinds.contains(kind.id))
        return false;
    // What the kind itself cannot do (a ComponentStatus cannot be deleted). Before discovery has spoken nothing is known against it.
    if (verb.of.resource.isEmpty() && !verb.needs.contains(' ') && !kind.verbs.isEmpty() && !kind.can(verb.needs))
        return false;
    const api::Value &spec = subject.object.spec();
    if (verb.id == "cordon")
        return !spec["unschedulable"].boolean();
    if (verb.id == "uncordon")
        return spec["unschedulable"].boolean();
    if (verb.id == "pause")
        return !spec["paused"].boolean();
    if (verb.id == "resume")
        return spec["paused"].boolean();
    if (verb.id == "poweroff")
        return subject.machine && subject.machine.spec()["powerState"].text() != "Off";
    if (verb.id == "poweron")
        return subject.machine && subject.machine.spec()["powerState"].text() == "Off";
    return true;
}

QString hindrance(const Verb &verb, const Subject &subject)
{
    const auto say = [](const char *text) { return QCoreApplication::translate("orrery::actions", text); };
    const api::Object &object = subject.object;
    if (!object)
        return {};
    if (verb.id == "shell" && object.status()["phase"].text() != "Running")
        return say(QT_TRANSLATE_NOOP("orrery::actions", "The pod does not run"));
    if ((verb.id == "restart" || verb.id == "rollback") && object.spec()["paused"].boolean())
        return say(QT_TRANSLATE_NOOP("orrery::actions", "The rollout is paused: resume it first"));
    return {};
}

} // namespace orrery::actions
