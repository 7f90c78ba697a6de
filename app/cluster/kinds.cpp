// SPDX-License-Identifier: GPL-3.0-only
#include "app/cluster/kinds.h"

#include "controlplane/client/client.h"

#include <QSet>

namespace orrery::cluster {

namespace {

QList<QByteArray> texts(const api::Value &array)
{
    QList<QByteArray> list;
    for (const api::Value &item : array.items())
        list += item.bytes();
    return list;
}

} // namespace

QList<Kind> kindsOf(const QList<api::Value> &discovered)
{
    QList<Kind> kinds;
    QSet<QByteArray> seen, names;
    for (const api::Value &list : discovered) {
        for (const api::Value &group : list["items"].items()) {
            for (const api::Value &version : group["versions"].items()) {
                for (const api::Value &resource : version["resources"].items()) {
                    Kind kind{{group["metadata"]["name"].bytes(), version["version"].bytes(), resource["resource"].bytes()},
                              resource["responseKind"]["kind"].bytes(),
                              resource["scope"].text() != "Cluster",
                              texts(resource["verbs"]),
                              texts(resource["shortNames"]),
                              {}};
                    if (!kind.can("list") || kind.kind.isEmpty() || seen.contains(kind.gvr.groupResource()))
                        continue;
                    seen.insert(kind.gvr.groupResource());
                    kind.id = names.contains(kind.kind) ? kind.kind + '.' + kind.gvr.group : kind.kind;
                    names.insert(kind.kind);
                    kinds += kind;
                }
            }
        }
    }
    return kinds;
}

const QList<Kind> &wellKnownKinds()
{
    static const QList<QByteArray> verbs{"create", "delete", "get", "list", "patch", "update", "watch"};
    static const QList<Kind> kinds{
        {client::gvr::pods, "Pod", true, verbs, {"po"}, "Pod"},
        {client::gvr::nodes, "Node", false, verbs, {"no"}, "Node"},
        {client::gvr::services, "Service", true, verbs, {"svc"}, "Service"},
        {client::gvr::deployments, "Deployment", true, verbs, {"deploy"}, "Deployment"},
        {client::gvr::replicaSets, "ReplicaSet", true, verbs, {"rs"}, "ReplicaSet"},
        {client::gvr::machines, "Machine", false, verbs, {}, "Machine"},
        {client::gvr::namespaces, "Namespace", false, verbs, {"ns"}, "Namespace"},
    };
    return kinds;
}

QByteArray pluralOf(const QByteArray &kind)
{
    const QByteArray lower = kind.toLower();
    if (lower.endsWith('s'))
        return lower.endsWith("ss") ? lower + "es" : lower;
    return lower.endsWith('y') ? lower.chopped(1) + "ies" : lower + 's';
}

} // namespace orrery::cluster
