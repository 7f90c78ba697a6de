// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/value.h"

namespace orrery::resources {

/// A place in a document, spelled as Kubernetes does: "spec.containers[0].name", "metadata.labels[app]".
/// Thread: any; a value.
class Path final
{
public:
    Path() = default;
    Path(const char *text)
        : m_text(text)
    {
    }
    explicit Path(QByteArray text)
        : m_text(std::move(text))
    {
    }
    Path operator/(QByteArrayView member) const
    {
        return Path(m_text.isEmpty() ? member.toByteArray() : m_text + '.' + member.toByteArray());
    }
    Path operator[](qsizetype index) const { return Path(m_text + '[' + QByteArray::number(index) + ']'); }
    Path key(QByteArrayView key) const { return Path(m_text + '[' + key.toByteArray() + ']'); }
    const QByteArray &text() const { return m_text; }

private:
    QByteArray m_text;
};

/// What validation found, in Kubernetes' words (k8s.io field errors): `spec.replicas: Invalid value: -1: must be
/// greater than or equal to 0`. Thread: any; a value.
class FieldErrors final
{
public:
    void required(const Path &path, const QByteArray &detail = {})
    {
        add(path, "FieldValueRequired", "Required value", detail);
    }
    void invalid(const Path &path, const api::Value &value, const QByteArray &detail);
    /// Where the value would say nothing.
    void invalid(const Path &path, const QByteArray &detail)
    {
        add(path, "FieldValueInvalid", "Invalid value", detail);
    }
    /// Of another JSON type than it must be.
    void typeInvalid(const Path &path, const api::Value &value, const QByteArray &detail);
    void notSupported(const Path &path, const api::Value &value, const QList<QByteArray> &supported);
    void duplicate(const Path &path, const api::Value &value);
    void notFound(const Path &path, const api::Value &value);
    void forbidden(const Path &path, const QByteArray &detail)
    {
        add(path, "FieldValueForbidden", "Forbidden", detail);
    }
    void tooLong(const Path &path, int limit);
    void tooMany(const Path &path, qsizetype count, int limit);

    void append(const FieldErrors &others) { m_causes += others.m_causes; }
    bool isEmpty() const { return m_causes.isEmpty(); }
    qsizetype size() const { return m_causes.size(); }
    /// `Deployment.apps "web" is invalid: ...`
    api::Error error(QByteArrayView group, QByteArrayView kind, QByteArrayView name) const;

private:
    void add(const Path &path, const char *reason, const QByteArray &what, const QByteArray &detail);
    QList<api::StatusCause> m_causes;
};

} // namespace orrery::resources
