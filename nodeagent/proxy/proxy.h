// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/client/informer.h"
#include "controlplane/client/reconciler.h"
#include "nodeagent/nft/nft.h"
#include "nodeagent/proxy/ruleset.h"

#include <QTimer>

namespace orrery::proxy {

/// Keeps the node's packet filter in step with the cluster's Services and EndpointSlices: whenever one changes, the
/// whole table is made anew and, if its text differs, applied in one transaction. The rules stay when the proxy stops,
/// so that a restart breaks nothing. Does not: answer DNS, or keep session affinity over a change of the table. Thread:
/// one with an event loop; nft acts on that thread's network namespace. Lifetime: QObject parent; nft outlives it.
class Proxy final : public QObject
{
    Q_OBJECT
public:
    Proxy(client::Informers &informers, nft::Nft &nft, QByteArray nodeName, Addresses addresses = {},
          QObject *parent = nullptr);
    void start();
    bool isHealthy() const { return m_applied && !m_failing; }

Q_SIGNALS:
    void applied(); ///< the kernel has the newest rules

private:
    void wake();
    void sync();

    client::Informers &m_informers;
    nft::Nft &m_nft;
    QByteArray m_nodeName;
    Addresses m_addresses;
    client::Informer *m_services = nullptr;
    client::Informer *m_slices = nullptr;
    QTimer m_timer;
    QByteArray m_text; ///< what the kernel has
    int m_retry = 0; ///< milliseconds
    bool m_applied = false, m_failing = false;
};

} // namespace orrery::proxy
