// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/managedfields.h"

#include "controlplane/api/clock.h"

#include <algorithm>

namespace orrery::resources {

using namespace api;

namespace {

constexpr size_t maxUpdaters = 10; ///< more are merged into one, oldest first, as Kubernetes does
constexpr qsizetype maxManagerLength = 128;
constexpr qsizetype maxSent = 1000; ///< entries that a client may say there are
constexpr QByteArrayView lastApplied = "kubectl.kubernetes.io/last-applied-configuration";

FieldSet fieldsOf(const Value &entry)
{
    return FieldSet(entry["fieldsV1"]);
}

bool isApply(const Value &entry)
{
    return entry["operation"].text() == "Apply";
}

Value entryOf(const FieldManager &manager, bool applies, const FieldSet &fields, qint64 now)
{
    std::vector<Member> members{
        {"manager", manager.name},          {"operation", applies ? "Apply" : "Update"},
        {"apiVersion", manager.apiVersion}, {"time", formatTime(now)},
        {"fieldsType", "FieldsV1"},         {"fieldsV1", fields.document()},
    };
    if (!manager.subresource.isEmpty())
        members.push_back({"subresource", manager.subresource});
    return Value::object(std::move(members));
}

/// An applier is the same whatever version it applies in, an updater is not.
bool isBy(const Value &entry, const FieldManager &manager, bool applies)
{
    return isApply(entry) == applies && entry["manager"].text() == manager.name
        && entry["subresource"].text() == manager.subresource
        && (applies || entry["apiVersion"].text() == manager.apiVersion);
}

/// Kubernetes' order: appliers first, then by time, manager, version and subresource.
bool comesBefore(const Value &a, const Value &b)
{
    for (const char *member : {"operation", "time", "manager", "apiVersion", "subresource"}) {
        const int order = a[member].text().compare(b[member].text());
        if (order != 0)
            return order < 0;
    }
    return false;
}

Value listOf(std::vector<Value> entries, const Value &old)
{
    if (!std::is_sorted(entries.begin(), entries.end(), comesBefore))
        std::stable_sort(entries.begin(), entries.end(), comesBefore);
    size_t updaters
        = size_t(std::count_if(entries.begin(), entries.end(), [](const Value &one) { return !isApply(one); }));
    if (updaters > maxUpdaters) {
        // The oldest updaters of each version become one.
        QHash<QByteArray, size_t> oldest;
        std::vector<Value> kept;
        for (const Value &entry : entries) {
            const auto found = oldest.constFind(entry["apiVersion"].bytes());
            if (isApply(entry) || updaters <= maxUpdaters) {
                kept.push_back(entry);
            } else if (found == oldest.constEnd()) {
                oldest.insert(entry["apiVersion"].bytes(), kept.size());
                kept.push_back(entry);
            } else {
                Value &one = kept[*found];
                const FieldSet both = fieldsOf(one).united(fieldsOf(entry));
                one = one.with("manager", "ancient-changes").with("fieldsV1", both.document()).without("subresource");
                --updaters;
            }
        }
        entries = std::move(kept);
    }
    const auto before = old.items();
    if (std::equal(entries.begin(), entries.end(), before.begin(), before.end(),
                   [](const Value &a, const Value &b) { return a.identical(b); }))
        return old;
    return entries.empty() ? Value() : Value::array(std::move(entries));
}

/// The entry with other fields; null where none are left.
Value withFields(const Value &entry, const FieldSet &fields)
{
    if (fields.isEmpty())
        return {};
    return fields.document().identical(entry["fieldsV1"]) ? entry : entry.with("fieldsV1", fields.document());
}

struct FieldConflict
{
    Value entry;
    QByteArray path;
    QByteArray manager() const
    {
        QByteArray text = toJson(entry["manager"]);
        if (!entry["subresource"].isNull())
            text += " with subresource " + toJson(entry["subresource"]);
        return isApply(entry) ? text : text + " using " + entry["apiVersion"].bytes();
    }
};

Error conflictError(const QList<FieldConflict> &conflicts)
{
    Error error{Reason::Conflict, {}};
    QMap<QByteArray, QList<QByteArray>> fields;
    for (const FieldConflict &conflict : conflicts) {
        error.causes.append({"FieldManagerConflict", "conflict with " + conflict.manager(), conflict.path});
        fields[conflict.manager()].append(conflict.path);
    }
    if (conflicts.size() == 1) {
        error.message
            = "Apply failed with 1 conflict: conflict with " + conflicts[0].manager() + ": " + conflicts[0].path;
        return error;
    }
    error.message = "Apply failed with " + QByteArray::number(conflicts.size()) + " conflicts: ";
    QList<QByteArray> lines;
    for (auto manager = fields.cbegin(); manager != fields.cend(); ++manager) {
        lines.append("conflicts with " + manager.key() + ':');
        for (const QByteArray &path : manager.value())
            lines.append("- " + path);
    }
    error.message += lines.join('\n');
    return error;
}

/// What `kubectl apply` on the client's side said last: its own fields, which `kubectl apply --server-side` may take
/// over unasked.
FieldSet lastAppliedFields(const Schema::Type *type, const Value &live)
{
    const Value &text = live["metadata"]["annotations"][lastApplied];
    const auto document = text.isString() ? parseJson(text.text()) : Result<Value>(Value());
    if (!document || !document->isObject())
        return {};
    // What has another value by now is no longer its own.
    const FieldChanges since = changedFields(type, *document, live);
    return appliedFields(type, *document).valueOr({}).minus(since.changed).minus(since.removed);
}

} // namespace

FieldManager FieldManager::of(const Request &request, const QByteArray &apiVersion, const QByteArray &subresource)
{
    QByteArray name = request.query.value("fieldManager");
    if (name.isEmpty()) {
        name = request.headers.value("user-agent");
        if (const qsizetype slash = name.indexOf('/'); slash >= 0)
            name.truncate(slash);
        name.truncate(maxManagerLength);
        if (!std::all_of(name.cbegin(), name.cend(), [](char c) { return c >= ' ' && c <= '~'; })) {
            QString text = QString::fromUtf8(name); // what the header holds may be no text at all
            text.removeIf([](QChar c) { return !c.isPrint() || c == QChar::ReplacementCharacter; });
            name = text.toUtf8();
        }
    }
    return {name, apiVersion, subresource};
}

Value startingManagedFields(const Value &stored, const Value &sent)
{
    if (sent.identical(stored) || sent.isEmpty() || sent.size() > maxSent || sent == stored)
        return stored;
    if (sent.size() == 1 && sent.at(0).isObject() && sent.at(0).isEmpty())
        return {};
    std::vector<Value> entries;
    for (const Value &entry : sent.items()) {
        const bool sound = (isApply(entry) || entry["operation"].text() == "Update")
            && !entry["apiVersion"].text().isEmpty() && entry["fieldsType"].text() == "FieldsV1"
            && entry["manager"].text().size() <= maxManagerLength;
        const auto fields = FieldSet::parse(entry["fieldsV1"]);
        if (!sound || !fields)
            return stored;
        entries.push_back(entry["fieldsV1"].identical(fields->document()) ? entry
                                                                          : entry.with("fieldsV1", fields->document()));
    }
    return listOf(std::move(entries), stored);
}

Value managedFieldsAfterUpdate(const Value &managedFields, const FieldChanges &changes, const FieldManager &manager,
                               qint64 now)
{
    if (changes.isEmpty())
        return managedFields;
    std::vector<Value> entries;
    entries.reserve(managedFields.items().size() + 1);
    bool found = false;
    for (const Value &entry : managedFields.items()) {
        const FieldSet kept = fieldsOf(entry).minus(changes.removed);
        if (!found && isBy(entry, manager, false)) {
            found = true;
            Value mine = withFields(entry, kept.united(changes.changed));
            if (!mine.isNull() && !changes.changed.isEmpty())
                mine = mine.with("time", formatTime(now));
            if (!mine.isNull())
                entries.push_back(std::move(mine));
        } else if (Value other = withFields(entry, kept.minus(changes.changed)); !other.isNull()) {
            entries.push_back(std::move(other));
        }
    }
    if (!found && !changes.changed.isEmpty())
        entries.push_back(entryOf(manager, false, changes.changed, now));
    return listOf(std::move(entries), managedFields);
}

Result<Applied> apply(const Application &application)
{
    const Schema::Type *type = application.type;
    const Value &live = application.live;
    ORRERY_TRY(fields, appliedFields(type, application.configuration));
    const Value &stored = live["metadata"]["managedFields"];
    std::vector<Value> others;
    Value own;
    for (const Value &entry : stored.items()) {
        if (own.isNull() && isBy(entry, application.manager, true))
            own = entry;
        else
            others.push_back(entry);
    }
    if (!live.isNull() && stored.isEmpty()) // nobody kept count before: what is there is somebody's
        others.push_back(entryOf({"before-first-apply", application.manager.apiVersion, {}}, false,
                                 changedFields(type, {}, live).changed.withoutBelow("f:status"), application.now));

    Value merged = live.isNull() ? application.configuration : mergeApplied(type, live, application.configuration);
    if (!own.isNull()) {
        FieldSet owned = fields;
        for (const Value &entry : others)
            owned = owned.united(fieldsOf(entry));
        merged = withoutAbandoned(type, merged, fieldsOf(own), owned);
    }
    const FieldChanges changes = live.isNull() ? FieldChanges() : changedFields(type, live, merged);
    const bool isKubectl = application.manager.name == "kubectl";
    if (!application.force) {
        QList<FieldConflict> conflicts;
        FieldSet contested;
        for (const Value &entry : others) {
            const FieldSet common = fieldsOf(entry).intersected(changes.changed);
            contested = contested.united(common);
            for (const QByteArray &path : common.paths())
                conflicts.append({entry, path});
        }
        const bool takesOver
            = isKubectl && !conflicts.isEmpty() && contested.minus(lastAppliedFields(type, live)).isEmpty();
        if (!conflicts.isEmpty() && !takesOver)
            return conflictError(conflicts);
    }
    if (isKubectl && live["metadata"]["annotations"].contains(lastApplied)) {
        const Value annotations = application.configuration["metadata"]["annotations"];
        Value said = application.configuration;
        if (annotations.contains(lastApplied))
            said = said.withPath({"metadata", "annotations"}, annotations.without(lastApplied));
        merged = merged.withPath({"metadata", "annotations", lastApplied}, toJson(said) + '\n');
    }
    std::vector<Value> entries;
    for (const Value &entry : others) {
        Value rest = withFields(entry, fieldsOf(entry).minus(changes.changed).minus(changes.removed));
        if (!rest.isNull())
            entries.push_back(std::move(rest));
    }
    // Applying the same once more is no change; the time stays.
    const bool again = changes.isEmpty() && !own.isNull() && fieldsOf(own) == fields
        && own["apiVersion"].text() == application.manager.apiVersion;
    if (again)
        entries.push_back(own);
    else if (!fields.isEmpty())
        entries.push_back(entryOf(application.manager, true, fields, application.now));
    return Applied{merged.with("metadata", merged["metadata"].without("managedFields")),
                   listOf(std::move(entries), stored)};
}

} // namespace orrery::resources
