// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/apply.h"

#include "controlplane/api/applyshape.h"
#include "controlplane/api/objecteditor.h"
#include "controlplane/api/quantity.h"

#include <QSet>

namespace orrery::api {

namespace {

using Field = Schema::Field;
using Type = Schema::Type;
using Kind = Shape::Kind;

const Value nothing;

const Value &emptyObject()
{
    static const Value empty = Value::object(std::vector<Member>());
    return empty;
}

enum class Place { Root, Metadata, Inside }; ///< where the server's own members are

bool isSkipped(Place place, QByteArrayView member)
{
    return (place == Place::Root && (member == "apiVersion" || member == "kind"))
        || (place == Place::Metadata && isIdentity(member));
}

Place below(Place place, QByteArrayView member)
{
    return place == Place::Root && member == "metadata" ? Place::Metadata : Place::Inside;
}

Value fieldName(const Field *known, QByteArrayView name)
{
    return known ? known->setName : Value("f:" + name.toByteArray());
}

Value withSelf(const Value &node)
{
    if (fieldnode::isSelf(node))
        return node;
    return fieldnode::make({node.members().begin(), node.members().end()}, true);
}

// The fields of a configuration

class Fields
{
public:
    Result<Value> of(const Shape &shape, const Value &value, Place place, const QByteArray &path)
    {
        const Kind kind = shape.kindFor(value, nothing);
        if (kind == Kind::Leaf || (Shape::isObject(kind) && value.isEmpty() && place == Place::Inside))
            return emptyObject();
        if (!Shape::isObject(kind))
            return ofList(shape, value, path);
        std::vector<Member> children;
        for (const Member &member : value.members()) {
            if (isSkipped(place, member.key()))
                continue;
            const Field *known = nullptr;
            const Shape inner = shape.member(member.key(), &known);
            ORRERY_TRY(child, of(inner, member.value, below(place, member.key()), path + '.' + member.name.bytes()));
            const bool named = known || (kind == Kind::Custom && member.key() == "metadata");
            if (!named)
                child = withSelf(child);
            if (!child.isNull())
                children.push_back({fieldName(known, member.key()), std::move(child)});
        }
        return fieldnode::make(std::move(children), false);
    }

private:
    Result<Value> ofList(const Shape &shape, const Value &list, const QByteArray &path)
    {
        std::vector<Member> children;
        QSet<QByteArray> seen;
        for (qsizetype i = 0; i < list.size(); ++i) {
            QByteArray problem;
            const QByteArray name = shape.itemName(list.at(i), &problem);
            if (name.isEmpty())
                return wrong(path + ": element " + QByteArray::number(i) + ": " + problem);
            if (seen.contains(name))
                return wrong(path + ": duplicate entries for key "
                             + FieldSet(Value::object({{name, emptyObject()}})).paths().constFirst());
            seen.insert(name);
            Value child = emptyObject();
            if (shape.kind == Kind::MapList) {
                ORRERY_TRY(inner,
                           of(shape.element(), list.at(i), Place::Inside, path + '[' + QByteArray::number(i) + ']'));
                child = withSelf(inner);
            }
            children.push_back({name, std::move(child)});
        }
        return fieldnode::make(std::move(children), false);
    }

