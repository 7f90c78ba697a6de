// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QByteArray>

#include <optional>

namespace orrery::api {

/// The seam to time: what a reconciler asks instead of the system. Real: SystemClock; in tests: support's FakeClock.
/// Thread: now() from any. Lifetime: outlives every user.
class Clock
{
public:
    virtual ~Clock() = default;
    virtual qint64 now() const = 0; ///< microseconds since the Unix epoch, UTC
};

class SystemClock final : public Clock
{
public:
    qint64 now() const override;
};

/// metav1.Time ("2026-01-02T03:04:05Z") and metav1.MicroTime ("2026-01-02T03:04:05.000000Z") of microseconds since the epoch.
QByteArray formatTime(qint64 microseconds);
QByteArray formatMicroTime(qint64 microseconds);
/// RFC 3339 with any offset and fraction; nothing if it is none.
std::optional<qint64> parseTime(QByteArrayView text);

/// metav1.Duration, as Go writes it ("1h0m30.5s"), in nanoseconds.
QByteArray formatDuration(qint64 nanoseconds);
std::optional<qint64> parseDuration(QByteArrayView text);

} // namespace orrery::api
