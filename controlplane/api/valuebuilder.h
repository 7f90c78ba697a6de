// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/value.h"

namespace orrery::api {

/// Makes arrays and objects of values that lie side by side, for parsers: they are moved, not copied.
/// Thread: any. Lifetime: no state.
class ValueBuilder final
{
public:
    static Value array(Value *items, qsizetype count);
    /// Names and values by turns; names are strings and differ.
    static Value object(Value *namesAndValues, qsizetype memberCount);
};

} // namespace orrery::api
