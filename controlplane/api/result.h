// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QByteArray>
#include <QList>

#include <optional>
#include <utility>
#include <variant>

namespace orrery::api {

/// Kubernetes' metav1.StatusReason; httpCode() gives the HTTP status that goes with each.
enum class Reason {
    Unknown,
    BadRequest,
    Unauthorized,
    Forbidden,
    NotFound,
    AlreadyExists,
    Conflict,
    Gone,
    Expired,
    Invalid,
    Timeout,
    ServerTimeout,
    TooManyRequests,
    MethodNotAllowed,
    NotAcceptable,
    UnsupportedMediaType,
    RequestEntityTooLarge,
    InternalError,
    ServiceUnavailable,
};

/// The reason's Kubernetes name ("NotFound"; "" for Unknown) and its HTTP status (404).
QByteArray reasonName(Reason reason);
int httpCode(Reason reason);
/// The reason behind a metav1.Status's reason string, or behind a bare HTTP status where it names none.
Reason reasonFromName(QByteArrayView name, int httpCode);

/// metav1.StatusCause: which field is wrong, and how.
struct StatusCause
{
    QByteArray reason; ///< "FieldValueRequired", "FieldValueInvalid", ...
    QByteArray message;
    QByteArray field; ///< "spec.containers[0].name"
};

/// What went wrong, as metav1.Status says it; one type from SQLite to the toast. Text is UTF-8.
struct Error
{
    Reason reason = Reason::Unknown;
    QByteArray message; ///< for people: what failed, why, what to do
    QList<StatusCause> causes;
    QByteArray group, kind, name; ///< metav1.StatusDetails; kind holds the resource name, as in Kubernetes
    int retryAfterSeconds = 0;
    int code = 0; ///< HTTP status, where it is not httpCode(reason)

    int httpStatus() const { return code ? code : httpCode(reason); }
};

inline Error error(Reason reason, QByteArray message) { return { reason, std::move(message) }; }

/// A T or an Error. Test with `if (!result)`, or pass the error on with ORRERY_TRY.
/// Thread: any; a value. Asking for the wrong side is a bug (Q_ASSERT).
template <class T = void>
class [[nodiscard]] Result final
{
public:
    Result(T value) : m_state(std::in_place_index<0>, std::move(value)) { }
    Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) { }

    explicit operator bool() const { return m_state.index() == 0; }
    T &value() & { Q_ASSERT(*this); return *std::get_if<0>(&m_state); }
    const T &value() const & { Q_ASSERT(*this); return *std::get_if<0>(&m_state); }
    T &&value() && { Q_ASSERT(*this); return std::move(*std::get_if<0>(&m_state)); }
    T valueOr(T other) const & { return *this ? value() : std::move(other); }
    T &operator*() & { return value(); }
    const T &operator*() const & { return value(); }
    T *operator->() { return &value(); }
    const T *operator->() const { return &value(); }
    const Error &error() const & { Q_ASSERT(!*this); return *std::get_if<1>(&m_state); }
    Error &&error() && { Q_ASSERT(!*this); return std::move(*std::get_if<1>(&m_state)); }
    bool failedWith(Reason reason) const { return !*this && error().reason == reason; }

private:
    std::variant<T, Error> m_state;
};

template <>
class [[nodiscard]] Result<void> final
{
public:
    Result() = default;
    Result(Error error) : m_error(std::move(error)) { }

    explicit operator bool() const { return !m_error; }
    const Error &error() const & { Q_ASSERT(m_error); return *m_error; }
    Error &&error() && { Q_ASSERT(m_error); return std::move(*m_error); }
    bool failedWith(Reason reason) const { return m_error && m_error->reason == reason; }

private:
    std::optional<Error> m_error;
};

} // namespace orrery::api

#define ORRERY_CONCAT_INNER(a, b) a##b
#define ORRERY_CONCAT(a, b) ORRERY_CONCAT_INNER(a, b)

/// ORRERY_TRY(pod, client.get(key)): declares `pod`, or returns the error from the enclosing function.
#define ORRERY_TRY(name, ...)                                                                                          \
    auto ORRERY_CONCAT(name, Result) = (__VA_ARGS__);                                                                  \
    if (!ORRERY_CONCAT(name, Result))                                                                                  \
        return std::move(ORRERY_CONCAT(name, Result)).error();                                                         \
    auto name = std::move(ORRERY_CONCAT(name, Result)).value()

/// ORRERY_CHECK(client.remove(key)): returns the error from the enclosing function, if there is one.
#define ORRERY_CHECK(...)                                                                                              \
    do {                                                                                                               \
        if (auto orreryChecked = (__VA_ARGS__); !orreryChecked)                                                        \
            return std::move(orreryChecked).error();                                                                   \
    } while (false)
