// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QByteArrayView>

#include <optional>

namespace orrery::models {

using Number = unsigned __int128;

/// An IP address of either family, as a number to count with. Thread: any; a value.
struct Address
{
    Number value = 0;
    bool v6 = false;
    /// "10.244.1.7" (no leading zeros: octal to some), "fd00::7" (RFC 4291, without zones). Nothing if it is neither.
    static std::optional<Address> parse(QByteArrayView text);
    QByteArray text() const; ///< IPv6 as RFC 5952 wants it
    bool operator==(const Address &) const = default;
};

/// A range of addresses: "10.244.1.0/24". Bits behind the prefix count as zero. Thread: any; a value.
struct Cidr
{
    Address first;
    int prefix = 32;
    static std::optional<Cidr> parse(QByteArrayView text);
    /// The smallest range that holds both.
    static Cidr around(const Address &a, const Address &b);
    int bits() const { return first.v6 ? 128 : 32; }
    Number size() const; ///< of ::/0: one less than it is
    bool contains(const Address &address) const;
    Address at(Number offset) const { return {first.value + offset, first.v6}; }
    QByteArray text() const;
    bool operator==(const Cidr &) const = default;
};

} // namespace orrery::models
