// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/readoptions.h"

#include "controlplane/apiserver/resources/fielderrors.h"

namespace orrery::resources {

using namespace api;

namespace {

Result<qint64> integer(const Query &query, QByteArrayView name)
{
    const QByteArray text = query.value(name);
    if (text.isEmpty())
        return 0;
    bool good = false;
    const qint64 value = text.toLongLong(&good);
    if (!good)
        return error(Reason::BadRequest, "strconv.ParseInt: parsing " + toJson(Value(text)) + ": invalid syntax");
    return std::max<qint64>(value, 0);
}

void checkList(FieldErrors &errors, const ReadOptions &options, const QByteArray &revision, const QByteArray &match)
{
    if (!match.isEmpty()) {
        if (revision.isEmpty())
            errors.forbidden("resourceVersionMatch",
                             "resourceVersionMatch is forbidden unless resourceVersion is provided");
        if (!options.continueToken.isEmpty())
            errors.forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided");
        if (options.match == ReadOptions::Match::None)
            errors.notSupported("resourceVersionMatch", match, {"Exact", "NotOlderThan", ""});
        if (options.match == ReadOptions::Match::Exact && revision == "0")
            errors.forbidden("resourceVersionMatch",
                             "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
    }
    if (options.initialEvents)
        errors.forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list");
}

void checkWatch(FieldErrors &errors, const ReadOptions &options, const QByteArray &match)
{
    const bool notOlder = options.match == ReadOptions::Match::NotOlderThan;
    if (options.initialEvents && !notOlder)
        errors.forbidden("resourceVersionMatch",
                         "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
    if (match.isEmpty())
        return;
    if (!options.initialEvents)
        errors.forbidden("resourceVersionMatch",
                         "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
    if (!notOlder)
        errors.notSupported("resourceVersionMatch", match, {"NotOlderThan"});
    if (!options.continueToken.isEmpty())
        errors.forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided");
}

} // namespace

Result<std::optional<qint64>> readRevision(const Query &query)
{
    const QByteArray text = query.value("resourceVersion");
    if (text.isEmpty())
        return std::optional<qint64>();
    bool good = false;
    const qint64 revision = text.toLongLong(&good);
    if (!good || revision < 0)
        return error(Reason::BadRequest,
                     "Invalid value: " + toJson(Value(text)) + ": strconv.ParseUint: parsing " + toJson(Value(text))
                         + ": invalid syntax");
    return std::optional(revision);
}

Result<ReadOptions> ReadOptions::of(const Query &query, bool watch)
{
    ReadOptions options;
    if (query.isEmpty())
        return options;
    ORRERY_TRY(limit, integer(query, "limit"));
    ORRERY_TRY(seconds, integer(query, "timeoutSeconds"));
    ORRERY_TRY(revision, readRevision(query));
    options.limit = limit;
    options.timeoutSeconds = seconds;
    options.revision = revision;
    options.continueToken = query.value("continue");
    options.bookmarks = query.flag("allowWatchBookmarks");
    if (query.contains("sendInitialEvents"))
        options.initialEvents = query.flag("sendInitialEvents");
    const QByteArray match = query.value("resourceVersionMatch");
    if (match == "Exact")
        options.match = Match::Exact;
    else if (match == "NotOlderThan")
        options.match = Match::NotOlderThan;
    FieldErrors errors;
    const QByteArray text = query.value("resourceVersion");
    if (watch)
        checkWatch(errors, options, match);
    else
        checkList(errors, options, text, match);
    if (!errors.isEmpty())
        return errors.error("meta.k8s.io", "ListOptions", "");
    if (!options.continueToken.isEmpty() && revision.value_or(0) > 0)
        return error(Reason::BadRequest, "specifying resource version is not allowed when using continue");
    return options;
}

QByteArray Continue::token() const
{
    Value value = Value::object({{"v", "meta.k8s.io/v1"}, {"rv", Value(revision)}, {"start", after}});
    if (left > 0)
        value = value.with("left", Value(left));
    return toJson(value).toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

Result<Continue> Continue::of(const QByteArray &token)
{
    const auto bad = [](const QByteArray &why) {
        return error(Reason::BadRequest, "invalid continue token: continue key is not valid: " + why);
    };
    const auto json = QByteArray::fromBase64Encoding(
        token, QByteArray::Base64UrlEncoding | QByteArray::AbortOnBase64DecodingErrors);
    if (!json)
        return bad("illegal base64 data");
    const auto value = parseJson(*json);
    if (!value)
        return bad(value.error().message);
    const QByteArray version = (*value)["v"].bytes();
    if (version != "meta.k8s.io/v1")
        return bad("server does not recognize this encoded version " + toJson(Value(version)));
    const qint64 revision = (*value)["rv"].integer();
    if (revision == 0 || revision < -1)
        return bad("incorrect encoded start resourceVersion (version meta.k8s.io/v1)");
    if ((*value)["start"].text().isEmpty())
        return bad("encoded start key empty (version meta.k8s.io/v1)");
    return Continue{revision, (*value)["start"].bytes(), (*value)["left"].integer(-1)};
}

Error tooLargeRevision(qint64 asked, qint64 current)
{
    Error error{Reason::Timeout,
                "Timeout: Too large resource version: " + QByteArray::number(asked)
                    + ", current: " + QByteArray::number(current)};
    error.causes.append({"ResourceVersionTooLarge", "Too large resource version", {}});
    error.retryAfterSeconds = 1;
    return error;
}

} // namespace orrery::resources
