// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/patch.h"

#include "controlplane/api/objecteditor.h"

namespace orrery::api {

QByteArray contentType(PatchType type)
{
    switch (type) {
    case PatchType::Json:
        return "application/json-patch+json";
    case PatchType::Merge:
        return "application/merge-patch+json";
    case PatchType::StrategicMerge:
        return "application/strategic-merge-patch+json";
    case PatchType::Apply:
        break;
    }
    return "application/apply-patch+yaml";
}

std::optional<PatchType> patchType(QByteArrayView contentType)
{
    const qsizetype parameters = contentType.indexOf(';');
    const QByteArray name
        = (parameters < 0 ? contentType : contentType.first(parameters)).trimmed().toByteArray().toLower();
    for (const PatchType type : {PatchType::Json, PatchType::Merge, PatchType::StrategicMerge, PatchType::Apply}) {
        if (name == api::contentType(type))
            return type;
    }
    return {};
}

Value mergePatch(const Value &document, const Value &patch)
{
    if (!patch.isObject())
        return patch;
    ObjectEditor editor(document.isObject() ? document : Value());
    for (const Member &member : patch.members()) {
        if (member.value.isNull()) {
            editor.remove(member.key());
            continue;
        }
        const Value *old = editor.find(member.key());
        editor.set(member.key(), mergePatch(old ? *old : Value(), member.value));
    }
    return editor.finish();
}

Value mergeDiff(const Value &from, const Value &to)
{
    std::vector<Member> patch;
    for (const Member &member : from.members()) {
        const Value *wanted = to.find(member.key());
        if (!wanted || wanted->isNull()) {
            patch.push_back({member.name, Value()});
        } else if (member.value.isObject() && wanted->isObject()) {
            if (member.value.identical(*wanted))
                continue;
            Value inner = mergeDiff(member.value, *wanted);
            if (!inner.isEmpty())
                patch.push_back({member.name, std::move(inner)});
        } else if (member.value != *wanted) {
            patch.push_back({member.name, *wanted});
        }
    }
    for (const Member &member : to.members()) {
        if (!member.value.isNull() && !from.contains(member.key()))
            patch.push_back(member);
    }
    return Value::object(std::move(patch));
}

} // namespace orrery::api
