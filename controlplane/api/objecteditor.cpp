// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/objecteditor.h"

namespace orrery::api {

static constexpr size_t indexFrom = 32;

ObjectEditor::ObjectEditor(Value original)
    : m_original(std::move(original))
    , m_members(m_original.members().begin(), m_original.members().end())
{
    if (m_members.size() >= indexFrom) {
        for (size_t i = 0; i < m_members.size(); ++i)
            m_index.insert(m_members[i].name.bytes(), qsizetype(i));
    }
}

qsizetype ObjectEditor::indexOf(QByteArrayView name) const
{
    if (m_members.size() >= indexFrom)
        return m_index.value(QByteArray::fromRawData(name.data(), name.size()), -1);
    for (size_t i = 0; i < m_members.size(); ++i) {
        if (m_members[i].name.isString() && m_members[i].key() == name)
            return qsizetype(i);
    }
    return -1;
}

const Value *ObjectEditor::find(QByteArrayView name) const
{
    const qsizetype index = indexOf(name);
    return index < 0 ? nullptr : &m_members[size_t(index)].value;
}

void ObjectEditor::set(QByteArrayView name, Value value)
{
    const qsizetype index = indexOf(name);
    if (index >= 0) {
        Value &old = m_members[size_t(index)].value;
        m_changed = m_changed || !old.identical(value);
        old = std::move(value);
        return;
    }
    m_changed = true;
    m_members.push_back({Value(name), std::move(value)});
    if (m_members.size() == indexFrom) {
        for (size_t i = 0; i < m_members.size(); ++i) {
            if (m_members[i].name.isString())
                m_index.insert(m_members[i].name.bytes(), qsizetype(i));
        }
    } else if (m_members.size() > indexFrom) {
        m_index.insert(name.toByteArray(), qsizetype(m_members.size()) - 1);
    }
}

void ObjectEditor::remove(QByteArrayView name)
{
    const qsizetype index = indexOf(name);
    if (index < 0)
        return;
    m_changed = true;
    if (m_members.size() >= indexFrom)
        m_index.remove(name.toByteArray());
    m_members[size_t(index)] = {};
}

Value ObjectEditor::finish()
{
    if (!m_changed && m_original.isObject())
        return m_original;
    std::erase_if(m_members, [](const Member &member) { return member.name.isNull(); });
    return Value::object(std::move(m_members));
}

} // namespace orrery::api
