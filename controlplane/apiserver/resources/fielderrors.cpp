// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/fielderrors.h"

namespace orrery::resources {

using namespace api;

namespace {

constexpr qsizetype mostCauses = 1000; ///< nobody reads more, and a body of errors makes a body of many more

/// Strings quoted, the rest as JSON.
QByteArray shown(const Value &value)
{
    return value.isNull() ? QByteArray("null") : toJson(value);
}

} // namespace

void FieldErrors::add(const Path &path, const char *reason, const QByteArray &what, const QByteArray &detail)
{
    if (m_causes.size() >= mostCauses)
        return;
    StatusCause cause;
    cause.reason = reason;
    cause.field = path.text();
    cause.message = detail.isEmpty() ? what : what + ": " + detail;
    m_causes.append(cause);
}

void FieldErrors::invalid(const Path &path, const Value &value, const QByteArray &detail)
{
    add(path, "FieldValueInvalid", "Invalid value: " + shown(value), detail);
}

void FieldErrors::typeInvalid(const Path &path, const Value &value, const QByteArray &detail)
{
    add(path, "FieldValueTypeInvalid", "Invalid value: " + shown(value), detail);
}

void FieldErrors::notSupported(const Path &path, const Value &value, const QList<QByteArray> &supported)
{
    QByteArray list;
    for (const QByteArray &name : supported)
        list += (list.isEmpty() ? "\"" : ", \"") + name + '"';
    add(path, "FieldValueNotSupported", "Unsupported value: " + shown(value),
        list.isEmpty() ? list : "supported values: " + list);
}

void FieldErrors::duplicate(const Path &path, const Value &value)
{
    add(path, "FieldValueDuplicate", "Duplicate value: " + shown(value), {});
}

void FieldErrors::notFound(const Path &path, const Value &value)
{
    add(path, "FieldValueNotFound", "Not found: " + shown(value), {});
}

void FieldErrors::tooLong(const Path &path, int limit)
{
    add(path, "FieldValueTooLong", "Too long", "may not be more than " + QByteArray::number(limit) + " bytes");
}

void FieldErrors::tooMany(const Path &path, qsizetype count, int limit)
{
    add(path, "FieldValueTooMany", "Too many: " + QByteArray::number(count),
        "must have at most " + QByteArray::number(limit) + " items");
}

Error FieldErrors::error(QByteArrayView group, QByteArrayView kind, QByteArrayView name) const
{
    Error invalid;
    invalid.reason = Reason::Invalid;
    invalid.group = group.toByteArray();
    invalid.kind = kind.toByteArray();
    invalid.name = name.toByteArray();
    invalid.causes = m_causes;
    QByteArray list;
    for (const StatusCause &cause : m_causes)
        list += (list.isEmpty() ? "" : ", ") + cause.field + ": " + cause.message;
    if (m_causes.size() > 1)
        list = '[' + list + ']';
    invalid.message = kind.toByteArray() + (group.isEmpty() ? QByteArray() : '.' + group.toByteArray()) + " \""
        + name.toByteArray() + "\" is invalid: " + list;
    return invalid;
}

} // namespace orrery::resources
