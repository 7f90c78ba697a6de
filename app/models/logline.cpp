// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/logline.h"

#include "controlplane/api/clock.h"

#include <algorithm>

namespace orrery::models {

namespace {

using Level = LogLine::Level;
constexpr qsizetype levelWithin = 200; ///< a line says how bad it is at its beginning

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? char(c | 0x20) : c;
}

bool isLetter(char c)
{
    return lower(c) >= 'a' && lower(c) <= 'z';
}

bool equals(QByteArrayView text, const char *word)
{
    qsizetype i = 0;
    for (; i < text.size() && word[i]; ++i) {
        if (lower(text[i]) != word[i])
            return false;
    }
    return i == text.size() && !word[i];
}

Level levelOfWord(QByteArrayView word)
{
    static const struct
    {
        const char *word;
        Level level;
    } words[] = {
        {"error", Level::Error},    {"err", Level::Error},       {"fatal", Level::Error},  {"panic", Level::Error},
        {"critical", Level::Error}, {"crit", Level::Error},      {"alert", Level::Error},  {"emerg", Level::Error},
        {"severe", Level::Error},   {"exception", Level::Error}, {"warn", Level::Warning}, {"warning", Level::Warning},
        {"wrn", Level::Warning},    {"info", Level::Info},       {"inf", Level::Info},     {"notice", Level::Info},
        {"debug", Level::Debug},    {"dbg", Level::Debug},       {"trace", Level::Debug},
    };
    if (word.size() < 3 || word.size() > 9)
        return Level::None;
    for (const auto &known : words) {
        if (equals(word, known.word))
            return known.level;
    }
    return Level::None;
}

/// The numbers of pino and bunyan: 10 trace, 20 debug, 30 info, 40 warn, 50 error, 60 fatal.
Level levelOfNumber(QByteArrayView text)
{
    if (text.size() != 2 || text[1] != '0' || text[0] < '1' || text[0] > '6')
        return Level::None;
    static const Level levels[] = {Level::Debug, Level::Debug, Level::Info, Level::Warning, Level::Error, Level::Error};
    return levels[text[0] - '1'];
}

/// What stands behind "level", "severity" or "lvl" as a JSON member or as key=value.
Level levelOfKey(QByteArrayView text)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] != '=' && text[i] != ':')
            continue;
        qsizetype end = i;
        if (end > 0 && text[end - 1] == '"')
            --end;
        qsizetype begin = end;
        while (begin > 0 && isLetter(text[begin - 1]))
            --begin;
        const QByteArrayView key = text.sliced(begin, end - begin);
        if (!equals(key, "level") && !equals(key, "severity") && !equals(key, "lvl"))
            continue;
        qsizetype from = i + 1;
        while (from < text.size() && (text[from] == ' ' || text[from] == '"'))
            ++from;
        qsizetype to = from;
        while (to < text.size() && (isLetter(text[to]) || (text[to] >= '0' && text[to] <= '9')))
            ++to;
        const QByteArrayView value = text.sliced(from, to - from);
        const Level level = levelOfWord(value);
        return level == Level::None ? levelOfNumber(value) : level;
    }
    return Level::None;
}

/// klog: "E0102 15:04:05.000000".
Level levelOfKlog(QByteArrayView text)
{
    if (text.size() < 6 || text[5] != ' '
        || !std::all_of(text.begin() + 1, text.begin() + 5, [](char c) { return c >= '0' && c <= '9'; }))
        return Level::None;
    switch (text[0]) {
    case 'E':
    case 'F':
        return Level::Error;
    case 'W':
        return Level::Warning;
    case 'I':
        return Level::Info;
    }
    return Level::None;
}

