// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/nft/transaction.h"

#include <algorithm>

namespace orrery::nft {

Transaction::Transaction(QByteArray table, QByteArray family)
    : m_table(std::move(table))
    , m_family(std::move(family))
{
}

Transaction &Transaction::add(Set set)
{
    m_sets.append(std::move(set));
    return *this;
}

Transaction &Transaction::add(Chain chain)
{
    m_chains.append(std::move(chain));
    return *this;
}

QByteArray Transaction::removal(const QByteArray &table, const QByteArray &family)
{
    // Naming it first makes it exist, so that deleting can't fail.
    const QByteArray name = "table " + family + ' ' + table + '\n';
    return name + "delete " + name;
}

QByteArray Transaction::text() const
{
    QByteArray out = removal(m_table, m_family) + "table " + m_family + ' ' + m_table + " {\n";
    for (const auto &set : m_sets) {
        const bool map = !set.valueType.isEmpty();
        out += QByteArray("\t") + (map ? "map " : "set ") + set.name + " {\n\t\ttype " + set.type;
        if (map)
            out += " : " + set.valueType;
        out += '\n';
        if (!set.options.isEmpty())
            out += "\t\t" + set.options + '\n';
        if (!set.elements.isEmpty()) {
            out += "\t\telements = {";
            for (qsizetype i = 0; i < set.elements.size(); ++i) {
                const auto &element = set.elements[i];
                out += (i ? ",\n\t\t\t" : "\n\t\t\t") + element.key;
                if (map)
                    out += " : " + element.value;
            }
            out += "\n\t\t}\n";
        }
        out += "\t}\n";
    }
    for (const auto &chain : m_chains) {
        out += "\tchain " + chain.name + " {\n";
        if (!chain.hook.isEmpty())
            out += "\t\t" + chain.hook + '\n';
        for (const auto &rule : chain.rules)
            out += "\t\t" + rule + '\n';
        out += "\t}\n";
    }
    return out + "}\n";
}

bool Transaction::isName(QByteArrayView name)
{
    const auto isLetter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    if (name.isEmpty() || name.size() > 120 || !isLetter(name.front()))
        return false;
    return std::all_of(name.begin(), name.end(), [&](char c) {
        return isLetter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '/' || c == '.';
    });
}

} // namespace orrery::nft
