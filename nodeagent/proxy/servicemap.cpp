// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/proxy/servicemap.h"

#include <QCryptographicHash>
#include <QHash>
#include <QMap>

#include <algorithm>

namespace orrery::proxy {

namespace {

using api::Object;
using api::Value;

struct Candidate
{
    Endpoint endpoint;
    bool ready = false, servesWhileTerminating = false;
};

bool isPort(qint64 port)
{
    return port > 0 && port < 65536;
}

QList<Candidate> candidates(const QList<Object> &slices, QByteArrayView portName, QByteArrayView protocol,
                            QByteArrayView nodeName)
{
    QList<Candidate> result;
    for (const auto &slice : slices) {
        if (slice["addressType"].text() != "IPv4")
            continue;
        for (const auto &port : slice["ports"].items()) {
            const auto portProtocol = port["protocol"].isNull() ? QByteArrayView("TCP") : port["protocol"].text();
            if (port["name"].text() != portName || portProtocol != protocol || !isPort(port["port"].integer()))
                continue;
            for (const auto &endpoint : slice["endpoints"].items()) {
                const QByteArray ip = ipv4(endpoint["addresses"].at(0).text());
                if (ip.isEmpty())
                    continue;
                const auto &conditions = endpoint["conditions"];
                const bool terminating = conditions["terminating"].boolean();
                const bool ready = conditions["ready"].boolean(true);
                result.append({{ip, int(port["port"].integer()), endpoint["nodeName"].text() == nodeName},
                               ready && !terminating,
                               conditions["serving"].boolean(ready) && terminating});
            }
        }
    }
    return result;
}

QList<Endpoint> usable(const QList<Candidate> &candidates)
{
    QList<Endpoint> result;
    for (const auto &candidate : candidates) {
        if (candidate.ready)
            result.append(candidate.endpoint);
    }
    if (result.isEmpty()) {
        for (const auto &candidate : candidates) {
            if (candidate.servesWhileTerminating)
                result.append(candidate.endpoint);
        }
    }
    std::sort(result.begin(), result.end());
    result.erase(std::unique(result.begin(), result.end(),
                             [](const auto &a, const auto &b) { return a.ip == b.ip && a.port == b.port; }),
                 result.end());
    return result;
}

QByteArray chainName(const QByteArray &id)
{
    // The hash makes it unique and safe; the readable rest is for whoever reads `nft list`.
    QByteArray readable;
    for (const char c : id.left(80))
        readable += (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '/' || c == '.' ? c : '_';
    return QCryptographicHash::hash(id, QCryptographicHash::Sha256).toHex().left(10) + '-' + readable;
}

} // namespace

QByteArray ipv4(QByteArrayView text)
{
    quint32 parts[4];
    int part = 0;
    qsizetype digits = 0;
    quint32 value = 0;
    for (qsizetype i = 0; i <= text.size(); ++i) {
        if (i == text.size() || text[i] == '.') {
            if (!digits || part > 3)
                return {};
            parts[part++] = value;
            digits = 0;
            value = 0;
        } else if (text[i] >= '0' && text[i] <= '9' && digits < 3) {
            value = value * 10 + quint32(text[i] - '0');
            ++digits;
            if (value > 255)
                return {};
        } else {
            return {};
        }
    }
    if (part != 4)
        return {};
    return QByteArray::number(parts[0]) + '.' + QByteArray::number(parts[1]) + '.' + QByteArray::number(parts[2]) + '.'
        + QByteArray::number(parts[3]);
}

QList<ServicePort> servicePorts(const QList<Object> &services, const QList<Object> &slices, QByteArrayView nodeName)
{
    QHash<api::Key, QList<Object>> slicesOf;
    for (const auto &slice : slices) {
        if (const auto service = slice.label("kubernetes.io/service-name"); !service.isEmpty() && !slice.isDeleting())
            slicesOf[{slice.ns(), service}].append(slice);
    }
    QMap<QByteArray, ServicePort> result;
    for (const auto &service : services) {
        const auto &spec = service.spec();
        const QByteArray clusterIp = ipv4(spec["clusterIP"].text());
        if (clusterIp.isEmpty() || spec["type"].text() == "ExternalName"
            || service.labels().contains("service.kubernetes.io/service-proxy-name"))
            continue;
        const auto own = slicesOf.value(service.key());
        for (const auto &port : spec["ports"].items()) {
            const auto protocol = port["protocol"].isNull() ? QByteArray("TCP") : port["protocol"].bytes();
            if (!isPort(port["port"].integer()) || (protocol != "TCP" && protocol != "UDP"))
                continue;
            ServicePort entry;
            entry.id = service.key().path() + ':' + port["name"].bytes() + '/' + protocol.toLower() + '/'
                + QByteArray::number(port["port"].integer());
            entry.chain = chainName(entry.id);
            entry.protocol = protocol.toLower();
            entry.clusterIp = clusterIp;
            entry.port = int(port["port"].integer());
            if (spec["type"].text() == "NodePort" || spec["type"].text() == "LoadBalancer")
                entry.nodePort = isPort(port["nodePort"].integer()) ? int(port["nodePort"].integer()) : 0;
            for (const auto &ip : spec["externalIPs"].items())
                entry.externalIps.append(ipv4(ip.text()));
            for (const auto &ingress : service.status()["loadBalancer"]["ingress"].items())
                entry.externalIps.append(ipv4(ingress["ip"].text()));
            entry.externalIps.removeAll(QByteArray());
            std::sort(entry.externalIps.begin(), entry.externalIps.end());
            entry.externalIps.erase(std::unique(entry.externalIps.begin(), entry.externalIps.end()),
                                    entry.externalIps.end());
            if (spec["sessionAffinity"].text() == "ClientIP")
                entry.affinitySeconds = int(std::clamp<qint64>(
                    spec["sessionAffinityConfig"]["clientIP"]["timeoutSeconds"].integer(10800), 1, 86400));
            entry.externalLocal = spec["externalTrafficPolicy"].text() == "Local";
            entry.internalLocal = spec["internalTrafficPolicy"].text() == "Local";
            entry.endpoints = usable(candidates(own, port["name"].text(), protocol, nodeName));
            result.insert(entry.id, entry);
        }
    }
    return result.values();
}

} // namespace orrery::proxy
