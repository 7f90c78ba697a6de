// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/client/decode.h"

namespace orrery::client {

using namespace api;

namespace {

/// Large lists come in one body; the transport has bounded it already.
constexpr JsonLimits responseLimits { .depth = 200, .bytes = 64 * 1024 * 1024 };

Result<Value> documentOf(const Response &response)
{
    if (response.object)
        return response.object.document();
    return parseJson(response.body, responseLimits);
}

} // namespace

Result<Object> objectOf(const Response &response)
{
    if (response.object)
        return response.object;
    ORRERY_TRY(document, documentOf(response));
    if (!document.isObject())
        return error(Reason::InternalError, "the server answered with something that is no object");
    return Object(std::move(document));
}

Result<ObjectList> listOf(const Response &response)
{
    if (response.list)
        return *response.list;
    ORRERY_TRY(document, documentOf(response));
    ObjectList list;
    list.apiVersion = document["apiVersion"].bytes();
    list.kind = document["kind"].bytes();
    if (!list.kind.endsWith("List"))
        return error(Reason::InternalError, "the server answered with something that is no list");
    const Value &metadata = document["metadata"];
    list.resourceVersion = metadata["resourceVersion"].text().toLongLong();
    list.continueToken = metadata["continue"].bytes();
    list.remaining = metadata["remainingItemCount"].integer(-1);
    const QByteArray kind = list.kind.chopped(4);
    const auto items = document["items"].items();
    list.items.reserve(qsizetype(items.size()));
    for (const Value &item : items) {
        // Lists of built-in kinds may leave the items' type out.
        if (item.contains("kind"))
            list.items.append(Object(item));
        else
            list.items.append(Object(item.with("kind", kind).with("apiVersion", list.apiVersion)));
    }
    return list;
}

QList<Object> rowsOf(const Value &table)
{
    QList<Object> rows;
    const auto items = table["rows"].items();
    rows.reserve(qsizetype(items.size()));
    for (const Value &row : items)
        rows.append(Object(Value::object({ { "metadata", row["object"]["metadata"] }, { "cells", row["cells"] } })));
    return rows;
}

Result<ObjectList> rowsOf(const Response &response, Value *columns)
{
    ORRERY_TRY(table, documentOf(response));
    if (table["kind"].text() != "Table")
        return error(Reason::InternalError, "the server answered with something that is no table");
    ObjectList list;
    list.resourceVersion = table["metadata"]["resourceVersion"].text().toLongLong();
    list.continueToken = table["metadata"]["continue"].bytes();
    list.remaining = table["metadata"]["remainingItemCount"].integer(-1);
    list.items = rowsOf(table);
    *columns = table["columnDefinitions"];
    return list;
}

Error errorOf(int httpStatus, const QByteArray &body)
{
    if (const Result<Value> status = parseJson(body); status && (*status)["kind"].text() == "Status")
        return fromStatus(*status, httpStatus);
    Error failure = error(reasonFromName({}, httpStatus), body.left(1024).trimmed());
    if (failure.message.isEmpty())
        failure.message = "the server answered with status " + QByteArray::number(httpStatus);
    failure.code = httpStatus;
    return failure;
}

} // namespace orrery::client
