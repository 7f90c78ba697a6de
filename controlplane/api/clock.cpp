// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/clock.h"

#include <QByteArrayView>

#include <algorithm>
#include <chrono>
#include <limits>

namespace orrery::api {

namespace {
constexpr qint64 second = 1000000;

void putDigits(char *at, int width, qint64 number)
{
    for (int i = width - 1; i >= 0; --i, number /= 10)
        at[i] = char('0' + number % 10);
}

/// "2026-01-02T03:04:05" into out[0..18]; returns the microseconds that remain.
qint64 putSeconds(char *out, qint64 microseconds)
{
    using namespace std::chrono;
    const qint64 lowest = -62135596800 * second, highest = 253402300799 * second; // years 1 to 9999
    const sys_time<std::chrono::microseconds> time{
        std::chrono::microseconds(std::clamp(microseconds, lowest, highest))};
    const auto day = floor<days>(time);
    const year_month_day date(day);
    const qint64 rest = (time - day).count();
    putDigits(out, 4, int(date.year()));
    putDigits(out + 5, 2, unsigned(date.month()));
    putDigits(out + 8, 2, unsigned(date.day()));
    putDigits(out + 11, 2, rest / (3600 * second));
    putDigits(out + 14, 2, rest / (60 * second) % 60);
    putDigits(out + 17, 2, rest / second % 60);
    out[4] = out[7] = '-';
    out[10] = 'T';
    out[13] = out[16] = ':';
    return rest % second;
}

bool takeDigits(QByteArrayView text, qsizetype at, int width, int *number)
{
    if (text.size() < at + width)
        return false;
    *number = 0;
    for (int i = 0; i < width; ++i) {
        const char c = text[at + i];
        if (c < '0' || c > '9')
            return false;
        *number = *number * 10 + (c - '0');
    }
    return true;
}
} // namespace

qint64 SystemClock::now() const
{
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

QByteArray formatTime(qint64 microseconds)
{
    QByteArray out(20, 'Z');
    putSeconds(out.data(), microseconds);
    return out;
}

QByteArray formatMicroTime(qint64 microseconds)
{
    QByteArray out(27, 'Z');
    const qint64 rest = putSeconds(out.data(), microseconds);
    out[19] = '.';
    putDigits(out.data() + 20, 6, rest);
    return out;
}

std::optional<qint64> parseTime(QByteArrayView text)
{
    using namespace std::chrono;
    int y, mo, d, h, mi, s;
    if (text.size() < 20 || !takeDigits(text, 0, 4, &y) || text[4] != '-' || !takeDigits(text, 5, 2, &mo)
        || text[7] != '-' || !takeDigits(text, 8, 2, &d) || text[10] != 'T' || !takeDigits(text, 11, 2, &h)
        || text[13] != ':' || !takeDigits(text, 14, 2, &mi) || text[16] != ':' || !takeDigits(text, 17, 2, &s))
        return {};
    const year_month_day date{year(y), month(unsigned(mo)), day(unsigned(d))};
    if (!date.ok() || h > 23 || mi > 59 || s > 59)
        return {};
    qsizetype at = 19;
    qint64 fraction = 0;
    if (text[at] == '.' || text[at] == ',') {
        const qsizetype begin = ++at;
        for (qint64 unit = second / 10; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, unit /= 10)
            fraction += unit * (text[at] - '0');
        if (at == begin)
            return {};
    }
    int offset = 0;
    if (at < text.size() && text[at] == 'Z') {
        ++at;
    } else {
        int hours, minutes;
        if (at >= text.size() || (text[at] != '+' && text[at] != '-') || !takeDigits(text, at + 1, 2, &hours)
            || text.size() < at + 6 || text[at + 3] != ':' || !takeDigits(text, at + 4, 2, &minutes) || hours > 23
            || minutes > 59)
            return {};
        offset = (hours * 60 + minutes) * (text[at] == '-' ? -60 : 60);
        at += 6;
    }
    if (at != text.size())
        return {};
    const qint64 days = sys_days(date).time_since_epoch().count();
    return (days * 86400 + h * 3600 + mi * 60 + s - offset) * second + fraction;
}

/// "1.5" and the unit, without zeros at the end.
static QByteArray inUnits(quint64 value, quint64 unit, const char *name)
{
    QByteArray out = QByteArray::number(value / unit);
    if (value % unit) {
        QByteArray fraction = QByteArray::number(unit + value % unit).sliced(1);
        while (fraction.endsWith('0'))
            fraction.chop(1);
        out += '.' + fraction;
    }
    return out + name;
}

QByteArray formatDuration(qint64 nanoseconds)
{
    constexpr quint64 second = 1'000'000'000;
    quint64 left = nanoseconds < 0 ? 0 - quint64(nanoseconds) : quint64(nanoseconds);
    const QByteArray sign = nanoseconds < 0 ? "-" : "";
    if (left == 0)
        return "0s";
    if (left < 1'000)
        return sign + inUnits(left, 1, "ns");
    if (left < 1'000'000)
        return sign + inUnits(left, 1'000, "\u00b5s");
    if (left < second)
        return sign + inUnits(left, 1'000'000, "ms");
    QByteArray out = sign;
    if (left >= 3600 * second)
        out += QByteArray::number(left / (3600 * second)) + 'h';
    if (left >= 60 * second)
        out += QByteArray::number(left / (60 * second) % 60) + 'm';
    return out + inUnits(left % (60 * second), second, "s");
}

std::optional<qint64> parseDuration(QByteArrayView text)
{
    static constexpr std::pair<QByteArrayView, quint64> units[]
        = {{"ns", 1},          {"us", 1'000},           {"\u00b5s", 1'000},        {"\u03bcs", 1'000},
           {"ms", 1'000'000}, {"s", 1'000'000'000}, {"m", 60'000'000'000}, {"h", 3'600'000'000'000}};
    const bool negative = text.startsWith('-');
    if (negative || text.startsWith('+'))
        text = text.sliced(1);
    if (text == "0")
        return 0;
    if (text.isEmpty())
        return {};
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    quint64 sum = 0;
    while (!text.isEmpty()) {
        quint64 whole = 0, fraction = 0, scale = 1;
        qsizetype at = 0;
        bool any = false;
        for (; at < text.size() && isDigit(text[at]); ++at, any = true) {
            if (__builtin_mul_overflow(whole, 10, &whole) || __builtin_add_overflow(whole, text[at] - '0', &whole))
                return {};
        }
        if (at < text.size() && text[at] == '.') {
            for (++at; at < text.size() && isDigit(text[at]); ++at, any = true) {
                if (scale < 1'000'000'000'000) {
                    fraction = fraction * 10 + quint64(text[at] - '0');
                    scale *= 10;
                }
            }
        }
        qsizetype end = at;
        while (end < text.size() && text[end] != '.' && !isDigit(text[end]))
            ++end;
        const auto unit = std::find_if(std::begin(units), std::end(units),
                                       [&](const auto &u) { return u.first == text.sliced(at, end - at); });
        if (!any || unit == std::end(units))
            return {};
        const quint64 part = quint64((long double)(fraction) * unit->second / scale);
        if (__builtin_mul_overflow(whole, unit->second, &whole) || __builtin_add_overflow(whole, part, &whole)
            || __builtin_add_overflow(sum, whole, &sum) || sum > quint64(std::numeric_limits<qint64>::max()) + negative)
            return {};
        text = text.sliced(end);
    }
    return negative ? qint64(0 - sum) : qint64(sum);
}

} // namespace orrery::api