    static Error wrong(QByteArray message)
    {
        Error error{Reason::Unknown, std::move(message)};
        error.code = 500; // as Kubernetes answers it
        return error;
    }
};

// Two versions compared

struct Difference
{
    Value changed, removed; ///< nodes
};

/// Items by name. Twins (old objects may have them) count as one item that is the list of them.
struct Items
{
    Items(const Shape &shape, const Value &list)
    {
        QHash<qsizetype, std::vector<Value>> twins; // by the index of the first
        names.reserve(list.items().size());
        for (const Value &item : list.items()) {
            const QByteArray name = shape.itemName(item);
            if (name.isEmpty())
                continue;
            const auto found = index.constFind(name);
            if (found == index.constEnd()) {
                index.insert(name, qsizetype(values.size()));
                names.push_back(name);
                values.push_back(item);
            } else {
                std::vector<Value> &all = twins[*found];
                if (all.empty())
                    all.push_back(values[size_t(*found)]);
                all.push_back(item);
            }
        }
        for (auto it = twins.begin(); it != twins.end(); ++it)
            values[size_t(it.key())] = Value::array(std::move(it.value()));
    }
    const Value &value(const QByteArray &name) const
    {
        const auto found = index.constFind(name);
        return found == index.constEnd() ? nothing : values[size_t(*found)];
    }
    std::vector<QByteArray> names;
    std::vector<Value> values;
    QHash<QByteArray, qsizetype> index;
};

bool sameLeaf(bool quantity, const Value &a, const Value &b)
{
    if (a == b)
        return true;
    if (!quantity)
        return false;
    const auto x = Quantity::parse(a.text()), y = Quantity::parse(b.text());
    return x && y && *x == *y;
}

class Comparer
{
public:
    /// present: both sides have the field, even where their JSON does not show it (a struct by value in Kubernetes'
    /// types).
    Difference compare(const Shape &shape, bool quantity, const Value &a, const Value &b, bool present, Place place)
    {
        if (a.identical(b))
            return {};
        const Kind kind = shape.kindFor(a, b);
        if (kind == Kind::Leaf || (a.isEmpty() && b.isEmpty())) {
            if (present && a.isEmpty() && b.isEmpty() && !a.isString() && !b.isString() && !a.isNumber()
                && !b.isNumber() && !a.isBool() && !b.isBool())
                return {};
            if (a.isNull())
                return {emptyObject(), {}};
            if (b.isNull())
                return {{}, emptyObject()};
            return sameLeaf(quantity, a, b) ? Difference() : Difference{emptyObject(), {}};
        }
        const bool selfChanged = a.isNull() && !present, selfRemoved = b.isNull() && !present;
        const bool both = present || (!a.isNull() && !b.isNull());
        std::vector<Member> changed, removed;
        const auto add = [&](const Value &name, Difference difference) {
            if (!difference.changed.isNull())
                changed.push_back({name, std::move(difference.changed)});
            if (!difference.removed.isNull())
                removed.push_back({name, std::move(difference.removed)});
        };
        if (Shape::isObject(kind))
            compareMembers(shape, a, b, both, place, add);
        else
            compareItems(shape, a, b, add);
        return {fieldnode::make(std::move(changed), selfChanged), fieldnode::make(std::move(removed), selfRemoved)};
    }

private:
    template <class Add>
    void compareMembers(const Shape &shape, const Value &a, const Value &b, bool both, Place place, const Add &add)
    {
        const auto one = [&](const Member &named, const Value &x, const Value &y) {
            if (x.identical(y) || isSkipped(place, named.key()))
                return;
            const Field *known = nullptr;
            const Shape inner = shape.member(named.key(), &known);
            const bool byValue = known
                ? known->alwaysSerialised || (known->kind == Schema::Kind::Reference && !known->pointer)
                : shape.kind == Kind::Custom && named.key() == "metadata";
            const bool quantity = known ? known->kind == Schema::Kind::Quantity
                                        : shape.kind == Kind::Map && shape.field->element == Schema::Kind::Quantity;
            add(fieldName(known, named.key()),
                compare(inner, quantity, x, y, both && byValue, below(place, named.key())));
        };
        const auto old = a.members(), now = b.members();
        for (size_t i = 0; i < now.size(); ++i) {
            const Value *twin
                = i < old.size() && old[i].name.identical(now[i].name) ? &old[i].value : a.find(now[i].key());
            one(now[i], twin ? *twin : nothing, now[i].value);
        }
        for (size_t i = 0; i < old.size(); ++i) {
            const bool stays = (i < now.size() && now[i].name.identical(old[i].name)) || b.contains(old[i].key());
            if (!stays)
                one(old[i], old[i].value, nothing);
        }
    }

