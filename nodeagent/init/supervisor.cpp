// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/init/supervisor.h"
#include "nodeagent/init/system.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <linux/input.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <utility>

namespace orrery::init {

static int64_t now()
{
    timespec t {};
    clock_gettime(CLOCK_MONOTONIC, &t);
    return int64_t(t.tv_sec) * 1000 + t.tv_nsec / 1000000;
}

static sigset_t handled()
{
    sigset_t set;
    sigemptyset(&set);
    for (int number : { SIGCHLD, SIGTERM, SIGINT, SIGPWR, SIGHUP })
        sigaddset(&set, number);
    return set;
}

pid_t Supervisor::start(const Service &service)
{
    const pid_t pid = fork();
    if (pid != 0)
        return pid;
    setsid();
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    const int null = open("/dev/null", O_RDONLY);
    dup2(null, STDIN_FILENO);
    if (!service.log.empty()) {
        const int log = open(service.log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
        if (log >= 0) {
            if (lseek(log, 0, SEEK_END) > 1 << 20 && ftruncate(log, 0) != 0) {
                // It only grows a little more.
            }
            dup2(log, STDOUT_FILENO);
            dup2(log, STDERR_FILENO);
        }
    } else {
        dup2(STDERR_FILENO, STDOUT_FILENO);
    }
    std::vector<char *> arguments, environment;
    for (const std::string &s : service.command)
        arguments.push_back(const_cast<char *>(s.c_str()));
    for (const std::string &s : service.environment)
        environment.push_back(const_cast<char *>(s.c_str()));
    arguments.push_back(nullptr);
    environment.push_back(nullptr);
    execve(arguments[0], arguments.data(), environment.data());
    say("error starting " + service.command[0] + ": " + strerror(errno));
    _exit(127);
}

int Supervisor::startDue()
{
    const int64_t at = now();
    int64_t next = -1;
    for (Service &service : m_services) {
        if (service.pid > 0)
            continue;
        if (service.startAt <= at) {
            service.startedAt = at;
            service.pid = start(service);
            if (service.pid < 0) {
                service.pid = 0;
                service.startAt = at + 1000;
            }
        }
        if (service.pid <= 0 && (next < 0 || service.startAt < next))
            next = service.startAt;
    }
    return next < 0 ? -1 : int(std::max<int64_t>(1, next - at));
}

void Supervisor::reap()
{
    int status = 0;
    for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
        for (Service &service : m_services) {
            if (service.pid != pid)
                continue;
            service.pid = 0;
            const int64_t lived = now() - service.startedAt;
            service.backoff = lived > 10000 || service.backoff == 0 ? 100 : std::min(service.backoff * 2, 10000);
            service.startAt = now() + service.backoff;
            say("service " + service.name + " ended with "
                + (WIFSIGNALED(status) ? "signal " + std::to_string(WTERMSIG(status)) : "code " + std::to_string(WEXITSTATUS(status)))
                + ", starting it again in " + std::to_string(service.backoff) + " ms");
        }
    }
}

void Supervisor::watchPowerButton()
{
    for (int fd : m_buttons)
        close(fd);
    m_buttons.clear();
    for (int i = 0; i < 8; ++i) {
        const int fd = open(("/dev/input/event" + std::to_string(i)).c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
        if (fd >= 0)
            m_buttons.push_back(fd);
    }
}

void Supervisor::stopAll(int grace)
{
    for (auto service = m_services.rbegin(); service != m_services.rend(); ++service) {
        if (service->pid <= 0)
            continue;
        kill(service->pid, SIGTERM);
        for (int64_t until = now() + grace; now() < until && waitpid(service->pid, nullptr, WNOHANG) == 0;)
            usleep(5000);
        service->pid = 0;
    }
}

void Supervisor::run(int grace)
{
    const sigset_t set = handled();
    sigprocmask(SIG_BLOCK, &set, nullptr);
    const int signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    for (;;) {
        reap(); // also what ended before the descriptor existed
        int timeout = startDue();
        if (afterStart) {
            std::exchange(afterStart, nullptr)();
            timeout = 0;
        }
        std::vector<pollfd> fds { { signals, POLLIN, 0 } };
        for (int fd : m_buttons)
            fds.push_back({ fd, POLLIN, 0 });
        poll(fds.data(), fds.size(), timeout);

        signalfd_siginfo info;
        while (read(signals, &info, sizeof info) == sizeof info) {
            if (info.ssi_signo == SIGTERM || info.ssi_signo == SIGINT || info.ssi_signo == SIGPWR) {
                say("stopping");
                stopAll(grace);
                close(signals);
                return;
            }
        }
        for (size_t i = 1; i < fds.size(); ++i) {
            input_event event;
            if (fds[i].revents & (POLLERR | POLLHUP)) {
                for (int fd : m_buttons)
                    close(fd);
                m_buttons.clear(); // gone with the driver: never spin on it
                break;
            }
            while (read(fds[i].fd, &event, sizeof event) == sizeof event) {
                if (event.type == EV_KEY && event.code == KEY_POWER && event.value == 1) {
                    say("power button");
                    stopAll(grace);
                    close(signals);
                    return;
                }
            }
        }
    }
}

} // namespace orrery::init
