// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/yaml.h"

#include <charconv>
#include <cmath>

namespace orrery::api {

namespace {

bool isOneOf(QByteArrayView text, std::initializer_list<const char *> words)
{
    return std::any_of(words.begin(), words.end(), [&](const char *word) { return text == QByteArrayView(word); });
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?
bool looksLikeFloat(QByteArrayView text)
{
    qsizetype at = 0;
    const auto digits = [&] {
        const qsizetype begin = at;
        while (at < text.size() && isDigit(text[at]))
            ++at;
        return at - begin;
    };
    const auto accept = [&](const char *characters) {
        const bool is = at < text.size() && QByteArrayView(characters).contains(text[at]);
        at += is;
        return is;
    };
    accept("+-");
    const qsizetype whole = digits();
    const qsizetype fraction = accept(".") ? digits() : 0;
    if (whole == 0 && fraction == 0)
        return false;
    if (accept("eE")) {
        accept("+-");
        if (digits() == 0)
            return false;
    }
    return at == text.size();
}

enum class Parsed { No, Fits, Huge };

/// Digits of a base after an optional sign: as Go's ParseInt with base 0 takes them (0x, 0o, 0b, and 0 for octal).
Parsed parseInteger(QByteArrayView text, qint64 *integer, double *huge)
{
    bool negative = false;
    if (text.startsWith('-') || text.startsWith('+')) {
        negative = text[0] == '-';
        text = text.sliced(1);
    }
    int base = 10;
    if (text.size() > 1 && text[0] == '0') {
        const char c = text[1];
        base = c == 'x' || c == 'X' ? 16 : c == 'b' || c == 'B' ? 2 : 8;
        text = text.sliced(c == 'x' || c == 'X' || c == 'b' || c == 'B' || c == 'o' || c == 'O' ? 2 : 1);
    }
    quint64 magnitude = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), magnitude, base);
    if (text.isEmpty() || end != text.data() + text.size() || failure == std::errc::invalid_argument)
        return Parsed::No;
    const quint64 most = quint64(std::numeric_limits<qint64>::max()) + (negative ? 1 : 0);
    if (failure == std::errc::result_out_of_range || magnitude > most) {
        if (failure == std::errc::result_out_of_range && base != 10)
            return Parsed::No;
        *huge = failure == std::errc::result_out_of_range ? text.toByteArray().toDouble() : double(magnitude);
        *huge = negative ? -*huge : *huge;
        return Parsed::Huge;
    }
    *integer = negative ? qint64(0 - magnitude) : qint64(magnitude);
    return Parsed::Fits;
}

/// A number passes through JSON text on its way in kubectl: 1.0 and 1e3 arrive as integers.
Value numberValue(double number)
{
    if (std::trunc(number) == number && std::abs(number) < 9.2e18)
        return qint64(number);
    return number;
}

} // namespace

Value resolveYamlScalar(QByteArrayView plain)
{
    if (plain.isEmpty() || isOneOf(plain, {"~", "null", "Null", "NULL"}))
        return {};
    if (isOneOf(plain, {"y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"}))
        return true;
    if (isOneOf(plain, {"n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"}))
        return false;
    const char first = plain[0];
    if (!isDigit(first) && first != '+' && first != '-' && first != '.')
        return plain;
    if (isOneOf(plain, {".nan", ".NaN", ".NAN"}))
        return std::nan("");
    if (isOneOf(plain, {".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"}))
        return HUGE_VAL;
    if (isOneOf(plain, {"-.inf", "-.Inf", "-.INF"}))
        return -HUGE_VAL;

    if (plain.size() > 400) // no number is that long, and the text may be large
        return plain;
    const QByteArray compact = plain.toByteArray().replace('_', "");
    qint64 integer = 0;
    double number = 0;
    if (first != '.') {
        switch (parseInteger(compact, &integer, &number)) {
        case Parsed::Fits:
            return integer;
        case Parsed::Huge:
            return number;
        case Parsed::No:
            break;
        }
    }
    if (looksLikeFloat(compact)) {
        bool isNumber = false;
        number = compact.toDouble(&isNumber);
        if (isNumber && std::isfinite(number))
            return numberValue(number);
    }
    return plain;
}

} // namespace orrery::api
