// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/schema.h"

#include <memory>

namespace orrery::api {

inline constexpr QByteArrayView protobufMagic { "k8s\0", 4 };

/// How the fields of a type lie on the wire: the schema's table, by field number. What JSON shows inline may lie in a message of its own
/// (a Volume's source); that message is a step without a field.
/// Thread: any. Lifetime: the process.
struct WirePlan
{
    struct Step
    {
        int number = 0;
        const Schema::Field *field = nullptr; ///< null: a message that JSON does not show
        int slot = 0; ///< of the field, in the type's fields
        Value name; ///< the field's, shared by every document
        std::unique_ptr<WirePlan> wrapped; ///< what that message holds
        const WirePlan *message = nullptr; ///< for references: the other type's
    };
    const Schema::Type *type = nullptr;
    std::vector<Step> steps; ///< ascending
    bool complete = true; ///< every field has a number: the type has a wire form

    const Step *step(int number) const; ///< null if there is none
    static const WirePlan *of(const Schema::Type *type);
};

/// Reads a message field by field. https://protobuf.dev/programming-guides/encoding/
/// Thread: any. Lifetime: a local variable, within that of the bytes.
class WireReader final
{
public:
    /// A number, or bytes.
    struct Field
    {
        int number = 0;
        bool isBytes = false;
        quint64 integer = 0;
        QByteArrayView bytes;
    };
    explicit WireReader(QByteArrayView bytes) : m_rest(bytes) { }
    bool atEnd() const { return m_rest.isEmpty(); }
    Result<Field> next();
    Result<quint64> varint();

private:
    Result<Field> fixed(Field field, int size);
    QByteArrayView m_rest;
};

/// Writes a message from its end to its beginning, so that each length is known when it is written.
/// Thread: any. Lifetime: a local variable.
class WireWriter final
{
public:
    explicit WireWriter(qsizetype expected = 1024) : m_buffer(expected, Qt::Uninitialized), m_at(expected) { }
    qsizetype size() const { return m_buffer.size() - m_at; }
    QByteArray finish() { return m_buffer.sliced(m_at); }

    void raw(QByteArrayView bytes);
    void varint(quint64 value);
    void number(int field, quint64 value); ///< varint
    void fixed64(int field, quint64 value);
    void bytes(int field, QByteArrayView value);
    void close(int field, qsizetype sizeBefore); ///< what was written since size() was sizeBefore, is this message

private:
    void grow(qsizetype more);
    QByteArray m_buffer;
    qsizetype m_at;
};

Error malformedProtobuf(const QByteArray &why);

} // namespace orrery::api
