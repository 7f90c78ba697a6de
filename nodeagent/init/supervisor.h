// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace orrery::init {

struct Service
{
    std::string name;
    std::vector<std::string> command;
    std::vector<std::string> environment; ///< "A=b"; the whole of it
    std::string log; ///< file that takes its output, cut off at 1 MiB on each start; empty: ours
    pid_t pid = 0;
    int64_t startedAt = 0, startAt = 0; ///< ms on the monotonic clock
    int backoff = 0; ///< ms; 0: the last start was good
};

/// The life of a PID 1: starts its services, starts again what ends (after 100 ms, doubling to 10 s, reset after 10 s of life), reaps every
/// orphan, and stops all on SIGTERM, SIGINT or the machine's power button. SIGHUP is ignored.
/// Thread: the only one; SIGCHLD and the stop signals are blocked and read from a descriptor.
class Supervisor
{
public:
    void add(Service service) { m_services.push_back(std::move(service)); }
    void watchPowerButton(); ///< every /dev/input/event*; to be called again when more may have appeared
    std::function<void()> afterStart; ///< called once, when the services have been started
    /// Until asked to stop; has then sent SIGTERM to the services, last first, and given each up to `grace` ms.
    void run(int grace);
    /// Starts a process with the signal mask and descriptors that a service gets. Returns its pid, or -1.
    static pid_t start(const Service &service);

private:
    void reap();
    int startDue();
    void stopAll(int grace);

    std::vector<Service> m_services;
    std::vector<int> m_buttons;
};

} // namespace orrery::init
