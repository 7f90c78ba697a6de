// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/key.h"
#include "controlplane/api/value.h"

#include <memory>

namespace orrery::api {

/// metav1.OwnerReference.
struct OwnerReference
{
    QByteArray apiVersion, kind, name, uid;
    bool controller = false;
    bool blockOwnerDeletion = false;
};

/// A Kubernetes object: an immutable JSON document. Its serialised bytes are made once, on first use, and shared by the store, every
/// list and every watcher. Unknown fields survive. Accessors read the document; absent text is empty.
/// Does not: validate (see schema.h), know its resource name (a Gvr does).
/// Thread: any; a value, copies are free.
class Object final
{
public:
    Object() = default;
    explicit Object(Value document);
    /// With bytes that are known to be toJson(document), e.g. from the store.
    Object(Value document, QByteArray json);
    /// Of bytes that are known to be compact JSON, parsed on first use: how the store loads 100,000 objects in a moment. Bytes that
    /// are no JSON read as a null document.
    static Object fromJson(QByteArray json);

    bool isNull() const { return !m_data; }
    explicit operator bool() const { return bool(m_data); }
    const Value &document() const;
    const Value &operator[](QByteArrayView name) const { return document()[name]; }
    const Value &operator[](const char *name) const { return document()[name]; }
    const Value &operator[](const QByteArray &name) const { return document()[name]; }
    QByteArray json() const; ///< compact; made once

    QByteArray apiVersion() const { return document()["apiVersion"].bytes(); }
    QByteArray kind() const { return document()["kind"].bytes(); }
    const Value &metadata() const { return document()["metadata"]; }
    const Value &spec() const { return document()["spec"]; }
    const Value &status() const { return document()["status"]; }
    QByteArray name() const { return metadata()["name"].bytes(); }
    QByteArray ns() const { return metadata()["namespace"].bytes(); }
    Key key() const { return { ns(), name() }; }
    QByteArray uid() const { return metadata()["uid"].bytes(); }
    qint64 resourceVersion() const { return metadata()["resourceVersion"].text().toLongLong(); } ///< 0 if absent
    qint64 generation() const { return metadata()["generation"].integer(); }
    const Value &labels() const { return metadata()["labels"]; }
    const Value &annotations() const { return metadata()["annotations"]; }
    QByteArray label(QByteArrayView name) const { return labels()[name].bytes(); }
    QByteArray annotation(QByteArrayView name) const { return annotations()[name].bytes(); }
    bool isDeleting() const { return !metadata()["deletionTimestamp"].isNull(); }
    QList<QByteArray> finalizers() const;
    QList<OwnerReference> ownerReferences() const;
    std::optional<OwnerReference> controller() const; ///< the owner with controller: true

    [[nodiscard]] Object with(QByteArrayView member, Value value) const;
    [[nodiscard]] Object withPath(std::initializer_list<QByteArrayView> path, Value value) const;
    [[nodiscard]] Object withMetadata(QByteArrayView member, Value value) const;
    [[nodiscard]] Object withoutMetadata(QByteArrayView member) const;

    bool operator==(const Object &other) const { return m_data == other.m_data || document() == other.document(); }

private:
    struct Data;
    std::shared_ptr<const Data> m_data;
};

/// {apiVersion, kind, metadata: {name, namespace?}} to start a new object from.
Object newObject(QByteArrayView apiVersion, QByteArrayView kind, const Key &key);
/// The metadata.ownerReferences item that makes `owner` the controller of something.
Value controllerReference(const Object &owner);

/// The condition of that type in status.conditions, or null.
const Value &condition(const Object &object, QByteArrayView type);
/// conditions with this one set; lastTransitionTime moves only when the status does (KEP-1623). time: microseconds since the epoch.
Value withCondition(const Value &conditions, QByteArrayView type, bool status, QByteArrayView reason, QByteArrayView message, qint64 time);

/// A list as the API returns it.
struct ObjectList
{
    QByteArray apiVersion, kind; ///< "v1", "PodList"
    qint64 resourceVersion = 0;
    QByteArray continueToken;
    qint64 remaining = -1; ///< remainingItemCount, or -1 if unknown
    QList<Object> items;
};

/// One event of a watch. Bookmark carries only metadata.resourceVersion; Error carries a metav1.Status.
struct WatchEvent
{
    enum class Type { Added, Modified, Deleted, Bookmark, Error };
    Type type = Type::Added;
    Object object;
};
QByteArray eventTypeName(WatchEvent::Type type); ///< "ADDED"

/// metav1.Status, both ways.
Object toStatus(const Error &error);
Error fromStatus(const Value &status, int httpCode);

} // namespace orrery::api
