// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QByteArray>
#include <QHashFunctions>

namespace orrery::api {

/// Namespace and name of an object; the namespace is empty for cluster-scoped kinds. What work queues carry.
struct Key
{
    QByteArray ns;
    QByteArray name;

    QByteArray path() const { return ns.isEmpty() ? name : ns + '/' + name; } ///< "default/web"; client-go's cache key
    static Key fromPath(QByteArrayView path);
    bool operator<(const Key &other) const { return ns != other.ns ? ns < other.ns : name < other.name; }
    bool operator==(const Key &) const = default;
};

inline size_t qHash(const Key &key, size_t seed = 0) { return qHashMulti(seed, key.ns, key.name); }

/// Group, version and resource ("apps", "v1", "deployments"); the group is empty for the core API.
struct Gvr
{
    QByteArray group;
    QByteArray version;
    QByteArray resource;

    QByteArray apiVersion() const { return group.isEmpty() ? version : group + '/' + version; }
    QByteArray groupResource() const { return group.isEmpty() ? resource : resource + '.' + group; } ///< "deployments.apps", as messages have it
    /// "/apis/apps/v1/namespaces/default/deployments/web/status"; empty parts are left out. Segments are percent-encoded.
    QByteArray path(const Key &key = {}, QByteArrayView subresource = {}) const;
    bool operator<(const Gvr &other) const { return group != other.group ? group < other.group : version != other.version ? version < other.version : resource < other.resource; }
    bool operator==(const Gvr &) const = default;
};

inline size_t qHash(const Gvr &gvr, size_t seed = 0) { return qHashMulti(seed, gvr.group, gvr.version, gvr.resource); }

} // namespace orrery::api
