// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QByteArray>
#include <QList>

namespace orrery::actions {

struct DiffLine
{
    enum class Sign : char { Same = ' ', Gone = '-', New = '+', Cut = '~' }; ///< Cut: lines in common that were left out
    Sign sign = Sign::Same;
    QByteArray text; ///< of a Cut: how many
    bool operator==(const DiffLine &) const = default;
};

/// What turns one text into another, line by line, with the fewest lines touched (E. Myers, "An O(ND) Difference Algorithm", 1986); lines in common that are further than
/// `context` from a change are left out (negative: none is). Texts that have more than 1,000 lines of difference are told as one replaced by the other. A pure
/// function.
QList<DiffLine> lineDiff(const QByteArray &before, const QByteArray &after, int context = -1);

} // namespace orrery::actions