/// The length of the escape sequence that begins at text[at] (an ESC).
qsizetype escapeLength(QByteArrayView text, qsizetype at)
{
    if (at + 1 >= text.size())
        return 1;
    if (text[at + 1] == '[') { // CSI: up to its final byte
        qsizetype end = at + 2;
        while (end < text.size() && (text[end] < 0x40 || text[end] > 0x7e))
            ++end;
        return std::min(end + 1, text.size()) - at;
    }
    if (text[at + 1] == ']') { // OSC: up to BEL or ST
        for (qsizetype end = at + 2; end < text.size(); ++end) {
            if (text[end] == '\a')
                return end + 1 - at;
            if (text[end] == '\x1b')
                return std::min(end + 2, text.size()) - at;
        }
        return text.size() - at;
    }
    return 2;
}

struct Pen
{
    int color = -1;
    QColor rgb;
    bool bold = false;
    bool isPlain() const { return color < 0 && !rgb.isValid() && !bold; }
};

/// A colour of the 256: the sixteen are the palette's.
QColor indexed(int index, const QList<QColor> &palette)
{
    if (index < 16)
        return palette.value(index);
    if (index >= 232)
        return QColor(8 + 10 * (index - 232), 8 + 10 * (index - 232), 8 + 10 * (index - 232));
    const auto level = [](int step) { return step ? 55 + 40 * step : 0; };
    index -= 16;
    return QColor(level(index / 36), level(index / 6 % 6), level(index % 6));
}

/// SGR: "1;31", "38;5;208", "38;2;1;2;3". Grounds are left out: text has to be readable on the window's.
void apply(Pen &pen, QByteArrayView parameters, const QList<QColor> &palette)
{
    QList<int> codes;
    for (const QByteArray &code : parameters.toByteArray().replace(':', ';').split(';'))
        codes += code.toInt();
    for (qsizetype i = 0; i < codes.size(); ++i) {
        const int code = codes[i];
        if (code == 0) {
            pen = {};
        } else if (code == 1) {
            pen.bold = true;
        } else if (code == 22) {
            pen.bold = false;
        } else if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) {
            pen.color = code < 90 ? code - 30 : code - 90 + 8;
            pen.rgb = QColor();
        } else if (code == 39) {
            pen.color = -1;
            pen.rgb = QColor();
        } else if (code == 38 || code == 48) {
            QColor color;
            if (codes.value(i + 1) == 5 && i + 2 < codes.size()) {
                color = indexed(std::clamp(codes[i + 2], 0, 255), palette);
                i += 2;
            } else if (codes.value(i + 1) == 2 && i + 4 < codes.size()) {
                color = QColor::fromRgb(qRgb(codes[i + 2], codes[i + 3], codes[i + 4]));
                i += 4;
            }
            if (code == 38)
                pen.rgb = color;
        }
    }
}

QString escaped(QByteArrayView text)
{
    QString out = QString::fromUtf8(text).toHtmlEscaped();
    out.replace(u' ', QChar::Nbsp); // StyledText folds spaces
    out.replace(u'\t', QString(4, QChar::Nbsp));
    return out;
}

QString dressed(const QString &text, const Pen &pen, const LogStyle &style)
{
    const QColor color = pen.rgb.isValid() ? pen.rgb : style.palette.value(pen.color);
    QString out = text;
    if (pen.bold)
        out = QStringLiteral("<b>") + out + QStringLiteral("</b>");
    if (color.isValid())
        out = QStringLiteral("<font color=\"") + color.name() + QStringLiteral("\">") + out + QStringLiteral("</font>");
    return out;
}

/// Where needle (lower case) is in text, from `from` on; -1 if nowhere.
qsizetype findFolded(QByteArrayView text, const QByteArray &needle, qsizetype from)
{
    const auto found = std::search(text.begin() + from, text.end(), needle.begin(), needle.end(),
                                   [](char a, char b) { return lower(a) == b; });
    return found == text.end() ? -1 : found - text.begin();
}

} // namespace

LogLine readLogLine(QByteArrayView line, qint64 otherwise)
{
    LogLine read;
    read.time = otherwise;
    if (line.endsWith('\r'))
        line.chop(1);
    const qsizetype space = line.indexOf(' ');
    if (space > 0 && space < 40) {
        if (const auto time = api::parseTime(line.first(space))) {
            read.time = *time;
            line = line.sliced(space + 1);
        }
    }
    read.text = line.toByteArray();
    read.escapes = line.contains('\x1b');
    read.level = levelOf(read.escapes ? QByteArrayView(plainText(read)) : line);
    return read;
}

