// SPDX-License-Identifier: GPL-3.0-only
#include "app/providers/switch/gateway.h"

#include <QLoggingCategory>
#include <QtEndian>

#include <arpa/inet.h>
#include <cstring>
#include <list>
#include <poll.h>
#include <slirp/libslirp.h>
#include <time.h>

namespace orrery::providers {

Q_LOGGING_CATEGORY(lcGateway, "orrery.providers.gateway")

QByteArray addressText(quint32 address)
{
    return QByteArray::number(address >> 24) + '.' + QByteArray::number(address >> 16 & 255) + '.' + QByteArray::number(address >> 8 & 255) + '.'
        + QByteArray::number(address & 255);
}

quint32 addressFromText(const QByteArray &text)
{
    in_addr address;
    return inet_pton(AF_INET, text.constData(), &address) == 1 ? ntohl(address.s_addr) : 0;
}

static qint64 nowNs()
{
    timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

struct Gateway::Private
{
    struct Timer { SlirpTimerCb callback; void *argument; qint64 at = -1; };

    NodeNetwork network;
    quint16 serverPort = 0;
    std::function<void(const uchar *, size_t)> output;
    Slirp *slirp = nullptr;
    std::list<Timer> timers; // libslirp keeps pointers to them
    std::vector<pollfd> *filling = nullptr;
    const std::vector<pollfd> *finished = nullptr;
    quint64 dropped = 0;
    std::vector<uchar> edited;

    bool accept(uchar *frame, size_t size);
    void sent(const uchar *frame, size_t size);
};

namespace {

constexpr size_t ethernet = 14;
constexpr int tcp = 6, udp = 17, icmp = 1;

/// The IPv4 header of a frame: null where it has none, is cut short, or is not the first fragment of its transport.
uchar *ipv4(uchar *frame, size_t size, size_t &headerSize)
{
    if (size < ethernet + 20 || qFromBigEndian<quint16>(frame + 12) != 0x0800)
        return nullptr;
    uchar *ip = frame + ethernet;
    headerSize = size_t(ip[0] & 15) * 4;
    return ip[0] >> 4 == 4 && headerSize >= 20 && size >= ethernet + headerSize ? ip : nullptr;
}

/// Changes a 16-bit field and the internet checksum over it (RFC 1624, equation 3).
void replacePort(uchar *field, uchar *checksum, quint16 port)
{
    quint32 sum = quint16(~qFromBigEndian<quint16>(checksum)) + quint16(~qFromBigEndian<quint16>(field)) + port;
    sum = (sum & 0xffff) + (sum >> 16);
    sum = (sum & 0xffff) + (sum >> 16);
    qToBigEndian<quint16>(quint16(~sum), checksum);
    qToBigEndian<quint16>(port, field);
}

} // namespace

bool Gateway::Private::accept(uchar *frame, size_t size)
{
    if (size < ethernet)
        return false;
    const quint16 type = qFromBigEndian<quint16>(frame + 12);
    if (type == 0x0806)
        return true; // ARP
    size_t headerSize = 0;
    uchar *ip = ipv4(frame, size, headerSize);
    if (!ip)
        return false; // no IPv6 in the node network
    const quint32 to = qFromBigEndian<quint32>(ip + 16);
    if ((qFromBigEndian<quint32>(ip + 12) & network.mask) != network.network)
        return false; // pods are masqueraded by their node; anything else is forged
    // libslirp takes the whole network, loopback and "this host" for this machine's loopback.
    if ((to & network.mask) != network.network)
        return to >> 24 != 127 && to >> 24 != 0 && to >> 28 < 14;
    if (ip[9] == icmp)
        return to == network.gateway || to == network.nameserver;
    const bool fragment = qFromBigEndian<quint16>(ip + 6) & 0x3fff;
    if (fragment || size < ethernet + headerSize + 8)
        return false;
    uchar *transport = ip + headerSize;
    const quint16 port = qFromBigEndian<quint16>(transport + 2);
    if (to == network.nameserver)
        return port == 53 && (ip[9] == udp || ip[9] == tcp);
    if (to != network.gateway || ip[9] != tcp || port != network.apiPort || size < ethernet + headerSize + 20)
        return false;
    replacePort(transport + 2, transport + 16, serverPort);
    return true;
}

void Gateway::Private::sent(const uchar *frame, size_t size)
{
    edited.assign(frame, frame + size);
    size_t headerSize = 0;
    uchar *ip = ipv4(edited.data(), size, headerSize);
    if (ip && ip[9] == tcp && qFromBigEndian<quint32>(ip + 12) == network.gateway && size >= ethernet + headerSize + 20
        && qFromBigEndian<quint16>(ip + headerSize) == serverPort)
        replacePort(ip + headerSize, ip + headerSize + 16, network.apiPort);
    output(edited.data(), size);
}

Gateway::Gateway(const NodeNetwork &network, quint16 serverPort, std::function<void(const uchar *, size_t)> output) : d(new Private)
{
    d->network = network;
    d->serverPort = serverPort;
    d->output = std::move(output);

    SlirpConfig config {};
    config.version = 1;
    config.in_enabled = true;
    config.vnetwork.s_addr = htonl(network.network);
    config.vnetmask.s_addr = htonl(network.mask);
    config.vhost.s_addr = htonl(network.gateway);
    config.vnameserver.s_addr = htonl(network.nameserver);
    config.vdhcp_start.s_addr = htonl(network.network | 0xfe00);
    config.vhostname = "gateway";
    config.if_mtu = config.if_mru = 1500;

    static const SlirpCb callbacks = [] {
        SlirpCb cb {};
        cb.send_packet = [](const void *frame, size_t size, void *self) -> ssize_t {
            static_cast<Private *>(self)->sent(static_cast<const uchar *>(frame), size);
            return ssize_t(size);
        };
        cb.guest_error = [](const char *message, void *) { qCDebug(lcGateway, "guest error message=%s", message); };
        cb.clock_get_ns = [](void *) -> int64_t { return nowNs(); };
        cb.timer_new = [](SlirpTimerCb callback, void *argument, void *self) -> void * {
            auto &timers = static_cast<Private *>(self)->timers;
            timers.push_back({ callback, argument });
            return &timers.back();
        };
        cb.timer_free = [](void *timer, void *self) {
            static_cast<Private *>(self)->timers.remove_if([timer](const Private::Timer &t) { return &t == timer; });
        };
        cb.timer_mod = [](void *timer, int64_t atMs, void *) { static_cast<Private::Timer *>(timer)->at = atMs; };
        cb.register_poll_fd = [](int, void *) {};
        cb.unregister_poll_fd = [](int, void *) {};
        cb.notify = [](void *) {}; // one thread: nobody to wake
        return cb;
    }();
    d->slirp = slirp_new(&config, &callbacks, d.get());
}

Gateway::~Gateway()
{
    if (d->slirp)
        slirp_cleanup(d->slirp);
}

void Gateway::input(uchar *frame, size_t size)
{
    if (!d->slirp || !d->accept(frame, size)) {
        ++d->dropped;
        return;
    }
    slirp_input(d->slirp, frame, int(size));
}

void Gateway::prepare(std::vector<pollfd> &fds, int &timeout)
{
    if (!d->slirp)
        return;
    uint32_t wait = timeout < 0 ? UINT32_MAX : uint32_t(timeout);
    d->filling = &fds;
    slirp_pollfds_fill(
        d->slirp, &wait,
        [](int fd, int events, void *self) -> int {
            short wanted = 0;
            if (events & SLIRP_POLL_IN)
                wanted |= POLLIN;
            if (events & SLIRP_POLL_OUT)
                wanted |= POLLOUT;
            if (events & SLIRP_POLL_PRI)
                wanted |= POLLPRI;
            auto &fds = *static_cast<Private *>(self)->filling;
            fds.push_back({ fd, wanted, 0 });
            return int(fds.size()) - 1;
        },
        d.get());
    const qint64 now = nowNs() / 1000000;
    for (const Private::Timer &timer : d->timers) {
        if (timer.at >= 0)
            wait = uint32_t(qBound<qint64>(0, timer.at - now, wait));
    }
    timeout = wait > uint32_t(INT_MAX) ? -1 : int(wait);
}

void Gateway::finish(const std::vector<pollfd> &fds, bool pollFailed)
{
    if (!d->slirp)
        return;
    d->finished = &fds;
    slirp_pollfds_poll(
        d->slirp, pollFailed,
        [](int index, void *self) -> int {
            const short events = (*static_cast<Private *>(self)->finished)[size_t(index)].revents;
            int result = 0;
            if (events & POLLIN)
                result |= SLIRP_POLL_IN;
            if (events & POLLOUT)
                result |= SLIRP_POLL_OUT;
            if (events & POLLPRI)
                result |= SLIRP_POLL_PRI;
            if (events & POLLERR)
                result |= SLIRP_POLL_ERR;
            if (events & POLLHUP)
                result |= SLIRP_POLL_HUP;
            return result;
        },
        d.get());
    const qint64 now = nowNs() / 1000000;
    // A callback may free its own timer, so none is touched after its call.
    std::vector<std::pair<SlirpTimerCb, void *>> due;
    for (Private::Timer &timer : d->timers) {
        if (timer.at >= 0 && timer.at <= now) {
            timer.at = -1;
            due.emplace_back(timer.callback, timer.argument);
        }
    }
    for (const auto &[callback, argument] : due)
        callback(argument);
}

quint64 Gateway::dropped() const
{
    return d->dropped;
}

bool Gateway::macIsGateway(const NodeNetwork &network, const uchar *mac)
{
    // libslirp's own: 52:55 and the IPv4 address.
    uchar own[6] = { 0x52, 0x55 };
    qToBigEndian<quint32>(network.gateway, own + 2);
    return memcmp(mac, own, 6) == 0;
}

} // namespace orrery::providers
