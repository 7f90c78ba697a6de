// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/client/client.h"

#include "controlplane/client/decode.h"

namespace orrery::client {

using namespace api;

namespace {

/// Holds a promise until the transport has answered; a transport that forgets leaves an error, not a caller that waits for ever.
template <class T>
struct Pending
{
    QPromise<Result<T>> promise;
    bool done = false;
    Pending() { promise.start(); }
    ~Pending()
    {
        if (!done)
            finish(error(Reason::ServiceUnavailable, "the connection to the cluster was closed"));
    }
    void finish(Result<T> result)
    {
        done = true;
        promise.addResult(std::move(result));
        promise.finish();
    }
};

template <class T, class Convert>
QFuture<Result<T>> ask(Transport *transport, Request request, Convert convert)
{
    auto pending = std::make_shared<Pending<T>>();
    QFuture<Result<T>> future = pending->promise.future();
    transport->send(std::move(request), [pending, convert](Result<Response> response) {
        if (!response)
            pending->finish(std::move(response).error());
        else
            pending->finish(convert(*response));
    });
    return future;
}

Request makeRequest(const QByteArray &method, QByteArray path, const QByteArray &userAgent)
{
    Request request;
    request.method = method;
    request.path = std::move(path);
    request.headers.add("user-agent", userAgent);
    request.headers.add("accept", "application/json");
    request.cause = Cause::current();
    return request;
}

} // namespace

QFuture<Result<Object>> Client::get(const Gvr &gvr, const Key &key, QByteArrayView subresource) const
{
    return ask<Object>(m_transport, makeRequest("GET", gvr.path(key, subresource), m_userAgent), objectOf);
}

QFuture<Result<ObjectList>> Client::list(const Gvr &gvr, const ListOptions &options) const
{
    Request request = makeRequest("GET", gvr.path({ options.ns, {} }), m_userAgent);
    if (!options.labelSelector.isEmpty())
        request.query.add("labelSelector", options.labelSelector);
    if (!options.fieldSelector.isEmpty())
        request.query.add("fieldSelector", options.fieldSelector);
    if (options.limit > 0)
        request.query.add("limit", QByteArray::number(options.limit));
    if (!options.continueToken.isEmpty())
        request.query.add("continue", options.continueToken);
    return ask<ObjectList>(m_transport, std::move(request), listOf);
}

QFuture<Result<Object>> Client::create(const Gvr &gvr, const Object &object, QByteArrayView subresource) const
{
    Key key = object.key();
    if (subresource.isEmpty())
        key.name.clear();
    Request request = makeRequest("POST", gvr.path(key, subresource), m_userAgent);
    request.headers.add("content-type", "application/json");
    request.object = object;
    return ask<Object>(m_transport, std::move(request), objectOf);
}

QFuture<Result<Object>> Client::update(const Gvr &gvr, const Object &object, QByteArrayView subresource) const
{
    Request request = makeRequest("PUT", gvr.path(object.key(), subresource), m_userAgent);
    request.headers.add("content-type", "application/json");
    request.object = object;
    return ask<Object>(m_transport, std::move(request), objectOf);
}

QFuture<Result<Object>> Client::patch(const Gvr &gvr, const Key &key, PatchType type, const Value &patch,
                                      QByteArrayView subresource) const
{
    Request request = makeRequest("PATCH", gvr.path(key, subresource), m_userAgent);
    request.headers.add("content-type", contentType(type));
    request.body = toJson(patch);
    return ask<Object>(m_transport, std::move(request), objectOf);
}

QFuture<Result<Object>> Client::remove(const Gvr &gvr, const Key &key, const DeleteOptions &options) const
{
    Request request = makeRequest("DELETE", gvr.path(key), m_userAgent);
    Value body = Value::object({ { "kind", "DeleteOptions" }, { "apiVersion", "v1" } });
    if (options.gracePeriodSeconds)
        body = body.with("gracePeriodSeconds", *options.gracePeriodSeconds);
    if (!options.propagationPolicy.isEmpty())
        body = body.with("propagationPolicy", options.propagationPolicy);
    if (!options.uid.isEmpty())
        body = body.withPath({ "preconditions", "uid" }, options.uid);
    if (options.resourceVersion)
        body = body.withPath({ "preconditions", "resourceVersion" }, QByteArray::number(options.resourceVersion));
    if (body.size() > 2) {
        request.headers.add("content-type", "application/json");
        request.body = toJson(body);
    }
    return ask<Object>(m_transport, std::move(request), objectOf);
}

QFuture<Result<Response>> Client::send(Request request) const
{
    if (!request.headers.contains("user-agent"))
        request.headers.add("user-agent", m_userAgent);
    if (request.cause.isEmpty())
        request.cause = Cause::current();
    return ask<Response>(m_transport, std::move(request), [](const Response &response) { return Result<Response>(response); });
}

} // namespace orrery::client
