// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/write.h"

namespace orrery::resources {

using namespace api;

namespace {

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

} // namespace

void Generic::remove(Write &write)
{
    const Resource &resource = write.resource;
    const auto entry = write.store(m_context).getNewest(write.key());
    if (!entry) {
        write.exchange->respond(notFound(resource, write.info.name));
        return;
    }
    const auto options = readDeleteOptions(write.request());
    Result<> allowed = options ? checkPreconditions(resource, entry->object, *options) : Result<>(options.error());
    if (allowed) {
        chain::Attributes attributes{chain::Attributes::Operation::Delete,
                                     write.info,
                                     write.request().user,
                                     write.info.name,
                                     {},
                                     resource.served(entry->object),
                                     options->dryRun,
                                     {}};
        allowed = m_context.admission.admit(attributes);
        if (allowed)
            allowed = m_context.admission.validate(attributes);
    }
    if (!allowed) {
        write.exchange->respond(allowed.error());
        return;
    }
    removeObject(
        resource, *entry, *options, write.request().cause, [this, write](const Result<Object> &object, bool gone) {
            if (!object)
                write.exchange->respond(object.error());
            else if (gone && !write.resource.returnsDeleted)
                write.exchange->respond(resources::respond(write.form, deletedStatus(write.resource, *object), 200));
            else
                respond(write, write.resource.served(*object), 200);
        });
}

void Generic::removeObject(const Resource &resource, const store::Entry &entry, const DeleteOptions &options,
                           const Cause &cause, const Deleted &done)
{
    const Object &old = entry.object;
    const Value &metadata = old.metadata();
    Value document = old.document();
    const Value finalizers = withPropagation(metadata["finalizers"], options.propagationPolicy);
    if (!(finalizers == metadata["finalizers"]) && !(finalizers.isEmpty() && metadata["finalizers"].isEmpty()))
        document = document.withPath({"metadata", "finalizers"}, finalizers);
    if (resource.prepareDelete)
        resource.prepareDelete(document);
    qint64 grace = resource.gracePeriod ? resource.gracePeriod(old, options.gracePeriodSeconds) : 0;
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

void Generic::removeCollection(Write &write)
{
    const Resource &resource = write.resource;
    const auto options = readDeleteOptions(write.request());
    const auto selection = Selection::of(resource, write.info, write.request().query);
    if (!options || !selection) {
        write.exchange->respond(options ? selection.error() : options.error());
        return;
    }
    store::ListRange range;
    range.prefix = selection->prefix();
    const auto listing = write.store(m_context).list(range);
    if (!listing) {
        write.exchange->respond(listing.error());
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
    progress->list.kind = resource.kind + "List";
    progress->list.resourceVersion = listing->revision;
    const auto step = [this, write, progress] {
        if (--progress->left > 0)
            return;
        if (progress->failure)
            write.exchange->respond(*progress->failure);
        else
            write.exchange->respond(
                resources::respond(write.form, write.resource, progress->list, m_context.clock.now()));
    };
    for (const store::Entry &visible : listing->entries) {
        const auto entry = write.store(m_context).getNewest(visible.key);
        if (!entry || !selection->matches(entry->key, resource.served(entry->object)))
            continue;
        chain::RequestInfo info = write.info;
        info.name = entry->object.name();
        chain::Attributes attributes{chain::Attributes::Operation::Delete,
                                     info,
                                     write.request().user,
                                     info.name,
                                     {},
                                     resource.served(entry->object),
                                     options->dryRun,
                                     {}};
        if (const auto admitted = m_context.admission.admit(attributes); !admitted) {
            progress->failure = admitted.error();
            break;
        }
        ++progress->left;
        removeObject(resource, *entry, *options, write.request().cause,
                     [write, progress, step](const Result<Object> &object, bool) {
                         if (object)
                             progress->list.items.append(write.resource.served(*object));
                         else if (!object.failedWith(Reason::NotFound))
                             progress->failure = object.error();
                         step();
                     });
    }
    step();
}

} // namespace orrery::resources
