// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QByteArray>
#include <QList>

namespace orrery::actions {

/// What the schema does not say of a type and a person wants of its form. Types that are not in the table show what the document has.
struct FieldFacts
{
    QList<QByteArray> first; ///< shown always, in this order
    QList<QByteArray> oneOf; ///< alternatives; paths below the object ("valueFrom.secretKeyRef")
    QByteArray starter; ///< JSON of a new one
};
const FieldFacts &factsOf(const QByteArray &type);
/// What can be offered in a field: a kind, "volume", or words separated by spaces; empty if nothing.
QByteArray suggestionsFor(const QByteArray &type, const QByteArray &field);
/// Fields that only servers write.
bool isServersField(const QByteArray &type, const QByteArray &field);

} // namespace orrery::actions
