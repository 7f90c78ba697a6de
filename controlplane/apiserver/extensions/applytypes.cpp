// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/extensions/applytypes.h"

namespace orrery::extensions {

using namespace api;
using Field = Schema::Field;
using Kind = Schema::Kind;

namespace {

class Maker
{
public:
    explicit Maker(ApplyTypes &out)
        : m_out(out)
    {
    }

    const Schema::Type *type(const Structural &schema, const QByteArray &name, bool isObject)
    {
        Schema::Type &type = m_out.types.emplace_back();
        type.name = name;
        type.atomicStruct = schema.mapType == "atomic";
        if (isObject || schema.embedded) {
            for (const char *member : {"apiVersion", "kind"})
                add(type, member).kind = Kind::String;
            Field &metadata = add(type, "metadata");
            metadata.kind = Kind::Reference;
            metadata.type = Schema::builtin().named("meta/v1.ObjectMeta");
        }
        for (const Structural::Property &property : schema.properties) {
            if (type.index.contains(property.name))
                continue;
            Field field = shape(*property.schema);
            add(type, property.name) = named(std::move(field), property.name);
        }
        return &type;
    }

private:
    static Field named(Field field, const QByteArray &name)
    {
        field.name = name;
        field.setName = Value("f:" + name);
        return field;
    }

    static Field &add(Schema::Type &type, const QByteArray &name)
    {
        type.index.insert(name, int(type.fields.size()));
        return type.fields.emplace_back(named({}, name));
    }

    Field shape(const Structural &schema)
    {
        Field field;
        field.defaultValue = schema.defaultValue;
        field.optional = true;
        field.pointer = true; // absent is not the same as empty
        if (schema.type == Structural::Type::Array) {
            field.kind = Kind::List;
            field.listType = schema.listType;
            field.listMapKeys = schema.listMapKeys;
            element(field, schema.items.get());
        } else if (schema.additional || schema.anyMember) {
            field.kind = Kind::Map;
            field.atomicMap = schema.mapType == "atomic";
            element(field, schema.additional.get());
        } else if (schema.type == Structural::Type::Object || schema.preserves || schema.embedded) {
            // Members that the type does not have are looked at as they come.
            field.kind = Kind::Reference;
            field.type = type(schema, {}, false);
        }
        return field;
    }

    void element(Field &field, const Structural *schema)
    {
        static const Structural anything;
        Field inner = schema ? shape(*schema) : Field();
        if (!schema) {
            inner.kind = Kind::Reference;
            inner.type = type(anything, {}, false);
        }
        field.element = inner.kind;
        if (inner.kind == Kind::Reference) {
            field.type = inner.type;
        } else if (inner.kind == Kind::List || inner.kind == Kind::Map) {
            m_out.nested.push_back(std::move(inner));
            field.nested = &m_out.nested.back();
        }
    }

    ApplyTypes &m_out;
};

} // namespace

std::shared_ptr<const ApplyTypes> ApplyTypes::make(const Structural &schema, const QByteArray &name)
{
    auto types = std::make_shared<ApplyTypes>();
    types->root = Maker(*types).type(schema, name, true);
    return types;
}

} // namespace orrery::extensions
