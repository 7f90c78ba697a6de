// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/applyshape.h"

#include <algorithm>

namespace orrery::api {

using Field = Schema::Field;
using Type = Schema::Type;

static Shape ofType(const Type *type, bool granular)
{
    if (type->either != Type::Either::No || (type->atomicStruct && !granular))
        return {};
    return {Shape::Kind::Struct, type, nullptr};
}

static const Type *objectMeta()
{
    static const Type *type = Schema::builtin().named("meta/v1.ObjectMeta");
    return type;
}

Shape Shape::ofRoot(const Type *type)
{
    return type ? Shape{Kind::Struct, type, nullptr} : Shape{Kind::Custom, nullptr, nullptr};
}

Shape Shape::of(const Field &field)
{
    switch (field.kind) {
    case Schema::Kind::Reference:
        return ofType(field.type, field.granularStruct);
    case Schema::Kind::Map:
        return field.atomicMap ? Shape() : Shape{Kind::Map, nullptr, &field};
    case Schema::Kind::List:
        if (field.listType == "map")
            return {Kind::MapList, nullptr, &field};
        if (field.listType == "set")
            return {Kind::SetList, nullptr, &field};
        return {};
    default:
        return {};
    }
}

Shape Shape::element() const
{
    if (kind == Kind::Deduced)
        return *this;
    if (!field)
        return {};
    if (field->nested)
        return of(*field->nested);
    return field->element == Schema::Kind::Reference ? ofType(field->type, false) : Shape();
}

Shape Shape::member(QByteArrayView name, const Field **known) const
{
    if (kind == Kind::Map)
        return element();
    if (kind == Kind::Struct) {
        const Field *found = type->field(name);
        if (known)
            *known = found;
        return found ? of(*found) : Shape{Kind::Deduced, nullptr, nullptr};
    }
    if (kind == Kind::Custom && name == "metadata")
        return {Kind::Struct, objectMeta(), nullptr};
    return {Kind::Deduced, nullptr, nullptr};
}

Shape::Kind Shape::kindFor(const Value &a, const Value &b) const
{
    const auto fits = [&](bool (Value::*is)() const) { return (a.isNull() || (a.*is)()) && (b.isNull() || (b.*is)()); };
    if (kind == Kind::MapList || kind == Kind::SetList)
        return fits(&Value::isArray) ? kind : Kind::Leaf;
    if (isObject(kind))
        return fits(&Value::isObject) ? kind : Kind::Leaf;
    return Kind::Leaf;
}

QByteArray Shape::itemName(const Value &item, QByteArray *problem) const
{
    if (kind == Kind::SetList) {
        if (!item.isArray() && !item.isObject() && !item.isNull())
            return "v:" + toJson(item);
        if (problem)
            *problem = "sets may only hold plain values";
        return {};
    }
    if (!item.isObject()) {
        if (problem)
            *problem = "associative list with keys may not have non-map elements";
        return {};
    }
    QList<QByteArray> keys = field->listMapKeys;
    if (keys.size() > 1)
        std::sort(keys.begin(), keys.end());
    QByteArray name = "k:{";
    for (const QByteArray &key : std::as_const(keys)) {
        const Field *known = field->type ? field->type->field(key) : nullptr;
        const Value *value = item.find(key);
        if (!value && known && !known->defaultValue.isNull())
            value = &known->defaultValue;
        if (!value) {
            if (known && known->optional && keys.size() > 1)
                continue;
            if (problem)
                *problem = "associative list with keys has an element that omits key field \"" + key
                    + "\" (and doesn't have default value)";
            return {};
        }
        if (name.size() > 3)
            name += ',';
        name += '"' + key + "\":";
        appendJson(name, *value);
    }
    return name + '}';
}

bool isIdentity(QByteArrayView member)
{
    for (const char *name : {"name", "namespace", "uid", "resourceVersion", "creationTimestamp", "managedFields",
                             "generation", "selfLink", "clusterName"}) {
        if (member == name)
            return true;
    }
    return false;
}

} // namespace orrery::api
