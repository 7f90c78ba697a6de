// SPDX-License-Identifier: GPL-3.0-only
#include "app/cluster/kinds.h"

#include "controlplane/client/client.h"

namespace orrery::cluster {

QByteArray pluralOf(const QByteArray &kind)
{
    const QByteArray lower = kind.toLower();
    if (lower.endsWith('s'))
        return lower.endsWith("ss") ? lower + "es" : lower;
    return lower.endsWith('y') ? lower.chopped(1) + "ies" : lower + 's';
}

api::Gvr gvrOf(const QString &kind)
{
    for (const api::Gvr &gvr : {client::gvr::pods, client::gvr::nodes, client::gvr::services, client::gvr::deployments,
                                client::gvr::replicaSets, client::gvr::machines, client::gvr::namespaces}) {
        if (gvr.resource == pluralOf(kind.toUtf8()))
            return gvr;
    }
    return {};
}

} // namespace orrery::cluster
