// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/webhookclient.h"

#include <QUrl>

namespace orrery::apiserver {

using namespace api;

namespace {

/// Where a webhook is: what its configuration says, in the parts of a URL.
struct Place
{
    QByteArray serverName; ///< of the certificate
    QByteArray host; ///< with its port
    QByteArray path; ///< with the query
    int port = 443;
    std::optional<Key> service;
};

Result<Place> placeOf(const Value &client)
{
    Place place;
    const Value &service = client["service"];
    if (!service.isNull()) {
        place.service = Key{service["namespace"].bytes(), service["name"].bytes()};
        place.port = int(service["port"].integer(443));
        place.serverName = place.service->name + '.' + place.service->ns + ".svc";
        place.host = place.serverName + ':' + QByteArray::number(place.port);
        place.path = service["path"].bytes();
        if (!place.path.startsWith('/'))
            place.path.prepend('/');
        return place;
    }
    const QUrl url(client["url"].string(), QUrl::StrictMode);
    if (!url.isValid() || url.scheme() != QLatin1String("https") || url.host().isEmpty())
        return error(Reason::BadRequest, "the webhook's URL is not good: " + client["url"].bytes());
    place.serverName = url.host(QUrl::FullyEncoded).toLatin1();
    place.port = url.port(443);
    place.host = url.authority(QUrl::FullyEncoded).toLatin1();
    place.path = url.path(QUrl::FullyEncoded).toLatin1();
    if (place.path.isEmpty())
        place.path = "/";
    if (url.hasQuery())
        place.path += '?' + url.query(QUrl::FullyEncoded).toLatin1();
    return place;
}

/// The document of a good answer; else what client libraries of Kubernetes say of one that is not.
Result<Value> contentOf(const Response &answer)
{
    if (answer.status >= 200 && answer.status < 300)
        return parseJson(answer.body, {.depth = 200, .bytes = WebhookClient::mostBytes});
    const QByteArray said = answer.body.left(2048).trimmed();
    if (answer.status == 404)
        return error(Reason::NotFound, "the server could not find the requested resource");
    if (answer.status >= 500)
        return error(Reason::InternalError,
                     "an error on the server (\"" + (said.isEmpty() ? QByteArray("unknown") : said)
                         + "\") has prevented the request from succeeding");
    return error(Reason::Unknown,
                 "the server rejected our request for an unknown reason (" + QByteArray::number(answer.status) + ')');
}

} // namespace

void WebhookClient::call(const chain::WebhookCall &call, Done done)
{
    const auto place = placeOf(call.client);
    if (!place)
        return done(place.error());
    const QByteArray timeout = QByteArray::number(call.timeoutSeconds) + 's';
    const QByteArray target = place->path + (place->path.contains('?') ? '&' : '?') + "timeout=" + timeout;
    const auto failed = [post = "Post \"https://" + place->host + target + "\": "](const Error &why) {
        return error(why.reason, post + why.message);
    };
    auto connection = place->service ? m_dialer.service(*place->service, place->port)
                                     : Result(streams::connectTo(place->serverName, place->port));
    if (!connection)
        return done(failed(connection.error()));
    streams::TlsOptions tls;
    tls.serverName = place->serverName;
    tls.caPem = QByteArray::fromBase64(call.client["caBundle"].bytes());

    streams::HttpRequest request;
    request.method = "POST";
    request.target = target;
    request.host = place->host;
    request.headers = {{"content-type", "application/json"},
                       {"accept", "application/json, */*"},
                       {"user-agent", "kube-apiserver-admission"}};
    request.body = call.body;
    const qint64 number = m_next++;
    m_fetches[number] = std::make_unique<streams::Fetch>(
        streams::tlsOver(*std::move(connection), tls), request, std::chrono::seconds(call.timeoutSeconds), mostBytes,
        [this, number, failed, done = std::move(done)](const Result<Response> &answer) {
            if (const auto found = m_fetches.find(number); found != m_fetches.end()) {
                found->second.release()->deleteLater(); // it is its call that we are in
                m_fetches.erase(found);
            }
            done(answer ? contentOf(*answer) : Result<Value>(failed(answer.error())));
        });
}

} // namespace orrery::apiserver
