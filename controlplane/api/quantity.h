// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/value.h"

namespace orrery::api {

/// resource.Quantity: "100m", "1.5", "64Mi", "2e3". Kept in nano units in 128 bits; canonical text as Kubernetes prints it.
/// Thread: any; a value.
class Quantity final
{
public:
    Quantity() = default;
    static Quantity fromMilli(qint64 milli);
    static Quantity fromBytes(qint64 bytes); ///< binary suffixes
    static Result<Quantity> parse(QByteArrayView text); ///< Errors: Invalid
    static Quantity of(const Value &value); ///< string or number; zero if neither

    qint64 milli() const; ///< rounded up, as the scheduler counts CPUs
    qint64 value() const; ///< whole units, rounded up: bytes of memory, pods
    QByteArray text() const;
    bool isZero() const { return m_nano == 0; }
    Quantity operator+(const Quantity &other) const;
    Quantity operator-(const Quantity &other) const;
    auto operator<=>(const Quantity &other) const { return m_nano <=> other.m_nano; }
    bool operator==(const Quantity &other) const { return m_nano == other.m_nano; }

private:
    enum class Format : quint8 { DecimalSi, BinarySi, DecimalExponent };
    __int128 m_nano = 0;
    Format m_format = Format::DecimalSi;
};

} // namespace orrery::api
