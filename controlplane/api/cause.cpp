// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/cause.h"

#include <QByteArrayView>

#include <cerrno>
#include <cstdlib>
#include <sys/random.h>

namespace orrery::api {

namespace {
thread_local Cause currentCause;

/// Lower-case hexadecimal of random bytes; never all zeros, which trace context forbids.
QByteArray randomHex(int bytes)
{
    unsigned char random[16];
    Q_ASSERT(bytes <= int(sizeof(random)));
    for (;;) {
        for (int got = 0; got < bytes;) {
            const ssize_t n = getrandom(random + got, size_t(bytes - got), 0);
            if (n < 0 && errno != EINTR)
                std::abort(); // no kernel we run on fails here
            got += int(std::max<ssize_t>(n, 0));
        }
        if (std::any_of(random, random + bytes, [](unsigned char c) { return c != 0; }))
            return QByteArray(reinterpret_cast<const char *>(random), bytes).toHex();
    }
}

bool isHex(QByteArrayView text)
{
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool isId(QByteArrayView text)
{
    return isHex(text) && std::any_of(text.begin(), text.end(), [](char c) { return c != '0'; });
}
} // namespace

QByteArray Cause::traceparent() const
{
    return isEmpty() ? QByteArray() : "00-" + traceId + '-' + parentId + "-01";
}

Cause Cause::fromTraceparent(QByteArrayView header)
{
    header = header.trimmed();
    // version "-" trace id "-" parent id "-" flags; later versions may append "-..."
    // (https://www.w3.org/TR/trace-context/#versioning-of-traceparent)
    if (header.size() < 55 || header.size() > 512 || header[2] != '-' || header[35] != '-' || header[52] != '-')
        return {};
    const QByteArrayView version = header.first(2), trace = header.sliced(3, 32), parent = header.sliced(36, 16);
    if (!isHex(version) || version == "ff" || !isId(trace) || !isId(parent) || !isHex(header.sliced(53, 2)))
        return {};
    if (header.size() > 55 && (version == "00" || header[55] != '-'))
        return {};
    return {trace.toByteArray(), parent.toByteArray()};
}

Cause Cause::create()
{
    return {randomHex(16), randomHex(8)};
}

Cause Cause::child() const
{
    return isEmpty() ? Cause() : Cause{traceId, randomHex(8)};
}

Cause Cause::current()
{
    return currentCause;
}

CauseScope::CauseScope(Cause cause)
    : m_previous(std::exchange(currentCause, std::move(cause)))
{
}

CauseScope::~CauseScope()
{
    currentCause = std::move(m_previous);
}

} // namespace orrery::api
