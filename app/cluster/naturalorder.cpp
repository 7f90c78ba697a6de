// SPDX-License-Identifier: GPL-3.0-only
#include "app/cluster/naturalorder.h"

#include <algorithm>

namespace orrery::cluster {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

qsizetype digitsIn(QByteArrayView text)
{
    return std::find_if_not(text.begin(), text.end(), isDigit) - text.begin();
}

/// The digits that `text` begins with, without leading zeros.
QByteArrayView number(QByteArrayView text)
{
    QByteArrayView digits = text.first(digitsIn(text));
    while (digits.size() > 1 && digits.front() == '0')
        digits = digits.sliced(1);
    return digits;
}

} // namespace

int compareNaturally(QByteArrayView a, QByteArrayView b)
{
    // Siblings begin alike: what they share is skipped at once, but for the digits that it ends with, which may be part of a number.
    qsizetype same = std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin();
    while (same > 0 && isDigit(a[same - 1]))
        --same;
    a = a.sliced(same);
    b = b.sliced(same);
    while (!a.isEmpty() && !b.isEmpty()) {
        if (isDigit(a.front()) && isDigit(b.front())) {
            const QByteArrayView x = number(a), y = number(b);
            if (x.size() != y.size())
                return x.size() < y.size() ? -1 : 1;
            if (const int order = x.compare(y))
                return order;
            a = a.sliced(digitsIn(a));
            b = b.sliced(digitsIn(b));
        } else if (a.front() != b.front()) {
            return uchar(a.front()) < uchar(b.front()) ? -1 : 1;
        } else {
            a = a.sliced(1);
            b = b.sliced(1);
        }
    }
    return a.isEmpty() ? (b.isEmpty() ? 0 : -1) : 1;
}

} // namespace orrery::cluster
