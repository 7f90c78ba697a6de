// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/selector.h"
#include "controlplane/api/value.h"

#include <QString>

namespace orrery::cluster {

/// What a person types to narrow what there is to see. All of it must hold, `!` before a part means "not", case does not count:
///     web "my web"        words: occur somewhere in what is shown; of a name they may leave out its dashes and dots ("web1": web-1)
///     ns:shop,default     the namespace, whole; a comma is "or", here and below
///     kind:pod            the kind, its plural or a short name, whole
///     node:node-1         how the node's name begins (node-1 is not node-10)
///     ip:10.244.          how an address begins
///     status:fail         occurs in the status
///     -l app=web,tier!=x  a label selector as kubectl has it, also with `key in (a, b)`
/// What is still being typed ("ns:", "-l") narrows nothing; what cannot be read matches nothing and is told by problem().
/// Does not: know where things come from; whoever has them makes Things of them.
/// Thread: any; a value.
class Filter final
{
public:
    static constexpr qsizetype longest = 500; ///< characters; what is over is not read, and told

    /// What there is to look at, in lower case but for the labels; empty where there is none.
    struct Thing
    {
        QString name;
        QString text; ///< everything that is shown, the name too
        QString ns, node;
        QString kind; ///< words: "pod pods po"
        QString ip; ///< words
        QString status; ///< kubectl's word, and for what a kind has no word for: running, pending, failed, leaving
        api::Value labels;
    };
    Filter() = default;
    explicit Filter(const QString &text);
    bool isEmpty() const { return m_terms.isEmpty(); }
    bool matches(const Thing &thing) const;
    const QString &problem() const { return m_problem; } ///< for people; empty: none
    /// The words that have to occur, and the filter without them: for who ranks by the words.
    QStringList words() const;
    Filter withoutWords() const;
    bool operator==(const Filter &other) const { return m_text == other.m_text; }

private:
    enum class Where { Text, Ns, Kind, Node, Ip, Status, Label };
    struct Term
    {
        Where where = Where::Text;
        bool negated = false;
        bool loose = false; ///< of a word: dashes and dots of a name may be left out
        QStringList any;
        std::optional<api::LabelSelector> selector; ///< of a Label
    };
    static bool holds(const Term &term, const Thing &thing);
    QString m_text, m_problem;
    QList<Term> m_terms;
};

} // namespace orrery::cluster
