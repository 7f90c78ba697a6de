// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/extensions/jsonpath.h"

namespace orrery::extensions {

using namespace api;

namespace {
constexpr qsizetype maxFound = 10'000;
constexpr qsizetype maxLength = 4096;
} // namespace

class JsonPath::Parser
{
public:
    explicit Parser(QByteArrayView text)
        : m_text(text)
    {
    }

    Result<JsonPath> parse(bool isFilter)
    {
        JsonPath path;
        while (m_at < m_text.size()) {
            const char c = m_text[m_at];
            if (c == '.') {
                Step step;
                ++m_at;
                if (at('.')) {
                    ++m_at;
                    step.kind = Step::Kind::Descend;
                } else if (at('[') || m_at == m_text.size()) {
                    continue; // ".[0]", or "." alone
                }
                if (at('*')) {
                    ++m_at;
                    step.kind = Step::Kind::Every;
                } else {
                    step.name = word();
                    if (step.name.isEmpty())
                        return bad("unexpected end or character after \".\"");
                }
                path.m_steps.append(step);
            } else if (c == '[') {
                ORRERY_TRY(step, bracket());
                path.m_steps.append(step);
            } else if (isFilter) {
                break;
            } else if (path.m_steps.isEmpty() && (c == '$' || c == '@')) {
                ++m_at;
            } else {
                return bad(QByteArray("unexpected \"") + c + '"');
            }
        }
        return path;
    }

private:
    static Error bad(const QByteArray &why) { return error(Reason::BadRequest, why); }
    bool at(char c) const { return m_at < m_text.size() && m_text[m_at] == c; }
    void skip()
    {
        while (at(' '))
            ++m_at;
    }

    QByteArray word()
    {
        QByteArray out;
        while (m_at < m_text.size()) {
            const char c = m_text[m_at];
            if (c == '\\' && m_at + 1 < m_text.size())
                ++m_at;
            else if (QByteArrayView(".[] =!<>()|&,'\"{}").contains(c))
                break;
            out += m_text[m_at++];
        }
        return out;
    }

    Result<QByteArray> quoted()
    {
        const char quote = m_text[m_at++];
        QByteArray out;
        while (!at(quote)) {
            if (at('\\'))
                ++m_at;
            if (m_at >= m_text.size())
                return bad("unterminated string");
            out += m_text[m_at++];
        }
        ++m_at;
        return out;
    }

    Result<Step> bracket()
    {
        ++m_at;
        Step step;
        skip();
        if (at('?')) {
            ++m_at;
            ORRERY_TRY(filtered, filter());
            step = filtered;
        } else if (at('*')) {
            ++m_at;
            step.kind = Step::Kind::Every;
        } else if (at('\'') || at('"')) {
            ORRERY_TRY(name, quoted());
            step.name = name;
        } else {
            step.kind = Step::Kind::Range;
            step.hasFrom = number(step.from);
            step.one = !at(':');
            if (!step.one) {
                ++m_at;
                step.hasTo = number(step.to);
                if (at(':')) {
                    ++m_at;
                    (void)number(step.step);
                    step.step = std::min<qint64>(step.step, INT_MAX); // added to an index
                }
            }
            if ((step.one && !step.hasFrom) || step.step <= 0)
                return bad("invalid array index");
        }
        skip();
        if (!at(']'))
            return bad("unterminated array");
        ++m_at;
        return step;
    }

    bool number(qint64 &out)
    {
        const qsizetype start = m_at;
        while (m_at < m_text.size() && (m_text[m_at] == '-' || (m_text[m_at] >= '0' && m_text[m_at] <= '9')))
            ++m_at;
        bool good = false;
        const qint64 value = m_text.sliced(start, m_at - start).toLongLong(&good);
        if (good)
            out = value;
        return good;
    }

