// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/resources/resource.h"

#include <ranges>

namespace orrery::resources {

/// The kinds that are served: those in registry.cpp's list, which stay, and custom ones, which come and go.
/// Thread: the api thread. Lifetime: ApiServer's. A Resource that was removed or replaced lives as long as somebody
/// holds it: who keeps one beyond the call it came in keeps its shared_from_this().
class Registry final
{
public:
    /// steps: where the ring of steps lives; null: not served. more: built-in kinds from other rooms.
    explicit Registry(store::Store *steps = nullptr, std::vector<Resource> more = {});
    Registry(const Registry &) = delete;
    Registry &operator=(const Registry &) = delete;

    const Resource *find(const api::Gvr &gvr) const { return m_byGvr.value(gvr).get(); }
    const Resource *byKind(QByteArrayView apiVersion, QByteArrayView kind) const;
    /// A range of const Resource &, in the order discovery lists them.
    auto all() const
    {
        return m_resources
            | std::views::transform([](const std::shared_ptr<Resource> &one) -> const Resource & { return *one; });
    }
    /// Groups in the order discovery lists them; "" first. Versions of one: preferred first.
    QList<QByteArray> groups() const;
    QList<QByteArray> versions(QByteArrayView group) const;

    /// Serves a custom resource, in the place of the one that has its name. Not done (false) where the name is a
    /// built-in kind's.
    bool add(Resource resource);
    void remove(const api::Gvr &gvr); ///< a custom resource; others stay
    /// Told after every add() and remove(), with the group it was about.
    void onChange(std::function<void(const QByteArray &group)> changed) { m_changed = std::move(changed); }

private:
    void enter(Resource resource);
    std::vector<std::shared_ptr<Resource>> m_resources;
    QHash<api::Gvr, std::shared_ptr<const Resource>> m_byGvr;
    std::function<void(const QByteArray &group)> m_changed;
};

/// Whether version a comes before b: v2, v1, v2beta1, v1beta2, v1alpha1, then others by name.
bool versionPrecedes(QByteArrayView a, QByteArrayView b);

} // namespace orrery::resources
