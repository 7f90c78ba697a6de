// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/actions/call.h"

#include <QVariant>

namespace orrery::actions {

enum class Marks { Labels, Annotations };

/// kubectl label and annotate: key -> value; null takes one away.
Call markCall(const cluster::Kind &kind, const api::Key &key, Marks marks, const QVariantMap &changes);
/// What is wrong with a label or annotation; empty if nothing is.
QString problemOfMark(Marks marks, const QString &key, const QString &value);

/// kubectl taint: these taints, [{key, value, effect}], in place of those that the node had when it was read. Where somebody else has changed them
/// since, the server refuses (a JSON patch with a test; a resourceVersion would be outdated by every heartbeat).
Call taintCall(const cluster::Kind &kind, const api::Object &node, const QVariantList &taints);

} // namespace orrery::actions
