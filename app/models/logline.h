// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QByteArray>
#include <QColor>
#include <QList>
#include <QString>

namespace orrery::models {

/// One line of a container's log. Thread: any; a value.
struct LogLine
{
    enum class Level : quint8 { None, Debug, Info, Warning, Error };
    QByteArray text; ///< UTF-8, as it was written, without its time and its end
    qint64 time = 0; ///< microseconds since the epoch
    quint16 source = 0; ///< which container wrote it (an index of LogModel's)
    Level level = Level::None;
    bool escapes = false; ///< there are terminal escapes in the text
};

/// A line of the API's log stream with timestamps=true: "2026-01-02T03:04:05.123Z text". One without a time keeps `otherwise`.
LogLine readLogLine(QByteArrayView line, qint64 otherwise = 0);
/// How bad a line says that it is: a JSON member or key=value (level, severity, lvl), klog's first letter, or the first word
/// that is a level's name ("[WARN]", "ERROR:", "panic:").
LogLine::Level levelOf(QByteArrayView text);
/// Without terminal escapes and other control characters.
QByteArray plainText(const LogLine &line);
/// Whether the text holds what is looked for; case-insensitive, escapes left out. needle: as searchKey() gives it.
bool contains(const LogLine &line, const QByteArray &needle);
QByteArray searchKey(const QString &text);

/// How a line is drawn where it is more than plain text.
struct LogStyle
{
    QList<QColor> palette; ///< the sixteen colours of a terminal; empty: colours are left out
    QColor mark; ///< what was looked for
};
/// Text.StyledText of a line with its colours and with `needle` marked; empty if there is nothing to style.
QString styledText(const LogLine &line, const LogStyle &style, const QByteArray &needle);

} // namespace orrery::models
