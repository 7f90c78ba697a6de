// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/patch.h"

#include "controlplane/api/objecteditor.h"

#include <QSet>

// The rules:
// https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md

namespace orrery::api {

namespace {

using Field = Schema::Field;
using Type = Schema::Type;

constexpr QByteArrayView directive = "$patch";
constexpr QByteArrayView retainKeys = "$retainKeys";
constexpr QByteArrayView deleteFromList = "$deleteFromPrimitiveList/";
constexpr QByteArrayView elementOrder = "$setElementOrder/";

Error bad(const QByteArray &message)
{
    return error(Reason::BadRequest, message);
}

bool hasStrategy(const Field *field, QByteArrayView strategy)
{
    return field
        && (QByteArrayView(field->patchStrategy) == strategy || field->patchStrategy.split(',').contains(strategy));
}

/// What an item of a list is known by: the text of its merge key, or of itself for plain values.
QByteArray identity(const Value &item, const QByteArray &mergeKey)
{
    const Value &key = mergeKey.isEmpty() || !item.isObject() ? item : item[mergeKey];
    return key.isNull() ? QByteArray() : toJson(key);
}

class Merger
{
public:
    Result<Value> mergeObject(const Value &original, const Value &patch, const Type *type)
    {
        const QByteArrayView action = patch[directive].text();
        if (action == "replace")
            return patch.without(directive);
        if (action == "delete")
            return Value::object(std::vector<Member>());
        if (patch.contains(directive) && action != "merge")
            return bad("unknown $patch directive \"" + action.toByteArray() + '"');

        ObjectEditor editor(original.isObject() ? original : Value());
        if (const Value *keys = patch.find(retainKeys))
            ORRERY_CHECK(retain(editor, original, patch, *keys));
        for (const Member &member : patch.members())
            ORRERY_CHECK(mergeMember(editor, patch, member, type));
        return editor.finish();
    }

private:
    static Result<> retain(ObjectEditor &editor, const Value &original, const Value &patch, const Value &keys)
    {
        if (!keys.isArray())
            return bad("$retainKeys must be an array of field names");
        QList<QByteArray> kept;
        for (const Value &key : keys.items())
            kept.append(key.bytes());
        for (const Member &member : patch.members()) {
            if (!member.key().startsWith('$') && !member.value.isNull() && !kept.contains(member.key()))
                return bad("the patch sets \"" + member.name.bytes() + "\", which its $retainKeys leave out");
        }
        for (const Member &member : original.members()) {
            if (!kept.contains(member.key()))
                editor.remove(member.key());
        }
        return {};
    }

    Result<> mergeMember(ObjectEditor &editor, const Value &patch, const Member &member, const Type *type)
    {
        const QByteArrayView name = member.key();
        if (name == directive || name == retainKeys)
            return {};
        if (name.startsWith(deleteFromList) || name.startsWith(elementOrder)) {
            const bool isOrder = name.startsWith(elementOrder);
            const QByteArrayView list = name.sliced(isOrder ? elementOrder.size() : deleteFromList.size());
            if (!member.value.isArray())
                return bad(name.toByteArray() + " must be an array");
            // Together with the list itself these are applied where the list is merged.
            if (patch.contains(list) || (isOrder && patch.contains(deleteFromList.toByteArray() + list.toByteArray())))
                return {};
            const Value *old = editor.find(list);
            if (!old)
                return {};
            ORRERY_TRY(merged, mergeList(*old, Value::array(std::vector<Value>()), field(type, list), list, patch));
            editor.set(list, std::move(merged));
            return {};
        }
        if (member.value.isNull()) {
            editor.remove(name);
            return {};
        }
        const Value *found = editor.find(name);
        const Value old = found ? *found : Value();
        const Field *known = field(type, name);
        if (member.value.isObject() && !hasStrategy(known, "replace")) {
            ORRERY_TRY(merged, mergeChild(old, member.value, known));
            editor.set(name, std::move(merged));
        } else if (member.value.isArray() && hasStrategy(known, "merge")) {
            ORRERY_TRY(merged, mergeList(old, member.value, known, name, patch));
            editor.set(name, std::move(merged));
        } else {
            editor.set(name, member.value.isObject() ? member.value.without(directive) : member.value);
        }
        return {};
    }

    Result<Value> mergeChild(const Value &old, const Value &patch, const Field *known)
    {
        if (!known || known->kind != Schema::Kind::Map)
            return mergeObject(old, patch, known && known->kind == Schema::Kind::Reference ? known->type : nullptr);
        // The values of a map have one type, whatever their names.
        if (patch.contains(directive))
            return mergeObject(old, patch, nullptr);
        ObjectEditor editor(old.isObject() ? old : Value());
        for (const Member &member : patch.members()) {
            if (member.value.isNull()) {
                editor.remove(member.key());
            } else if (member.value.isObject()) {
                const Value *found = editor.find(member.key());
                ORRERY_TRY(merged, mergeObject(found ? *found : Value(), member.value, known->type));
                editor.set(member.key(), std::move(merged));
            } else {
                editor.set(member.key(), member.value);
            }
        }
        return editor.finish();
    }

