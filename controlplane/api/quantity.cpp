// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/quantity.h"

#include <limits>

namespace orrery::api {

namespace {

using Wide = __int128;
using UnsignedWide = unsigned __int128;

constexpr Wide one = 1000000000; ///< nano units in a unit
constexpr Wide limit
    = Wide(std::numeric_limits<qint64>::max()) * one; ///< larger ones are cut to this, as in Kubernetes
constexpr Wide milliUnit = 1000000;

Wide roundedUp(Wide nano, Wide unit)
{
    const Wide whole = nano / unit, rest = nano % unit;
    return rest == 0 ? whole : nano > 0 ? whole + 1 : whole - 1;
}

Wide clamped(Wide nano)
{
    return nano > limit ? limit : nano < -limit ? -limit : nano;
}

struct Suffix
{
    const char *text;
    int ten, two; ///< powers
};
constexpr Suffix suffixes[] = {
    {"", 0, 0},    {"n", -9, 0},  {"u", -6, 0},  {"m", -3, 0},  {"k", 3, 0},   {"M", 6, 0},
    {"G", 9, 0},   {"T", 12, 0},  {"P", 15, 0},  {"E", 18, 0},  {"Ki", 0, 10}, {"Mi", 0, 20},
    {"Gi", 0, 30}, {"Ti", 0, 40}, {"Pi", 0, 50}, {"Ei", 0, 60},
};

QByteArray decimal(Wide number)
{
    if (number == 0)
        return "0";
    QByteArray digits;
    UnsignedWide rest = number < 0 ? UnsignedWide(-number) : UnsignedWide(number);
    for (; rest > 0; rest /= 10)
        digits.prepend(char('0' + int(rest % 10)));
    return number < 0 ? '-' + digits : digits;
}

Error malformed()
{
    return error(Reason::Invalid,
                 "quantities must match the regular expression "
                 "'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
}

constexpr int maxDigits = 28; ///< what `limit` has in nano units

/// mantissa * 2^two * 10^ten, away from zero to a whole number, at most `limit`. mantissa < 10^28.
Wide scaled(UnsignedWide mantissa, int two, int ten, bool inexact)
{
    for (; two > 0 && mantissa >= (UnsignedWide(1) << 66); ++ten) { // room for 2^60
        inexact = inexact || mantissa % 10 != 0;
        mantissa /= 10;
    }
    UnsignedWide result = mantissa << two; // < 2^127
    const UnsignedWide cap = UnsignedWide(limit);
    for (; ten > 0 && result > 0; --ten) {
        if (result > cap)
            return limit;
        result *= 10;
    }
    bool rest = inexact;
    for (; ten < 0 && (result > 0 || rest); ++ten) {
        rest = rest || result % 10 != 0;
        result /= 10;
        if (result == 0) {
            rest = rest || mantissa != 0;
            break;
        }
    }
    if (rest)
        ++result;
    return result > cap ? limit : Wide(result);
}

} // namespace

Quantity Quantity::fromMilli(qint64 milli)
{
    Quantity quantity;
    quantity.m_nano = clamped(Wide(milli) * milliUnit);
    return quantity;
}

Quantity Quantity::fromBytes(qint64 bytes)
{
    Quantity quantity;
    quantity.m_nano = clamped(Wide(bytes) * one);
    quantity.m_format = Format::BinarySi;
    return quantity;
}

Result<Quantity> Quantity::parse(QByteArrayView text)
{
    qsizetype at = 0;
    const bool negative = text.startsWith('-');
    if (negative || text.startsWith('+'))
        ++at;
    UnsignedWide mantissa = 0;
    int digits = 0, ten = 9; // nano units
    bool point = false, any = false, inexact = false;
    for (; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '.' && !point) {
            point = true;
            continue;
        }
        if (c < '0' || c > '9')
            break;
        any = true;
        if (digits < maxDigits) {
            mantissa = mantissa * 10 + UnsignedWide(c - '0');
            digits += mantissa > 0;
            ten -= point;
        } else { // beyond what the type keeps
            inexact = inexact || c != '0';
            ten += !point;
        }
    }
    if (!any)
        return malformed();

    Quantity quantity;
    const QByteArrayView suffix = text.sliced(at);
    int two = 0;
    if (suffix.size() > 1 && (suffix[0] == 'e' || suffix[0] == 'E') && suffix[1] != 'i') {
        bool isNumber = false;
        const QByteArrayView exponent = suffix.sliced(1);
        const bool signedOnce = exponent[0] == '+' || exponent[0] == '-' || (exponent[0] >= '0' && exponent[0] <= '9');
        const int power = exponent.toInt(&isNumber);
        if (!isNumber || !signedOnce)
            return malformed();
        ten += std::clamp(power, -1000, 1000);
        quantity.m_format = Format::DecimalExponent;
    } else {
        const auto *known = std::find_if(std::begin(suffixes), std::end(suffixes),
                                         [&](const Suffix &s) { return suffix == QByteArrayView(s.text); });
        if (known == std::end(suffixes))
            return malformed();
        ten += known->ten;
        two = known->two;
        if (two)
            quantity.m_format = Format::BinarySi;
    }
    const Wide size = scaled(mantissa, two, ten, inexact);
    quantity.m_nano = negative ? -size : size;
    return quantity;
}

Quantity Quantity::of(const Value &value)
{
    if (value.isString())
        return parse(value.text()).valueOr({});
    return value.isNumber() ? parse(toJson(value)).valueOr({}) : Quantity();
}

qint64 Quantity::milli() const
{
    const Wide milli = roundedUp(m_nano, milliUnit);
    const Wide most = std::numeric_limits<qint64>::max();
    return qint64(milli > most ? most : milli < -most ? -most : milli);
}

qint64 Quantity::value() const
{
    return qint64(roundedUp(m_nano, one));
}

QByteArray Quantity::text() const
{
    if (m_nano == 0)
        return "0";
    if (m_format == Format::BinarySi && m_nano % one == 0 && (m_nano >= 1024 * one || m_nano <= -1024 * one)) {
        Wide number = m_nano / one;
        int suffix = 0;
        static constexpr const char *names[] = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
        for (; number % 1024 == 0 && suffix < 6; ++suffix)
            number /= 1024;
        return decimal(number) + names[suffix];
    }
    Wide number = m_nano;
    int power = -9;
    for (; number % 1000 == 0 && power < 18; power += 3)
        number /= 1000;
    if (m_format == Format::DecimalExponent)
        return power == 0 ? decimal(number) : decimal(number) + 'e' + QByteArray::number(power);
    static constexpr const char *names[] = {"n", "u", "m", "", "k", "M", "G", "T", "P", "E"};
    return decimal(number) + names[power / 3 + 3];
}

Quantity Quantity::operator+(const Quantity &other) const
{
    Quantity sum = isZero() ? other : *this;
    sum.m_nano = clamped(m_nano + other.m_nano);
    return sum;
}

Quantity Quantity::operator-(const Quantity &other) const
{
    Quantity rest = isZero() ? other : *this;
    rest.m_nano = clamped(m_nano - other.m_nano);
    return rest;
}

} // namespace orrery::api
