// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/schema.h"

#include "controlplane/api/objecteditor.h"
#include "controlplane/api/schemadata.h"

namespace orrery::api {

using Kind = Schema::Kind;
using Field = Schema::Field;
using Type = Schema::Type;

namespace {

/// Turns the table's lines into types. The table is ours, so that what is wrong with it is a bug and asserted.
class Loader
{
public:
    Loader(std::deque<Type> &types, QHash<QByteArray, const Type *> &byName, std::deque<Field> &nested)
        : m_types(types)
        , m_byName(byName)
        , m_nested(nested)
    {
    }

    void load(QByteArrayView lines)
    {
        std::vector<Value> rows;
        rows.reserve(700);
        while (!lines.isEmpty()) {
            const qsizetype end = lines.indexOf('\n');
            auto row = parseJson(end < 0 ? lines : lines.first(end));
            Q_ASSERT(row);
            rows.push_back(std::move(row).value());
            lines = end < 0 ? QByteArrayView() : lines.sliced(end + 1);
        }
        for (const Value &row : rows) {
            Type &type = m_types.emplace_back();
            type.name = row["type"].bytes();
            type.atomicStruct = row["structType"].text() == "atomic";
            if (type.name.endsWith(".JSONSchemaPropsOrBool"))
                type.either = Type::Either::SchemaOrBool;
            else if (type.name.endsWith(".JSONSchemaPropsOrArray"))
                type.either = Type::Either::SchemaOrArray;
            else if (type.name.endsWith(".JSONSchemaPropsOrStringArray"))
                type.either = Type::Either::SchemaOrStringArray;
            m_byName.insert(type.name, &type);
            m_rows.insert(type.name, &row);
        }
        for (Type &type : m_types) {
            splice(*m_rows.value(type.name), {}, type.fields);
            type.index.reserve(qsizetype(type.fields.size()));
            for (size_t i = 0; i < type.fields.size(); ++i)
                type.index.insert(type.fields[i].name, int(i));
        }
    }

private:
    void splice(const Value &row, const QList<int> &wrappers, std::vector<Field> &fields)
    {
        for (const Value &item : row["fields"].items()) {
            if (item["inline"].boolean()) {
                QList<int> deeper = wrappers;
                deeper.append(int(item["number"].integer()));
                splice(*m_rows.value(item["ref"].bytes()), deeper, fields);
                continue;
            }
            Field &field = fields.emplace_back();
            read(item, field);
            field.wrappers = wrappers;
        }
    }

    static Kind kindNamed(QByteArrayView name)
    {
        static const std::pair<const char *, Kind> kinds[] = {
            {"string", Kind::String},     {"boolean", Kind::Boolean},
            {"int32", Kind::Int32},       {"int64", Kind::Int64},
            {"double", Kind::Double},     {"bytes", Kind::Bytes},
            {"byte", Kind::Byte},         {"any", Kind::Any},
            {"Quantity", Kind::Quantity}, {"IntOrString", Kind::IntOrString},
            {"Time", Kind::Time},         {"MicroTime", Kind::MicroTime},
            {"Duration", Kind::Duration}, {"RawExtension", Kind::RawExtension},
            {"FieldsV1", Kind::FieldsV1},
        };
        for (const auto &[text, kind] : kinds) {
            if (name == text)
                return kind;
        }
        Q_ASSERT_X(false, "Schema", "unknown type in the table");
        return Kind::Any;
    }

    Kind kindOf(const Value &shape, Field &field)
    {
        if (const Value *reference = shape.find("ref")) {
            const QByteArray name = reference->bytes();
            if (name == "apiextensions.k8s.io/v1.JSON")
                return Kind::Any;
            field.type = m_byName.value(name);
            Q_ASSERT(field.type);
            return Kind::Reference;
        }
        if (const Value *inner = shape.find("list"))
            return nest(*inner, field, Kind::List);
        if (const Value *inner = shape.find("map"))
            return nest(*inner, field, Kind::Map);
        return kindNamed(shape["type"].text());
    }

    Kind nest(const Value &inner, Field &field, Kind outer)
    {
        if (inner.contains("list") || inner.contains("map")) {
            Field &nested = m_nested.emplace_back();
            nested.kind = kindOf(inner, nested);
            field.nested = &nested;
            field.element = nested.kind;
        } else {
            field.element = kindOf(inner, field);
            readEnum(inner, field);
        }
        return outer;
    }

    static void readEnum(const Value &item, Field &field)
    {
        for (const Value &value : item["enum"].items())
            field.enumValues.append(value.bytes());
        field.closedEnum = item["closed"].boolean();
    }