Level levelOf(QByteArrayView text)
{
    text = text.first(std::min(text.size(), levelWithin));
    if (const Level level = levelOfKlog(text); level != Level::None)
        return level;
    if (const Level level = levelOfKey(text); level != Level::None)
        return level;
    for (qsizetype i = 0; i < text.size();) {
        if (!isLetter(text[i])) {
            ++i;
            continue;
        }
        const qsizetype begin = i;
        while (i < text.size() && isLetter(text[i]))
            ++i;
        if (const Level level = levelOfWord(text.sliced(begin, i - begin)); level != Level::None)
            return level;
    }
    return Level::None;
}

QByteArray plainText(const LogLine &line)
{
    if (!line.escapes)
        return line.text;
    QByteArray out;
    out.reserve(line.text.size());
    for (qsizetype i = 0; i < line.text.size();) {
        if (line.text[i] == '\x1b')
            i += escapeLength(line.text, i);
        else
            out += line.text[i++];
    }
    return out;
}

QByteArray searchKey(const QString &text)
{
    return text.toLower().toUtf8();
}

bool contains(const LogLine &line, const QByteArray &needle)
{
    if (needle.isEmpty())
        return false;
    const QByteArray text = plainText(line);
    if (findFolded(text, needle, 0) >= 0)
        return true;
    const auto foreign = [](char c) { return uchar(c) >= 0x80; };
    if (std::none_of(needle.begin(), needle.end(), foreign))
        return false;
    return QString::fromUtf8(text).toLower().contains(QString::fromUtf8(needle)); // letters beyond ASCII have cases, too
}

QString styledText(const LogLine &line, const LogStyle &style, const QByteArray &needle)
{
    const bool colored = line.escapes && !style.palette.isEmpty();
    const QByteArray plain = plainText(line);
    if (!colored && (needle.isEmpty() || findFolded(plain, needle, 0) < 0))
        return {};

    // The plain text in runs of one pen; then each run is cut where a mark begins and ends.
    struct Run
    {
        qsizetype begin;
        Pen pen;
    };
    QList<Run> runs{{0, {}}};
    if (colored) {
        qsizetype at = 0;
        for (qsizetype i = 0; i < line.text.size();) {
            if (line.text[i] != '\x1b') {
                ++i;
                ++at;
                continue;
            }
            const qsizetype length = escapeLength(line.text, i);
            const QByteArrayView sequence = QByteArrayView(line.text).sliced(i, length);
            if (length >= 3 && sequence[1] == '[' && sequence.endsWith('m')) {
                Pen pen = runs.last().pen;
                apply(pen, sequence.sliced(2, length - 3), style.palette);
                runs.append({at, pen});
            }
            i += length;
        }
    }
    QString out;
    qsizetype mark = needle.isEmpty() ? -1 : findFolded(plain, needle, 0);
    for (qsizetype i = 0; i < runs.size(); ++i) {
        qsizetype begin = runs[i].begin;
        const qsizetype end = i + 1 < runs.size() ? runs[i + 1].begin : plain.size();
        while (begin < end) {
            const bool inside = mark >= 0 && mark <= begin;
            const qsizetype stop = mark < 0 ? end : std::min(end, inside ? mark + needle.size() : mark);
            const QString piece = escaped(QByteArrayView(plain).sliced(begin, stop - begin));
            if (inside) {
                out += QStringLiteral("<font color=\"") + style.mark.name() + QStringLiteral("\"><b><u>") + piece
                    + QStringLiteral("</u></b></font>");
                if (stop == mark + needle.size())
                    mark = findFolded(plain, needle, stop);
            } else {
                out += runs[i].pen.isPlain() ? piece : dressed(piece, runs[i].pen, style);
            }
            begin = stop;
        }
    }
    return out;
}

} // namespace orrery::models
