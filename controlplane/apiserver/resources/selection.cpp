// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/selection.h"

namespace orrery::resources {

using namespace api;

Result<Selection> Selection::of(const Resource &resource, const chain::RequestInfo &info, const Query &query)
{
    Selection selection;
    selection.m_prefix = resource.prefix;
    selection.m_selectable = resource.selectable;
    if (resource.namespaced && !info.ns.isEmpty())
        selection.m_prefix += info.ns + '/';
    const QByteArray labels = query.value("labelSelector");
    if (!labels.isEmpty()) {
        ORRERY_TRY(parsed, LabelSelector::parse(labels));
        selection.m_labels = std::move(parsed);
    }
    const auto only = [&](const QByteArray &name) {
        if (resource.namespaced && info.ns.isEmpty())
            return;
        selection.m_exactKey = selection.m_prefix + name;
        selection.m_prefix = selection.m_exactKey;
    };
    const QByteArray fields = query.value("fieldSelector");
    if (fields.isEmpty()) {
        if (!info.name.isEmpty()) // .../watch/pods/<name>
            only(info.name);
        return selection;
    }
    ORRERY_TRY(parsed, FieldSelector::parse(fields));
    for (const auto &requirement : parsed.requirements()) {
        const bool known = requirement.field == "metadata.name" || requirement.field == "metadata.namespace"
            || resource.selectableFields.contains(requirement.field);
        if (!known)
            return error(Reason::BadRequest, "field label not supported: " + requirement.field);
        Field field{requirement.field, requirement.field.split('.'), requirement.value, requirement.equal, false};
        field.boolean = requirement.field == "spec.unschedulable" || requirement.field == "spec.hostNetwork";
        selection.m_fields.append(field);
    }
    if (const auto name = parsed.exact("metadata.name"))
        only(*name);
    else if (!info.name.isEmpty())
        only(info.name);
    return selection;
}

bool Selection::matches(QByteArrayView key, const Object &object) const
{
    if (!m_exactKey.isEmpty() && key != m_exactKey)
        return false;
    if (!m_labels.isEmpty() && !m_labels.matches(object.labels()))
        return false;
    for (const Field &field : m_fields) {
        const Value special = m_selectable ? m_selectable(object, field.name) : Value();
        const Value *value = special.isNull() ? &object.document() : &special;
        if (special.isNull()) {
            for (const QByteArray &member : field.path)
                value = &(*value)[member];
        }
        bool same;
        if (value->isString())
            same = value->text() == field.value;
        else if (value->isNull() || value->isBool())
            same = field.value == (value->boolean() ? "true" : value->isBool() || field.boolean ? "false" : "");
        else
            same = toJson(*value) == field.value;
        if (same != field.equal)
            return false;
    }
    return true;
}

} // namespace orrery::resources
