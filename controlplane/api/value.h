// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/result.h"

#include <QByteArrayView>
#include <QString>

#include <initializer_list>
#include <span>
#include <vector>

namespace orrery::api {

struct Member;

/// A JSON value: an immutable, reference-counted, copy-on-write tree. 16 bytes; strings of up to 14 bytes inline, members in
/// the order they were written, integers and doubles told apart. Copies are free and may cross threads; an edit (`with...`) makes a
/// new value that shares every subtree it does not touch, so that identical() tells an unchanged subtree by pointer.
/// Does not: know the schema, parse anything but JSON (see yaml.h, protobuf.h for the rest).
/// Thread: any; a value.
class Value final
{
public:
    enum class Type : quint8 { Null, False, True, Integer, Double, InlineString, String, Array, Object };

    Value() { m_raw.words[0] = m_raw.words[1] = 0; }
    Value(const Value &other) : m_raw(other.m_raw) { retain(); }
    Value(Value &&other) noexcept : m_raw(other.m_raw) { other.m_raw.words[0] = other.m_raw.words[1] = 0; }
    Value &operator=(Value other) noexcept { std::swap(m_raw, other.m_raw); return *this; }
    ~Value() { release(); }

    Value(bool value);
    Value(int value) : Value(qint64(value)) { }
    Value(uint value) : Value(qint64(value)) { }
    Value(long value) : Value(qint64(value)) { }
    Value(qint64 value);
    Value(double value);
    Value(QByteArrayView text); ///< UTF-8
    Value(const QByteArray &text) : Value(QByteArrayView(text)) { }
    Value(const char *text) : Value(QByteArrayView(text)) { }
    static Value object(std::initializer_list<Member> members);
    static Value object(std::vector<Member> members);
    static Value array(std::initializer_list<Value> items);
    static Value array(std::vector<Value> items);

    Type type() const { return Type(m_raw.bytes[15]); }
    bool isNull() const { return type() == Type::Null; }
    bool isBool() const { return type() == Type::True || type() == Type::False; }
    bool isInteger() const { return type() == Type::Integer; }
    bool isNumber() const { return type() == Type::Integer || type() == Type::Double; }
    bool isString() const { return type() == Type::String || type() == Type::InlineString; }
    bool isArray() const { return type() == Type::Array; }
    bool isObject() const { return type() == Type::Object; }

    /// The content, or the default where the value is of another type. text() of a long string lives as long as any copy of the
    /// value; of a short one, as long as this very value does.
    QByteArrayView text() const;
    QByteArray bytes() const { return text().toByteArray(); }
    QString string() const { return QString::fromUtf8(text()); }
    bool boolean(bool otherwise = false) const { return isBool() ? type() == Type::True : otherwise; }
    qint64 integer(qint64 otherwise = 0) const;
    double number(double otherwise = 0) const;

    /// Array items and object members; empty for other types. size() counts either.
    std::span<const Value> items() const;
    std::span<const Member> members() const;
    qsizetype size() const;
    bool isEmpty() const { return size() == 0; } ///< no items and no members (a string is never "empty" by this measure)

    /// The member of that name, or a null value. Chains: pod["spec"]["nodeName"].text().
    const Value &operator[](QByteArrayView name) const;
    const Value &operator[](const char *name) const { return (*this)[QByteArrayView(name)]; }
    const Value &operator[](const QByteArray &name) const { return (*this)[QByteArrayView(name)]; }
    const Value &at(qsizetype index) const; ///< the item, or a null value
    bool contains(QByteArrayView name) const { return find(name) != nullptr; }
    const Value *find(QByteArrayView name) const; ///< null if absent

    /// A copy with one member set (in place, or at the end) or removed. On anything but an object: starts a new object.
    [[nodiscard]] Value with(QByteArrayView name, Value value) const;
    [[nodiscard]] Value without(QByteArrayView name) const;
    /// The same for a path of members: withPath({"status", "phase"}, "Running"). A null value is set, not removed.
    [[nodiscard]] Value withPath(std::initializer_list<QByteArrayView> path, Value value) const;
    [[nodiscard]] Value withItem(qsizetype index, Value value) const;
    [[nodiscard]] Value withAppended(Value value) const;

    bool identical(const Value &other) const { return m_raw.words[0] == other.m_raw.words[0] && m_raw.words[1] == other.m_raw.words[1]; }
    /// Deep: the same JSON, whatever the order of members (1 and 1.0 are equal, as for Kubernetes' semantic equality).
    bool operator==(const Value &other) const;

private:
    struct Node; // refs, length, then the payload
    union Raw {
        quint64 words[2];
        struct { union { qint64 integer; double number; Node *node; }; quint8 pad[8]; };
        unsigned char bytes[16]; // [0..13] inline text, [14] its length, [15] the type
    };
    bool hasNode() const { return type() >= Type::String && m_raw.node; }
    void retain() const
    {
        if (hasNode())
            retainNode();
    }
    void release()
    {
        if (hasNode())
            releaseNode();
    }
    void retainNode() const;
    void releaseNode();
    void destroy();
    friend class ValueBuilder;

    Raw m_raw;
};
static_assert(sizeof(Value) == 16);

struct Member
{
    Value name;
    Value value;
    QByteArrayView key() const { return name.text(); }
};

/// Bounds on what parseJson takes, and what it should report. Everything from outside the process goes through these.
struct JsonLimits
{
    int depth = 200;
    qsizetype bytes = 3 * 1024 * 1024; ///< Kubernetes' request limit
};

/// JSON of RFC 8259 (UTF-8 checked). duplicates, if given, receives the paths of members that occur twice ("spec.replicas"); the last
/// one wins, as in Kubernetes. Errors: BadRequest (malformed; the message says where), RequestEntityTooLarge.
Result<Value> parseJson(QByteArrayView json, JsonLimits limits = {}, QList<QByteArray> *duplicates = nullptr);
/// Compact JSON, members in order; `<`, `>` and `&` as they are.
QByteArray toJson(const Value &value);
void appendJson(QByteArray &out, const Value &value);
QByteArray toPrettyJson(const Value &value); ///< four spaces, as kubectl prints

} // namespace orrery::api
