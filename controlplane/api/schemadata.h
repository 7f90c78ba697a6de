// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QByteArrayView>

namespace orrery::api {

/// The lines of resources/schema/types.jsonl and orrery.jsonl, as compiled in. Lifetime: the process.
QByteArrayView schemaData();

} // namespace orrery::api
