// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/kubelet/podworker.h"

#include "nodeagent/kubelet/podpass.h"

namespace orrery::kubelet {

PodWorker::PodWorker(const Dependencies &dependencies, EventRecorder &events)
    : m_dependencies(dependencies)
    , m_events(events)
{
}

api::Result<PodOutcome> PodWorker::reconcile(const PodWork &work) const
{
    return PodPass(m_dependencies, m_events, work).run();
}

} // namespace orrery::kubelet
