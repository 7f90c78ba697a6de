// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/protobufwire.h"

#include <algorithm>
#include <cstring>
#include <unordered_map>

namespace orrery::api {

namespace {

using Plans = std::unordered_map<const Schema::Type *, WirePlan>;

/// The message that these wrappers lead to, made where it is not there yet.
WirePlan &within(WirePlan &plan, const QList<int> &wrappers)
{
    WirePlan *at = &plan;
    for (const int number : wrappers) {
        auto step = std::find_if(at->steps.begin(), at->steps.end(),
                                 [&](const WirePlan::Step &s) { return s.number == number; });
        if (step == at->steps.end()) {
            WirePlan::Step wrapper;
            wrapper.number = number;
            wrapper.wrapped = std::make_unique<WirePlan>();
            wrapper.wrapped->type = plan.type;
            at->steps.push_back(std::move(wrapper));
            step = std::prev(at->steps.end());
        }
        at = step->wrapped.get();
    }
    return *at;
}

const Schema::Type *referenced(const Schema::Field &field)
{
    return field.nested ? nullptr : field.type;
}

void finish(WirePlan &plan, const Plans &plans)
{
    std::sort(plan.steps.begin(), plan.steps.end(), [](const auto &a, const auto &b) { return a.number < b.number; });
    for (WirePlan::Step &step : plan.steps) {
        if (step.wrapped)
            finish(*step.wrapped, plans);
        else if (const Schema::Type *type = referenced(*step.field))
            step.message = &plans.at(type);
    }
}

Plans makePlans(const Schema &schema)
{
    Plans plans;
    for (const Schema::Type &type : schema.types())
        plans[&type].type = &type;
    for (auto &[type, plan] : plans) {
        for (size_t i = 0; i < type->fields.size(); ++i) {
            const Schema::Field &field = type->fields[i];
            if (field.number == 0) {
                plan.complete = false;
                continue;
            }
            WirePlan::Step step;
            step.number = field.number;
            step.field = &field;
            step.slot = int(i);
            step.name = Value(field.name);
            within(plan, field.wrappers).steps.push_back(std::move(step));
        }
    }
    for (auto &[type, plan] : plans)
        finish(plan, plans);
    return plans;
}

} // namespace

const WirePlan::Step *WirePlan::step(int number) const
{
    const auto found = std::lower_bound(steps.begin(), steps.end(), number,
                                        [](const Step &step, int wanted) { return step.number < wanted; });
    return found == steps.end() || found->number != number ? nullptr : &*found;
}

const WirePlan *WirePlan::of(const Schema::Type *type)
{
    static const Plans plans = makePlans(Schema::builtin());
    const auto found = plans.find(type);
    return found == plans.end() ? nullptr : &found->second;
}

Error malformedProtobuf(const QByteArray &why)
{
    return error(Reason::BadRequest, "the body of the request is not valid protobuf: " + why);
}

// Reading

Result<WireReader::Field> WireReader::next()
{
    ORRERY_TRY(tag, varint());
    Field field;
    field.number = int(std::min<quint64>(tag >> 3, INT_MAX));
    if (field.number == 0)
        return malformedProtobuf("field number 0");
    switch (tag & 7) {
    case 0: {
        ORRERY_TRY(value, varint());
        field.integer = value;
        return field;
    }
    case 1:
        return fixed(field, 8);
    case 2: {
        ORRERY_TRY(length, varint());
        if (length > quint64(m_rest.size()))
            return malformedProtobuf("a length runs beyond the end");
        field.isBytes = true;
        field.bytes = m_rest.first(qsizetype(length));
        m_rest = m_rest.sliced(qsizetype(length));
        return field;
    }
    case 5:
        return fixed(field, 4);
    default:
        return malformedProtobuf("an unknown wire type");
    }
}

Result<quint64> WireReader::varint()
{
    quint64 value = 0;
    for (int i = 0; i < 10 && i < m_rest.size(); ++i) {
        const quint8 byte = quint8(m_rest[i]);
        value |= quint64(byte & 0x7f) << (7 * i);
        if (!(byte & 0x80)) {
            m_rest = m_rest.sliced(i + 1);
            return value;
        }
    }
    return malformedProtobuf("a number does not end");
}

Result<WireReader::Field> WireReader::fixed(Field field, int size)
{
    if (m_rest.size() < size)
        return malformedProtobuf("it ends within a number");
    for (int i = 0; i < size; ++i)
        field.integer |= quint64(quint8(m_rest[i])) << (8 * i);
    m_rest = m_rest.sliced(size);
    return field;
}

// Writing

void WireWriter::grow(qsizetype more)
{
    const qsizetype used = size();
    QByteArray larger(std::max(2 * m_buffer.size(), used + more + 64), Qt::Uninitialized);
    std::memcpy(larger.data() + larger.size() - used, m_buffer.constData() + m_at, size_t(used));
    m_at = larger.size() - used;
    m_buffer = std::move(larger);
}

void WireWriter::raw(QByteArrayView bytes)
{
    if (bytes.isEmpty())
        return;
    if (m_at < bytes.size())
        grow(bytes.size());
    m_at -= bytes.size();
    std::memcpy(m_buffer.data() + m_at, bytes.data(), size_t(bytes.size()));
}

void WireWriter::varint(quint64 value)
{
    char text[10];
    int length = 0;
    for (; value > 127; value >>= 7)
        text[length++] = char((value & 127) | 128);
    text[length++] = char(value);
    raw({text, length});
}

void WireWriter::number(int field, quint64 value)
{
    varint(value);
    varint(quint64(field) << 3);
}

void WireWriter::fixed64(int field, quint64 value)
{
    char text[8];
    for (int i = 0; i < 8; ++i)
        text[i] = char(value >> (8 * i));
    raw({text, 8});
    varint(quint64(field) << 3 | 1);
}

void WireWriter::bytes(int field, QByteArrayView value)
{
    raw(value);
    varint(quint64(value.size()));
    varint(quint64(field) << 3 | 2);
}

void WireWriter::close(int field, qsizetype sizeBefore)
{
    varint(quint64(size() - sizeBefore));
    varint(quint64(field) << 3 | 2);
}

} // namespace orrery::api
