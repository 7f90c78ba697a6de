// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/object.h"

#include <QString>

namespace orrery::models {

/// An object in words and columns, as `kubectl describe` has it: what people ask about first, then conditions, then all the rest of spec and status
/// of kinds that nothing is known about; never what a Secret holds. events: lines that are put at the end. Pure. Thread: any.
QString describeText(const api::Object &object, const QString &events, qint64 now);

} // namespace orrery::models
