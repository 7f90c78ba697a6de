// SPDX-License-Identifier: GPL-3.0-only
#include "app/actions/linediff.h"

#include <algorithm>
#include <vector>

namespace orrery::actions {

namespace {

using Sign = DiffLine::Sign;
constexpr int mostEdits = 1000;

QList<QByteArray> linesOf(const QByteArray &text)
{
    QList<QByteArray> lines = text.split('\n');
    if (lines.last().isEmpty()) // a newline ends a line, it does not begin one
        lines.removeLast();
    return lines;
}

/// For each number of edits, how far along `before` each diagonal can be followed; the last is where both ends meet. Empty: too many.
std::vector<std::vector<int>> walk(const QList<QByteArray> &before, const QList<QByteArray> &after)
{
    const int n = int(before.size()), m = int(after.size());
    const int most = std::min(n + m, mostEdits), middle = most + 1;
    std::vector<int> reach(size_t(2 * middle + 1), 0);
    std::vector<std::vector<int>> steps;
    for (int edits = 0; edits <= most; ++edits) {
        steps.push_back(reach);
        for (int diagonal = -edits; diagonal <= edits; diagonal += 2) {
            const bool down = diagonal == -edits || (diagonal != edits && reach[size_t(middle + diagonal - 1)] < reach[size_t(middle + diagonal + 1)]);
            int x = down ? reach[size_t(middle + diagonal + 1)] : reach[size_t(middle + diagonal - 1)] + 1;
            while (x < n && x - diagonal < m && before[x] == after[x - diagonal])
                ++x;
            reach[size_t(middle + diagonal)] = x;
            if (x >= n && x - diagonal >= m)
                return steps;
        }
    }
    return {};
}

QList<DiffLine> cut(const QList<DiffLine> &lines, int context)
{
    std::vector<bool> kept(size_t(lines.size()), false);
    for (qsizetype i = 0; i < lines.size(); ++i) {
        if (lines[i].sign == Sign::Same)
            continue;
        for (qsizetype j = std::max<qsizetype>(0, i - context); j <= std::min<qsizetype>(lines.size() - 1, i + context); ++j)
            kept[size_t(j)] = true;
    }
    QList<DiffLine> shown;
    int left = 0;
    for (qsizetype i = 0; i <= lines.size(); ++i) {
        if (i < lines.size() && !kept[size_t(i)]) {
            ++left;
            continue;
        }
        if (left > 0)
            shown.append({Sign::Cut, QByteArray::number(std::exchange(left, 0))});
        if (i < lines.size())
            shown.append(lines[i]);
    }
    return shown;
}

} // namespace

QList<DiffLine> lineDiff(const QByteArray &beforeText, const QByteArray &afterText, int context)
{
    const QList<QByteArray> before = linesOf(beforeText), after = linesOf(afterText);
    const auto steps = walk(before, after);
    QList<DiffLine> lines; // from the end
    int x = int(before.size()), y = int(after.size());
    if (steps.empty()) {
        while (y > 0)
            lines.append({Sign::New, after[--y]});
        while (x > 0)
            lines.append({Sign::Gone, before[--x]});
    }
    for (int edits = int(steps.size()) - 1; edits >= 0; --edits) {
        const std::vector<int> &reach = steps[size_t(edits)];
        const int middle = int(reach.size() / 2), diagonal = x - y;
        const bool down = diagonal == -edits || (diagonal != edits && reach[size_t(middle + diagonal - 1)] < reach[size_t(middle + diagonal + 1)]);
        const int from = down ? diagonal + 1 : diagonal - 1;
        const int fromX = edits == 0 ? 0 : reach[size_t(middle + from)], fromY = edits == 0 ? 0 : fromX - from;
        while (x > fromX && y > fromY) {
            lines.append({Sign::Same, before[--x]});
            --y;
        }
        if (edits > 0 && down)
            lines.append({Sign::New, after[--y]});
        else if (edits > 0)
            lines.append({Sign::Gone, before[--x]});
    }
    std::reverse(lines.begin(), lines.end());
    return context < 0 ? lines : cut(lines, context);
}

} // namespace orrery::actions
