// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QByteArray>

#include <functional>
#include <memory>
#include <vector>

struct pollfd;

namespace orrery::providers {

/// The addresses of the node network. Host byte order.
struct NodeNetwork
{
    quint32 network = 0x0af00000, mask = 0xffff0000; ///< 10.240.0.0/16
    quint32 gateway = 0x0af00001; ///< where nodes find the API server, on port apiPort
    quint32 nameserver = 0x0af00002;
    quint32 firstNode = 0x0af0000b; ///< 10.240.0.11
    quint16 apiPort = 6443;
};
QByteArray addressText(quint32 address); ///< "10.240.0.1"
quint32 addressFromText(const QByteArray &text); ///< 0 where it is none

/// The way out of the node network: libslirp as a user-space router (NAT to wherever this machine can go, DNS), and the API server, which
/// listens on this machine's loopback only, at gateway:apiPort. Nothing else of the loopback can be reached: libslirp would forward any
/// port of it, so frames to other addresses and ports of the node network are dropped before it sees them.
/// Thread: the switch's; not thread-safe. Lifetime: the switch's.
class Gateway final
{
public:
    /// output: a frame for the nodes. serverPort: where the API server listens on 127.0.0.1.
    Gateway(const NodeNetwork &network, quint16 serverPort, std::function<void(const uchar *frame, size_t size)> output);
    ~Gateway();
    void input(uchar *frame, size_t size); ///< from a node; may be edited in place

    /// poll(2)'s set and timeout (ms) for the next round, and what to do after it.
    void prepare(std::vector<pollfd> &fds, int &timeout);
    void finish(const std::vector<pollfd> &fds, bool pollFailed);

    quint64 dropped() const;
    static bool macIsGateway(const NodeNetwork &network, const uchar *mac);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace orrery::providers
