// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/selector.h"
#include "controlplane/api/value.h"

#include <QString>

namespace orrery::models {

/// What a person types to find things: words (all must occur somewhere), `ns:`, `node:`, `ip:`, `status:`, `-l key=value`, and `!` before
/// any of them for "not". Case does not count. A label selector that is no selector matches nothing.
/// Thread: any; a value.
class Filter final
{
public:
    /// What there is to look at.
    struct Thing
    {
        QString text; ///< name and everything that is shown, in lower case
        QString ns, node, ip, status; ///< in lower case; empty where there is none
        api::Value labels;
    };
    Filter() = default;
    explicit Filter(const QString &text);
    bool isEmpty() const { return m_terms.isEmpty(); }
    bool matches(const Thing &thing) const;

private:
    enum class Where { Text, Ns, Node, Ip, Status, Label };
    struct Term
    {
        Where where = Where::Text;
        bool negated = false;
        QString text;
        std::optional<api::LabelSelector> selector; ///< of a Label
    };
    static bool holds(const Term &term, const Thing &thing);
    QList<Term> m_terms;
};

} // namespace orrery::models
