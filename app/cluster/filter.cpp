// SPDX-License-Identifier: GPL-3.0-only
#include "app/cluster/filter.h"

#include <QCoreApplication>

namespace orrery::cluster {

namespace {

bool isSeparator(QChar c)
{
    return c == u'-' || c == u'.' || c == u'_';
}

/// Takes a filter's text apart.
class Scanner final
{
public:
    explicit Scanner(QStringView text)
        : m_rest(text.trimmed())
    {
    }
    bool atEnd() const { return m_rest.isEmpty(); }
    bool take(QStringView prefix)
    {
        if (!m_rest.startsWith(prefix, Qt::CaseInsensitive))
            return false;
        m_rest = m_rest.mid(prefix.size());
        return true;
    }
    void skipSpaces()
    {
        while (!atEnd() && m_rest[0].isSpace())
            m_rest = m_rest.mid(1);
    }

    /// Up to the next space outside of quotes, without the quotes; what is quoted keeps its commas from meaning "or".
    QStringList alternatives(bool commas, bool *quoted = nullptr)
    {
        QStringList list{QString()};
        QChar quote;
        for (; !atEnd() && (!quote.isNull() || !m_rest[0].isSpace()); m_rest = m_rest.mid(1)) {
            const QChar c = m_rest[0];
            if (c == quote) {
                quote = QChar();
            } else if (quote.isNull() && (c == u'"' || c == u'\'')) {
                quote = c;
                if (quoted)
                    *quoted = true;
            } else if (quote.isNull() && commas && c == u',') {
                list += QString();
            } else {
                list.last() += c;
            }
        }
        list.removeAll(QString());
        return list;
    }

    /// A label selector: one word, but that `in (a, b)` belongs to it with its spaces.
    QString selector()
    {
        QString text = word();
        for (;;) {
            const QStringView before = m_rest;
            skipSpaces();
            const bool set = take(u"in (") || take(u"in(") || take(u"notin (") || take(u"notin(");
            if (!set) {
                m_rest = before;
                return text;
            }
            const QStringView from = before.first(before.size() - m_rest.size());
            const qsizetype end = m_rest.indexOf(u')');
            text += from;
            text += m_rest.first(end < 0 ? m_rest.size() : end + 1);
            m_rest = end < 0 ? QStringView() : m_rest.mid(end + 1);
            text += word(); // ",tier=front" may follow at once
        }
    }

private:
    /// Parentheses hold a word together.
    QString word()
    {
        QString text;
        QChar quote;
        for (int depth = 0; !atEnd() && (depth > 0 || !quote.isNull() || !m_rest[0].isSpace()); m_rest = m_rest.mid(1)) {
            const QChar c = m_rest[0];
            if (c == quote) {
                quote = QChar();
                continue;
            }
            if (quote.isNull() && (c == u'"' || c == u'\'')) {
                quote = c;
                continue;
            }
            depth += c == u'(' ? 1 : c == u')' ? -1 : 0;
            text += c;
        }
        return text;
    }

    QStringView m_rest;
};

/// "web1" in "web-1-x": the separators of the name do not count.
bool containsLoosely(QStringView name, QStringView word)
{
    for (qsizetype start = 0; start < name.size(); ++start) {
        qsizetype at = start, matched = 0;
        while (at < name.size() && matched < word.size()) {
            if (name[at] == word[matched])
                ++matched;
            else if (!isSeparator(name[at]) || matched == 0)
                break;
            ++at;
        }
        if (matched == word.size())
            return true;
    }
    return false;
}

template <class Holds> bool anyWord(QStringView words, Holds holds)
{
    for (const QStringView word : words.tokenize(u' ', Qt::SkipEmptyParts)) {
        if (holds(word))
            return true;
    }
    return false;
}

/// A number is whole: "node-1" begins "node-1" and "node-1.example", not "node-10".
bool begins(QStringView name, const QString &start)
{
    return name.startsWith(start)
        && (name.size() == start.size() || !start.back().isDigit() || !name[start.size()].isDigit());
}

} // namespace

Filter::Filter(const QString &text)
    : m_text(text)
{
    static const std::pair<QStringView, Where> prefixes[]{{u"ns:", Where::Ns},     {u"namespace:", Where::Ns},
                                                          {u"kind:", Where::Kind}, {u"node:", Where::Node},
                                                          {u"ip:", Where::Ip},     {u"status:", Where::Status}};
    if (text.size() > longest)
        m_problem = QCoreApplication::translate("Filter", "Only the first %1 characters are read.").arg(longest);
    const QString bounded = text.left(longest);
    Scanner scanner(bounded);
    for (scanner.skipSpaces(); !scanner.atEnd(); scanner.skipSpaces()) {
        Term term;
        while (scanner.take(u"!"))
            term.negated = !term.negated;
        if (scanner.take(u"-l")) {
            scanner.take(u"=");
            scanner.skipSpaces();
            const QString selector = scanner.selector();
            if (selector.isEmpty())
                continue; // still being typed
            term.where = Where::Label;
            if (const auto parsed = api::LabelSelector::parse(selector.toUtf8())) {
                term.selector = *parsed;
            } else {
                m_problem = QCoreApplication::translate("Filter", "“%1” is not a label selector: %2")
                                .arg(selector, QString::fromUtf8(parsed.error().message));
            }
            m_terms += term;
            continue;
        }
        for (const auto &[prefix, where] : prefixes) {
            if (scanner.take(prefix)) {
                term.where = where;
                break;
            }
        }
        bool quoted = false;
        term.any = scanner.alternatives(term.where != Where::Text, &quoted);
        if (term.any.isEmpty())
            continue;
        for (QString &each : term.any)
            each = each.toLower();
        term.loose = term.where == Where::Text && !quoted && term.any[0].size() > 2
            && std::none_of(term.any[0].cbegin(), term.any[0].cend(), isSeparator);
        m_terms += term;
    }
}

QStringList Filter::words() const
{
    QStringList words;
    for (const Term &term : m_terms) {
        if (term.where == Where::Text && !term.negated)
            words += term.any;
    }
    return words;
}

Filter Filter::withoutWords() const
{
    Filter rest = *this;
    rest.m_terms.removeIf([](const Term &term) { return term.where == Where::Text && !term.negated; });
    return rest;
}

bool Filter::holds(const Term &term, const Thing &thing)
{
    if (term.where == Where::Label)
        return term.selector && term.selector->matches(thing.labels);
    return std::any_of(term.any.cbegin(), term.any.cend(), [&](const QString &text) {
        switch (term.where) {
        case Where::Text:
            return thing.text.contains(text) || thing.name.contains(text)
                || (term.loose && containsLoosely(thing.name, text));
        case Where::Ns:
            return thing.ns == text;
        case Where::Kind:
            return anyWord(thing.kind, [&](QStringView word) { return word == text; });
        case Where::Node:
            return begins(thing.node, text);
        case Where::Ip:
            return anyWord(thing.ip, [&](QStringView word) { return word.startsWith(text); });
        case Where::Status:
            return thing.status.contains(text);
        case Where::Label:
            break;
        }
        return false;
    });
}

bool Filter::matches(const Thing &thing) const
{
    return std::all_of(m_terms.cbegin(), m_terms.cend(), [&](const Term &term) {
        // What cannot be read matches nothing, with "not" before it, too.
        return (term.where != Where::Label || term.selector) && holds(term, thing) != term.negated;
    });
}

} // namespace orrery::cluster
