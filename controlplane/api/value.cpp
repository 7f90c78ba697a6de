// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/value.h"

#include "controlplane/api/valuebuilder.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <new>
#include <vector>

namespace orrery::api {

static_assert(sizeof(Member) == 2 * sizeof(Value));

struct Value::Node
{
    std::atomic<quint32> references;
    quint32 length; ///< bytes, items or members

    static Node *create(qsizetype length, size_t unit)
    {
        Q_ASSERT(length >= 0 && length <= std::numeric_limits<quint32>::max());
        void *memory = std::malloc(sizeof(Node) + size_t(length) * unit);
        if (!memory)
            std::abort(); // as operator new would end a program without exceptions
        return new (memory) Node{1, quint32(length)};
    }
    char *text() { return reinterpret_cast<char *>(this + 1); }
    Value *items() { return reinterpret_cast<Value *>(this + 1); }
    Member *members() { return reinterpret_cast<Member *>(this + 1); }
};

namespace {
const Value nothing;
constexpr qsizetype inlineCapacity = 14;
} // namespace

// Nodes are shared by threads: the last one to let go must see what the others wrote before. Empty arrays and objects
// have no node.
void Value::retainNode() const
{
    m_raw.node->references.fetch_add(1, std::memory_order_relaxed);
}

void Value::releaseNode()
{
    if (m_raw.node->references.fetch_sub(1, std::memory_order_acq_rel) == 1)
        destroy();
}

void Value::destroy()
{
    Node *node = m_raw.node;
    if (type() == Type::Array) {
        for (quint32 i = 0; i < node->length; ++i)
            node->items()[i].~Value();
    } else if (type() == Type::Object) {
        for (quint32 i = 0; i < node->length; ++i)
            node->members()[i].~Member();
    }
    std::free(node);
}

Value::Value(bool value)
    : Value()
{
    m_raw.bytes[15] = quint8(value ? Type::True : Type::False);
}

Value::Value(qint64 value)
    : Value()
{
    m_raw.integer = value;
    m_raw.bytes[15] = quint8(Type::Integer);
}

Value::Value(double value)
    : Value()
{
    m_raw.number = value;
    m_raw.bytes[15] = quint8(Type::Double);
}

Value::Value(QByteArrayView text)
    : Value()
{
    if (text.size() <= inlineCapacity) {
        if (!text.isEmpty())
            std::memcpy(m_raw.bytes, text.data(), size_t(text.size()));
        m_raw.bytes[14] = quint8(text.size());
        m_raw.bytes[15] = quint8(Type::InlineString);
    } else {
        m_raw.node = Node::create(text.size(), 1);
        std::memcpy(m_raw.node->text(), text.data(), size_t(text.size()));
        m_raw.bytes[15] = quint8(Type::String);
    }
}

Value ValueBuilder::array(Value *items, qsizetype count)
{
    Value result;
    result.m_raw.bytes[15] = quint8(Value::Type::Array);
    if (count > 0) {
        auto *node = Value::Node::create(count, sizeof(Value));
        for (qsizetype i = 0; i < count; ++i)
            new (node->items() + i) Value(std::move(items[i]));
        result.m_raw.node = node;
    }
    return result;
}

Value ValueBuilder::object(Value *namesAndValues, qsizetype memberCount)
{
    Value result = array(namesAndValues, 2 * memberCount);
    result.m_raw.bytes[15] = quint8(Value::Type::Object);
    if (result.m_raw.node)
        result.m_raw.node->length = quint32(memberCount);
    return result;
}

Value Value::object(std::initializer_list<Member> members)
{
    return object(std::vector<Member>(members));
}

Value Value::object(std::vector<Member> members)
{
    return ValueBuilder::object(members.empty() ? nullptr : &members.front().name, qsizetype(members.size()));
}

Value Value::array(std::initializer_list<Value> items)
{
    return array(std::vector<Value>(items));
}

Value Value::array(std::vector<Value> items)
{
    return ValueBuilder::array(items.data(), qsizetype(items.size()));
}

QByteArrayView Value::text() const
{
    if (type() == Type::InlineString)
        return {reinterpret_cast<const char *>(m_raw.bytes), m_raw.bytes[14]};
    if (type() == Type::String)
        return {m_raw.node->text(), qsizetype(m_raw.node->length)};
    return {};
}

qint64 Value::integer(qint64 otherwise) const
{
    if (type() == Type::Integer)
        return m_raw.integer;
    if (type() == Type::Double && std::trunc(m_raw.number) == m_raw.number && std::abs(m_raw.number) < 9.2e18)
        return qint64(m_raw.number);
    return otherwise;
}

double Value::number(double otherwise) const
{
    return type() == Type::Double ? m_raw.number : type() == Type::Integer ? double(m_raw.integer) : otherwise;
}

std::span<const Value> Value::items() const
{
    if (type() != Type::Array || !m_raw.node)
        return {};
    return {m_raw.node->items(), m_raw.node->length};
}

std::span<const Member> Value::members() const
{
    if (type() != Type::Object || !m_raw.node)
        return {};
    return {m_raw.node->members(), m_raw.node->length};
}

qsizetype Value::size() const
{
    return type() >= Type::Array && m_raw.node ? m_raw.node->length : 0;
}

const Value *Value::find(QByteArrayView name) const
{
    if (name.size() <= inlineCapacity) { // names compare as two words
        const Value wanted(name);
        for (const Member &member : members()) {
            if (member.name.identical(wanted))
                return &member.value;
        }
        return nullptr;
    }
    for (const Member &member : members()) {
        if (member.name.type() == Type::String && member.name.m_raw.node->length == size_t(name.size())
            && !std::memcmp(member.name.m_raw.node->text(), name.data(), size_t(name.size())))
            return &member.value;
    }
    return nullptr;
}

const Value &Value::operator[](QByteArrayView name) const
{
    const Value *found = find(name);
    return found ? *found : nothing;
}

const Value &Value::at(qsizetype index) const
{
    const auto all = items();
    return index >= 0 && size_t(index) < all.size() ? all[size_t(index)] : nothing;
}

Value Value::with(QByteArrayView name, Value value) const
{
    const auto old = members();
    const Value *found = find(name);
    if (found && found->identical(value))
        return *this;
    Value result;
    result.m_raw.bytes[15] = quint8(Type::Object);
    auto *node = Node::create(qsizetype(old.size()) + (found ? 0 : 1), sizeof(Member));
    Member *at = node->members();
    for (const Member &member : old) {
        if (&member.value == found)
            new (at++) Member{member.name, std::move(value)};
        else
            new (at++) Member(member);
    }
    if (!found)
        new (at) Member{Value(name), std::move(value)};
    result.m_raw.node = node;
    return result;
}

Value Value::without(QByteArrayView name) const
{
    const Value *found = find(name);
    if (!found)
        return isObject() ? *this : object(std::vector<Member>());
    std::vector<Member> rest;
    rest.reserve(members().size());
    for (const Member &member : members()) {
        if (&member.value != found)
            rest.push_back(member);
    }
    return object(std::move(rest));
}

static Value withPathFrom(const Value &document, const QByteArrayView *path, size_t count, Value value)
{
    if (count == 0)
        return value;
    return document.with(*path, withPathFrom(document[*path], path + 1, count - 1, std::move(value)));
}

Value Value::withPath(std::initializer_list<QByteArrayView> path, Value value) const
{
    return withPathFrom(*this, path.begin(), path.size(), std::move(value));
}

Value Value::withItem(qsizetype index, Value value) const
{
    if (index < 0 || index >= qsizetype(items().size()))
        return *this;
    if (at(index).identical(value))
        return *this;
    std::vector<Value> all(items().begin(), items().end());
    all[size_t(index)] = std::move(value);
    return array(std::move(all));
}

Value Value::withAppended(Value value) const
{
    std::vector<Value> all;
    all.reserve(items().size() + 1);
    all.assign(items().begin(), items().end());
    all.push_back(std::move(value));
    return array(std::move(all));
}

bool Value::operator==(const Value &other) const
{
    if (identical(other))
        return true;
    if (isNumber() && other.isNumber())
        return isInteger() && other.isInteger() ? false : number() == other.number();
    if (type() != other.type())
        return false;
    if (isString())
        return text() == other.text();
    if (isArray())
        return std::equal(items().begin(), items().end(), other.items().begin(), other.items().end());
    if (isObject()) {
        const auto mine = members(), theirs = other.members();
        if (mine.size() != theirs.size())
            return false;
        std::vector<const Member *> sorted; // theirs, where there are many in another order
        const auto lookUp = [&](QByteArrayView name) -> const Value * {
            constexpr size_t many = 32;
            if (theirs.size() <= many)
                return other.find(name);
            const auto less
                = [](const Member *member, QByteArrayView wanted) { return member->key().compare(wanted) < 0; };
            if (sorted.empty()) {
                for (const Member &member : theirs)
                    sorted.push_back(&member);
                std::sort(sorted.begin(), sorted.end(),
                          [&less](const Member *a, const Member *b) { return less(a, b->key()); });
            }
            const auto found = std::lower_bound(sorted.begin(), sorted.end(), name, less);
            return found == sorted.end() || (*found)->key() != name ? nullptr : &(*found)->value;
        };
        for (size_t i = 0; i < mine.size(); ++i) {
            const bool here = theirs[i].name.identical(mine[i].name) || theirs[i].key() == mine[i].key();
            const Value *twin = here ? &theirs[i].value : lookUp(mine[i].key());
            if (!twin || *twin != mine[i].value)
                return false;
        }
        return true;
    }
    return false;
}

} // namespace orrery::api
