// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/filter.h"

namespace orrery::models {

Filter::Filter(const QString &text)
{
    const QStringList words = text.simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    static const std::pair<QLatin1String, Where> prefixes[]{{QLatin1String("ns:"), Where::Ns},
                                                            {QLatin1String("node:"), Where::Node},
                                                            {QLatin1String("ip:"), Where::Ip},
                                                            {QLatin1String("status:"), Where::Status}};
    for (qsizetype i = 0; i < words.size(); ++i) {
        Term term;
        QString word = words[i];
        term.negated = word.startsWith(QLatin1Char('!'));
        if (term.negated)
            word.remove(0, 1);
        if (word == QLatin1String("-l")) {
            if (i + 1 == words.size())
                continue; // still being typed
            term.where = Where::Label;
            if (const auto selector = api::LabelSelector::parse(words[++i].toUtf8()))
                term.selector = *selector;
            m_terms += term;
            continue;
        }
        for (const auto &[prefix, where] : prefixes) {
            if (!word.startsWith(prefix, Qt::CaseInsensitive))
                continue;
            term.where = where;
            word.remove(0, prefix.size());
            break;
        }
        term.text = word.toLower();
        if (!term.text.isEmpty())
            m_terms += term;
    }
}

bool Filter::holds(const Term &term, const Thing &thing)
{
    switch (term.where) {
    case Where::Text:
        return thing.text.contains(term.text);
    case Where::Ns:
        return thing.ns == term.text;
    case Where::Node:
        return thing.node.startsWith(term.text);
    case Where::Ip:
        return thing.ip.startsWith(term.text);
    case Where::Status:
        return thing.status.contains(term.text);
    case Where::Label:
        return term.selector && term.selector->matches(thing.labels);
    }
    return false;
}

bool Filter::matches(const Thing &thing) const
{
    return std::all_of(m_terms.cbegin(), m_terms.cend(),
                       [&](const Term &term) { return holds(term, thing) != term.negated; });
}

} // namespace orrery::models
