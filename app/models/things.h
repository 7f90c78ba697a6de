// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/cluster/filter.h"
#include "app/cluster/kinds.h"
#include "app/models/facts.h"

namespace orrery::models {

/// All that a kind is called, as Filter::Thing wants it: "pod pods po". Thread: any.
QString wordsOf(const cluster::Kind &kind);

/// What a filter looks at: of an object, and of a row of a table. kindWords: wordsOf() its kind. Thread: any.
cluster::Filter::Thing thingOf(const api::Object &object, const QString &kindWords);
cluster::Filter::Thing thingOfRow(const api::Object &row, const QString &kindWords);

/// What `status:` finds beside kubectl's word: "failed unhealthy", "pending", ...; empty where all is well.
QLatin1String wordsOf(State::Level level);

} // namespace orrery::models
