// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/request.h"

namespace orrery::api {

QByteArray Headers::value(QByteArrayView lowerName) const
{
    QByteArray joined;
    bool found = false;
    for (const auto &[name, value] : m_fields) {
        if (name != lowerName)
            continue;
        if (found)
            joined += ", ";
        joined += value;
        found = true;
    }
    return joined;
}

bool Headers::contains(QByteArrayView lowerName) const
{
    return std::any_of(m_fields.begin(), m_fields.end(), [&](const auto &field) { return field.first == lowerName; });
}

static QByteArray formDecoded(QByteArrayView text)
{
    QByteArray bytes = text.toByteArray();
    bytes.replace('+', ' ');
    return bytes.contains('%') ? QByteArray::fromPercentEncoding(bytes) : bytes;
}

Query::Query(QByteArrayView raw)
{
    while (!raw.isEmpty()) {
        const qsizetype end = raw.indexOf('&');
        const QByteArrayView pair = end < 0 ? raw : raw.first(end);
        raw = end < 0 ? QByteArrayView() : raw.sliced(end + 1);
        if (pair.isEmpty())
            continue;
        const qsizetype equals = pair.indexOf('=');
        m_items.append({formDecoded(equals < 0 ? pair : pair.first(equals)),
                        equals < 0 ? QByteArray() : formDecoded(pair.sliced(equals + 1))});
    }
}

bool Query::contains(QByteArrayView name) const
{
    return std::any_of(m_items.begin(), m_items.end(), [&](const auto &item) { return item.first == name; });
}

QByteArray Query::value(QByteArrayView name) const
{
    for (const auto &[key, value] : m_items) {
        if (key == name)
            return value;
    }
    return {};
}

QList<QByteArray> Query::values(QByteArrayView name) const
{
    QList<QByteArray> result;
    for (const auto &[key, value] : m_items) {
        if (key == name)
            result.append(value);
    }
    return result;
}

bool Query::flag(QByteArrayView name) const
{
    if (!contains(name))
        return false;
    const QByteArray given = value(name);
    return given != "0" && given.compare("false", Qt::CaseInsensitive) != 0;
}

QByteArray Query::encoded() const
{
    QByteArray result;
    for (const auto &[name, value] : m_items) {
        if (!result.isEmpty())
            result += '&';
        result += name.toPercentEncoding() + '=' + value.toPercentEncoding();
    }
    return result;
}

Response Response::of(const Error &error)
{
    Response response = of(toStatus(error), error.httpStatus());
    if (error.retryAfterSeconds > 0)
        response.headers.add("retry-after", QByteArray::number(error.retryAfterSeconds));
    if (error.httpStatus() == 401)
        response.headers.add("www-authenticate", "Bearer");
    return response;
}

QByteArray Response::json() const
{
    if (!body.isEmpty() || (!object && !list))
        return body;
    if (object)
        return object.json();
    Value metadata = Value::object({{"resourceVersion", QByteArray::number(list->resourceVersion)}});
    if (!list->continueToken.isEmpty())
        metadata = metadata.with("continue", list->continueToken);
    if (list->remaining > 0)
        metadata = metadata.with("remainingItemCount", list->remaining);

    qsizetype size = 256 + list->continueToken.size();
    for (const Object &item : list->items)
        size += item.json().size() + 1;
    QByteArray out;
    out.reserve(size);
    out += R"({"kind":)";
    appendJson(out, list->kind);
    out += R"(,"apiVersion":)";
    appendJson(out, list->apiVersion);
    out += R"(,"metadata":)";
    appendJson(out, metadata);
    out += R"(,"items":[)";
    for (qsizetype i = 0; i < list->items.size(); ++i) {
        if (i)
            out += ',';
        out += list->items[i].json();
    }
    out += "]}";
    return out;
}

} // namespace orrery::api
