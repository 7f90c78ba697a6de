// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/generic.h"

namespace orrery::resources {

using namespace api;

namespace {

/// Where a list goes on: the snapshot and the last key that was looked at, below the prefix.
struct Continue
{
    qint64 revision = 0;
    QByteArray after;

    QByteArray token() const
    {
        const Value value = Value::object({{"v", "meta.k8s.io/v1"}, {"rv", Value(revision)}, {"start", after}});
        return toJson(value).toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    }
    static Result<Continue> of(const QByteArray &token)
    {
        const Error bad = error(Reason::BadRequest, "continue key is not valid");
        const auto json = QByteArray::fromBase64Encoding(
            token, QByteArray::Base64UrlEncoding | QByteArray::AbortOnBase64DecodingErrors);
        if (!json)
            return bad;
        const auto value = parseJson(*json);
        if (!value || (*value)["v"].text() != "meta.k8s.io/v1" || !(*value)["rv"].isInteger()
            || !(*value)["start"].isString())
            return bad;
        return Continue{(*value)["rv"].integer(), (*value)["start"].bytes()};
    }
};

Error expired()
{
    return error(Reason::Expired,
                 "The provided continue parameter is too old to display a consistent list result. You can start a new "
                 "list without "
                 "the continue parameter.");
}

/// The revision that a list asks for; 0: the newest. Errors: BadRequest, Invalid.
Result<qint64> requestedRevision(const Query &query, bool continues)
{
    const QByteArray text = query.value("resourceVersion"), match = query.value("resourceVersionMatch");
    bool good = true;
    const qint64 revision = text.isEmpty() ? 0 : text.toLongLong(&good);
    if (!good || revision < 0)
        return error(Reason::BadRequest,
                     "Invalid value: \"" + text + "\": strconv.ParseUint: parsing \"" + text + "\": invalid syntax");
    FieldErrors errors;
    if (!match.isEmpty()) {
        if (text.isEmpty())
            errors.forbidden("resourceVersionMatch",
                             "resourceVersionMatch is forbidden unless resourceVersion is provided");
        else if (match != "Exact" && match != "NotOlderThan")
            errors.notSupported("resourceVersionMatch", match, {"Exact", "NotOlderThan", ""});
        else if (match == "Exact" && text == "0")
            errors.forbidden("resourceVersionMatch",
                             "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
        if (continues)
            errors.forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided");
    }
    if (continues && !text.isEmpty() && text != "0")
        return error(Reason::BadRequest, "specifying resource version is not allowed when using continue");
    if (!errors.isEmpty())
        return errors.error("meta.k8s.io", "ListOptions", "");
    // With a limit and no match, a revision is exact (API concepts, "Resource versions").
    return match == "Exact" || (match.isEmpty() && revision > 0 && query.value("limit").toInt() > 0) ? revision : 0;
}

} // namespace

void Generic::list(const ExchangePtr &exchange, const chain::RequestInfo &info, const Resource &resource)
{
    const Query &query = exchange->request().query;
    const auto form = negotiate(exchange->request());
    if (!form) {
        exchange->respond(form.error());
        return;
    }
    const auto selection = Selection::of(resource, info, query);
    if (!selection) {
        exchange->respond(selection.error());
        return;
    }
    if (info.verb == "watch") {
        m_watches.serve(exchange, resource, *form, *selection);
        return;
    }
    const QByteArray token = query.value("continue");
    const auto revision = requestedRevision(query, !token.isEmpty());
    if (!revision) {
        exchange->respond(revision.error());
        return;
    }
    store::ListRange range;
    range.prefix = selection->prefix();
    range.revision = *revision;
    if (!token.isEmpty()) {
        const auto from = Continue::of(token);
        if (!from) {
            exchange->respond(from.error());
            return;
        }
        range.revision = from->revision;
        range.after = range.prefix + from->after;
    }
    const qint64 limit = std::max<qint64>(0, query.value("limit").toLongLong());
    const bool everything = selection->everything();
    // With a selector all are read at once: chunks of few matches each would read the rest again and again.
    range.limit = everything ? int(std::min<qint64>(limit, 1'000'000)) : 0;
    ObjectList out;
    out.apiVersion = resource.gvr.apiVersion();
    out.kind = resource.kind + "List";
    while (true) {
        auto listing = resource.store(m_context).list(range);
        if (!listing) {
            exchange->respond(listing.failedWith(Reason::Expired) && !token.isEmpty() ? expired() : listing.error());
            return;
        }
        out.resourceVersion = range.revision = listing->revision;
        QByteArray last;
        for (const store::Entry &entry : std::as_const(listing->entries)) {
            last = entry.key;
            const Object object = resource.served(entry.object);
            if (everything || selection->matches(entry.key, object))
                out.items.append(object);
            if (limit > 0 && out.items.size() == limit)
                break;
        }
        const bool full = limit > 0 && out.items.size() == limit;
        const bool rest
            = listing->more || (full && !listing->entries.isEmpty() && last != listing->entries.constLast().key);
        if (full && rest) {
            out.continueToken = Continue{listing->revision, last.mid(range.prefix.size())}.token();
            if (everything)
                out.remaining = listing->remaining;
        }
        if (full || !listing->more)
            break;
        range.after = last;
    }
    exchange->respond(resources::respond(*form, resource, std::move(out), m_context.clock.now()));
}

} // namespace orrery::resources
