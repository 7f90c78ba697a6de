// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/object.h"

namespace orrery::proxy {

struct Endpoint
{
    QByteArray ip; ///< IPv4, canonical
    int port = 0;
    bool local = false; ///< on this node

    bool operator==(const Endpoint &) const = default;
    friend bool operator<(const Endpoint &a, const Endpoint &b) { return a.ip != b.ip ? a.ip < b.ip : a.port < b.port; }
};

/// One port of one service, with who answers it: what the ruleset is made of. Everything in it is validated.
struct ServicePort
{
    QByteArray id; ///< "default/web:http", for people
    QByteArray chain; ///< a name that nft takes, unique
    QByteArray protocol; ///< "tcp", "udp"
    QByteArray clusterIp;
    QList<QByteArray> externalIps; ///< externalIPs and load balancer addresses
    int port = 0;
    int nodePort = 0; ///< 0: none
    int affinitySeconds = 0; ///< ClientIP session affinity; 0: none
    bool externalLocal = false, internalLocal = false; ///< traffic policies
    QList<Endpoint> endpoints; ///< sorted
};

/// Joins Services with their EndpointSlices. A pure function: headless and ExternalName services, other address
/// families and malformed entries are left out; endpoints that are ready are taken, or, where none is, those that still
/// serve while they terminate. Sorted by id, so that equal input in any order gives an equal result.
QList<ServicePort> servicePorts(const QList<api::Object> &services, const QList<api::Object> &slices,
                                QByteArrayView nodeName);

/// Canonical text of an IPv4 address, or empty.
QByteArray ipv4(QByteArrayView text);

} // namespace orrery::proxy
