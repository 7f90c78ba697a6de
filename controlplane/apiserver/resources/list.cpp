// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/generic.h"
#include "controlplane/apiserver/resources/readoptions.h"

namespace orrery::resources {

using namespace api;

namespace {

/// The snapshot that a list goes on with is gone. What is left can be had from the newest one, by the token in this answer.
Response expired(const Continue &from)
{
    const Object status = toStatus(error(
        Reason::Expired,
        "The provided continue parameter is too old to display a consistent list result. You can start a new list "
        "without the continue parameter, or use the continue token in this response to retrieve the remainder of the "
        "results. Continuing with the provided token results in an inconsistent list - objects that were created, "
        "modified, or deleted between the time the first chunk was returned and now may show up in the list."));
    return Response::of(status.withMetadata("continue", Continue{-1, from.after}.token()), httpCode(Reason::Expired));
}

/// With a selection so many are read at once: few may match.
constexpr int selectionChunk = 1000;

} // namespace

void Generic::list(const ExchangePtr &exchange, const chain::RequestInfo &info, const Resource &resource)
{
    const Query &query = exchange->request().query;
    Offer offer = Offer::of(resource);
    offer.watch = info.verb == "watch";
    const auto form = negotiate(exchange->request(), offer);
    if (!form) {
        exchange->respond(form.error());
        return;
    }
    const auto options = ReadOptions::of(query, offer.watch);
    if (!options) {
        exchange->respond(options.error());
        return;
    }
    const auto selection = Selection::of(resource, info, query);
    if (!selection) {
        exchange->respond(selection.error());
        return;
    }
    if (offer.watch) {
        m_watches.serve(exchange, resource, *form, *selection, *options);
        return;
    }
    store::Store &store = resource.store(m_context);
    if (options->revision.value_or(0) > store.visibleRevision()) {
        exchange->respond(tooLargeRevision(*options->revision, store.visibleRevision()));
        return;
    }
    store::ListRange range;
    range.prefix = selection->prefix();
    const bool everything = selection->everything();
    const qint64 limit = std::min<qint64>(options->limit, 1'000'000);
    range.limit = limit == 0 ? 0 : everything ? int(limit) : selectionChunk;
    std::optional<Continue> from;
    if (!options->continueToken.isEmpty()) {
        auto read = Continue::of(options->continueToken);
        if (!read) {
            exchange->respond(read.error());
            return;
        }
        from = *std::move(read);
        range.revision = std::max<qint64>(from->revision, 0);
        range.after = range.prefix + from->after;
    } else if (options->isExact()) {
        range.revision = *options->revision;
    }
    ObjectList out;
    out.apiVersion = resource.gvr.apiVersion();
    out.kind = resource.listKind;
    bool more = true;
    while (more) {
        auto listing = store.list(range);
        if (!listing) {
            if (listing.failedWith(Reason::Expired) && from)
                exchange->respond(expired(*from));
            else if (listing.failedWith(Reason::Expired))
                exchange->respond(error(Reason::Expired, "The resourceVersion for the provided list is too old."));
            else
                exchange->respond(listing.error());
            return;
        }
        out.resourceVersion = range.revision = listing->revision;
        more = listing->more;
        for (const store::Entry &entry : std::as_const(listing->entries)) {
            if (limit > 0 && out.items.size() == limit) {
                more = true; // it is not known whether any of these match, and Kubernetes does not look either
                break;
            }
            range.after = entry.key;
            const Object object = resource.served(entry.object);
            if (everything || selection->matches(entry.key, object))
                out.items.append(object);
        }
        if (limit > 0 && out.items.size() == limit)
            break;
    }
    if (more) {
        // How many are left is known from the beginning of the list: its snapshot does not change.
        qint64 left = -1;
        if (from)
            left = from->left;
        else if (everything && out.resourceVersion == store.visibleRevision())
            left = store.count(range.prefix);
        left -= out.items.size();
        out.remaining = everything ? std::max<qint64>(left, -1) : -1;
        out.continueToken = Continue{out.resourceVersion, range.after.mid(range.prefix.size()), out.remaining}.token();
    }
    exchange->respond(resources::respond(*form, resource, std::move(out), m_context.clock.now()));
}

} // namespace orrery::resources
