// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/client/reconciler.h"

namespace orrery::client {

using namespace api;

Watch For(const Gvr &gvr, Informer::Scope scope)
{
    Watch watch;
    watch.gvr = gvr;
    watch.scope = std::move(scope);
    return watch;
}

Watch Owns(const Gvr &gvr, const QByteArray &ownerKind)
{
    Watch watch;
    watch.gvr = gvr;
    watch.maps = Watch::Maps::ControllerOwner;
    watch.ownerKind = ownerKind;
    return watch;
}

Watch Maps(const Gvr &gvr, std::function<QList<Key>(const Object &)> keys)
{
    Watch watch;
    watch.gvr = gvr;
    watch.maps = Watch::Maps::Custom;
    watch.keys = std::move(keys);
    return watch;
}

Informers::Informers(Client client, QObject *parent)
    : m_client(std::move(client))
    , m_parent(parent)
{
}

Informers::~Informers()
{
    if (m_parent)
        return; // its children go with it
    for (const auto &[scope, informer] : m_informers)
        delete informer;
}

Informer *Informers::get(const Gvr &gvr, const Informer::Scope &scope)
{
    for (const auto &[existing, informer] : m_informers) {
        if (informer->gvr() == gvr && existing.ns == scope.ns && existing.labelSelector == scope.labelSelector
            && existing.fieldSelector == scope.fieldSelector)
            return informer;
    }
    auto *informer = new Informer(m_client, gvr, scope, m_parent);
    m_informers.emplace_back(scope, informer);
    if (m_started)
        informer->start();
    return informer;
}

Informer *Informers::find(const Gvr &gvr) const
{
    for (const auto &[scope, informer] : m_informers) {
        if (informer->gvr() == gvr && scope.ns.isEmpty() && scope.labelSelector.isEmpty() && scope.fieldSelector.isEmpty())
            return informer;
    }
    return nullptr;
}

void Informers::release(const Gvr &gvr)
{
    std::erase_if(m_informers, [&gvr](const auto &entry) {
        if (!(entry.second->gvr() == gvr))
            return false;
        delete entry.second;
        return true;
    });
}

void Informers::start()
{
    m_started = true;
    for (const auto &[scope, informer] : m_informers)
        informer->start();
}

} // namespace orrery::client
