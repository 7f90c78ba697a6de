// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/write.h"

namespace orrery::resources {

using namespace api;

namespace {

constexpr qint64 longestGrace = 1'000'000'000; ///< seconds: a deadline that can be written down

/// Finalizers as the propagation policy wants them.
Value withPropagation(const Value &finalizers, const QByteArray &policy)
{
    std::vector<Value> out;
    for (const Value &finalizer : finalizers.items()) {
        const bool propagation = finalizer.text() == "orphan" || finalizer.text() == "foregroundDeletion";
        if (!propagation || policy.isEmpty())
            out.push_back(finalizer);
    }
    if (policy == "Orphan")
        out.push_back("orphan");
    else if (policy == "Foreground")
        out.push_back("foregroundDeletion");
    return Value::array(std::move(out));
}

/// Whether a finalizer says what becomes of the dependents.
bool saysPropagation(const Object &object)
{
    const QList<QByteArray> finalizers = object.finalizers();
    return finalizers.contains("orphan") || finalizers.contains("foregroundDeletion");
}

Object deletedStatus(const Resource &resource, const Object &object)
{
    Value details = Value::object({{"name", object.metadata()["name"]}});
    if (!resource.gvr.group.isEmpty())
        details = details.with("group", resource.gvr.group);
    details = details.with("kind", resource.gvr.resource).with("uid", object.metadata()["uid"]);
    return Object(Value::object({{"kind", "Status"},
                                 {"apiVersion", "v1"},
                                 {"metadata", Value::object(std::vector<Member>())},
                                 {"status", "Success"},
                                 {"details", details}}));
}

Result<> checkPreconditions(const Resource &resource, const Object &object, const DeleteOptions &options)
{
    if (!options.uid.isEmpty() && options.uid != object.uid())
        return conflict(resource, object.name(),
                        "Precondition failed: UID in precondition: " + options.uid
                            + ", UID in object meta: " + object.uid());
    const QByteArray version = object.metadata()["resourceVersion"].bytes();
    if (!options.resourceVersion.isEmpty() && options.resourceVersion != version)
        return conflict(resource, object.name(),
                        "Precondition failed: ResourceVersion in precondition: " + options.resourceVersion
                            + ", ResourceVersion in object meta: " + version);
    return {};
}

/// As admission webhooks are told of it.
Value toValue(const DeleteOptions &options)
{
    Value value = Value::object({{"kind", "DeleteOptions"}, {"apiVersion", "meta.k8s.io/v1"}});
    if (options.gracePeriodSeconds)
        value = value.with("gracePeriodSeconds", Value(*options.gracePeriodSeconds));
    if (!options.uid.isEmpty())
        value = value.withPath({"preconditions", "uid"}, options.uid);
    if (!options.resourceVersion.isEmpty())
        value = value.withPath({"preconditions", "resourceVersion"}, options.resourceVersion);
    if (!options.propagationPolicy.isEmpty())
        value = value.with("propagationPolicy", options.propagationPolicy);
    return options.dryRun ? value.with("dryRun", Value::array({Value("All")})) : value;
}

} // namespace

Result<> Generic::beginDelete(Write &write)
{
    const Resource &resource = write.resource;
    const auto entry = write.store(m_context).getNewest(write.key());
    if (!entry)
        return notFound(resource, write.info.name);
    if (!write.deleted) {
        ORRERY_TRY(options, readDeleteOptions(write.request()));
        write.deletion = options;
    }
    ORRERY_CHECK(checkPreconditions(resource, entry->object, write.deletion));
    write.read = entry->revision;
    write.stored = entry->object;
    write.old = resource.served(entry->object);
    write.options.dryRun = write.deletion.dryRun;
    write.submit(chain::Attributes::Operation::Delete, write.info.name, {}, write.old);
    write.attributes->options = toValue(write.deletion);
    return {};
}

Result<> Generic::putDelete(const WritePtr &write)
{
    const auto done = [this, write](const Result<Object> &object, bool gone) {
        if (write->deleted)
            write->deleted(object, gone);
        else if (!object)
            refuse(*write, object.error());
        else if (gone && !write->resource.returnsDeleted)
            respond(*write, resources::respond(write->form, deletedStatus(write->resource, *object), 200));
        else
            respond(*write, write->resource.served(*object), 200);
    };
    store::Entry entry;
    entry.key = write->key();
    entry.revision = write->read;
    entry.object = write->stored;
    removeObject(write->resource, entry, write->deletion, write->request().cause, done);
    return {};
}

void Generic::removeObject(const Resource &resource, const store::Entry &entry, const DeleteOptions &options,
                           const Cause &cause, const Deleted &done)
{
    const Object &old = entry.object;
    const Value &metadata = old.metadata();
    Value document = old.document();
    const bool defaults = resource.orphansByDefault && options.propagationPolicy.isEmpty() && !saysPropagation(old);
    const QByteArray policy = defaults ? QByteArray("Orphan") : options.propagationPolicy;
    const Value finalizers = withPropagation(metadata["finalizers"], policy);
    if (!(finalizers == metadata["finalizers"]) && !(finalizers.isEmpty() && metadata["finalizers"].isEmpty()))
        document = document.withPath({"metadata", "finalizers"}, finalizers);
    if (resource.prepareDelete)
        resource.prepareDelete(document);
    qint64 grace
        = resource.gracePeriod ? std::min(resource.gracePeriod(old, options.gracePeriodSeconds), longestGrace) : 0;
    const bool already = old.isDeleting();
    const qint64 current = metadata["deletionGracePeriodSeconds"].integer();
    if (already && grace > current)
        grace = current; // a deletion can be made shorter, never longer
    const bool held = !finalizers.isEmpty() || (resource.isHeld && resource.isHeld(document));
    const bool gone = grace == 0 && !held;
    if (!gone && (!already || grace < current)) {
        qint64 deadline = m_context.clock.now() + grace * 1'000'000;
        if (already) // the deletion began when it began
            deadline
                = parseTime(metadata["deletionTimestamp"].text()).value_or(deadline) - (current - grace) * 1'000'000;
        document = document.withPath({"metadata", "deletionTimestamp"}, formatTime(deadline))
                       .withPath({"metadata", "deletionGracePeriodSeconds"}, Value(grace));
        if (old.generation() > 0)
            document = document.withPath({"metadata", "generation"}, Value(old.generation() + 1));
    }
    if (options.dryRun || (!gone && document == old.document())) {
        done(Object(document), gone);
        return;
    }
    store::Store &store = resource.store(m_context);
    const auto finished = [done, gone](const Result<store::Entry> &entry) {
        if (entry)
            done(entry->object, gone);
        else
            done(entry.error(), false);
    };
    const auto result = gone ? store.remove(entry.key, Object(document), entry.revision, cause, finished)
                             : store.put(entry.key, Object(document), entry.revision, cause, finished);
    if (!result) {
        done(conflict(resource, old.name()), false);
        return;
    }
    written(resource, old, *result, gone);
}

void Generic::removeCollection(const WritePtr &write)
{
    const Resource &resource = write->resource;
    const auto options = readDeleteOptions(write->request());
    const auto selection = Selection::of(resource, write->info, write->request().query);
    if (!options || !selection) {
        refuse(*write, options ? selection.error() : options.error());
        return;
    }
    store::ListRange range;
    range.prefix = selection->prefix();
    const auto listing = write->store(m_context).list(range);
    if (!listing) {
        refuse(*write, listing.error());
        return;
    }
    // Answers when the last deletion is durable; a failure of one is the answer of all.
    struct Progress
    {
        qsizetype left = 1;
        ObjectList list;
        std::optional<Error> failure;
    };
    auto progress = std::make_shared<Progress>();
    progress->list.apiVersion = resource.gvr.apiVersion();
    progress->list.kind = resource.listKind;
    progress->list.resourceVersion = listing->revision;
    const auto step = [this, write, progress] {
        if (--progress->left > 0)
            return;
        if (progress->failure)
            refuse(*write, *progress->failure);
        else
            respond(*write, resources::respond(write->form, write->resource, progress->list, m_context.clock.now()));
    };
    for (const store::Entry &visible : listing->entries) {
        const auto entry = write->store(m_context).getNewest(visible.key);
        if (!entry || !selection->matches(entry->key, resource.served(entry->object)))
            continue;
        const auto one
            = std::make_shared<Write>(write->exchange, write->info, resource, nullptr, write->form, &deletion);
        one->info.name = entry->object.name();
        one->deletion = *options;
        one->deleted = [write, progress, step](const Result<Object> &object, bool) {
            if (object)
                progress->list.items.append(write->resource.served(*object));
            else if (!object.failedWith(Reason::NotFound))
                progress->failure = object.error();
            step();
        };
        ++progress->left;
        commit(one);
        if (progress->failure)
            break;
    }
    step();
}

} // namespace orrery::resources
