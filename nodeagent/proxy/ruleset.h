// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "nodeagent/nft/transaction.h"
#include "nodeagent/proxy/servicemap.h"

namespace orrery::proxy {

/// The addresses that the rules tell apart.
struct Addresses
{
    QByteArray podNetwork = "10.244.0.0/14"; ///< all nodes' pods
    QByteArray nodeNetwork = "10.240.0.0/16";
    QByteArray gateway
        = "10.240.0.1"; ///< knows no routes to pods: what goes there must come from the node's own address
};

inline constexpr char tableName[] = "orrery-proxy";

/// The table that makes services work on this node: destination NAT for ClusterIPs, node ports and external addresses
/// to a random endpoint; rejection where there is none; masquerading of what could not find its way back, and of what
/// leaves the cluster. A pure function.
nft::Transaction ruleset(const QList<ServicePort> &services, const Addresses &addresses);

} // namespace orrery::proxy
