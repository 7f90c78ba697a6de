// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/cause.h"
#include "controlplane/api/object.h"

#include <QMap>

#include <memory>

namespace orrery::api {

/// HTTP header fields: names lower-case, repeated ones joined by ", " when asked for.
class Headers final
{
public:
    Headers() = default;
    Headers(std::initializer_list<std::pair<QByteArray, QByteArray>> fields) : m_fields(fields) { }
    void add(QByteArrayView name, QByteArray value) { m_fields.append({ name.toByteArray().toLower(), std::move(value) }); }
    QByteArray value(QByteArrayView lowerName) const;
    bool contains(QByteArrayView lowerName) const;
    const QList<std::pair<QByteArray, QByteArray>> &fields() const { return m_fields; }

private:
    QList<std::pair<QByteArray, QByteArray>> m_fields;
};

/// The decoded query of a request target; percent-decoding and '+' as in application/x-www-form-urlencoded.
class Query final
{
public:
    Query() = default;
    explicit Query(QByteArrayView raw);
    void add(QByteArrayView name, QByteArrayView value) { m_items.append({ name.toByteArray(), value.toByteArray() }); }
    bool contains(QByteArrayView name) const;
    QByteArray value(QByteArrayView name) const; ///< the first
    QList<QByteArray> values(QByteArrayView name) const; ///< all, e.g. exec's command=
    bool flag(QByteArrayView name) const; ///< given, and neither "false" nor "0": as Kubernetes reads a boolean
    QByteArray encoded() const;
    bool isEmpty() const { return m_items.isEmpty(); }

private:
    QList<std::pair<QByteArray, QByteArray>> m_items;
};

/// Who makes a request: authentication.k8s.io UserInfo.
struct User
{
    QByteArray name;
    QByteArray uid;
    QList<QByteArray> groups;
    QMap<QByteArray, QList<QByteArray>> extra;
    bool isAnonymous() const { return name == "system:anonymous"; }
};

/// One API request, before and after the wire. Thread: any; a value.
struct Request
{
    QByteArray method = "GET";
    QByteArray path; ///< percent-encoded, without the query: "/api/v1/namespaces/default/pods"
    Query query;
    Headers headers;
    QByteArray body;
    Object object; ///< what the body says, where the sender is in this process (body is then empty)
    Cause cause;
    User user; ///< set by authentication, or by the loopback
    QByteArray peer; ///< client address, for audit; "loopback" inside the process
    QMap<QByteArray, QByteArray> auditAnnotations; ///< what the chain has to say of it in the audit log
};

/// What answers it: one of object, list and body; the first two share their bytes with the store. A body beside an object or a list is
/// what goes out on the wire: the same thing in the form that the client asked for.
struct Response
{
    int status = 200;
    Headers headers;
    Object object;
    std::shared_ptr<const ObjectList> list;
    QByteArray body;
    QByteArray contentType = "application/json";

    static Response of(Object object, int status = 200) { Response r; r.status = status; r.object = std::move(object); return r; }
    static Response of(ObjectList list) { Response r; r.list = std::make_shared<const ObjectList>(std::move(list)); return r; }
    static Response text(QByteArray body, int status = 200) { Response r; r.status = status; r.body = std::move(body); r.contentType = "text/plain; charset=utf-8"; return r; }
    static Response of(const Error &error);
    QByteArray json() const; ///< the content as bytes: the body, else JSON of the object or the list
};

} // namespace orrery::api
