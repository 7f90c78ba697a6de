// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/yaml.h"

#include <QStringDecoder>

namespace orrery::api {

namespace {

QString decode(QByteArrayView text)
{
    // Plain QString::fromUtf8() drops a byte order mark, which is content here.
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::ConvertInitialBom);
    return decoder(text);
}

/// Whether a YAML reader takes the character in a plain or literal text, and no reader takes it for a line break.
bool isPlainCharacter(char32_t c)
{
    return (c >= 0x20 && c < 0x7f)
        || (c >= 0xa0 && c != 0x2028 && c != 0x2029 && c != 0xfeff && (c < 0xfffe || c > 0xffff));
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// What readers of other YAML versions take for a date (2026-01-02...) or a number of base 60 (12:30).
bool isRisky(QByteArrayView text)
{
    const bool date = text.size() > 5 && text[4] == '-' && std::all_of(text.begin(), text.begin() + 4, isDigit);
    const bool clock = text.contains(':') && std::all_of(text.begin(), text.end(), [](char c) {
                           return isDigit(c) || QByteArrayView(":._+-").contains(c);
                       });
    return date || clock || text == "=" || text == "<<";
}

bool canBePlain(QByteArrayView text, const QString &decoded)
{
    if (text.isEmpty() || !resolveYamlScalar(text).isString())
        return false;
    if (text.front() == ' ' || text.back() == ' ' || text.back() == ':')
        return false;
    if (QByteArrayView("?:,[]{}#&*!|>'\"%@`").contains(text[0]))
        return false;
    if (text[0] == '-' && (text.size() == 1 || text[1] == ' ' || text.startsWith("---")))
        return false;
    if (text.contains(QByteArrayView(": ")) || text.contains(QByteArrayView(" #")) || text == "..."
        || text.startsWith("... "))
        return false;
    if (isRisky(text))
        return false;
    const auto points = decoded.toUcs4();
    return std::all_of(points.begin(), points.end(), [](char32_t c) { return isPlainCharacter(c); });
}

bool canBeLiteral(QByteArrayView text, const QString &decoded)
{
    if (!text.contains('\n') || text.front() == '\n' || text.front() == ' ' || text.front() == '\t')
        return false;
    const auto points = decoded.toUcs4();
    return std::all_of(points.begin(), points.end(),
                       [](char32_t c) { return c == '\n' || c == '\t' || isPlainCharacter(c); });
}

void appendQuoted(QByteArray &out, const QString &decoded)
{
    out += '"';
    for (const char32_t c : decoded.toUcs4()) {
        switch (c) {
        case '"':
            out += "\\\"";
            break;
        case '\\':
            out += "\\\\";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\t':
            out += "\\t";
            break;
        case '\r':
            out += "\\r";
            break;
        default:
            if (isPlainCharacter(c))
                out += QString::fromUcs4(&c, 1).toUtf8();
            else
                out += "\\u" + QByteArray::number(uint(c), 16).rightJustified(4, '0');
        }
    }
    out += '"';
}

void appendLiteral(QByteArray &out, QByteArrayView text, int indent)
{
    out += '|';
    if (!text.endsWith('\n'))
        out += '-';
    else if (text.endsWith("\n\n"))
        out += '+';
    if (text.endsWith('\n'))
        text.chop(1);
    for (qsizetype begin = 0; begin <= text.size();) {
        qsizetype end = text.indexOf('\n', begin);
        end = end < 0 ? text.size() : end;
        out += '\n';
        if (end > begin) {
            out.append(indent, ' ');
            out += text.sliced(begin, end - begin);
        }
        begin = end + 1;
    }
}

void appendScalar(QByteArray &out, const Value &value, int indent, bool mayBeLiteral)
{
    if (!value.isString()) {
        appendJson(out, value);
        return;
    }
    const QString decoded = decode(value.text());
    const QByteArray text = decoded.toUtf8();
    if (canBePlain(text, decoded))
        out += text;
    else if (mayBeLiteral && canBeLiteral(text, decoded))
        appendLiteral(out, text, indent);
    else
        appendQuoted(out, decoded);
}

bool isNested(const Value &value)
{
    return !value.isEmpty(); // scalars are "empty", too
}

void appendBlock(QByteArray &out, const Value &value, int indent, bool inLine);

void appendMember(QByteArray &out, const Member &member, int indent)
{
    const qsizetype begin = out.size();
    appendScalar(out, member.name, 0, false);
    if (out.size() - begin > 1000) { // YAML's bound for a name without "?"
        out.insert(begin, "? ");
        out += '\n';
        out.append(indent, ' ');
    }
    out += ':';
    if (isNested(member.value)) {
        out += '\n';
        appendBlock(out, member.value, member.value.isArray() ? indent : indent + 2, false);
    } else {
        out += ' ';
        appendScalar(out, member.value, indent + 2, true);
        out += '\n';
    }
}

/// inLine: the first line's indentation is written already ("- ").
void appendBlock(QByteArray &out, const Value &value, int indent, bool inLine)
{
    bool first = inLine;
    const auto begin = [&] {
        if (!first)
            out.append(indent, ' ');
        first = false;
    };
    for (const Member &member : value.members()) {
        begin();
        appendMember(out, member, indent);
    }
    for (const Value &item : value.items()) {
        begin();
        out += "- ";
        if (isNested(item)) {
            appendBlock(out, item, indent + 2, true);
        } else {
            appendScalar(out, item, indent + 2, true);
            out += '\n';
        }
    }
}

} // namespace

QByteArray toYaml(const Value &value)
{
    QByteArray out;
    if (isNested(value)) {
        appendBlock(out, value, 0, false);
    } else {
        appendScalar(out, value, 0, false);
        out += '\n';
    }
    return out;
}

} // namespace orrery::api
