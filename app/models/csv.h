// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QStringList>

namespace orrery::models {

/// A line of RFC 4180, with its CRLF. What a spreadsheet would take for a formula begins with an apostrophe. Thread: any.
QString csvLine(QStringList cells);

} // namespace orrery::models
