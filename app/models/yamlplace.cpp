// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/yamlplace.h"

#include <QString>

namespace orrery::models {

namespace {

/// One line, taken apart: dashes of list items, then "name: value", or neither.
struct Line
{
    QList<qsizetype> dashes; ///< their columns
    qsizetype indent = 0; ///< of what follows them
    QByteArray name; ///< empty: the line names none
    qsizetype colon = -1;
    QString value;
    bool isEmpty = false, isSeparator = false;
};

Line lineOf(QStringView text)
{
    Line line;
    line.isSeparator = text.startsWith(u"---");
    qsizetype at = 0;
    const auto skipSpaces = [&] {
        while (at < text.size() && text[at] == u' ')
            ++at;
    };
    skipSpaces();
    while (at < text.size() && text[at] == u'-' && (at + 1 == text.size() || text[at + 1] == u' ')) {
        line.dashes += at++;
        skipSpaces();
    }
    line.indent = at;
    const QStringView rest = text.sliced(at);
    line.isEmpty = rest.trimmed().isEmpty() || rest.startsWith(u'#');
    qsizetype colon = -1;
    if (rest.startsWith(u'"') || rest.startsWith(u'\'')) {
        const qsizetype end = rest.indexOf(rest.front(), 1);
        colon = end > 0 && end + 1 < rest.size() && rest[end + 1] == u':' ? end + 1 : -1;
    } else {
        for (qsizetype i = 0; i < rest.size() && colon < 0; ++i) {
            if (rest[i] == u':' && (i + 1 == rest.size() || rest[i + 1] == u' '))
                colon = i;
            else if (rest[i] == u'#' || rest[i] == u'{' || rest[i] == u'[')
                break;
        }
    }
    if (colon > 0 && !line.isSeparator) {
        QStringView name = rest.first(colon).trimmed();
        if (name.size() > 1 && (name.front() == u'"' || name.front() == u'\''))
            name = name.sliced(1, name.size() - 2);
        line.name = name.toUtf8();
        line.colon = at + colon;
        line.value = rest.sliced(colon + 1).trimmed().toString();
    }
    return line;
}

/// The fields and items that enclose the line being read.
class Stack final
{
public:
    struct Level
    {
        qsizetype indent;
        bool item;
        QByteArray name;
        QList<QByteArray> children;
    };
    void enterItem(qsizetype column)
    {
        while (m_levels.size() > 1 && (m_levels.constLast().indent > column || (m_levels.constLast().indent == column && m_levels.constLast().item)))
            m_levels.removeLast();
        m_levels += {column, true, "[]", {}};
    }
    void leaveTo(qsizetype column)
    {
        while (m_levels.size() > 1 && m_levels.constLast().indent >= column)
            m_levels.removeLast();
    }
    void enterField(qsizetype column, const QByteArray &name)
    {
        leaveTo(column);
        m_levels.last().children += name;
        m_levels += {column, false, name, {}};
    }
    QList<QByteArray> path() const
    {
        QList<QByteArray> path;
        for (qsizetype i = 1; i < m_levels.size(); ++i)
            path += m_levels[i].name;
        return path;
    }
    QList<QByteArray> children() const { return m_levels.constLast().children; }
    QList<QByteArray> siblings() const { return m_levels.size() > 1 ? m_levels[m_levels.size() - 2].children : QList<QByteArray>(); }

private:
    QList<Level> m_levels{{-1, false, {}, {}}};
};

} // namespace

QByteArray YamlPlace::text() const
{
    QByteArray out;
    for (const QByteArray &part : path)
        out += (part == "[]" || out.isEmpty() ? "" : ".") + part;
    return out;
}

YamlPlace placeAt(QStringView text, qsizetype position)
{
    YamlPlace place;
    Stack stack;
    position = std::clamp<qsizetype>(position, 0, text.size());
    qsizetype block = -1; // a literal's lines are those that are indented more than this
    bool passed = false; // the position: what follows only says what document it is
    for (qsizetype start = 0; start <= text.size();) {
        qsizetype end = text.indexOf(u'\n', start);
        if (end < 0)
            end = text.size();
        const QStringView raw = text.sliced(start, end - start);
        const Line line = lineOf(raw);
        const bool here = !passed && position <= end;
        const qsizetype column = position - start;
        if (line.isSeparator) {
            if (passed)
                break;
            stack = {};
            block = -1;
            place.apiVersion.clear();
            place.kind.clear();
        }
        qsizetype spaces = 0;
        while (spaces < raw.size() && raw[spaces] == u' ')
            ++spaces;
        const bool literal = block >= 0 && (line.isEmpty || spaces > block);
        if (!literal)
            block = -1;
        if (line.indent == 0 && line.dashes.isEmpty() && !line.value.isEmpty()) {
            if (line.name == "apiVersion")
                place.apiVersion = line.value.toUtf8();
            else if (line.name == "kind")
                place.kind = line.value.toUtf8();
        }
        if (!passed && !literal && !line.isSeparator) {
            if (!line.isEmpty || (here && !line.dashes.isEmpty())) {
                for (const qsizetype dash : line.dashes)
                    stack.enterItem(dash);
                if (!line.name.isEmpty())
                    stack.enterField(line.indent, line.name);
                else if (line.dashes.isEmpty())
                    stack.leaveTo(line.indent);
            } else if (here) {
                stack.leaveTo(column);
            }
            if (!line.value.isEmpty() && (line.value.front() == u'|' || line.value.front() == u'>'))
                block = line.dashes.isEmpty() ? line.indent : line.dashes.constFirst();
        }
        if (here) {
            passed = true;
            place.path = stack.path();
            place.isField = !literal && !line.name.isEmpty();
            place.inValue = place.isField && column > line.colon;
            place.siblings = place.isField ? stack.siblings() : stack.children();
            const qsizetype from = place.inValue ? line.colon + 1 : line.indent;
            if (!literal && !line.isEmpty && column > from)
                place.word = raw.sliced(from, std::min(column, raw.size()) - from).trimmed().toString();
        }
        start = end + 1;
    }
    return place;
}

} // namespace orrery::models
