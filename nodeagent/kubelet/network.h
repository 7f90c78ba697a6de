// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "nodeagent/kubelet/dependencies.h"
#include "nodeagent/kubelet/subsystem.h"
#include "nodeagent/kubelet/tasks.h"

#include <QTimer>

namespace orrery::kubelet {

/// The pod network of this node: once the node has its pod CIDR, the CNI configuration (bridge and host-local),
/// forwarding, and a route to every other node's pods through that node's address. On hollow nodes: only tells the
/// runtime. Does not: masquerade (the proxy's table does), or remove the bridge. Thread: the kubelet's; acts on that
/// thread's network namespace. Lifetime: the kubelet's.
class Network final : public Subsystem
{
    Q_OBJECT
public:
    Network(const Dependencies &dependencies, QObject *parent = nullptr);
    QByteArray name() const override { return "network"; }
    void start() override;
    QByteArray health() const override;
    bool isReady() const { return m_configured; }
    void setPodCidr(const QByteArray &cidr);

    /// The CNI configuration list for that CIDR.
    static QByteArray cniConfig(const QByteArray &podCidr, const QByteArray &ipamDir);

private:
    void configure();
    void syncRoutes();

    const Dependencies &m_dependencies;
    client::Informer *m_nodes = nullptr;
    QByteArray m_podCidr, m_problem;
    QMap<QByteArray, QByteArray> m_routes; ///< CIDR -> gateway, as set by us
    QTimer m_gather;
    bool m_configured = false;
    Tasks m_tasks;
};

} // namespace orrery::kubelet
