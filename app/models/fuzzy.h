// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QList>
#include <QString>

namespace orrery::models {

/// How well a typed word finds a title, both in lower case: all of it, its beginning, the beginning of a word in it, a part of it, or
/// letters of it in that order ("kpx" in "kube-proxy", from the beginning of a word on). Within each, the shorter title and the
/// earlier place are better. Thread: any.
struct Fuzzy
{
    enum Tier { Whole = 6000, Beginning = 5000, WordBeginning = 4000, Part = 3000, Letters = 1000 };
    struct Mark { qsizetype from = 0, length = 0; bool operator==(const Mark &) const = default; };

    static int score(QStringView title, QStringView word); ///< 0: not at all
    static QList<Mark> marks(QStringView title, QStringView word); ///< the letters that were found
};

} // namespace orrery::models
