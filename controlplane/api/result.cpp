// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/result.h"

namespace orrery::api {

namespace {
struct Row
{
    Reason reason;
    const char *name;
    int code;
};
constexpr Row rows[] = {
    {Reason::Unknown, "", 500},
    {Reason::BadRequest, "BadRequest", 400},
    {Reason::Unauthorized, "Unauthorized", 401},
    {Reason::Forbidden, "Forbidden", 403},
    {Reason::NotFound, "NotFound", 404},
    {Reason::AlreadyExists, "AlreadyExists", 409},
    {Reason::Conflict, "Conflict", 409},
    {Reason::Gone, "Gone", 410},
    {Reason::Expired, "Expired", 410},
    {Reason::Invalid, "Invalid", 422},
    {Reason::Timeout, "Timeout", 504},
    {Reason::ServerTimeout, "ServerTimeout", 500},
    {Reason::TooManyRequests, "TooManyRequests", 429},
    {Reason::MethodNotAllowed, "MethodNotAllowed", 405},
    {Reason::NotAcceptable, "NotAcceptable", 406},
    {Reason::UnsupportedMediaType, "UnsupportedMediaType", 415},
    {Reason::RequestEntityTooLarge, "RequestEntityTooLarge", 413},
    {Reason::InternalError, "InternalError", 500},
    {Reason::ServiceUnavailable, "ServiceUnavailable", 503},
};
} // namespace

QByteArray reasonName(Reason reason)
{
    return rows[int(reason)].name;
}

int httpCode(Reason reason)
{
    return rows[int(reason)].code;
}

Reason reasonFromName(QByteArrayView name, int httpCode)
{
    if (!name.isEmpty()) {
        for (const Row &row : rows) {
            if (name == row.name)
                return row.reason;
        }
    }
    switch (httpCode) { // a code that several reasons share means its plainest one
    case 409:
        return Reason::Conflict;
    case 410:
        return Reason::Expired;
    case 500:
        return Reason::InternalError;
    }
    for (const Row &row : rows) {
        if (row.code == httpCode)
            return row.reason;
    }
    return Reason::Unknown;
}

} // namespace orrery::api
