// SPDX-License-Identifier: GPL-3.0-only
#include "app/providers/switch/switch.h"

#include <QHash>
#include <QLoggingCategory>
#include <QMutex>
#include <QSemaphore>
#include <QThread>
#include <QtEndian>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

namespace orrery::providers {

Q_LOGGING_CATEGORY(lcSwitch, "orrery.providers.switch")

static qint64 nowMs()
{
    timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

/// The thread that moves the frames. Everything but post() and the socket-making statics runs there.
class Switch::Worker final : public QThread
{
public:
    Worker(Switch *owner, quint16 serverPort) : m_owner(owner), m_serverPort(serverPort), m_wake(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) { }

    ~Worker() override
    {
        post([this] { m_stop = true; });
        wait();
        for (const Port &port : m_ports)
            close(port.fd);
        close(m_wake);
    }

    void post(std::function<void()> job)
    {
        {
            QMutexLocker lock(&m_mutex);
            m_jobs.push_back(std::move(job));
        }
        const quint64 one = 1;
        if (write(m_wake, &one, sizeof one) < 0) {
            // The counter is full: it is awake anyway.
        }
    }

    void add(const QByteArray &name, int fd, bool tap)
    {
        drop(name);
        m_ports.push_back({ name, fd, tap, 0, nowMs(), 0, false });
    }

    void watch(const QByteArray &name, quint32 address)
    {
        for (Port &port : m_ports) {
            if (port.name != name)
                continue;
            port.address = address;
            port.heardAt = nowMs();
        }
    }

    void drop(const QByteArray &name)
    {
        for (size_t i = 0; i < m_ports.size(); ++i) {
            if (m_ports[i].name != name)
                continue;
            close(m_ports[i].fd);
            m_ports.erase(m_ports.begin() + qsizetype(i));
            m_learnt.clear(); // the indexes have moved
            return;
        }
    }

protected:
    void run() override
    {
        Gateway gateway(m_owner->m_network, m_serverPort, [this](const uchar *frame, size_t size) { forward(-1, frame, size); });
        m_gateway = &gateway;
        std::vector<uchar> buffer(65600);
        while (!m_stop) {
            std::vector<pollfd> fds { { m_wake, POLLIN, 0 } };
            for (const Port &port : m_ports)
                fds.push_back({ port.fd, POLLIN, 0 });
            const size_t ours = fds.size();
            int timeout = watchOver();
            gateway.prepare(fds, timeout);
            const int result = poll(fds.data(), fds.size(), timeout);
            for (size_t i = 1; result > 0 && i < ours; ++i) {
                if (fds[i].revents)
                    receive(int(i) - 1, buffer);
            }
            gateway.finish(fds, result < 0);
            if (result > 0 && fds[0].revents)
                runJobs();
        }
        m_gateway = nullptr;
    }

private:
    struct Port
    {
        QByteArray name;
        int fd;
        bool tap;
        quint32 address;
        qint64 heardAt, askedAt;
        bool silent;
    };

    void runJobs()
    {
        quint64 count;
        if (read(m_wake, &count, sizeof count) < 0) {
            // Nothing to take back.
        }
        std::vector<std::function<void()>> jobs;
        {
            QMutexLocker lock(&m_mutex);
            jobs.swap(m_jobs);
        }
        for (const auto &job : jobs)
            job();
    }

    void receive(int index, std::vector<uchar> &buffer)
    {
        Port &port = m_ports[size_t(index)];
        // A bound, so that a flood on one port cannot starve the others.
        for (int i = 0; i < 64; ++i) {
            const ssize_t size = port.tap ? read(port.fd, buffer.data(), buffer.size()) : recv(port.fd, buffer.data(), buffer.size(), MSG_DONTWAIT);
            if (size <= 0) {
                if (size < 0 && errno != EAGAIN && errno != EINTR && errno != ECONNREFUSED) {
                    qCWarning(lcSwitch, "port failed name=%s error=%s", port.name.constData(), strerror(errno));
                    drop(QByteArray(port.name));
                }
                return;
            }
            port.heardAt = nowMs();
            if (size < 14 || Gateway::macIsGateway(m_owner->m_network, buffer.data() + 6))
                continue; // nobody but the gateway speaks as the gateway
            forward(index, buffer.data(), size_t(size));
        }
    }

    void output(int index, const uchar *frame, size_t size)
    {
        if (index < 0) {
            // The gateway edits what it accepts, and a flooded frame goes to others as well.
            m_copy.assign(frame, frame + size);
            m_gateway->input(m_copy.data(), size);
            return;
        }
        const Port &port = m_ports[size_t(index)];
        const ssize_t written = port.tap ? write(port.fd, frame, size) : send(port.fd, frame, size, MSG_DONTWAIT);
        Q_UNUSED(written); // Ethernet may lose a frame; ECONNREFUSED is a VM that is not there
    }

    void forward(int from, const uchar *frame, size_t size)
    {
        const QByteArray source(reinterpret_cast<const char *>(frame + 6), 6);
        if (from >= 0 && !(frame[6] & 1)) {
            if (m_learnt.size() >= 4096 && !m_learnt.contains(source))
                m_learnt.clear();
            m_learnt.insert(source, from);
        }
        const bool group = frame[0] & 1;
        if (!group && from >= 0 && Gateway::macIsGateway(m_owner->m_network, frame)) {
            output(-1, frame, size);
            return;
        }
        if (!group) {
            const auto known = m_learnt.constFind(QByteArray(reinterpret_cast<const char *>(frame), 6));
            if (known != m_learnt.cend()) {
                if (*known != from)
                    output(*known, frame, size);
                return;
            }
        }
        for (int i = 0; i < int(m_ports.size()); ++i) {
            if (i != from)
                output(i, frame, size);
        }
        if (from >= 0)
            output(-1, frame, size);
    }

    /// Asks the silent and reports those that stay so. Returns ms until the next look; -1 for none.
    int watchOver()
    {
        const qint64 now = nowMs();
        qint64 next = -1;
        // A gap that is our own (the machine slept, or this process was stopped) says nothing about the guests.
        const bool late = m_lookedAt && now - m_lookedAt > askAfterMs + 1000 && m_nextLook && now - m_nextLook > 1000;
        for (Port &port : m_ports) {
            if (!port.address)
                continue;
            if (late)
                port.heardAt = now;
            const qint64 quiet = now - port.heardAt;
            if (quiet >= askAfterMs && now - port.askedAt >= askAfterMs - 500) {
                port.askedAt = now;
                ask(port);
            }
            const bool silent = quiet >= silentAfterMs;
            if (silent != port.silent) {
                port.silent = silent;
                Q_EMIT m_owner->silent(port.name, silent);
            }
            const qint64 look = quiet < askAfterMs ? askAfterMs - quiet : 1000;
            next = next < 0 ? look : qMin(next, look);
        }
        m_lookedAt = now;
        m_nextLook = next < 0 ? 0 : now + next;
        return int(next);
    }

    void ask(const Port &port)
    {
        uchar frame[60] = {};
        memset(frame, 0xff, 6);
        frame[6] = 0x52;
        frame[7] = 0x55;
        qToBigEndian<quint32>(m_owner->m_network.gateway, frame + 8);
        static const uchar head[] = { 0x08, 0x06, 0, 1, 0x08, 0, 6, 4, 0, 1 };
        memcpy(frame + 12, head, sizeof head);
        memcpy(frame + 22, frame + 6, 6);
        qToBigEndian<quint32>(m_owner->m_network.gateway, frame + 28);
        qToBigEndian<quint32>(port.address, frame + 38);
        const ssize_t written = port.tap ? write(port.fd, frame, sizeof frame) : send(port.fd, frame, sizeof frame, MSG_DONTWAIT);
        Q_UNUSED(written);
    }

    Switch *m_owner;
    quint16 m_serverPort;
    int m_wake;
    bool m_stop = false;
    Gateway *m_gateway = nullptr;
    std::vector<Port> m_ports;
    QHash<QByteArray, int> m_learnt; // source address -> port
    std::vector<uchar> m_copy;
    qint64 m_lookedAt = 0, m_nextLook = 0;
    QMutex m_mutex; // of m_jobs
    std::vector<std::function<void()>> m_jobs;
};

Switch::Switch(const NodeNetwork &network, quint16 serverPort, QObject *parent)
    : QObject(parent), m_network(network), m_worker(new Worker(this, serverPort))
{
    m_worker->setObjectName(QStringLiteral("switch"));
    m_worker->start();
}

Switch::~Switch() = default;

static int boundSocket(quint16 port)
{
    const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    sockaddr_in address {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    if (fd >= 0 && bind(fd, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static quint16 portOf(int fd)
{
    sockaddr_in address {};
    socklen_t size = sizeof address;
    return getsockname(fd, reinterpret_cast<sockaddr *>(&address), &size) == 0 ? ntohs(address.sin_port) : 0;
}

api::Result<Switch::UdpPorts> Switch::addUdp(const QByteArray &name, UdpPorts ports)
{
    remove(name);
    // The removal runs on the other thread; its socket must be closed before the same port can be bound again.
    QSemaphore removed;
    m_worker->post([&removed] { removed.release(); });
    removed.acquire();

    const int fd = boundSocket(ports.here);
    if (fd < 0)
        return api::error(api::Reason::Conflict, "cannot bind UDP port " + QByteArray::number(ports.here) + " of 127.0.0.1: " + strerror(errno));
    ports.here = portOf(fd);
    if (!ports.there) {
        const int other = boundSocket(0);
        ports.there = portOf(other);
        close(other);
    }
    sockaddr_in peer {};
    peer.sin_family = AF_INET;
    peer.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    peer.sin_port = htons(ports.there);
    const int size = 1 << 20;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    if (::connect(fd, reinterpret_cast<sockaddr *>(&peer), sizeof peer) != 0) {
        close(fd);
        return api::error(api::Reason::InternalError, QByteArray("cannot connect a UDP socket: ") + strerror(errno));
    }
    m_worker->post([worker = m_worker.get(), name, fd] { worker->add(name, fd, false); });
    return ports;
}

void Switch::addTap(const QByteArray &name, int fd)
{
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    m_worker->post([worker = m_worker.get(), name, fd] { worker->add(name, fd, true); });
}

void Switch::watch(const QByteArray &name, quint32 address)
{
    m_worker->post([worker = m_worker.get(), name, address] { worker->watch(name, address); });
}

void Switch::remove(const QByteArray &name)
{
    m_worker->post([worker = m_worker.get(), name] { worker->drop(name); });
}

} // namespace orrery::providers
