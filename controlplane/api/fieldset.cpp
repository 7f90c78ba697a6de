// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/fieldset.h"

#include <algorithm>

namespace orrery::api {

namespace {

enum class Operation { Union, Difference, Intersection };

const Value &emptyObject()
{
    static const Value empty = Value::object(std::vector<Member>());
    return empty;
}

/// A leaf says of itself what {".": {}} says.
std::span<const Member> membersOf(const Value &node)
{
    static const Value dot = Value::object({{".", emptyObject()}});
    return node.isEmpty() ? dot.members() : node.members();
}

bool isDot(const Member &member)
{
    return member.key() == ".";
}

Value finish(std::vector<Member> members, const Value &a)
{
    if (members.empty())
        return {};
    if (members.size() == 1 && isDot(members.front()))
        return emptyObject();
    const auto old = a.members();
    const auto same = [](const Member &x, const Member &y) { return x.value.identical(y.value) && x.key() == y.key(); };
    if (std::equal(members.begin(), members.end(), old.begin(), old.end(), same))
        return a;
    return Value::object(std::move(members));
}

Value combine(const Value &a, const Value &b, Operation operation)
{
    if (a.isNull())
        return operation == Operation::Union ? b : Value();
    if (b.isNull())
        return operation == Operation::Intersection ? Value() : a;
    if (a.identical(b))
        return operation == Operation::Difference ? Value() : a;
    const auto left = membersOf(a), right = membersOf(b);
    std::vector<Member> result;
    result.reserve(operation == Operation::Union ? left.size() + right.size() : left.size());
    size_t i = 0, j = 0;
    while (i < left.size() || j < right.size()) {
        int order = i == left.size() ? 1 : j == right.size() ? -1 : 0;
        if (order == 0 && !left[i].name.identical(right[j].name))
            order = left[i].key().compare(right[j].key());
        if (order < 0) {
            if (operation != Operation::Intersection)
                result.push_back(left[i]);
            ++i;
        } else if (order > 0) {
            if (operation == Operation::Union)
                result.push_back(right[j]);
            else if (i == left.size())
                break;
            ++j;
        } else {
            if (isDot(left[i])) {
                if (operation != Operation::Difference)
                    result.push_back(left[i]);
            } else if (Value both = combine(left[i].value, right[j].value, operation); !both.isNull()) {
                result.push_back({left[i].name, std::move(both)});
            }
            ++i;
            ++j;
        }
    }
    return finish(std::move(result), a);
}

QByteArray element(QByteArrayView member)
{
    const QByteArrayView rest = member.sliced(2);
    switch (member[0]) {
    case 'f':
        return '.' + rest.toByteArray();
    case 'v':
        return "[=" + rest.toByteArray() + ']';
    case 'i':
        return '[' + rest.toByteArray() + ']';
    default:
        break;
    }
    QByteArray text = "[";
    const Value keys = parseJson(rest).valueOr(Value());
    for (const Member &key : keys.members())
        text += (text.size() > 1 ? "," : "") + key.name.bytes() + '=' + toJson(key.value);
    return text + ']';
}

void collect(QList<QByteArray> &paths, const Value &node, const QByteArray &path)
{
    if (fieldnode::isSelf(node) && !path.isEmpty())
        paths.append(path);
    for (const Member &member : node.members()) {
        if (!isDot(member))
            collect(paths, member.value, path + element(member.key()));
    }
}

Error malformed(QByteArrayView member)
{
    return error(Reason::BadRequest,
                 "fieldsV1: \"" + member.first(std::min<qsizetype>(member.size(), 100)).toByteArray()
                     + "\" is no field");
}

Result<Value> canonical(const Value &node)
{
    if (!node.isObject())
        return error(Reason::BadRequest, "fieldsV1 must consist of objects");
    std::vector<Member> children;
    for (const Member &member : node.members()) {
        if (isDot(member))
            continue;
        const QByteArrayView key = member.key();
        if (key.size() < 2 || key[1] != ':')
            return malformed(key);
        QByteArray name = key.toByteArray();
        if (key[0] == 'k' || key[0] == 'v') {
            const auto parsed = parseJson(key.sliced(2));
            if (!parsed || (key[0] == 'k' && !parsed->isObject()))
                return malformed(key);
            Value said = *parsed;
            if (key[0] == 'k') {
                std::vector<Member> keys(said.members().begin(), said.members().end());
                std::sort(keys.begin(), keys.end(), [](const Member &a, const Member &b) { return a.key() < b.key(); });
                said = Value::object(std::move(keys));
            }
            name = key.first(2).toByteArray() + toJson(said);
        } else if (key[0] == 'i') {
            bool good = false;
            (void)key.sliced(2).toByteArray().toInt(&good);
            if (!good)
                return malformed(key);
        } else if (key[0] != 'f') {
            return malformed(key);
        }
        ORRERY_TRY(child, canonical(member.value));
        children.push_back({name, std::move(child)});
    }
    Value made = fieldnode::make(std::move(children), fieldnode::isSelf(node));
    return made == node ? node : made;
}

} // namespace

Value fieldnode::make(std::vector<Member> children, bool self)
{
    if (children.empty())
        return self ? emptyObject() : Value();
    if (self)
        children.push_back({".", emptyObject()});
    const auto before = [](const Member &a, const Member &b) { return a.key() < b.key(); };
    if (!std::is_sorted(children.begin(), children.end(), before))
        std::sort(children.begin(), children.end(), before);
    const auto twin = std::adjacent_find(children.begin(), children.end(),
                                         [](const Member &a, const Member &b) { return a.key() == b.key(); });
    if (twin != children.end())
        children.erase(
            std::unique(twin, children.end(), [](const Member &a, const Member &b) { return a.key() == b.key(); }),
            children.end());
    return Value::object(std::move(children));
}

bool fieldnode::isSelf(const Value &node)
{
    return node.isObject() && (node.isEmpty() || node.contains("."));
}

Result<FieldSet> FieldSet::parse(const Value &fieldsV1)
{
    ORRERY_TRY(fields, canonical(fieldsV1));
    return FieldSet(fields);
}

Value FieldSet::document() const
{
    return m_fields.isNull() ? emptyObject() : m_fields;
}

FieldSet FieldSet::united(const FieldSet &other) const
{
    return FieldSet(combine(m_fields, other.m_fields, Operation::Union));
}

FieldSet FieldSet::minus(const FieldSet &other) const
{
    return FieldSet(combine(m_fields, other.m_fields, Operation::Difference));
}

FieldSet FieldSet::intersected(const FieldSet &other) const
{
    return FieldSet(combine(m_fields, other.m_fields, Operation::Intersection));
}

FieldSet FieldSet::onlyBelow(QByteArrayView member) const
{
    const Value *found = m_fields.find(member);
    return found ? FieldSet(Value::object({{member, *found}})) : FieldSet();
}

FieldSet FieldSet::withoutBelow(QByteArrayView member) const
{
    return m_fields.contains(member) ? FieldSet(m_fields.without(member)) : *this;
}

QList<QByteArray> FieldSet::paths() const
{
    QList<QByteArray> result;
    collect(result, m_fields, {});
    return result;
}

} // namespace orrery::api
