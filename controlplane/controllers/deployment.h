// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/clock.h"
#include "controlplane/client/eventrecorder.h"
#include "controlplane/client/reconciler.h"

namespace orrery::controllers {

/// Moves a Deployment's pods from template to template through ReplicaSets: one for each template, the newest grows while the others shrink,
/// within maxSurge and maxUnavailable (or Recreate). Revisions, history, pausing, proportional scaling and conditions as `kubectl
/// rollout` expects them. Every write says which version it was made from, so that an old copy leads to a Conflict, never to a wrong count.
/// Thread: the controllers'. Lifetime: its runner's.
/// https://kubernetes.io/docs/concepts/workloads/controllers/deployment/
class Deployment final : public client::Reconciler
{
public:
    Deployment(client::Client client, const api::Clock &clock);
    QByteArray name() const override { return "deployment"; }
    client::Watches watches() const override;
    void setUp(client::Informers &informers) override;
    api::Result<client::Requeue> reconcile(const api::Key &key) override;

private:
    struct Rollout; // one reconcile's view
    api::Result<> ensureNewSet(Rollout &rollout, bool create);
    api::Result<> syncNewSet(Rollout &rollout, qint64 revision);
    api::Result<> rollingUpdate(Rollout &rollout);
    api::Result<> scaleDownOld(Rollout &rollout);
    api::Result<> recreate(Rollout &rollout);
    api::Result<> scaleProportionally(Rollout &rollout);
    api::Result<bool> scale(Rollout &rollout, api::Object &set, int replicas);
    api::Result<> cleanUp(Rollout &rollout);
    api::Result<client::Requeue> writeStatus(Rollout &rollout);

    client::Client m_client;
    const api::Clock &m_clock;
    client::EventRecorder m_events;
    client::Informer *m_deployments = nullptr;
    client::Informer *m_sets = nullptr;
    client::Informer *m_pods = nullptr;
};

} // namespace orrery::controllers