    template <class Add> void compareItems(const Shape &shape, const Value &a, const Value &b, const Add &add)
    {
        const Items old(shape, a), now(shape, b);
        const Shape element = shape.kind == Kind::MapList ? shape.element() : Shape();
        for (size_t i = 0; i < now.names.size(); ++i)
            add(Value(now.names[i]),
                compare(element, false, old.value(now.names[i]), now.values[i], false, Place::Inside));
        for (size_t i = 0; i < old.names.size(); ++i) {
            if (!now.index.contains(old.names[i]))
                add(Value(old.names[i]), compare(element, false, old.values[i], nothing, false, Place::Inside));
        }
    }
};

// Merging

Value merge(const Shape &shape, const Value &live, const Value &applied);

/// The applied items in their order, each live-only item where it was between them.
Value mergeList(const Shape &shape, const Value &live, const Value &applied)
{
    const auto namesOf = [&](const Value &list) {
        std::vector<QByteArray> names;
        for (const Value &item : list.items())
            names.push_back(shape.itemName(item));
        return names;
    };
    const std::vector<QByteArray> liveNames = namesOf(live), appliedNames = namesOf(applied);
    QHash<QByteArray, qsizetype> liveAt, appliedAt;
    for (size_t i = liveNames.size(); i-- > 0;)
        liveAt.insert(liveNames[i], qsizetype(i));
    for (size_t i = appliedNames.size(); i-- > 0;)
        appliedAt.insert(appliedNames[i], qsizetype(i));
    const Shape element = shape.kind == Kind::MapList ? shape.element() : Shape();
    std::vector<Value> result;
    size_t i = 0, j = 0;
    const auto takeApplied = [&] {
        const auto twin = liveAt.constFind(appliedNames[j]);
        const Value &item = applied.at(qsizetype(j));
        result.push_back(twin == liveAt.constEnd() ? item : merge(element, live.at(*twin), item));
        ++j;
    };
    while (i < liveNames.size() || j < appliedNames.size()) {
        if (i == liveNames.size()) {
            takeApplied();
        } else if (const auto twin = appliedAt.constFind(liveNames[i]); twin == appliedAt.constEnd()) {
            result.push_back(live.at(qsizetype(i++)));
        } else if (*twin < qsizetype(j)) {
            ++i; // already taken
        } else {
            // Up to here everything live is in; new applied items come before the next shared one.
            while (qsizetype(j) < *twin && !liveAt.contains(appliedNames[j]))
                takeApplied();
            if (qsizetype(j) == *twin)
                takeApplied();
            ++i; // where another shared one is wanted first, this one comes when its turn is
        }
    }
    const auto old = live.items();
    const bool same = std::equal(result.begin(), result.end(), old.begin(), old.end(),
                                 [](const Value &a, const Value &b) { return a.identical(b); });
    return same ? live : Value::array(std::move(result));
}

Value merge(const Shape &shape, const Value &live, const Value &applied)
{
    const Kind kind = shape.kindFor(live, applied);
    if (live.isNull() || kind == Kind::Leaf)
        return live == applied ? live : applied;
    if (!Shape::isObject(kind))
        return mergeList(shape, live, applied);
    ObjectEditor editor(live);
    for (const Member &member : applied.members()) {
        const Value *old = editor.find(member.key());
        editor.set(member.key(), merge(shape.member(member.key()), old ? *old : Value(), member.value));
    }
    return editor.finish();
}

// Removing

/// The set with every named field of a struct that has something in it counted itself.
Value withStructs(const Shape &shape, const Value &node)
{
    if (node.isNull() || node.isEmpty())
        return node;
    std::vector<Member> children;
    for (const Member &member : node.members()) {
        const QByteArrayView key = member.key();
        if (key == ".")
            continue;
        const bool isField = key.startsWith("f:");
        const Field *known = nullptr;
        const Shape inner = isField ? shape.member(key.sliced(2), &known) : shape.element();
        Value child = withStructs(inner, member.value);
        if (isField && (known || shape.kind == Kind::Custom))
            child = withSelf(child);
        children.push_back({member.name, std::move(child)});
    }
    return fieldnode::make(std::move(children), fieldnode::isSelf(node));
}

/// Null where nothing is left.
Value without(const Shape &shape, const Value &value, const Value &node)
{
    if (node.isNull() || value.isEmpty())
        return value;
    const Kind kind = shape.kindFor(value, nothing);
    if (kind == Kind::Leaf)
        return value;
    if (Shape::isObject(kind)) {
        ObjectEditor editor(value);
        qsizetype left = value.size();
        for (const Member &member : value.members()) {
            const Value *found = node.find("f:" + member.name.bytes());
            if (!found)
                continue;
            Value rest
                = fieldnode::isSelf(*found) ? Value() : without(shape.member(member.key()), member.value, *found);
            if (rest.isNull()) {
                editor.remove(member.key());
                --left;
            } else {
                editor.set(member.key(), std::move(rest));
            }
        }
        return left > 0 ? editor.finish() : Value();
    }
    std::vector<Value> kept;
    bool same = true;
    for (const Value &item : value.items()) {
        const Value *found = node.find(shape.itemName(item));
        if (!found) {
            kept.push_back(item);
            continue;
        }
        Value rest = fieldnode::isSelf(*found) ? Value() : without(shape.element(), item, *found);
        same = same && rest.identical(item);
        if (!rest.isNull())
            kept.push_back(std::move(rest));
    }
    return same ? value : kept.empty() ? Value() : Value::array(std::move(kept));
}

} // namespace

Result<FieldSet> appliedFields(const Type *type, const Value &configuration)
{
    ORRERY_TRY(node, Fields().of(Shape::ofRoot(type), configuration, Place::Root, {}));
    return FieldSet(node);
}

FieldChanges changedFields(const Type *type, const Value &old, const Value &now)
{
    Difference difference = Comparer().compare(Shape::ofRoot(type), false, old, now, true, Place::Root);
    return {FieldSet(std::move(difference.changed)), FieldSet(std::move(difference.removed))};
}

Value mergeApplied(const Type *type, const Value &live, const Value &configuration)
{
    return merge(Shape::ofRoot(type), live, configuration);
}

Value withoutAbandoned(const Type *type, const Value &document, const FieldSet &before, const FieldSet &owned)
{
    const Shape root = Shape::ofRoot(type);
    const auto full = [&](const FieldSet &set) { return FieldSet(withStructs(root, set.document())); };
    static const FieldSet always(
        Value::object({{"f:metadata", emptyObject()}})); // what nobody owns, but every object has
    const FieldSet gone = full(before).minus(full(owned)).minus(always);
    return gone.isEmpty() ? document : without(root, document, gone.document());
}

} // namespace orrery::api