    /// (@.type=="Ready")
    Result<Step> filter()
    {
        Step step;
        step.kind = Step::Kind::Filter;
        if (!at('('))
            return bad("unterminated filter");
        ++m_at;
        skip();
        if (!at('@'))
            return bad("a filter must begin with \"@\"");
        ORRERY_TRY(left, operand());
        step.left = std::make_shared<JsonPath>(left);
        skip();
        for (const char *comparison : {"==", "!=", "<=", ">=", "<", ">"}) {
            if (!m_text.sliced(m_at).startsWith(comparison))
                continue;
            step.comparison = comparison;
            m_at += step.comparison.size();
            skip();
            if (at('@')) {
                ORRERY_TRY(right, operand());
                step.right = std::make_shared<JsonPath>(right);
            } else if (at('\'') || at('"')) {
                ORRERY_TRY(text, quoted());
                step.literal = text;
            } else {
                const QByteArray text = word() + (at('.') ? QByteArray(1, m_text[m_at++]) + word() : QByteArray());
                const auto value = parseJson(text);
                if (!value)
                    return bad("unrecognized identifier " + text);
                step.literal = *value;
            }
            break;
        }
        skip();
        if (!at(')'))
            return bad("unterminated filter");
        ++m_at;
        return step;
    }

    Result<JsonPath> operand()
    {
        if (++m_depth > 10)
            return bad("filters are nested too deep");
        ++m_at;
        auto path = parse(true);
        --m_depth;
        return path;
    }

    const QByteArrayView m_text;
    qsizetype m_at = 0;
    int m_depth = 0;
};

namespace {

void descend(const Value &value, const QByteArray &name, QList<Value> &out)
{
    if (out.size() > maxFound)
        return;
    if (const Value *found = value.find(name))
        out.append(*found);
    for (const Member &member : value.members())
        descend(member.value, name, out);
    for (const Value &item : value.items())
        descend(item, name, out);
}

bool compares(const Value &a, const QByteArray &comparison, const Value &b)
{
    if (comparison == "==")
        return a == b;
    if (comparison == "!=")
        return !(a == b);
    int order = 0;
    if (a.isNumber() && b.isNumber())
        order = a.number() < b.number() ? -1 : a.number() > b.number();
    else if (a.isString() && b.isString())
        order = a.text().compare(b.text());
    else
        return false;
    return comparison.startsWith('<') ? order < 0 || (order == 0 && comparison.size() == 2)
                                      : order > 0 || (order == 0 && comparison.size() == 2);
}

} // namespace

Result<JsonPath> JsonPath::parse(QByteArrayView text)
{
    if (text.size() > maxLength)
        return error(Reason::BadRequest, "the path is too long");
    if (text.startsWith('{') && text.endsWith('}'))
        text = text.sliced(1).chopped(1);
    return Parser(text).parse(false);
}

void JsonPath::apply(const Step &step, const Value &value, QList<Value> &out)
{
    switch (step.kind) {
    case Step::Kind::Member:
        if (const Value *found = value.find(step.name))
            out.append(*found);
        break;
    case Step::Kind::Every:
        for (const Value &item : value.items())
            out.append(item);
        for (const Member &member : value.members())
            out.append(member.value);
        break;
    case Step::Kind::Range: {
        const qint64 count = value.items().size();
        const auto place = [count](qint64 index) { return index < 0 ? index + count : index; };
        if (step.one) {
            const qint64 index = place(step.from);
            if (index >= 0 && index < count)
                out.append(value.at(index));
            break;
        }
        const qint64 end = step.hasTo ? std::min(place(step.to), count) : count;
        for (qint64 i = std::max<qint64>(0, place(step.from)); i < end; i += step.step)
            out.append(value.at(i));
        break;
    }
    case Step::Kind::Filter:
        for (const Value &item : value.items()) {
            const QList<Value> left = step.left->find(item);
            const QList<Value> right = step.right ? step.right->find(item) : QList<Value>{step.literal};
            if (step.comparison.isEmpty()
                    ? !left.isEmpty()
                    : !left.isEmpty() && !right.isEmpty() && compares(left[0], step.comparison, right[0]))
                out.append(item);
        }
        break;
    case Step::Kind::Descend:
        descend(value, step.name, out);
        break;
    }
}

QList<Value> JsonPath::find(const Value &document) const
{
    QList<Value> found{document};
    for (const Step &step : m_steps) {
        QList<Value> next;
        for (const Value &value : std::as_const(found)) {
            if (next.size() > maxFound)
                break;
            apply(step, value, next);
        }
        found = next;
    }
    return found;
}

QList<QByteArray> JsonPath::members() const
{
    QList<QByteArray> names;
    for (const Step &step : m_steps) {
        if (step.kind != Step::Kind::Member)
            return {};
        names.append(step.name);
    }
    return names;
}

} // namespace orrery::extensions
