// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace orrery::extensions {

/// Where a walk through a document stands: a chain on the stack, spelled out only when something is wrong there.
/// Thread: any. Lifetime: the walk's.
class Place final
{
public:
    Place() = default;
    Place(const Place &parent, QByteArrayView member)
        : m_parent(&parent)
        , m_name(member)
    {
    }
    Place(const Place &parent, qsizetype index)
        : m_parent(&parent)
        , m_index(index)
    {
    }
    /// Another walk's beginning.
    static Place root(QByteArrayView text)
    {
        Place place;
        place.m_name = text;
        return place;
    }

    /// "spec.ports[0].name"
    QByteArray text() const
    {
        QByteArray out = m_parent ? m_parent->text() : QByteArray();
        if (m_index >= 0)
            return out + '[' + QByteArray::number(m_index) + ']';
        if (!out.isEmpty() && !m_name.isEmpty())
            out += '.';
        return out.append(m_name);
    }

private:
    const Place *m_parent = nullptr;
    QByteArrayView m_name;
    qsizetype m_index = -1;
};

} // namespace orrery::extensions
