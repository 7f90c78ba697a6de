// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/client/reconciler.h"

namespace orrery::controllers {

/// What a Service's slices and its Endpoints should say, from its pods; pure. zones: node name -> topology.kubernetes.io/zone.
QList<api::Object> slicesFor(const api::Object &service, QList<api::Object> pods, const QHash<QByteArray, QByteArray> &zones);
api::Object endpointsFor(const api::Object &service, QList<api::Object> pods);

/// Publishes the pods behind each Service with a selector as EndpointSlices, for proxies, and as Endpoints, for `kubectl get endpoints`.
/// Does not: serve Services without selector, nor IPv6.
/// Thread: the controllers'. Lifetime: its runner's.
class EndpointSlice final : public client::Reconciler
{
public:
    explicit EndpointSlice(client::Client client) : m_client(std::move(client)) { }
    QByteArray name() const override { return "endpointslice"; }
    client::Watches watches() const override;
    void setUp(client::Informers &informers) override;
    api::Result<client::Requeue> reconcile(const api::Key &key) override;

private:
    api::Result<> syncSlices(const api::Object &service, const QList<api::Object> &wanted);
    api::Result<> syncEndpoints(const api::Key &key, const api::Object &wanted);

    client::Client m_client;
    client::Informer *m_services = nullptr;
    client::Informer *m_pods = nullptr;
    client::Informer *m_slices = nullptr;
    client::Informer *m_endpoints = nullptr;
    client::Informer *m_nodes = nullptr;
};

} // namespace orrery::controllers
