// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QByteArrayView>

namespace orrery::cluster {

/// Negative, zero or positive, as people count: "node-2" before "node-10". (QCollator's numeric mode does nothing in the C
/// locale.) Thread: any.
int compareNaturally(QByteArrayView a, QByteArrayView b);

} // namespace orrery::cluster
