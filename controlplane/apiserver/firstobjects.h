// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/object.h"

#include <QList>

namespace orrery::apiserver {

/// What every cluster has besides its namespaces, roles and the Service of the API: the two system PriorityClasses, the
/// priority levels and flow schemas of kubernetes.io's API Priority and Fairness (the mandatory and the suggested
/// ones), and the ServiceCIDR `kubernetes`. Those that exist are left as they are. Thread: any.
QList<api::Object> firstObjects(const QByteArray &serviceCidr);

} // namespace orrery::apiserver
