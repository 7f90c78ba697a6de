// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QByteArray>

namespace orrery::api {

/// Where something began: a W3C trace context (https://www.w3.org/TR/trace-context/). It goes with a request as the `traceparent`
/// header, is kept with the revision that the request made, comes out with the watch event of that revision, and is current while a
/// reconciler works on the key that the event woke, so that what the reconciler requests carries it on.
/// Thread: any; a value.
struct Cause
{
    QByteArray traceId; ///< 32 lower-case hex digits; empty: no cause known
    QByteArray parentId; ///< 16 lower-case hex digits: the step within the trace

    bool isEmpty() const { return traceId.isEmpty(); }
    QByteArray traceparent() const; ///< "00-<traceId>-<parentId>-01", or empty
    static Cause fromTraceparent(QByteArrayView header); ///< empty if malformed
    static Cause create(); ///< a new trace with random ids
    Cause child() const; ///< the same trace, a new step

    /// The cause that the current thread works for.
    static Cause current();
    bool operator==(const Cause &) const = default;
};

/// Makes a cause current for a scope.
class CauseScope final
{
public:
    explicit CauseScope(Cause cause);
    ~CauseScope();
    CauseScope(const CauseScope &) = delete;
    CauseScope &operator=(const CauseScope &) = delete;

private:
    Cause m_previous;
};

} // namespace orrery::api
