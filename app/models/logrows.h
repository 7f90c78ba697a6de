// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/models/logline.h"

#include <QSet>

#include <deque>
#include <optional>

namespace orrery::models {

/// The lines of a log in the order of their times, bounded (the oldest go), and which of them are shown. A line has a number
/// for life as long as no older one comes later; a row is its place among the lines that are shown.
/// Does not: tell anybody; LogModel does. Thread: one; a value.
class LogRows final
{
public:
    static constexpr qsizetype maxLines = 100'000, maxBytes = 64 * 1024 * 1024;
    struct Filter
    {
        LogLine::Level least = LogLine::Level::None;
        QSet<quint16> hidden; ///< sources
        bool operator==(const Filter &) const = default;
    };

    int count() const { return int(m_shown.size()); }
    qsizetype total() const { return qsizetype(m_lines.size()); }
    qsizetype columns() const { return m_columns; } ///< bytes of the longest line so far
    const LogLine &line(int row) const { return m_lines[size_t(m_shown[size_t(row)] - m_dropped)]; }
    qint64 numberOf(int row) const { return m_shown[size_t(row)]; }
    /// The row of that line, or of the next one that is shown; count() behind the last.
    int rowOf(qint64 number) const;
    int rowAt(qint64 time) const; ///< the first at or after that time; count() behind the last

    /// Where a line belongs: at the end, or before those that are younger.
    qint64 placeOf(const LogLine &line) const;
    bool isEnd(qint64 place) const { return place == m_dropped + total(); }
    bool shows(const LogLine &line) const;
    void insert(qint64 place, LogLine line); ///< as placeOf() says; numbers from there on go up by one
    /// How many rows have to go before `lines` more of `bytes` fit; drop() lets them go.
    int excess(qsizetype lines, qsizetype bytes) const;
    void drop(qsizetype lines, qsizetype bytes);
    void setFilter(Filter filter); ///< all rows are new
    const Filter &filter() const { return m_filter; }
    void clear();

    // ------------------------------------------------------------------------------------------------------------ search
    void search(const QByteArray &needle); ///< begins anew; scan() does the work
    /// Looks through lines for that long; true if there are more.
    bool scan(qint64 milliseconds);
    int matches() const { return int(m_matches.size()); }
    /// The match after (before) that row, around the end; -1 if there is none.
    int nextMatch(int row, bool forward) const;
    int matchesBefore(int row) const; ///< how many matches lie above
    const QByteArray &needle() const { return m_needle; }

private:
    qsizetype linesToDrop(qsizetype lines, qsizetype bytes) const;

    std::deque<LogLine> m_lines;
    std::deque<qint64> m_shown; ///< numbers, ascending
    std::deque<qint64> m_matches; ///< numbers of shown lines, ascending
    qint64 m_dropped = 0; ///< the number of the oldest line
    qint64 m_scanned = 0; ///< the next number to look at
    qsizetype m_bytes = 0, m_columns = 0;
    QByteArray m_needle;
    Filter m_filter;
};

} // namespace orrery::models
