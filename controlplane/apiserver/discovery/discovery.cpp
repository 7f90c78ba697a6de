// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/discovery/discovery.h"

#include "controlplane/apiserver/discovery/openapi.h"

#include <QCryptographicHash>

namespace orrery::discovery {

using namespace api;

namespace {

Error notHere()
{
    return error(Reason::NotFound, "the server could not find the requested resource");
}

/// If-None-Match: tags in a list, weak ones too, or any.
bool isAmong(const QByteArray &tags, const QByteArray &etag)
{
    for (const QByteArray &item : tags.split(',')) {
        const QByteArray tag = item.trimmed();
        if (tag == etag || tag == "*" || tag == "W/" + etag)
            return true;
    }
    return false;
}

/// "/apis/apps/v1" -> { "apis", "apps", "v1" }
QList<QByteArray> segments(const QByteArray &path)
{
    QList<QByteArray> parts = path.split('/');
    parts.removeAll(QByteArray());
    return parts;
}

} // namespace

const Discovery::Document &Discovery::kept(const QByteArray &name, const std::function<Value()> &make,
                                           const char *contentType)
{
    auto found = m_documents.find(name);
    if (found == m_documents.end()) {
        Document document{toJson(make()), contentType, {}};
        document.etag
            = '"' + QCryptographicHash::hash(document.body, QCryptographicHash::Sha256).toHex().toUpper() + '"';
        found = m_documents.insert(name, document);
    }
    return *found;
}

void Discovery::invalidate(const QByteArray &group)
{
    // The OpenAPI documents of other groups are costly to make, and stay as they are.
    m_documents.removeIf([&group](const auto &kept) {
        return !kept.key().startsWith("openapi/v3/") || kept.key().startsWith("openapi/v3/" + group + '/');
    });
}

void Discovery::answer(const ExchangePtr &exchange, const Document &document) const
{
    Response response;
    response.headers.add("etag", document.etag);
    response.headers.add("vary", "Accept");
    response.contentType = document.contentType; // of a 304, too: a cache updates what it kept with it
    if (isAmong(exchange->request().headers.value("if-none-match"), document.etag))
        response.status = 304;
    else
        response.body = document.body;
    exchange->respond(std::move(response));
}

void Discovery::serve(const ExchangePtr &exchange, const QByteArray &path)
{
    const QByteArray &method = exchange->request().method;
    if (method != "GET" && method != "HEAD") {
        exchange->respond(
            error(Reason::MethodNotAllowed, "the server does not allow this method on the requested resource"));
        return;
    }
    const QList<QByteArray> parts = segments(path);
    const QByteArray first = parts.value(0);
    if (parts.isEmpty()) {
        answer(exchange, kept("/", [this] {
                   std::vector<Value> paths{"/api", "/api/v1", "/apis"};
                   for (const QByteArray &group : m_registry.groups().mid(1)) {
                       paths.push_back("/apis/" + group);
                       for (const QByteArray &version : m_registry.versions(group))
                           paths.push_back("/apis/" + group + '/' + version);
                   }
                   for (const char *path :
                        {"/healthz", "/livez", "/metrics", "/openapi/v2", "/openapi/v3", "/readyz", "/version"})
                       paths.push_back(path);
                   return Value::object({{"paths", Value::array(std::move(paths))}});
               }));
    } else if (first == "version" && parts.size() == 1) {
        answer(exchange, kept("version", version));
    } else if (first == "openapi") {
        serveOpenApi(exchange, path);
    } else if ((first == "api" || first == "apis") && parts.size() == 1 && serveAggregated(exchange, path)) {
        return;
    } else if (first == "api" && parts.size() == 1) {
        answer(exchange, kept("api", [] {
                   const Value address = Value::object({{"clientCIDR", "0.0.0.0/0"}, {"serverAddress", ""}});
                   return Value::object({{"kind", "APIVersions"},
                                         {"versions", Value::array({"v1"})},
                                         {"serverAddressByClientCIDRs", Value::array({address})}});
               }));
    } else if (first == "api" && parts.size() == 2 && parts[1] == "v1") {
        answer(exchange, kept("api/v1", [this] { return groupVersionResources(m_registry, "", "v1"); }));
    } else if (first == "apis" && parts.size() == 1) {
        answer(exchange, kept("apis", [this] { return groupList(m_registry); }));
    } else if (first == "apis" && parts.size() <= 3 && !m_registry.versions(parts[1]).isEmpty()
               && (parts.size() == 2 || m_registry.versions(parts[1]).contains(parts[2]))) {
        answer(exchange, kept(parts.join('/'), [this, &parts] {
                   return parts.size() == 2 ? groupOf(m_registry, parts[1])
                                            : groupVersionResources(m_registry, parts[1], parts[2]);
               }));
    } else {
        exchange->respond(notHere());
    }
}

bool Discovery::serveAggregated(const ExchangePtr &exchange, const QByteArray &path)
{
    // The first item that is the plain form or an aggregated one that we speak decides.
    for (const QByteArray &item : exchange->request().headers.value("accept").split(',')) {
        const QByteArray type = QByteArray(item).replace(" ", "");
        if (type == "application/json")
            return false;
        if (!type.startsWith("application/json;") || !type.contains("g=apidiscovery.k8s.io")
            || !type.contains("as=APIGroupDiscoveryList"))
            continue;
        const QByteArray version = type.contains("v=v2beta1") ? "v2beta1" : type.contains("v=v2") ? "v2" : "";
        if (version.isEmpty())
            continue;
        const QByteArray root = segments(path).value(0); // however many slashes there are: each document is kept once
        const bool core = root == "api";
        const QByteArray contentType
            = "application/json;g=apidiscovery.k8s.io;v=" + version + ";as=APIGroupDiscoveryList";
        answer(exchange,
               kept(
                   root + ' ' + version, [this, core, &version] { return aggregated(m_registry, core, version); },
                   contentType.constData()));
        return true;
    }
    return false;
}

void Discovery::serveOpenApi(const ExchangePtr &exchange, const QByteArray &path)
{
    const QList<QByteArray> parts = segments(path);
    if (parts.size() == 2 && parts[1] == "v2") {
        const QByteArray accept = exchange->request().headers.value("accept");
        if (accept.contains("proto-openapi.spec.v2") && !accept.contains("application/json")) {
            auto found = m_documents.find("openapi/v2.proto");
            if (found == m_documents.end()) {
                Document document{toOpenApiProtobuf(openApiV2(m_registry)),
                                  "application/com.github.proto-openapi.spec.v2.v1.0+protobuf",
                                  {}} /* "@" is no token character */;
                document.etag
                    = '"' + QCryptographicHash::hash(document.body, QCryptographicHash::Sha256).toHex().toUpper() + '"';
                found = m_documents.insert("openapi/v2.proto", document);
            }
            answer(exchange, *found);
            return;
        }
        answer(exchange, kept("openapi/v2", [this] { return openApiV2(m_registry); }));
        return;
    }
    const auto document = [this](const QByteArray &group, const QByteArray &version) -> const Document & {
        return kept("openapi/v3/" + group + '/' + version, [&] { return openApiV3(m_registry, group, version); });
    };
    const auto isServed = [this](const QByteArray &group, const QByteArray &version) {
        return m_registry.versions(group).contains(version);
    };
    if (parts.size() == 2 && parts[1] == "v3") {
        answer(exchange, kept("openapi/v3", [&] {
                   Value paths;
                   for (const QByteArray &group : m_registry.groups()) {
                       for (const QByteArray &version : m_registry.versions(group)) {
                           const QByteArray root = group.isEmpty() ? "api/" + version : "apis/" + group + '/' + version;
                           const QByteArray hash = document(group, version).etag.chopped(1).mid(1);
                           paths = paths.with(
                               root, Value::object({{"serverRelativeURL", "/openapi/v3/" + root + "?hash=" + hash}}));
                       }
                   }
                   return Value::object({{"paths", paths}});
               }));
    } else if (parts.size() == 4 && parts[2] == "api" && isServed("", parts[3])) {
        answer(exchange, document("", parts[3]));
    } else if (parts.size() == 5 && parts[2] == "apis" && !parts[3].isEmpty() && isServed(parts[3], parts[4])) {
        answer(exchange, document(parts[3], parts[4]));
    } else {
        exchange->respond(notHere());
    }
}

} // namespace orrery::discovery
