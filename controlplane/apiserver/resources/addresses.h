// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/object.h"

#include <QHash>

namespace orrery::resources {

/// Which ClusterIPs and node ports are taken, and by whom. Follows the Services as they are written (see
/// Resource::written), so that what it hands out is free at that moment; nothing is reserved before a write. Thread:
/// the api thread. Lifetime: ApiServer's.
class ServiceAddresses final
{
public:
    /// cidr: IPv4, /8 to /28 ("10.96.0.0/16").
    ServiceAddresses(const QByteArray &cidr, int firstPort, int lastPort);

    const QByteArray &cidr() const { return m_cidr; }
    QByteArray first() const; ///< of Service default/kubernetes
    QByteArray portRange() const { return QByteArray::number(m_firstPort) + '-' + QByteArray::number(m_lastPort); }
    QByteArray freeIp() const; ///< empty: none left
    int freePort(const QList<int> &besides) const; ///< 0: none left
    enum class Answer { Free, Taken, OutOfRange };
    Answer checkIp(QByteArrayView ip, const api::Key &owner) const;
    Answer checkPort(int port, const api::Key &owner) const;

    /// A Service as written; `now` is null for one that is gone.
    void written(const api::Object &old, const api::Object &now);

private:
    QByteArray m_cidr;
    quint32 m_base = 0, m_size = 0;
    int m_firstPort, m_lastPort;
    QHash<quint32, api::Key> m_ips;
    QHash<int, api::Key> m_ports;
    mutable quint32 m_nextIp = 2; ///< where the search goes on, so that a freed address is not handed out at once
    mutable int m_nextPort;
};

} // namespace orrery::resources
