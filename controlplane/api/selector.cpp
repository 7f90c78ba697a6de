// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/selector.h"

#include "controlplane/api/names.h"

namespace orrery::api {

using Requirement = LabelSelector::Requirement;
using Operator = Requirement::Operator;

namespace {

constexpr qsizetype maxRequirements = 1000; // a query string has its own bound; this one is for request bodies

/// Words and symbols of the query form.
class Lexer
{
public:
    explicit Lexer(QByteArrayView text)
        : m_text(text)
    {
        next();
    }
    /// A word; or one of , ( ) ! = == != < > ; empty at the end.
    const QByteArray &token() const { return m_token; }
    bool isWord() const { return m_word; }
    QByteArray take()
    {
        QByteArray taken = m_token;
        next();
        return taken;
    }
    bool accept(QByteArrayView symbol)
    {
        if (m_word || m_token != symbol)
            return false;
        next();
        return true;
    }

private:
    static bool isSymbol(char c) { return QByteArrayView("=!(),><").contains(c); }
    static bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
    void next()
    {
        while (m_at < m_text.size() && isSpace(m_text[m_at]))
            ++m_at;
        const qsizetype begin = m_at;
        m_word = m_at < m_text.size() && !isSymbol(m_text[m_at]);
        if (m_word) {
            while (m_at < m_text.size() && !isSymbol(m_text[m_at]) && !isSpace(m_text[m_at]))
                ++m_at;
        } else if (m_at < m_text.size()) {
            const char c = m_text[m_at++];
            if ((c == '=' || c == '!') && m_at < m_text.size() && m_text[m_at] == '=')
                ++m_at;
        }
        m_token = m_text.sliced(begin, m_at - begin).toByteArray();
    }
    QByteArrayView m_text;
    qsizetype m_at = 0;
    QByteArray m_token;
    bool m_word = false;
};

QByteArray quoted(const QByteArray &token)
{
    return '\'' + token + '\'';
}

Error unexpected(const Lexer &lexer, const char *expected)
{
    return error(Reason::BadRequest,
                 "unable to parse requirement: found " + quoted(lexer.token()) + ", expected: " + expected);
}

Result<> checkRequirement(const Requirement &requirement, Reason reason)
{
    if (!isQualifiedName(requirement.key))
        return error(reason,
                     "invalid label key \"" + requirement.key
                         + "\": a name of letters, digits, '-', '_' and '.' is needed, optionally after a DNS "
                           "subdomain and '/'");
    for (const QByteArray &value : requirement.values) {
        if (!isLabelValue(value))
            return error(reason,
                         "invalid label value \"" + value + "\" for \"" + requirement.key
                             + "\": at most 63 letters, digits, '-', '_' and '.', first and last a letter or digit");
    }
    return {};
}

/// The values of `in` and `notin`, from the opening parenthesis on.
Result<QList<QByteArray>> parseValues(Lexer &lexer)
{
    if (!lexer.accept("("))
        return unexpected(lexer, "'('");
    QList<QByteArray> values;
    for (;;) {
        values.append(lexer.isWord() ? lexer.take() : QByteArray()); // "in (a,)" has an empty value
        if (lexer.accept(")"))
            return values;
        if (!lexer.accept(","))
            return unexpected(lexer, "',' or ')'");
    }
}

Result<Requirement> parseRequirement(Lexer &lexer)
{
    Requirement requirement;
    const bool negated = lexer.accept("!");
    if (!lexer.isWord())
        return unexpected(lexer, "!, identifier, or 'end of string'");
    requirement.key = lexer.take();
    if (negated) {
        requirement.op = Operator::DoesNotExist;
        return requirement;
    }
    if (lexer.token().isEmpty() || (!lexer.isWord() && lexer.token() == ","))
        return requirement;
    if (lexer.isWord()) {
        if (lexer.token() != "in" && lexer.token() != "notin")
            return unexpected(lexer, "in, notin, =, ==, !=, gt, lt");
        requirement.op = lexer.take() == "in" ? Operator::In : Operator::NotIn;
        ORRERY_TRY(values, parseValues(lexer));
        requirement.values = values;
        return requirement;
    }
    if (lexer.accept("=") || lexer.accept("=="))
        requirement.op = Operator::In;
    else if (lexer.accept("!="))
        requirement.op = Operator::NotIn;
    else if (lexer.accept(">"))
        requirement.op = Operator::GreaterThan;
    else if (lexer.accept("<"))
        requirement.op = Operator::LessThan;
    else
        return unexpected(lexer, "in, notin, =, ==, !=, gt, lt");
    requirement.values = {lexer.isWord() ? lexer.take() : QByteArray()};
    if (requirement.op == Operator::GreaterThan || requirement.op == Operator::LessThan) {
        bool isNumber = false;
        requirement.values.first().toLongLong(&isNumber);
        if (!isNumber)
            return error(Reason::BadRequest, "for 'Gt', 'Lt' operators, the value must be an integer");
    }
    return requirement;
}

bool satisfies(const Requirement &requirement, const Value *label)
{
    switch (requirement.op) {
    case Operator::Exists:
        return label;
    case Operator::DoesNotExist:
        return !label;
    case Operator::In:
    case Operator::NotIn: {
        const bool listed = label
            && std::any_of(requirement.values.begin(), requirement.values.end(),
                           [text = label->text()](const QByteArray &value) { return text == value; });
        return listed == (requirement.op == Operator::In);
    }
    case Operator::GreaterThan:
    case Operator::LessThan: {
        bool isNumber = false;
        const qint64 number = label ? label->text().toLongLong(&isNumber) : 0;
        const qint64 bound = requirement.values.value(0).toLongLong();
        return isNumber && (requirement.op == Operator::GreaterThan ? number > bound : number < bound);
    }
    }
    return false;
}

} // namespace

Result<LabelSelector> LabelSelector::parse(QByteArrayView text)
{
    LabelSelector selector;
    Lexer lexer(text);
    if (lexer.token().isEmpty())
        return selector;
    for (;;) {
        ORRERY_TRY(requirement, parseRequirement(lexer));
        ORRERY_CHECK(checkRequirement(requirement, Reason::BadRequest));
        selector.m_requirements.append(std::move(requirement));
        if (lexer.token().isEmpty())
            return selector;
        if (!lexer.accept(","))
            return unexpected(lexer, "',' or 'end of string'");
        if (selector.m_requirements.size() >= maxRequirements)
            return api::error(Reason::BadRequest, "a selector of more than 1000 requirements");
    }
}

Result<LabelSelector> LabelSelector::fromValue(const Value &labelSelector)
{
    LabelSelector selector;
    selector.m_nothing = labelSelector.isNull();
    const Value &expressions = labelSelector["matchExpressions"];
    if (labelSelector["matchLabels"].size() + expressions.size() > maxRequirements)
        return api::error(Reason::Invalid, "a selector of more than 1000 requirements");
    for (const Member &label : labelSelector["matchLabels"].members())
        selector.m_requirements.append({label.name.bytes(), Operator::In, {label.value.bytes()}});
    for (const Value &expression : expressions.items()) {
        Requirement requirement;
        requirement.key = expression["key"].bytes();
        for (const Value &value : expression["values"].items())
            requirement.values.append(value.bytes());
        const QByteArrayView op = expression["operator"].text();
        if (op == "In")
            requirement.op = Operator::In;
        else if (op == "NotIn")
            requirement.op = Operator::NotIn;
        else if (op == "Exists")
            requirement.op = Operator::Exists;
        else if (op == "DoesNotExist")
            requirement.op = Operator::DoesNotExist;
        else
            return api::error(Reason::Invalid, '"' + op.toByteArray() + "\" is not a valid label selector operator");
        const bool wantsValues = requirement.op == Operator::In || requirement.op == Operator::NotIn;
        if (wantsValues == requirement.values.isEmpty())
            return api::error(Reason::Invalid,
                              wantsValues
                                  ? "values: Required value: for 'in', 'notin' operators, values set can't be empty"
                                  : "values: Invalid value: values set must be empty for exists and does not exist");
        selector.m_requirements.append(std::move(requirement));
    }
    for (const Requirement &requirement : selector.m_requirements)
        ORRERY_CHECK(checkRequirement(requirement, Reason::Invalid));
    return selector;
}

LabelSelector LabelSelector::fromMap(const Value &labels)
{
    LabelSelector selector;
    for (const Member &label : labels.members())
        selector.m_requirements.append({label.name.bytes(), Operator::In, {label.value.bytes()}});
    return selector;
}

bool LabelSelector::matches(const Value &labels) const
{
    return !m_nothing && std::all_of(m_requirements.begin(), m_requirements.end(), [&](const Requirement &requirement) {
        return satisfies(requirement, labels.find(requirement.key));
    });
}

QByteArray LabelSelector::text() const
{
    QByteArray out;
    for (const Requirement &requirement : m_requirements) {
        if (!out.isEmpty())
            out += ',';
        const bool one = requirement.values.size() == 1;
        switch (requirement.op) {
        case Operator::Exists:
            out += requirement.key;
            break;
        case Operator::DoesNotExist:
            out += '!' + requirement.key;
            break;
        case Operator::In:
            out += requirement.key + (one ? "=" + requirement.values[0] : " in (" + requirement.values.join(',') + ')');
            break;
        case Operator::NotIn:
            out += requirement.key
                + (one ? "!=" + requirement.values[0] : " notin (" + requirement.values.join(',') + ')');
            break;
        case Operator::GreaterThan:
            out += requirement.key + '>' + requirement.values.value(0);
            break;
        case Operator::LessThan:
            out += requirement.key + '<' + requirement.values.value(0);
            break;
        }
    }
    return out;
}

namespace {
/// The text of a field, as field selectors compare it. Booleans that default to false are compared as written out.
QByteArray fieldText(const Object &object, QByteArrayView path)
{
    const Value *value = &object.document();
    for (QByteArrayView rest = path; !rest.isEmpty();) {
        const qsizetype dot = rest.indexOf('.');
        value = &(*value)[dot < 0 ? rest : rest.first(dot)];
        rest = dot < 0 ? QByteArrayView() : rest.sliced(dot + 1);
    }
    if (value->isString())
        return value->bytes();
    if (value->isNull())
        return path == "spec.unschedulable" || path == "spec.hostNetwork" ? "false" : "";
    return value->isArray() || value->isObject() ? QByteArray() : toJson(*value);
}

void appendEscaped(QByteArray &out, const QByteArray &text)
{
    for (const char c : text) {
        if (c == '\\' || c == ',' || c == '=')
            out += '\\';
        out += c;
    }
}
} // namespace

Result<FieldSelector> FieldSelector::parse(QByteArrayView text)
{
    FieldSelector selector;
    const auto bad = [&] {
        return api::error(Reason::BadRequest,
                          "invalid field selector \"" + text.toByteArray()
                              + "\": terms of the form field=value or field!=value are needed");
    };
    qsizetype at = 0;
    while (at < text.size()) {
        Requirement requirement;
        const qsizetype begin = at;
        while (at < text.size() && text[at] != '=' && text[at] != '!' && text[at] != ',')
            ++at;
        requirement.field = text.sliced(begin, at - begin).trimmed().toByteArray();
        if (at < text.size() && text[at] == ',' && requirement.field.isEmpty()) { // "a=b,,c=d"
            ++at;
            continue;
        }
        const QByteArrayView rest = text.sliced(at);
        if (requirement.field.isEmpty() || rest.isEmpty())
            return bad();
        requirement.equal = rest[0] == '=';
        if (rest.startsWith("!=") || rest.startsWith("=="))
            at += 2;
        else if (requirement.equal)
            at += 1;
        else
            return bad();
        for (; at < text.size() && text[at] != ','; ++at) {
            char c = text[at];
            if (c == '=')
                return bad();
            if (c == '\\') {
                if (++at == text.size() || !QByteArrayView("\\,=").contains(text[at]))
                    return bad();
                c = text[at];
            }
            requirement.value += c;
        }
        ++at; // the comma
        selector.m_requirements.append(std::move(requirement));
    }
    return selector;
}

bool FieldSelector::matches(const Object &object) const
{
    return std::all_of(m_requirements.begin(), m_requirements.end(), [&](const Requirement &requirement) {
        return (fieldText(object, requirement.field) == requirement.value) == requirement.equal;
    });
}

std::optional<QByteArray> FieldSelector::exact(QByteArrayView field) const
{
    for (const Requirement &requirement : m_requirements) {
        if (requirement.equal && requirement.field == field)
            return requirement.value;
    }
    return {};
}

QByteArray FieldSelector::text() const
{
    QByteArray out;
    for (const Requirement &requirement : m_requirements) {
        if (!out.isEmpty())
            out += ',';
        out += requirement.field + (requirement.equal ? "=" : "!=");
        appendEscaped(out, requirement.value);
    }
    return out;
}

} // namespace orrery::api
