// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/addresses.h"

#include <arpa/inet.h>

namespace orrery::resources {

using namespace api;

namespace {

std::optional<quint32> parseIp(QByteArrayView text)
{
    in_addr address;
    if (inet_pton(AF_INET, text.toByteArray().constData(), &address) != 1)
        return std::nullopt;
    return ntohl(address.s_addr);
}

QByteArray ipText(quint32 ip)
{
    return QByteArray::number(ip >> 24) + '.' + QByteArray::number(ip >> 16 & 255) + '.'
        + QByteArray::number(ip >> 8 & 255) + '.' + QByteArray::number(ip & 255);
}

} // namespace

ServiceAddresses::ServiceAddresses(const QByteArray &cidr, int firstPort, int lastPort)
    : m_cidr(cidr)
    , m_firstPort(firstPort)
    , m_lastPort(lastPort)
    , m_nextPort(firstPort)
{
    const qsizetype slash = cidr.indexOf('/');
    const int bits = cidr.mid(slash + 1).toInt();
    Q_ASSERT(slash > 0 && bits >= 8 && bits <= 28);
    m_size = 1u << (32 - bits);
    m_base = parseIp(cidr.left(slash)).value_or(0) & ~(m_size - 1);
}

QByteArray ServiceAddresses::first() const
{
    return ipText(m_base + 1);
}

QByteArray ServiceAddresses::freeIp() const
{
    // The first 256 (or a sixteenth) are left to those who ask by number, as Kubernetes does; taken last.
    const quint32 reserved = std::clamp(m_size / 16, 2u, 256u);
    if (m_nextIp < reserved)
        m_nextIp = reserved;
    for (quint32 tried = 0; tried < m_size; ++tried) {
        const quint32 offset = m_nextIp;
        m_nextIp = m_nextIp + 1 >= m_size - 1 ? 2 : m_nextIp + 1;
        if (!m_ips.contains(m_base + offset))
            return ipText(m_base + offset);
    }
    return {};
}

int ServiceAddresses::freePort(const QList<int> &besides) const
{
    for (int tried = m_firstPort; tried <= m_lastPort; ++tried) {
        const int port = m_nextPort;
        m_nextPort = m_nextPort >= m_lastPort ? m_firstPort : m_nextPort + 1;
        if (!m_ports.contains(port) && !besides.contains(port))
            return port;
    }
    return 0;
}

ServiceAddresses::Answer ServiceAddresses::checkIp(QByteArrayView text, const Key &owner) const
{
    const auto ip = parseIp(text);
    if (!ip || *ip <= m_base || *ip >= m_base + m_size - 1)
        return Answer::OutOfRange;
    const auto found = m_ips.find(*ip);
    return found == m_ips.end() || *found == owner ? Answer::Free : Answer::Taken;
}

ServiceAddresses::Answer ServiceAddresses::checkPort(int port, const Key &owner) const
{
    if (port < m_firstPort || port > m_lastPort)
        return Answer::OutOfRange;
    const auto found = m_ports.find(port);
    return found == m_ports.end() || *found == owner ? Answer::Free : Answer::Taken;
}

void ServiceAddresses::written(const Object &old, const Object &now)
{
    if (!old.isNull()) {
        if (const auto ip = parseIp(old.spec()["clusterIP"].text()))
            m_ips.remove(*ip);
        for (const Value &port : old.spec()["ports"].items())
            m_ports.remove(int(port["nodePort"].integer()));
        m_ports.remove(int(old.spec()["healthCheckNodePort"].integer()));
    }
    if (now.isNull())
        return;
    if (const auto ip = parseIp(now.spec()["clusterIP"].text()))
        m_ips.insert(*ip, now.key());
    for (const Value &port : now.spec()["ports"].items()) {
        if (const int number = int(port["nodePort"].integer()); number != 0)
            m_ports.insert(number, now.key());
    }
    if (const int number = int(now.spec()["healthCheckNodePort"].integer()); number != 0)
        m_ports.insert(number, now.key());
}

} // namespace orrery::resources
