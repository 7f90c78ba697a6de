// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/client/proxy.h"

#include <QHostAddress>
#include <QUrl>

namespace orrery::client {

using namespace api;

namespace {

/// Whether an entry of NO_PROXY means that host: "*", an address, a network, a domain and all below it; each with a port or none.
bool exempts(const QString &entry, const QString &host, int port)
{
    if (entry == u"*")
        return true;
    const QHostAddress address(host);
    if (entry.contains(u'/')) {
        const auto network = QHostAddress::parseSubnet(entry);
        return !network.first.isNull() && !address.isNull() && address.isInSubnet(network);
    }
    QString name = entry;
    const qsizetype colon = name.lastIndexOf(u':');
    if (colon > 0 && name.indexOf(u':') == colon) { // more than one: an IPv6 address
        if (name.mid(colon + 1).toInt() != port)
            return false;
        name.truncate(colon);
    }
    if (!address.isNull())
        return address == QHostAddress(name);
    if (name.startsWith(u"*."))
        name.remove(0, 1);
    if (name.startsWith(u'.')) // those below it only
        return host.endsWith(name, Qt::CaseInsensitive);
    return host.compare(name, Qt::CaseInsensitive) == 0 || host.endsWith(u'.' + name, Qt::CaseInsensitive);
}

} // namespace

QByteArray proxyOfEnvironment(const QByteArray &server, const std::function<QByteArray(const char *name)> &variable)
{
    const QUrl url(QString::fromUtf8(server));
    const QString host = url.host();
    if (host.isEmpty() || host == u"localhost" || host.endsWith(u".localhost") || QHostAddress(host).isLoopback())
        return {};
    const bool tls = url.scheme() == u"https";
    const auto either = [&](const char *upper, const char *lower) {
        const QByteArray value = variable(upper).trimmed();
        return value.isEmpty() ? variable(lower).trimmed() : value;
    };
    const QByteArray proxy = tls ? either("HTTPS_PROXY", "https_proxy") : either("HTTP_PROXY", "http_proxy");
    if (proxy.isEmpty())
        return {};
    const QStringList exceptions = QString::fromUtf8(either("NO_PROXY", "no_proxy")).split(u',', Qt::SkipEmptyParts);
    for (const QString &entry : exceptions) {
        if (exempts(entry.trimmed(), host, url.port(tls ? 443 : 80)))
            return {};
    }
    return proxy.contains("://") ? proxy : "http://" + proxy;
}

Result<QNetworkProxy> proxyOf(const QByteArray &text)
{
    if (text.isEmpty())
        return QNetworkProxy(QNetworkProxy::NoProxy);
    const QUrl url(QString::fromUtf8(text), QUrl::StrictMode);
    const QString scheme = url.scheme();
    const bool http = scheme == u"http", socks = scheme == u"socks5" || scheme == u"socks5h";
    if (scheme == u"https")
        return error(Reason::BadRequest, "a proxy that is itself reached over https is not supported; use its http:// or socks5:// address");
    if (!url.isValid() || url.host().isEmpty() || !(http || socks))
        return error(Reason::BadRequest, "the proxy is no http or socks5 URL: " + url.toDisplayString(QUrl::RemoveUserInfo).toUtf8());
    QNetworkProxy proxy(http ? QNetworkProxy::HttpProxy : QNetworkProxy::Socks5Proxy, url.host(), quint16(url.port(http ? 80 : 1080)),
                        url.userName(QUrl::FullyDecoded), url.password(QUrl::FullyDecoded));
    return proxy;
}

} // namespace orrery::client
