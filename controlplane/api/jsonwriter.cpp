// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/value.h"

#include <charconv>
#include <cmath>
#include <cstring>

namespace orrery::api {

namespace {

/// Grows by doubling and writes without a check per byte, which QByteArray's own append() cannot.
class Writer
{
public:
    explicit Writer(QByteArray &out)
        : m_out(out)
        , m_size(out.size())
    {
        m_out.resize(std::max(m_out.capacity(), m_size));
    }
    ~Writer() { m_out.resize(m_size); }
    Writer(const Writer &) = delete;
    Writer &operator=(const Writer &) = delete;

    /// Room for `count` more bytes; what was written is told with wrote().
    char *room(qsizetype count)
    {
        if (m_out.size() - m_size < count)
            m_out.resize(std::max(2 * m_out.size(), m_size + count + 256));
        return m_out.data() + m_size;
    }
    void wrote(qsizetype count) { m_size += count; }
    void put(char c)
    {
        *room(1) = c;
        ++m_size;
    }
    void put(QByteArrayView text)
    {
        std::memcpy(room(text.size()), text.data(), size_t(text.size()));
        m_size += text.size();
    }

    void text(QByteArrayView text)
    {
        quint8 all = 0;
        bool plain = true;
        for (const char c : text) {
            all |= quint8(c);
            plain &= quint8(c) >= 0x20 && c != '"' && c != '\\';
        }
        if (all >= 0x80 && !text.isValidUtf8()) { // e.g. a container's output in a message: JSON must stay JSON
            const QByteArray repaired = QString::fromUtf8(text).toUtf8();
            return this->text(repaired);
        }
        char *at = room((plain ? 1 : 6) * text.size() + 2);
        char *const begin = at;
        *at++ = '"';
        if (plain) {
            if (!text.isEmpty())
                std::memcpy(at, text.data(), size_t(text.size()));
            at += text.size();
        } else {
            for (const char c : text)
                at = escaped(at, c);
        }
        *at++ = '"';
        wrote(at - begin);
    }

    void integer(qint64 number)
    {
        char *const begin = room(24);
        wrote(std::to_chars(begin, begin + 24, number).ptr - begin);
    }

    /// As Go prints numbers: plain digits between 1e-6 and 1e21, else an exponent.
    void number(double number)
    {
        if (!std::isfinite(number))
            return put("null");
        const double size = std::abs(number);
        const bool plain = size == 0 || (size >= 1e-6 && size < 1e21);
        char *const begin = room(64);
        char *end
            = std::to_chars(begin, begin + 64, number, plain ? std::chars_format::fixed : std::chars_format::scientific)
                  .ptr;
        if (end - begin > 4 && end[-4] == 'e' && end[-2] == '0') { // 1e-07 is 1e-7
            end[-2] = end[-1];
            --end;
        }
        wrote(end - begin);
    }

    void value(const Value &value)
    {
        switch (value.type()) {
        case Value::Type::Null:
            return put("null");
        case Value::Type::False:
            return put("false");
        case Value::Type::True:
            return put("true");
        case Value::Type::Integer:
            return integer(value.integer());
        case Value::Type::Double:
            return number(value.number());
        case Value::Type::InlineString:
        case Value::Type::String:
            return text(value.text());
        case Value::Type::Array: {
            if (value.isEmpty())
                return put("[]");
            char separator = '[';
            for (const Value &item : value.items()) {
                put(separator);
                this->value(item);
                separator = ',';
            }
            return put(']');
        }
        case Value::Type::Object: {
            if (value.isEmpty())
                return put("{}");
            char separator = '{';
            for (const Member &member : value.members()) {
                put(separator);
                text(member.key());
                put(':');
                this->value(member.value);
                separator = ',';
            }
            return put('}');
        }
        }
    }

private:
    static char *escaped(char *at, char c)
    {
        const auto pair = [&at](char second) {
            *at++ = '\\';
            *at++ = second;
            return at;
        };
        switch (c) {
        case '"':
        case '\\':
            return pair(c);
        case '\n':
            return pair('n');
        case '\r':
            return pair('r');
        case '\t':
            return pair('t');
        }
        if (quint8(c) >= 0x20) {
            *at++ = c;
            return at;
        }
        std::memcpy(at, "\\u00", 4);
        at[4] = "0123456789abcdef"[quint8(c) >> 4];
        at[5] = "0123456789abcdef"[quint8(c) & 15];
        return at + 6;
    }

    QByteArray &m_out;
    qsizetype m_size;
};

void appendPretty(QByteArray &out, const Value &value, int indent)
{
    if (value.isEmpty() || !(value.isArray() || value.isObject())) {
        appendJson(out, value);
        return;
    }
    const auto newLine = [&out](int columns) {
        out += '\n';
        out.append(columns, ' ');
    };
    out += value.isArray() ? '[' : '{';
    bool first = true;
    const auto separate = [&] {
        if (!first)
            out += ',';
        first = false;
        newLine(indent + 4);
    };
    for (const Value &item : value.items()) {
        separate();
        appendPretty(out, item, indent + 4);
    }
    for (const Member &member : value.members()) {
        separate();
        appendJson(out, member.name);
        out += ": ";
        appendPretty(out, member.value, indent + 4);
    }
    newLine(indent);
    out += value.isArray() ? ']' : '}';
}

} // namespace

void appendJson(QByteArray &out, const Value &value)
{
    Writer(out).value(value);
}

QByteArray toJson(const Value &value)
{
    // Written where there is room, then kept in a buffer of its size for as long as the object lives.
    static thread_local QByteArray scratch;
    scratch.resize(0);
    appendJson(scratch, value);
    QByteArray result(scratch.constData(), scratch.size());
    if (scratch.capacity() > 256 * 1024)
        scratch = {};
    return result;
}

QByteArray toPrettyJson(const Value &value)
{
    QByteArray out;
    appendPretty(out, value, 0);
    return out;
}

} // namespace orrery::api
