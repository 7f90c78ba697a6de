// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/networks.h"

#include <arpa/inet.h>

#include <array>

namespace orrery::resources {

using namespace api;

namespace {

struct Address
{
    int family = 0; ///< AF_INET, AF_INET6; 0: no address
    std::array<uchar, 16> bytes{};
};

Address parse(QByteArrayView text)
{
    const QByteArray ip = text.toByteArray();
    Address address;
    const int family = ip.contains(':') ? AF_INET6 : AF_INET;
    if (inet_pton(family, ip.constData(), address.bytes.data()) == 1)
        address.family = family;
    return address;
}

bool isIn(const Address &address, const Address &network, uint bits)
{
    if (address.family != network.family)
        return false;
    for (uint bit = 0; bit < bits; ++bit) {
        const uchar mask = uchar(0x80 >> bit % 8);
        if ((address.bytes[bit / 8] ^ network.bytes[bit / 8]) & mask)
            return false;
    }
    return true;
}

std::pair<Address, uint> parseCidr(QByteArrayView text)
{
    const qsizetype slash = text.indexOf('/');
    return {parse(text.first(slash)), text.sliced(slash + 1).toUInt()};
}

} // namespace

bool isWithin(QByteArrayView inner, QByteArrayView outer)
{
    const auto a = parseCidr(inner), b = parseCidr(outer);
    return a.second >= b.second && isIn(a.first, b.first, b.second);
}

QByteArray canonicalIp(QByteArrayView text)
{
    const Address address = parse(text);
    char shown[INET6_ADDRSTRLEN];
    if (address.family == 0 || !inet_ntop(address.family, address.bytes.data(), shown, sizeof shown))
        return {};
    return shown;
}

QByteArray specialIpProblem(QByteArrayView ip)
{
    const Address address = parse(ip);
    const auto isAmong = [&address](const char *network, uint bits) { return isIn(address, parse(network), bits); };
    if (isAmong("0.0.0.0", 32) || isAmong("::", 128))
        return "may not be unspecified (" + ip.toByteArray() + ')';
    if (isAmong("127.0.0.0", 8) || isAmong("::1", 128))
        return "may not be in the loopback range (127.0.0.0/8, ::1/128)";
    if (isAmong("169.254.0.0", 16) || isAmong("fe80::", 10))
        return "may not be in the link-local range (169.254.0.0/16, fe80::/10)";
    if (isAmong("224.0.0.0", 24) || isAmong("ff02::", 16))
        return "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)";
    return {};
}

void validateDualStackCidrs(FieldErrors &errors, const Path &path, const Value &cidrs)
{
    if (cidrs.size() > 2)
        errors.invalid(path, cidrs, "may only hold up to 2 values");
    bool good = true;
    eachItem(path, cidrs, [&](const Value &cidr, const Path &at) {
        const QByteArray problem = cidrProblem(cidr.text());
        if (!problem.isEmpty())
            errors.invalid(at, cidr, problem);
        good = good && problem.isEmpty();
    });
    if (good && cidrs.size() == 2 && isIpv6(cidrs.at(0).text()) == isIpv6(cidrs.at(1).text()))
        errors.invalid(path, cidrs,
                       "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/96");
}

} // namespace orrery::resources
