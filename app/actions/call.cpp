// SPDX-License-Identifier: GPL-3.0-only
#include "app/actions/call.h"

#include "controlplane/client/decode.h"

#include <QRegularExpression>

namespace orrery::actions {

namespace {

QByteArray pathOf(const Call &call)
{
    // What is created has no address yet; a subresource (an eviction) is posted to an object's.
    const bool collection = call.method == "POST" && call.subresource.isEmpty();
    return call.gvr.path(collection ? api::Key{call.key.ns, {}} : call.key, call.subresource);
}

} // namespace

QFuture<api::Result<api::Object>> send(const client::Client &client, const Call &call)
{
    api::Request request;
    request.method = call.method;
    request.path = pathOf(call);
    request.headers.add("accept", "application/json");
    if (!call.body.isNull()) {
        request.headers.add("content-type", call.method == "PATCH" ? api::contentType(call.patchType) : QByteArray("application/json"));
        request.body = api::toJson(call.body);
    }
    return client.send(std::move(request)).then([](const api::Result<api::Response> &answer) {
        return answer ? client::objectOf(*answer) : api::Result<api::Object>(answer.error());
    });
}

QString requestText(const Call &call)
{
    const QByteArray line = call.method + ' ' + pathOf(call);
    return QString::fromUtf8(call.body.isNull() ? line : line + '\n' + api::toJson(call.body));
}

QString quoted(const QString &word)
{
    static const QRegularExpression plain(QStringLiteral("^[A-Za-z0-9_./:=,@%+-]+$"));
    if (plain.match(word).hasMatch())
        return word;
    return u'\'' + QString(word).replace(u'\'', QLatin1String("'\\''")) + u'\'';
}

QString kubectlText(const QString &verb, const cluster::Kind &kind, const api::Key &key, const QString &rest)
{
    // A kind of a name that another one has is told apart by its group.
    const QByteArray thing = kind.id.contains('.') ? kind.gvr.groupResource() : kind.kind.toLower();
    QString text = QStringLiteral("kubectl %1 %2/%3").arg(verb, QString::fromUtf8(thing), QString::fromUtf8(key.name));
    if (!rest.isEmpty())
        text += u' ' + rest;
    return kind.namespaced && !key.ns.isEmpty() ? text + QLatin1String(" -n ") + QString::fromUtf8(key.ns) : text;
}

Call patchCall(const cluster::Kind &kind, const api::Key &key, const api::Value &patch, const QByteArray &subresource)
{
    Call call{"PATCH", kind.gvr, key, subresource, patch, {}};
    call.kubectl = kubectlText(QStringLiteral("patch"), kind, key,
                               (subresource.isEmpty() ? QString() : QLatin1String("--subresource=") + QString::fromUtf8(subresource) + u' ')
                                   + QLatin1String("--type=merge -p ") + quoted(QString::fromUtf8(api::toJson(patch))));
    return call;
}

Call createCall(const cluster::Kind &kind, const api::Object &object)
{
    return {"POST", kind.gvr, object.key(), {}, object.document(), QStringLiteral("kubectl create -f %1.yaml").arg(QString::fromUtf8(object.name()))};
}

} // namespace orrery::actions
