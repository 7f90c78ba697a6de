// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/init/system.h"

#include <arpa/inet.h>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <net/if.h>
#include <net/route.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

namespace orrery::init {

void say(const std::string &text)
{
    const std::string line = "orrery: " + text + "\n";
    if (write(STDERR_FILENO, line.data(), line.size()) < 0) {
        // Nowhere left to say it.
    }
}

static bool failed(const std::string &what)
{
    say("error " + what + ": " + strerror(errno));
    return false;
}

void phase(const char *name)
{
    timespec now {};
    clock_gettime(CLOCK_BOOTTIME, &now);
    say(std::string("phase ") + name + " " + std::to_string(now.tv_sec * 1000 + now.tv_nsec / 1000000));
}

bool mountAt(const char *source, const std::string &target, const char *type, unsigned long flags, const char *options)
{
    makeDirectory(target);
    return mount(source, target.c_str(), type, flags, options) == 0 || failed("mounting " + target);
}

bool makeDirectory(const std::string &path, unsigned mode)
{
    if (mkdir(path.c_str(), mode) == 0 || errno == EEXIST)
        return true;
    const size_t slash = path.rfind('/');
    if (errno != ENOENT || slash == std::string::npos || slash == 0)
        return failed("making " + path);
    return makeDirectory(path.substr(0, slash)) && (mkdir(path.c_str(), mode) == 0 || errno == EEXIST || failed("making " + path));
}

bool writeFile(const std::string &path, const std::string &text, unsigned mode)
{
    const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    if (fd < 0)
        return failed("writing " + path);
    const bool ok = write(fd, text.data(), text.size()) == ssize_t(text.size());
    close(fd);
    return ok || failed("writing " + path);
}

std::string readFile(const std::string &path, size_t limit)
{
    std::string text;
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return text;
    char buffer[16384];
    for (ssize_t n; text.size() < limit && (n = read(fd, buffer, sizeof buffer)) > 0;)
        text.append(buffer, size_t(n));
    close(fd);
    return text;
}

bool exists(const std::string &path)
{
    return access(path.c_str(), F_OK) == 0;
}

static bool copyFile(const std::string &from, const std::string &to, mode_t mode)
{
    const int in = open(from.c_str(), O_RDONLY | O_CLOEXEC);
    if (in < 0)
        return failed("reading " + from);
    const int out = open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode & 0777);
    if (out < 0) {
        close(in);
        return errno == EEXIST || failed("writing " + to);
    }
    std::string buffer(1 << 18, '\0');
    ssize_t n = 0;
    bool ok = true;
    while (ok && (n = read(in, buffer.data(), buffer.size())) > 0)
        ok = write(out, buffer.data(), size_t(n)) == n;
    close(in);
    close(out);
    return (ok && n == 0) || failed("copying " + from);
}

bool copyTree(const std::string &from, const std::string &to)
{
    DIR *directory = opendir(from.c_str());
    if (!directory)
        return failed("reading " + from);
    bool ok = makeDirectory(to, 0711);
    while (const dirent *entry = readdir(directory)) {
        const std::string name = entry->d_name;
        struct stat info {};
        if (name == "." || name == ".." || lstat((from + '/' + name).c_str(), &info) != 0)
            continue;
        if (S_ISDIR(info.st_mode))
            ok = copyTree(from + '/' + name, to + '/' + name) && ok;
        else if (S_ISREG(info.st_mode))
            ok = copyFile(from + '/' + name, to + '/' + name, info.st_mode | S_IWUSR) && ok;
    }
    closedir(directory);
    return ok;
}

void loadModules(const std::string &directory, const std::string &order)
{
    const std::string names = readFile(directory + '/' + order);
    for (size_t at = 0, end; (end = names.find('\n', at)) != std::string::npos; at = end + 1) {
        const std::string name = names.substr(at, end - at);
        const int fd = open((directory + '/' + name).c_str(), O_RDONLY | O_CLOEXEC);
        if (fd < 0) {
            failed("opening module " + name);
            continue;
        }
        if (syscall(SYS_finit_module, fd, "", 0) != 0 && errno != EEXIST)
            failed("loading module " + name);
        close(fd);
    }
}

namespace {

/// A socket to speak ioctls through.
class Control
{
public:
    Control() : m_fd(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) { }
    ~Control() { close(m_fd); }
    bool operator()(unsigned long request, void *argument) const { return ioctl(m_fd, request, argument) == 0; }

private:
    int m_fd;
};

ifreq request(const std::string &name)
{
    ifreq r {};
    snprintf(r.ifr_name, sizeof r.ifr_name, "%s", name.c_str());
    return r;
}

sockaddr_in inet(const std::string &address)
{
    sockaddr_in a {};
    a.sin_family = AF_INET;
    inet_pton(AF_INET, address.c_str(), &a.sin_addr);
    return a;
}

} // namespace

bool interfaceUp(const std::string &name)
{
    Control control;
    ifreq r = request(name);
    if (!control(SIOCGIFFLAGS, &r))
        return failed("interface " + name);
    r.ifr_flags |= IFF_UP | IFF_RUNNING;
    return control(SIOCSIFFLAGS, &r) || failed("setting up " + name);
}

bool interfaceAddress(const std::string &name, const std::string &address, int prefix)
{
    Control control;
    ifreq r = request(name);
    const sockaddr_in a = inet(address);
    memcpy(&r.ifr_addr, &a, sizeof a);
    if (!control(SIOCSIFADDR, &r))
        return failed("address of " + name);
    sockaddr_in mask = inet("0.0.0.0");
    mask.sin_addr.s_addr = prefix <= 0 ? 0 : htonl(~uint32_t(0) << (32 - prefix));
    memcpy(&r.ifr_netmask, &mask, sizeof mask);
    return control(SIOCSIFNETMASK, &r) || failed("mask of " + name);
}

bool defaultRoute(const std::string &gateway)
{
    rtentry route {};
    const sockaddr_in any = inet("0.0.0.0"), to = inet(gateway);
    memcpy(&route.rt_dst, &any, sizeof any);
    memcpy(&route.rt_genmask, &any, sizeof any);
    memcpy(&route.rt_gateway, &to, sizeof to);
    route.rt_flags = RTF_UP | RTF_GATEWAY;
    return Control()(SIOCADDRT, &route) || errno == EEXIST || failed("default route");
}

bool waitForInterface(const std::string &name, int milliseconds)
{
    // The kernel offers no file to wait on for this; the wait is short, and at boot only.
    for (int waited = 0; waited < milliseconds; waited += 5) {
        if (exists("/proc/sys/net/ipv4/conf/" + name))
            return true;
        usleep(5000);
    }
    return false;
}

void sysctl(const std::string &name, const std::string &value)
{
    if (exists("/proc/sys/" + name))
        writeFile("/proc/sys/" + name, value);
}

} // namespace orrery::init
