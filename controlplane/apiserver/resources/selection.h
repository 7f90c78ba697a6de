// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/selector.h"
#include "controlplane/apiserver/chain/requestinfo.h"
#include "controlplane/apiserver/resources/resource.h"

namespace orrery::resources {

/// Which objects of a kind a list, watch or collection delete is about. Thread: any; a value.
class Selection final
{
public:
    /// Errors: BadRequest (malformed, or a field that the kind can't be selected by).
    static api::Result<Selection> of(const Resource &resource, const chain::RequestInfo &info, const api::Query &query);

    /// Every object that matches has a key that begins with this.
    const QByteArray &prefix() const { return m_prefix; }
    bool everything() const { return m_labels.isEmpty() && m_fields.isEmpty() && m_exactKey.isEmpty(); }
    /// key: the store's.
    bool matches(QByteArrayView key, const api::Object &object) const;

private:
    struct Field
    {
        QByteArray name;
        QList<QByteArray> path;
        QByteArray value;
        bool equal = true;
        bool boolean = false;
    };
    QByteArray m_prefix;
    QByteArray m_exactKey;
    api::LabelSelector m_labels;
    decltype(Resource::selectable) m_selectable = {};
    QList<Field> m_fields;
};

} // namespace orrery::resources
