// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/key.h"

#include <QString>

namespace orrery::cluster {

/// The resource name of a kind as the window knows kinds: "Pod" -> "pods", "Lease" -> "leases".
QByteArray pluralOf(const QByteArray &kind);
/// The resource behind a kind that the window shows and acts on; an empty one for others. Thread: any.
api::Gvr gvrOf(const QString &kind);

} // namespace orrery::cluster
