// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/controllers/registry.h"

#include "controlplane/controllers/apiservice.h"
#include "controlplane/controllers/certificates.h"
#include "controlplane/controllers/clusterroleaggregation.h"
#include "controlplane/controllers/deployment.h"
#include "controlplane/controllers/disruption.h"
#include "controlplane/controllers/endpointslice.h"
#include "controlplane/controllers/eventcleaner.h"
#include "controlplane/controllers/flowschema.h"
#include "controlplane/controllers/garbagecollector.h"
#include "controlplane/controllers/ipaddress.h"
#include "controlplane/controllers/namespace.h"
#include "controlplane/controllers/nodeipam.h"
#include "controlplane/controllers/nodelifecycle.h"
#include "controlplane/controllers/replicaset.h"
#include "controlplane/controllers/resourcequota.h"
#include "controlplane/controllers/serviceaccount.h"
#include "controlplane/controllers/tokencleaner.h"
#include "controlplane/controllers/volumeprotection.h"

#include <QLoggingCategory>

namespace orrery::controllers {

namespace {
Q_LOGGING_CATEGORY(lc, "orrery.controllers", QtInfoMsg)
}

std::vector<std::unique_ptr<client::Reconciler>> makeControllers(const Dependencies &dependencies)
{
    Q_ASSERT(dependencies.clock);
    const client::Client &client = dependencies.client;
    const api::Clock &clock = *dependencies.clock;
    std::vector<std::unique_ptr<client::Reconciler>> all;
    all.push_back(std::make_unique<ServiceAccount>(client, dependencies.clusterCaPem));
    all.push_back(std::make_unique<Certificates>(dependencies));
    all.push_back(std::make_unique<ClusterRoleAggregation>(client));
    all.push_back(std::make_unique<NodeIpam>(client));
    all.push_back(std::make_unique<NodeLifecycle>(client, clock));
    all.push_back(std::make_unique<Deployment>(client, clock));
    all.push_back(std::make_unique<ReplicaSet>(client, clock));
    all.push_back(std::make_unique<Disruption>(client, clock));
    all.push_back(std::make_unique<EndpointSlice>(client));
    all.push_back(std::make_unique<IpAddress>(client, clock));
    all.push_back(std::make_unique<ApiService>(client, clock));
    all.push_back(std::make_unique<FlowSchema>(client, clock));
    all.push_back(std::make_unique<Namespace>(client, clock));
    all.push_back(std::make_unique<VolumeProtection>(client));
    if (const auto kinds = discover(client)) {
        all.push_back(std::make_unique<ResourceQuota>(client, *kinds));
        all.push_back(std::make_unique<GarbageCollector>(client, *kinds));
    } else {
        qCCritical(lc).noquote() << "no garbage collection: the server does not say which kinds it has error=" + kinds.error().message;
    }
    all.push_back(std::make_unique<EventCleaner>(client, clock));
    all.push_back(std::make_unique<TokenCleaner>(client, clock));
    return all;
}

} // namespace orrery::controllers