    void read(const Value &item, Field &field)
    {
        field.name = item["name"].bytes();
        field.setName = Value("f:" + field.name);
        field.kind = kindOf(item, field);
        for (const Member &member : item.members()) {
            const QByteArrayView key = member.key();
            const Value &value = member.value;
            if (key == "number")
                field.number = int(value.integer());
            else if (key == "pointer")
                field.pointer = value.boolean();
            else if (key == "optional")
                field.optional = value.boolean();
            else if (key == "required")
                field.required = value.boolean();
            else if (key == "nullable")
                field.nullable = value.boolean();
            else if (key == "alwaysSerialised")
                field.alwaysSerialised = value.boolean();
            else if (key == "default")
                field.defaultValue = value;
            else if (key == "enum")
                readEnum(item, field);
            else if (key == "listType")
                field.listType = value.bytes();
            else if (key == "listMapKeys")
                for (const Value &mapKey : value.items())
                    field.listMapKeys.append(mapKey.bytes());
            else if (key == "patchStrategy")
                field.patchStrategy = value.bytes();
            else if (key == "patchMergeKey")
                field.patchMergeKey = value.bytes();
            else if (key == "mapType")
                field.atomicMap = value.text() == "atomic";
            else if (key == "structType")
                field.granularStruct = value.text() == "granular";
        }
    }

    std::deque<Type> &m_types;
    QHash<QByteArray, const Type *> &m_byName;
    std::deque<Field> &m_nested;
    QHash<QByteArray, const Value *> m_rows;
};

} // namespace

const Schema &Schema::builtin()
{
    static const Schema schema = [] {
        Schema loaded;
        Loader(loaded.m_types, loaded.m_byName, loaded.m_nested).load(schemaData());
        return loaded;
    }();
    return schema;
}

const Field *Type::field(QByteArrayView name) const
{
    const auto found = index.constFind(QByteArray::fromRawData(name.data(), name.size()));
    return found == index.constEnd() ? nullptr : &fields[size_t(*found)];
}

const Type *Schema::named(QByteArrayView name) const
{
    return m_byName.value(QByteArray::fromRawData(name.data(), name.size()));
}

const Type *Schema::type(QByteArrayView apiVersion, QByteArrayView kind) const
{
    QByteArray name = apiVersion.contains('/') ? apiVersion.toByteArray() : "core/" + apiVersion.toByteArray();
    if (name.startsWith("meta.k8s.io/"))
        name = "meta/" + name.sliced(12);
    if (const Type *found = m_byName.value(name + '.' + kind.toByteArray()))
        return found;
    // Every group serves these, and v1 is where Status and List live.
    static const QList<QByteArray> common = {"DeleteOptions", "CreateOptions", "UpdateOptions", "PatchOptions",
                                             "ListOptions",   "GetOptions",    "WatchEvent"};
    if (common.contains(kind) || (apiVersion == "v1" && m_byName.contains("meta/v1." + kind.toByteArray())))
        return m_byName.value("meta/v1." + kind.toByteArray());
    return nullptr;
}

// Defaults

static Value withFieldDefaults(const Schema &schema, const Field &field, const Value &value);

static Value withListDefaults(const Schema &schema, const Field &field, const Value &list)
{
    return mapped(list, [&](Value &item) {
        item = field.nested ? withFieldDefaults(schema, *field.nested, item) : schema.withDefaults(*field.type, item);
    });
}

static Value withFieldDefaults(const Schema &schema, const Field &field, const Value &value)
{
    if (field.kind == Kind::Reference)
        return schema.withDefaults(*field.type, value);
    if (!field.type && !field.nested)
        return value;
    if (field.kind == Kind::List && value.isArray())
        return withListDefaults(schema, field, value);
    if (field.kind == Kind::Map && value.isObject() && field.type) {
        ObjectEditor editor(value);
        for (const Member &member : value.members())
            editor.set(member.key(), schema.withDefaults(*field.type, member.value));
        return editor.finish();
    }
    return value;
}

static bool isZero(const Value &value)
{
    return value.isNull() || (value.isBool() && !value.boolean()) || (value.isNumber() && value.number() == 0)
        || (value.isString() && value.text().isEmpty());
}

Value Schema::withDefaults(const Type &type, const Value &document) const
{
    if (!document.isObject())
        return document;
    ObjectEditor editor(document);
    for (const Member &member : document.members()) {
        if (member.value.isArray() || member.value.isObject()) {
            if (const Field *field = type.field(member.key()))
                editor.set(member.key(), withFieldDefaults(*this, *field, member.value));
        }
    }
    for (const Field &field : type.fields) {
        // Where absent and zero are one, a zero default says nothing and a zero value is replaced.
        if (field.defaultValue.isNull() || (!field.pointer && isZero(field.defaultValue)))
            continue;
        const Value *given = editor.find(field.name);
        if (!given || given->isNull() || (!field.pointer && isZero(*given)))
            editor.set(field.name, field.defaultValue);
    }
    return editor.finish();
}

} // namespace orrery::api
