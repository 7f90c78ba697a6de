// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/fielddocs.h"

#include "app/models/yamlplace.h"
#include "controlplane/client/then.h"

namespace orrery::models {

using api::Member;
using api::Value;

namespace {

constexpr qsizetype largestDocument = 32 * 1024 * 1024;

/// What a $ref leads to, also behind an allOf of one, with the outer description and default kept by the caller.
const Value &resolved(const Value &openApi, const Value &schema)
{
    const Value *at = &schema;
    for (int i = 0; i < 8; ++i) {
        const Value &reference = (*at)["$ref"].isNull() ? (*at)["allOf"].at(0)["$ref"] : (*at)["$ref"];
        if (reference.isNull())
            break;
        at = &openApi["components"]["schemas"][reference.text().sliced(reference.text().lastIndexOf('/') + 1)];
    }
    return *at;
}

const Value &root(const Value &openApi, const YamlPlace &place)
{
    static const Value none;
    const qsizetype slash = place.apiVersion.indexOf('/');
    const QByteArray group = slash < 0 ? QByteArray() : place.apiVersion.first(slash), version = place.apiVersion.sliced(slash + 1);
    for (const Member &schema : openApi["components"]["schemas"].members()) {
        for (const Value &gvk : schema.value["x-kubernetes-group-version-kind"].items()) {
            if (gvk["kind"].text() == place.kind && gvk["group"].text() == group && gvk["version"].text() == version)
                return schema.value;
        }
    }
    return none;
}

/// The schema at a path as it stands there (a $ref unresolved, so that its own description counts), and the object that it is a field of.
struct Found
{
    const Value *schema = nullptr, *parent = nullptr;
};
Found walk(const Value &openApi, const YamlPlace &place, const QList<QByteArray> &path)
{
    Found found{&root(openApi, place)};
    for (const QByteArray &part : path) {
        const Value &schema = resolved(openApi, *found.schema);
        if (part == "[]") {
            found = {&schema["items"], nullptr};
        } else if (const Value *field = schema["properties"].find(part)) {
            found = {field, &schema};
        } else {
            found = {&schema["additionalProperties"], nullptr};
        }
        if (!found.schema->isObject())
            return {};
    }
    return found;
}

QString typeOf(const Value &openApi, const Value &unresolved)
{
    const Value &schema = resolved(openApi, unresolved);
    const QString type = schema["type"].string();
    if (type == u"array")
        return QStringLiteral("list of ") + typeOf(openApi, schema["items"]);
    if (type == u"object" && schema["additionalProperties"].isObject())
        return QStringLiteral("map of ") + typeOf(openApi, schema["additionalProperties"]);
    if (schema["x-kubernetes-int-or-string"].boolean() || schema["format"].text() == "int-or-string")
        return QStringLiteral("integer or string");
    if (schema["oneOf"].size() > 0 && type.isEmpty())
        return typeOf(openApi, schema["oneOf"].at(0)) + QStringLiteral(" or ") + typeOf(openApi, schema["oneOf"].at(1));
    const QString format = schema["format"].string();
    return type.isEmpty() ? QStringLiteral("object") : format.isEmpty() ? type : type + QStringLiteral(" (") + format + u')';
}

FieldDoc docOf(const Value &openApi, const Value &schema, bool required)
{
    const Value &type = resolved(openApi, schema);
    FieldDoc doc;
    doc.type = typeOf(openApi, schema);
    doc.required = required;
    for (const Value &value : (schema["enum"].isNull() ? type["enum"] : schema["enum"]).items())
        doc.values += value.isString() ? value.string() : QString::fromUtf8(api::toJson(value));
    const Value &otherwise = schema["default"];
    if (!otherwise.isNull() && !(otherwise.isObject() && otherwise.isEmpty()))
        doc.otherwise = otherwise.isString() ? otherwise.string() : QString::fromUtf8(api::toJson(otherwise));
    doc.description = (schema["description"].isNull() ? type["description"] : schema["description"]).string();
    return doc;
}

bool isRequired(const Value &parent, QByteArrayView name)
{
    const auto list = parent["required"].items();
    return std::any_of(list.begin(), list.end(), [&](const Value &each) { return each.text() == name; });
}

} // namespace

FieldDoc fieldDocOf(const Value &openApi, const YamlPlace &place)
{
    const Found found = walk(openApi, place, place.path);
    if (!found.schema || !found.schema->isObject() || place.path.isEmpty())
        return {};
    return docOf(openApi, *found.schema, found.parent && isRequired(*found.parent, place.path.constLast()));
}

QList<std::pair<QString, FieldDoc>> fieldsBelow(const Value &openApi, const YamlPlace &place, const QList<QByteArray> &path)
{
    QList<std::pair<QString, FieldDoc>> list;
    const Found found = walk(openApi, place, path);
    if (!found.schema)
        return list;
    const Value &schema = resolved(openApi, *found.schema);
    for (const Member &field : schema["properties"].members())
        list += {field.name.string(), docOf(openApi, field.value, isRequired(schema, field.key()))};
    std::sort(list.begin(), list.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    return list;
}

void FieldDocs::setSession(cluster::Session *session)
{
    if (m_session == session)
        return;
    m_session = session;
    m_documents.clear();
    Q_EMIT sessionChanged();
}

const Value *FieldDocs::document(const QByteArray &apiVersion)
{
    if (const auto known = m_documents.constFind(apiVersion); known != m_documents.cend())
        return known->isNull() ? nullptr : &*known;
    if (!m_session || m_session->isOffline() || apiVersion.isEmpty() || apiVersion.contains("..") || apiVersion.count('/') > 1)
        return nullptr;
    m_documents.insert(apiVersion, {});
    api::Request request;
    request.path = (apiVersion.contains('/') ? "/openapi/v3/apis/" : "/openapi/v3/api/") + apiVersion;
    request.headers.add("accept", "application/json");
    const auto read = [](const api::Result<api::Response> &response) -> api::Result<Value> {
        if (!response)
            return response.error();
        return api::parseJson(response->body, {.bytes = largestDocument});
    };
    client::then(m_session->client().send(request).then(QtFuture::Launch::Async, read), this,
                 [this, apiVersion, session = m_session](const api::Result<Value> &document) {
                     if (!document || session != m_session)
                         return;
                     m_documents.insert(apiVersion, *document);
                     ++m_revision;
                     Q_EMIT changed();
                 });
    return nullptr;
}

QVariantMap FieldDocs::at(const QString &text, int position)
{
    const YamlPlace place = placeAt(text, position);
    const Value *openApi = document(place.apiVersion);
    if (!openApi || place.path.isEmpty())
        return {};
    const FieldDoc doc = fieldDocOf(*openApi, place);
    if (doc.type.isEmpty())
        return {};
    return {{QStringLiteral("path"), QString::fromUtf8(place.text())},
            {QStringLiteral("type"), doc.type},
            {QStringLiteral("required"), doc.required},
            {QStringLiteral("values"), doc.values},
            {QStringLiteral("otherwise"), doc.otherwise},
            {QStringLiteral("description"), doc.description}};
}

QVariantList FieldDocs::complete(const QString &text, int position)
{
    const YamlPlace place = placeAt(text, position);
    const Value *openApi = document(place.apiVersion);
    QVariantList list;
    if (!openApi)
        return list;
    const auto offer = [&](const QString &name, const QString &detail, const QString &insert) {
        if (name.startsWith(place.word, Qt::CaseInsensitive))
            list += QVariantMap{{QStringLiteral("name"), name},
                                {QStringLiteral("detail"), detail},
                                {QStringLiteral("insert"), insert},
                                {QStringLiteral("replace"), int(place.word.size())}};
    };
    if (place.inValue) {
        const FieldDoc doc = fieldDocOf(*openApi, place);
        const QString space = position > 0 && text[position - 1] == u':' ? QStringLiteral(" ") : QString();
        for (const QString &value : doc.values)
            offer(value, doc.type, space + value);
        if (doc.type == u"boolean") {
            offer(QStringLiteral("true"), doc.type, space + QStringLiteral("true"));
            offer(QStringLiteral("false"), doc.type, space + QStringLiteral("false"));
        }
        return list;
    }
    const QList<QByteArray> parent = place.isField ? place.path.first(place.path.size() - 1) : place.path;
    for (const auto &[name, doc] : fieldsBelow(*openApi, place, parent)) {
        if (!place.siblings.contains(name.toUtf8()))
            offer(name, doc.required ? doc.type + QStringLiteral(" · ") + tr("required") : doc.type, place.isField ? name : name + QStringLiteral(": "));
    }
    return list;
}

} // namespace orrery::models
