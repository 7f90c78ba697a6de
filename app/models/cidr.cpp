// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/cidr.h"

#include <QList>

namespace orrery::models {

namespace {

/// Up to `digits` digits of that base, and nothing else.
std::optional<quint32> digitsOf(QByteArrayView text, int base, int digits)
{
    bool ok = false;
    if (text.isEmpty() || text.size() > digits || text.front() == '+' || text.front() == '-')
        return {};
    const quint32 value = text.toByteArray().toUInt(&ok, base);
    return ok ? std::optional(value) : std::nullopt;
}

std::optional<Number> ipv4(QByteArrayView text)
{
    Number value = 0;
    const QList<QByteArray> parts = text.toByteArray().split('.');
    if (parts.size() != 4)
        return {};
    for (const QByteArray &part : parts) {
        const auto octet = digitsOf(part, 10, 3);
        if (!octet || *octet > 255 || (part.size() > 1 && part.front() == '0'))
            return {};
        value = value << 8 | *octet;
    }
    return value;
}

/// The 16-bit groups of one side of "::"; the last may be an IPv4 address. Nothing if one is malformed.
std::optional<QList<quint32>> groupsOf(QByteArrayView text)
{
    QList<quint32> groups;
    if (text.isEmpty())
        return groups;
    const QList<QByteArray> parts = text.toByteArray().split(':');
    for (const QByteArray &part : parts) {
        if (part.contains('.') && &part == &parts.constLast()) {
            const auto tail = ipv4(part);
            if (!tail)
                return {};
            groups << quint32(*tail >> 16) << quint32(*tail & 0xffff);
        } else if (const auto group = digitsOf(part, 16, 4)) {
            groups << *group;
        } else {
            return {};
        }
    }
    return groups;
}

std::optional<Number> ipv6(QByteArrayView text)
{
    const qsizetype gap = text.indexOf("::");
    const auto left = groupsOf(gap < 0 ? text : text.first(gap));
    const auto right = groupsOf(gap < 0 ? QByteArrayView() : text.sliced(gap + 2));
    if (!left || !right)
        return {};
    const qsizetype count = left->size() + right->size();
    if (gap < 0 ? count != 8 : count > 7)
        return {};
    QList<quint32> groups = *left;
    groups.resize(8 - right->size());
    groups += *right;
    Number value = 0;
    for (const quint32 group : std::as_const(groups))
        value = value << 16 | group;
    return value;
}

Number mask(int bits, int prefix)
{
    const Number all = bits == 128 ? ~Number(0) : (Number(1) << bits) - 1;
    return prefix == 0 ? 0 : all & ~((prefix == bits ? 0 : (Number(1) << (bits - prefix)) - 1));
}

} // namespace

std::optional<Address> Address::parse(QByteArrayView text)
{
    const bool v6 = text.contains(':');
    const auto value = v6 ? ipv6(text) : ipv4(text);
    return value ? std::optional(Address{*value, v6}) : std::nullopt;
}

QByteArray Address::text() const
{
    QByteArray out;
    if (!v6) {
        for (int shift = 24; shift >= 0; shift -= 8)
            out += QByteArray::number(quint32(value >> shift) & 0xff) + (shift ? "." : "");
        return out;
    }
    quint32 groups[8];
    for (int i = 0; i < 8; ++i)
        groups[i] = quint32(value >> (112 - 16 * i)) & 0xffff;
    int best = -1, length = 1; // the first longest run of zeros, of two at least
    for (int i = 0; i < 8; ++i) {
        int end = i;
        while (end < 8 && !groups[end])
            ++end;
        if (end - i > length) {
            best = i;
            length = end - i;
        }
    }
    for (int i = 0; i < 8; ++i) {
        if (i == best) {
            out += "::";
            i += length - 1;
            continue;
        }
        if (!out.isEmpty() && !out.endsWith(':'))
            out += ':';
        out += QByteArray::number(groups[i], 16);
    }
    return out;
}

std::optional<Cidr> Cidr::parse(QByteArrayView text)
{
    const qsizetype slash = text.indexOf('/');
    const auto address = Address::parse(slash < 0 ? text : text.first(slash));
    const auto prefix = slash < 0 ? std::nullopt : digitsOf(text.sliced(slash + 1), 10, 3);
    if (!address || !prefix || *prefix > (address->v6 ? 128u : 32u))
        return {};
    Cidr cidr{*address, int(*prefix)};
    cidr.first.value &= mask(cidr.bits(), cidr.prefix);
    return cidr;
}

Cidr Cidr::around(const Address &a, const Address &b)
{
    Cidr cidr{a, a.v6 ? 128 : 32};
    while (cidr.prefix > 0 && !cidr.contains(b)) {
        --cidr.prefix;
        cidr.first.value &= mask(cidr.bits(), cidr.prefix);
    }
    return cidr;
}

Number Cidr::size() const
{
    return prefix == 0 && first.v6 ? ~Number(0) : Number(1) << (bits() - prefix);
}

bool Cidr::contains(const Address &address) const
{
    return address.v6 == first.v6 && (address.value & mask(bits(), prefix)) == first.value;
}

QByteArray Cidr::text() const
{
    return first.text() + '/' + QByteArray::number(prefix);
}

} // namespace orrery::models
