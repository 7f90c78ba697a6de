// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/readoptions.h"
#include "controlplane/apiserver/resources/write.h"

namespace orrery::resources {

using namespace api;

Generic::Generic(const Registry &registry, const Context &context)
    : m_registry(registry)
    , m_context(context)
    , m_watches(m_context)
{
    m_expiryTimer.setSingleShot(true);
    m_expiryTimer.setTimerType(Qt::VeryCoarseTimer);
    QObject::connect(&m_expiryTimer, &QTimer::timeout, &m_expiryTimer, [this] { expire(); });
    for (const Resource &resource : registry.all()) {
        if (resource.storedAs || (resource.ttlSeconds <= 0 && !resource.written))
            continue;
        store::ListRange range;
        range.prefix = resource.prefix;
        auto listing = resource.store(m_context).list(range);
        if (!listing)
            continue;
        std::sort(listing->entries.begin(), listing->entries.end(),
                  [](const auto &a, const auto &b) { return a.revision < b.revision; });
        for (const store::Entry &entry : std::as_const(listing->entries))
            written(resource, {}, entry, false);
    }
}

Generic::~Generic() = default;

void Generic::serve(const ExchangePtr &exchange, const chain::RequestInfo &info, const Resource &resource)
{
    const Subresource *subresource = nullptr;
    if (!info.subresource.isEmpty()) {
        subresource = resource.subresource(info.subresource);
        if (!subresource) {
            exchange->respond(error(Reason::NotFound, "the server could not find the requested resource"));
            return;
        }
    }
    static const QHash<QByteArray, Verb> verbs{
        {"create", Verb::Create}, {"delete", Verb::Delete}, {"deletecollection", Verb::DeleteCollection},
        {"get", Verb::Get},       {"list", Verb::List},     {"patch", Verb::Patch},
        {"update", Verb::Update}, {"watch", Verb::Watch},
    };
    const auto verb = verbs.find(info.verb);
    const Verbs allowed = subresource ? subresource->verbs : resource.verbs;
    const bool createsNamed = !subresource && info.verb == "create" && !info.name.isEmpty();
    const bool needsNamespace = resource.namespaced && info.ns.isEmpty() && info.verb != "list" && info.verb != "watch";
    const bool strayNamespace = !resource.namespaced && !info.ns.isEmpty() && resource.gvr.resource != "namespaces";
    if (strayNamespace || (needsNamespace && !info.name.isEmpty())) {
        exchange->respond(error(Reason::NotFound, "the server could not find the requested resource"));
        return;
    }
    if (verb == verbs.end() || !(allowed & *verb) || createsNamed || needsNamespace) {
        exchange->respond(methodNotAllowed(resource, info.verb));
        return;
    }
    const bool connects = subresource && subresource->connects;
    if (connects && subresource->name != "log") {
        commit(std::make_shared<Write>(exchange, info, resource, subresource, Form(), &connection));
        return;
    }
    if (*verb == Verb::Get || connects) {
        get(exchange, info, resource, subresource);
        return;
    }
    if (*verb == Verb::List || *verb == Verb::Watch) {
        list(exchange, info, resource);
        return;
    }
    auto form = negotiate(exchange->request(), Offer::of(resource, subresource));
    if (!form) {
        exchange->respond(form.error());
        return;
    }
    const auto write = std::make_shared<Write>(exchange, info, resource, subresource, *form, &change);
    if (const auto options = readWriteOptions(*write); !options) {
        refuse(*write, options.error());
        return;
    }
    if (*verb == Verb::Create)
        write->way = subresource ? &posting : resource.answer ? &question : &creation;
    else if (*verb == Verb::Delete)
        write->way = &deletion;
    if (*verb == Verb::DeleteCollection)
        removeCollection(write);
    else if (*verb == Verb::Create && !resource.createsAt.first.isEmpty())
        postBelow(*write);
    else
        commit(write);
}

void Generic::get(const ExchangePtr &exchange, const chain::RequestInfo &info, const Resource &resource,
                  const Subresource *subresource)
{
    const auto entry = resource.store(m_context).get(resource.storeKey({info.ns, info.name}));
    if (!subresource || !subresource->connects) {
        const auto revision = readRevision(exchange->request().query);
        const qint64 visible = resource.store(m_context).visibleRevision();
        if (!revision || revision->value_or(0) > visible) {
            exchange->respond(revision ? tooLargeRevision(**revision, visible) : revision.error());
            return;
        }
    }
    if (!entry) {
        exchange->respond(notFound(resource, info.name));
        return;
    }
    if (subresource && subresource->connects) {
        if (m_context.connect)
            m_context.connect(exchange, entry->object, info.subresource);
        else
            exchange->respond(error(Reason::ServiceUnavailable, "streams are not served"));
        return;
    }
    const auto form = negotiate(exchange->request(), Offer::of(resource, subresource));
    if (!form) {
        exchange->respond(form.error());
        return;
    }
    if (subresource && subresource->view)
        exchange->respond(resources::respond(*form, Object(subresource->view(resource.served(entry->object))), 200));
    else
        exchange->respond(
            resources::respond(*form, resource, resource.served(entry->object), 200, m_context.clock.now()));
}

void Generic::written(const Resource &resource, const Object &old, const store::Entry &now, bool removed)
{
    m_context.admission.written(resource.gvr, old, removed ? Object() : now.object, now.revision);
    if (resource.written)
        resource.written(old, removed ? Object() : now.object, m_context);
    if (resource.ttlSeconds <= 0 || removed)
        return;
    qint64 since = m_context.clock.now();
    if (old.isNull()) // also when loading: an object that was written before the server started
        since = std::min(since, parseTime(now.object.metadata()["creationTimestamp"].text()).value_or(since));
    m_expiries.push_back({since + resource.ttlSeconds * 1'000'000, resource.shared_from_this(), now.key, now.revision});
    scheduleExpiry();
}

void Generic::scheduleExpiry()
{
    if (m_expiries.empty())
        return;
    const qint64 wait = (m_expiries.front().time - m_context.clock.now()) / 1000 + 1;
    if (m_expiryTimer.isActive() && wait > 1)
        return; // the timer is for the same one
    m_expiryTimer.start(int(std::clamp<qint64>(wait, 1, 24 * 3600 * 1000)));
}

void Generic::expire()
{
    const qint64 now = m_context.clock.now();
    while (!m_expiries.empty() && m_expiries.front().time <= now) {
        const Expiry expiry = m_expiries.front();
        m_expiries.pop_front();
        store::Store &store = expiry.resource->store(m_context);
        const auto entry = store.getNewest(expiry.key);
        if (entry && entry->revision == expiry.revision)
            (void)store.remove(expiry.key, entry->object, entry->revision, {}, [](const Result<store::Entry> &) {});
    }
    scheduleExpiry();
}

} // namespace orrery::resources
