// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/logrows.h"

#include <QElapsedTimer>

#include <algorithm>

namespace orrery::models {

int LogRows::rowOf(qint64 number) const
{
    return int(std::lower_bound(m_shown.begin(), m_shown.end(), number) - m_shown.begin());
}

int LogRows::rowAt(qint64 time) const
{
    const auto at = std::partition_point(m_shown.begin(), m_shown.end(), [&](qint64 number) {
        return m_lines[size_t(number - m_dropped)].time < time;
    });
    return int(at - m_shown.begin());
}

qint64 LogRows::placeOf(const LogLine &line) const
{
    if (m_lines.empty() || m_lines.back().time <= line.time)
        return m_dropped + qint64(m_lines.size());
    const auto at = std::upper_bound(m_lines.begin(), m_lines.end(), line,
                                     [](const LogLine &a, const LogLine &b) { return a.time < b.time; });
    return m_dropped + (at - m_lines.begin());
}

/// A line that does not say how bad it is belongs to what the filter lets through only if there is no such filter.
bool LogRows::shows(const LogLine &line) const
{
    return line.level >= m_filter.least && !m_filter.hidden.contains(line.source);
}

void LogRows::insert(qint64 place, LogLine line)
{
    const bool last = isEnd(place);
    const bool shown = shows(line);
    m_bytes += line.text.size();
    m_columns = std::max(m_columns, line.text.size());
    if (last) {
        m_lines.push_back(std::move(line));
        if (shown)
            m_shown.push_back(place);
        return;
    }
    const auto row = m_shown.begin() + rowOf(place);
    std::for_each(row, m_shown.end(), [](qint64 &number) { ++number; });
    if (shown)
        m_shown.insert(row, place);
    const auto match = std::lower_bound(m_matches.begin(), m_matches.end(), place);
    std::for_each(match, m_matches.end(), [](qint64 &number) { ++number; });
    if (place < m_scanned) {
        ++m_scanned;
        if (shown && contains(line, m_needle))
            m_matches.insert(match, place);
    }
    m_lines.insert(m_lines.begin() + (place - m_dropped), std::move(line));
}

qsizetype LogRows::linesToDrop(qsizetype lines, qsizetype bytes) const
{
    qsizetype drop = std::max<qsizetype>(0, total() + lines - maxLines);
    qsizetype left = m_bytes + bytes;
    for (qsizetype i = 0; i < total() && (i < drop || left > maxBytes); ++i) {
        left -= m_lines[size_t(i)].text.size();
        drop = std::max(drop, i + 1);
    }
    return std::min(drop, total());
}

int LogRows::excess(qsizetype lines, qsizetype bytes) const
{
    return rowOf(m_dropped + linesToDrop(lines, bytes));
}

void LogRows::drop(qsizetype lines, qsizetype bytes)
{
    for (qsizetype left = linesToDrop(lines, bytes); left > 0; --left) {
        m_bytes -= m_lines.front().text.size();
        m_lines.pop_front();
        ++m_dropped;
    }
    while (!m_shown.empty() && m_shown.front() < m_dropped)
        m_shown.pop_front();
    while (!m_matches.empty() && m_matches.front() < m_dropped)
        m_matches.pop_front();
    m_scanned = std::max(m_scanned, m_dropped);
}

void LogRows::setFilter(Filter filter)
{
    m_filter = std::move(filter);
    m_shown.clear();
    for (qsizetype i = 0; i < total(); ++i) {
        if (shows(m_lines[size_t(i)]))
            m_shown.push_back(m_dropped + i);
    }
    search(m_needle);
}

void LogRows::clear()
{
    m_dropped += qint64(m_lines.size());
    m_scanned = m_dropped;
    m_lines.clear();
    m_shown.clear();
    m_matches.clear();
    m_bytes = m_columns = 0;
}

void LogRows::search(const QByteArray &needle)
{
    m_needle = needle;
    m_matches.clear();
    m_scanned = m_dropped;
}

bool LogRows::scan(qint64 milliseconds)
{
    const qint64 end = m_dropped + qint64(m_lines.size());
    if (m_needle.isEmpty()) {
        m_scanned = end;
        return false;
    }
    QElapsedTimer time;
    time.start();
    while (m_scanned < end) {
        const LogLine &line = m_lines[size_t(m_scanned - m_dropped)];
        if (shows(line) && contains(line, m_needle))
            m_matches.push_back(m_scanned);
        if (++m_scanned % 64 == 0 && time.elapsed() >= milliseconds)
            break;
    }
    return m_scanned < end;
}

int LogRows::nextMatch(int row, bool forward) const
{
    if (m_matches.empty())
        return -1;
    const qint64 from = row < 0 ? (forward ? -1 : m_matches.back() + 1) : row < count() ? numberOf(row) : m_matches.back() + 1;
    if (forward) {
        const auto after = std::upper_bound(m_matches.begin(), m_matches.end(), from);
        return rowOf(after == m_matches.end() ? m_matches.front() : *after);
    }
    const auto before = std::lower_bound(m_matches.begin(), m_matches.end(), from);
    return rowOf(before == m_matches.begin() ? m_matches.back() : *std::prev(before));
}

int LogRows::matchesBefore(int row) const
{
    if (row < 0 || row >= count())
        return 0;
    return int(std::lower_bound(m_matches.begin(), m_matches.end(), numberOf(row)) - m_matches.begin());
}

} // namespace orrery::models
