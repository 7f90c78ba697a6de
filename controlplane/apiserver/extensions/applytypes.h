// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/schema.h"
#include "controlplane/apiserver/extensions/structural.h"

#include <deque>
#include <memory>

namespace orrery::extensions {

/// A custom kind as server-side apply and managedFields look at it: the rows that the schema's table would have for it,
/// with list types, map keys and atomics. Not good for decoding. Thread: any after make(). Lifetime: shared.
struct ApplyTypes
{
    static std::shared_ptr<const ApplyTypes> make(const Structural &schema, const QByteArray &name);

    std::deque<api::Schema::Type> types;
    std::deque<api::Schema::Field> nested;
    const api::Schema::Type *root = nullptr;
};

} // namespace orrery::extensions
