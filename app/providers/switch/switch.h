// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/providers/switch/gateway.h"
#include "controlplane/api/result.h"

#include <QObject>

namespace orrery::providers {

/// The node network in this process: a learning Ethernet switch. Its ports are UDP socket pairs on 127.0.0.1 (QEMU's `-netdev socket,udp`,
/// one for each VM) and tap devices (the bridge of the nodes in namespaces); the Gateway is one more. Being connectionless, VMs do not notice
/// when this process ends and another takes over with the same ports.
/// It also asks each silent node that it is to watch whether it is there (ARP): a guest whose kernel does not answer hangs.
/// Does not: filter between nodes, limit rates.
/// Thread: made, called and signalled on any; frames move on a thread of its own. Lifetime: QObject; destroy it before its ports' users.
class Switch final : public QObject
{
    Q_OBJECT
public:
    struct UdpPorts { quint16 here = 0, there = 0; }; ///< ours, and the one QEMU binds

    Switch(const NodeNetwork &network, quint16 serverPort, QObject *parent = nullptr);
    ~Switch() override;
    const NodeNetwork &network() const { return m_network; }

    /// A port named after the machine. Zero ports are chosen (free at that moment). Calling it again for the same name replaces the port.
    /// Errors: Conflict (a port is taken).
    api::Result<UdpPorts> addUdp(const QByteArray &name, UdpPorts ports);
    /// From now on the node behind that port, which has this address, is expected to be there. 0: no longer.
    void watch(const QByteArray &name, quint32 address);
    void addTap(const QByteArray &name, int fd); ///< takes the descriptor over
    void remove(const QByteArray &name);

    static constexpr int askAfterMs = 3000, silentAfterMs = 8000;

Q_SIGNALS:
    /// The node has not answered for silentAfterMs, or does again. Comes from the switch's thread: connect with a receiver.
    void silent(const QByteArray &name, bool isSilent);

private:
    class Worker;
    NodeNetwork m_network;
    std::unique_ptr<Worker> m_worker;
};

} // namespace orrery::providers
