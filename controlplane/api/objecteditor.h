// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/value.h"

#include <QHash>

namespace orrery::api {

/// Many changes to one object's members, without a copy of the object for each: an object of any size is edited in linear time.
/// Thread: one. Lifetime: a local variable; keeps the original alive.
class ObjectEditor final
{
public:
    explicit ObjectEditor(Value original);
    const Value *find(QByteArrayView name) const; ///< valid until the next change
    void set(QByteArrayView name, Value value);
    void remove(QByteArrayView name);
    Value finish(); ///< the original itself if nothing changed

private:
    qsizetype indexOf(QByteArrayView name) const;

    Value m_original;
    std::vector<Member> m_members; ///< removed ones have a null name
    QHash<QByteArray, qsizetype> m_index; ///< used from indexFrom members on
    bool m_changed = false;
};

/// The array with every item passed through change(Value &); shares what stays the same, and the array itself where all do.
template <class Change> Value mapped(const Value &array, Change change)
{
    std::vector<Value> changed; // begins with the first difference: one copy, however many items there are
    size_t index = 0;
    for (const Value &item : array.items()) {
        Value now = item;
        change(now);
        if (changed.empty() && !now.identical(item))
            changed.assign(array.items().begin(), array.items().end());
        if (!changed.empty())
            changed[index] = std::move(now);
        ++index;
    }
    return changed.empty() ? array : Value::array(std::move(changed));
}

} // namespace orrery::api