    static const Field *field(const Type *type, QByteArrayView name) { return type ? type->field(name) : nullptr; }

    Result<Value> mergeList(const Value &old, const Value &patch, const Field *known, QByteArrayView name,
                            const Value &directives)
    {
        const QByteArray key = known ? known->patchMergeKey : QByteArray();
        std::vector<Value> merged(old.items().begin(), old.items().end());
        if (const Value *gone = directives.find(deleteFromList.toByteArray() + name.toByteArray())) {
            QSet<QByteArray> names;
            for (const Value &item : gone->items())
                names.insert(identity(item, {}));
            std::erase_if(merged, [&](const Value &item) { return names.contains(identity(item, {})); });
        }
        std::vector<Value> additions;
        QSet<QByteArray> deleted;
        bool replace = false;
        for (const Value &item : patch.items()) {
            const QByteArrayView action = item[directive].text();
            if (!item.contains(directive) || action == "merge") {
                additions.push_back(plain(item));
            } else if (action == "replace") {
                replace = true;
                if (item.size() > 1)
                    additions.push_back(item.without(directive));
            } else if (action == "delete") {
                if (key.isEmpty() || !item.contains(key))
                    return bad("a $patch: delete in " + name.toByteArray() + " without the merge key " + key);
                deleted.insert(identity(item, key));
            } else {
                return bad("unknown $patch directive \"" + action.toByteArray() + '"');
            }
        }
        if (replace)
            return Value::array(std::move(additions));
        if (!deleted.isEmpty())
            std::erase_if(merged, [&](const Value &item) { return deleted.contains(identity(item, key)); });
        QHash<QByteArray, qsizetype> index;
        for (size_t i = merged.size(); i-- > 0;) // of twins the first counts
            index.insert(identity(merged[i], key), qsizetype(i));
        for (const Value &item : additions) {
            if (!key.isEmpty() && (!item.isObject() || !item.contains(key)))
                return bad("map: " + toJson(item).left(200) + " does not contain declared merge key: " + key);
            const QByteArray id = identity(item, key);
            const auto at = index.constFind(id);
            if (at == index.constEnd()) {
                index.insert(id, qsizetype(merged.size()));
                if (item.isObject()) {
                    ORRERY_TRY(fresh, mergeObject({}, item, known ? known->type : nullptr));
                    merged.push_back(std::move(fresh));
                } else {
                    merged.push_back(item);
                }
            } else if (item.isObject()) {
                Value &twin = merged[size_t(*at)];
                ORRERY_TRY(both, mergeObject(twin, item, known ? known->type : nullptr));
                twin = std::move(both);
            }
        }
        const Value *order = directives.find(elementOrder.toByteArray() + name.toByteArray());
        if (order && !order->isArray())
            return bad("$setElementOrder/" + name.toByteArray() + " must be an array");
        return arrange(std::move(merged), old, order ? *order : Value::array(std::move(additions)), key);
    }

    static Value plain(const Value &item) { return item.contains(directive) ? item.without(directive) : item; }

    /// Items that the order names come in that order; the others keep theirs, and stay before a named one that they
    /// preceded.
    static Value arrange(std::vector<Value> merged, const Value &old, const Value &order, const QByteArray &key)
    {
        const auto ranks = [&key](const Value &list) {
            QHash<QByteArray, qsizetype> result;
            for (qsizetype i = list.size(); i-- > 0;)
                result.insert(identity(list.at(i), key), i);
            return result;
        };
        const QHash<QByteArray, qsizetype> wanted = ranks(order), before = ranks(old);
        struct Item
        {
            Value value;
            qsizetype wanted, before;
        };
        std::vector<Item> named, others;
        for (Value &value : merged) {
            const QByteArray id = identity(value, key);
            Item item{std::move(value), wanted.value(id, -1), before.value(id, -1)};
            (item.wanted >= 0 ? named : others).push_back(std::move(item));
        }
        std::stable_sort(named.begin(), named.end(), [](const Item &a, const Item &b) { return a.wanted < b.wanted; });
        std::vector<Value> result;
        result.reserve(merged.size());
        size_t i = 0, j = 0;
        while (i < others.size() || j < named.size()) {
            const bool otherFirst = i < others.size()
                && (j == named.size()
                    || (others[i].before >= 0 && named[j].before >= 0 && others[i].before < named[j].before));
            result.push_back(std::move(otherFirst ? others[i++].value : named[j++].value));
        }
        const bool same = result.size() == old.items().size()
            && std::equal(result.begin(), result.end(), old.items().begin(),
                          [](const Value &a, const Value &b) { return a.identical(b); });
        return same ? old : Value::array(std::move(result));
    }
};

} // namespace

Result<Value> strategicMergePatch(const Schema &, const Schema::Type *type, const Value &document, const Value &patch)
{
    if (!type)
        return error(Reason::UnsupportedMediaType,
                     "the body of the request was in an unknown format - strategic merge patch needs a built-in kind");
    if (!patch.isObject())
        return bad("a strategic merge patch must be an object");
    return Merger().mergeObject(document, patch, type);
}

} // namespace orrery::api
