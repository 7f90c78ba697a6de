// SPDX-License-Identifier: GPL-3.0-only
#include "app/providers/namespace/hub.h"

#include "app/providers/files.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace orrery::providers {

using namespace api;

static Error failed(const char *what)
{
    return error(Reason::InternalError, QByteArray("cannot ") + what + ": " + strerror(errno));
}

/// In the new namespace.
static Result<> fill(int &tap)
{
    tap = open("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK);
    ifreq request {};
    strcpy(request.ifr_name, "tap0");
    request.ifr_flags = IFF_TAP | IFF_NO_PI;
    if (tap < 0 || ioctl(tap, TUNSETIFF, &request) != 0)
        return failed("make a tap device (is the kernel's tun driver there?)");
    const auto ip = [](const char *arguments) {
        return runTool(QStringLiteral("ip"), QString::fromLatin1(arguments).split(QLatin1Char(' ')));
    };
    ORRERY_CHECK(ip("link set lo up"));
    // Without spanning tree and its delays; the nodes' addresses are few and never loop.
    ORRERY_CHECK(ip("link add br0 type bridge forward_delay 0 stp_state 0"));
    ORRERY_CHECK(ip("link set tap0 master br0 up"));
    ORRERY_CHECK(ip("link set br0 up"));
    return {};
}

Result<std::unique_ptr<Hub>> Hub::create()
{
    Result<> done;
    int nameSpace = -1, tap = -1;
    std::thread([&] {
        if (unshare(CLONE_NEWNET) != 0) {
            done = failed("make a network namespace (root is needed)");
            return;
        }
        nameSpace = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
        done = nameSpace < 0 ? Result<>(failed("keep a network namespace")) : fill(tap);
    }).join();
    std::unique_ptr<Hub> hub(new Hub(nameSpace, tap));
    if (!done)
        return std::move(done).error();
    return hub;
}

Hub::~Hub()
{
    if (m_tap >= 0)
        close(m_tap);
    if (m_namespace >= 0)
        close(m_namespace);
}

QByteArray Hub::path() const
{
    return "/proc/" + QByteArray::number(getpid()) + "/fd/" + QByteArray::number(m_namespace);
}

int Hub::takeTap()
{
    return std::exchange(m_tap, -1);
}

} // namespace orrery::providers
