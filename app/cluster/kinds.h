// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/key.h"
#include "controlplane/api/value.h"

#include <QString>

namespace orrery::cluster {

/// One resource of a cluster, as its discovery has it. Thread: any; a value.
struct Kind
{
    api::Gvr gvr;
    QByteArray kind; ///< "Deployment"
    bool namespaced = true;
    QList<QByteArray> verbs, shortNames;
    /// What tells it from all others: its kind, or "Event.events.k8s.io" where an earlier one has that name.
    QByteArray id;
    bool can(QByteArrayView verb) const { return verbs.contains(verb); }
};

/// The kinds that can be listed, core's first, one version each (the preferred), of APIGroupDiscoveryLists (apidiscovery.k8s.io v2 or
/// v2beta1): that of /api, then that of /apis. Thread: any.
QList<Kind> kindsOf(const QList<api::Value> &discovered);
/// The kinds that the window itself shows and acts on, which any cluster has.
const QList<Kind> &wellKnownKinds();
/// The resource name of a kind where discovery has not said: "Pod" -> "pods", "Lease" -> "leases".
QByteArray pluralOf(const QByteArray &kind);

} // namespace orrery::cluster
