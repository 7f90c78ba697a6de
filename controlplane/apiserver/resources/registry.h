// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/resources/resource.h"

#include <deque>

namespace orrery::resources {

/// The kinds that are served. The list is in registry.cpp.
/// Thread: the api thread. Lifetime: ApiServer's; Resources stay where they are.
class Registry final
{
public:
    /// steps: where the ring of steps lives; null: not served.
    explicit Registry(store::Store *steps = nullptr);
    Registry(const Registry &) = delete;
    Registry &operator=(const Registry &) = delete;

    const Resource *find(const api::Gvr &gvr) const { return m_byGvr.value(gvr); }
    const Resource *byKind(QByteArrayView apiVersion, QByteArrayView kind) const;
    const std::deque<Resource> &all() const { return m_resources; }
    /// Groups in the order discovery lists them; "" first. Versions of one: preferred first.
    QList<QByteArray> groups() const;
    QList<QByteArray> versions(QByteArrayView group) const;

private:
    void add(Resource resource);
    std::deque<Resource> m_resources;
    QHash<api::Gvr, const Resource *> m_byGvr;
};

} // namespace orrery::resources
