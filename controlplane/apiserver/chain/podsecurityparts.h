// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/chain/podsecuritychecks.h"

#include <functional>
#include <optional>

namespace orrery::chain::podsecurity {

// What the checks of both levels of the Pod Security Standards share. Private to this folder. Thread: any.

struct Pod
{
    const api::Value &metadata, &spec;
};
using Found = std::optional<SecurityViolation>;
using Names = QList<QByteArray>;
using Where = std::function<bool(const api::Value &value)>;

/// All that a level forbids and the pod does, added to out. restricted: the stricter level looks, too, and leaves out
/// what it says better.
void baseline(QList<SecurityViolation> &out, const Pod &pod, int minor, bool restricted);
void restricted(QList<SecurityViolation> &out, const Pod &pod, int minor);

QByteArray joined(const Names &names); ///< "a", "b"
QByteArray plural(const char *word, const Names &names);
QByteArray named(const char *word, const Names &names); ///< `container "a"`, `containers "a", "b"`
QByteArray verb(const Names &names); ///< " uses " or " use "
void insert(Names &names, const QByteArray &name); ///< sorted, once

template <class Visit> void eachContainer(const api::Value &spec, Visit visit)
{
    for (const char *list : {"initContainers", "containers", "ephemeralContainers"}) {
        for (const api::Value &container : spec[list].items())
            visit(container);
    }
}
Names containersWhere(const api::Value &spec, const Where &is);

/// `pod and containers "a", "b"`: who sets something in its own securityContext.
struct Setters
{
    bool pod = false;
    Names containers;
    bool isEmpty() const { return !pod && containers.isEmpty(); }
    QByteArray text() const;
};
Setters settersWhere(const api::Value &spec, const Where &is);

bool isInUserNamespace(const api::Value &spec);

// Checks that both levels make, in part or as a whole.
std::pair<Names, Names> addedCapabilities(const api::Value &spec, const Names &allowed); ///< containers, capabilities
QByteArray mustNotAdd(const Names &containers, const Names &capabilities);
Found procMount(const Pod &pod);
bool isGoodProfile(const api::Value &seccompProfile);
Found badSeccomp(const Pod &pod);

} // namespace orrery::chain::podsecurity
