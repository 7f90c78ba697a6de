// SPDX-License-Identifier: GPL-3.0-only
#include "app/actions/fieldpath.h"

namespace orrery::actions {

using api::Member;
using api::Value;

namespace {

/// The number that a segment is, or -1.
qsizetype numberOf(QByteArrayView segment)
{
    bool ok = false;
    const int number = segment.toInt(&ok);
    return ok && number >= 0 ? number : -1;
}

/// The place of a segment among an object's members, or -1.
qsizetype memberIndex(const Value &object, const QByteArray &segment)
{
    const auto members = object.members();
    if (segment.startsWith('#')) {
        const qsizetype number = numberOf(QByteArrayView(segment).sliced(1));
        return number < qsizetype(members.size()) ? number : -1;
    }
    for (qsizetype i = 0; i < qsizetype(members.size()); ++i) {
        if (members[size_t(i)].key() == segment)
            return i;
    }
    return -1;
}

bool isKeptEmpty(const QByteArray &segment)
{
    return segment == "emptyDir";
}

Value withoutItem(const Value &array, qsizetype index)
{
    std::vector<Value> items(array.items().begin(), array.items().end());
    if (index >= 0 && index < qsizetype(items.size()))
        items.erase(items.begin() + index);
    return Value::array(std::move(items));
}

Value withoutMember(const Value &object, qsizetype index)
{
    std::vector<Member> members(object.members().begin(), object.members().end());
    if (index >= 0 && index < qsizetype(members.size()))
        members.erase(members.begin() + index);
    return Value::object(std::move(members));
}

/// Null where nothing is left.
Value edited(const Value &here, const FieldPath &path, qsizetype depth, const Value &value)
{
    if (depth == path.size())
        return value;
    const QByteArray &segment = path[depth];
    const bool last = depth + 1 == path.size();
    const qsizetype number = numberOf(segment);
    if (here.isArray() || (!here.isObject() && number >= 0)) {
        const Value list = here.isArray() ? here : Value::array(std::vector<Value>());
        if (number < 0 || number > list.size())
            return here;
        Value item = edited(list.at(number), path, depth + 1, value);
        if (last && item.isNull()) {
            Value rest = withoutItem(list, number);
            return rest.isEmpty() ? Value() : rest;
        }
        if (item.isNull()) // an item that lost its last field is still an item
            item = Value::object(std::vector<Member>());
        return number == list.size() ? list.withAppended(item) : list.withItem(number, item);
    }
    const Value object = here.isObject() ? here : Value::object(std::vector<Member>());
    const qsizetype index = memberIndex(object, segment);
    Value member = edited(index < 0 ? Value() : object.members()[size_t(index)].value, path, depth + 1, value);
    if (member.isNull() && !last && index >= 0 && isKeptEmpty(segment))
        member = Value::object(std::vector<Member>());
    if (member.isNull()) {
        if (index < 0)
            return here;
        Value rest = withoutMember(object, index);
        return rest.isEmpty() ? Value() : rest;
    }
    if (index >= 0)
        return object.with(object.members()[size_t(index)].key(), member);
    return segment.startsWith('#') ? object : object.with(segment, member);
}

} // namespace

FieldPath parsePath(QByteArrayView text)
{
    FieldPath path;
    QByteArray name;
    const auto flush = [&] {
        if (!name.isEmpty())
            path += std::exchange(name, {});
    };
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == '.') {
            flush();
        } else if (text[i] == '[') {
            flush();
            const qsizetype end = text.indexOf(']', i);
            if (end < 0)
                break;
            path += text.sliced(i + 1, end - i - 1).toByteArray();
            i = end;
        } else {
            name += text[i];
        }
    }
    flush();
    return path;
}

QByteArray below(const QByteArray &path, const QByteArray &segment)
{
    if (numberOf(segment) >= 0 || segment.contains('.') || segment.contains('[') || segment.isEmpty())
        return path + '[' + segment + ']';
    return path.isEmpty() ? segment : path + '.' + segment;
}

QByteArray pathText(const FieldPath &path)
{
    QByteArray text;
    for (const QByteArray &segment : path)
        text = below(text, segment);
    return text;
}

Value valueAt(const Value &document, const FieldPath &path)
{
    Value here = document;
    for (const QByteArray &segment : path) {
        if (here.isArray()) {
            here = Value(here.at(std::max<qsizetype>(-1, numberOf(segment))));
        } else {
            const qsizetype index = memberIndex(here, segment);
            here = index < 0 ? Value() : Value(here.members()[size_t(index)].value);
        }
    }
    return here;
}

Value withValueAt(const Value &document, const FieldPath &path, const Value &value)
{
    const Value next = edited(document, path, 0, value);
    return next.isNull() && !path.isEmpty() ? Value::object(std::vector<Member>()) : next;
}

Value withNameAt(const Value &document, const FieldPath &path, const QByteArray &name)
{
    if (path.isEmpty())
        return document;
    const FieldPath parent = path.first(path.size() - 1);
    const Value map = valueAt(document, parent);
    const qsizetype index = memberIndex(map, path.last());
    if (index < 0 || map.contains(name))
        return document;
    std::vector<Member> members(map.members().begin(), map.members().end());
    members[size_t(index)].name = Value(name);
    return withValueAt(document, parent, Value::object(std::move(members)));
}

} // namespace orrery::actions
