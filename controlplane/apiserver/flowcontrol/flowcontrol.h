// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/metrics.h"
#include "controlplane/apiserver/flowcontrol/dispatcher.h"
#include "controlplane/store/store.h"

#include <QHash>
#include <QObject>

namespace orrery::flowcontrol {

/// Why a request came to the level it is at; what its answer says of it in X-Kubernetes-PF-*-UID.
struct Flow
{
    QByteArray schemaUid, levelUid;
};
using FlowPtr = std::shared_ptr<const Flow>;

/// API priority and fairness (kubernetes.io, API Priority and Fairness) in its simple form: FlowSchemas match requests
/// in the order of their precedence, their PriorityLevelConfigurations say how much of the server they get. Follows the
/// objects in the store. Costs nothing while nobody waits. Does not: lend seats by percentages, or estimate how much
/// work a list is (its time is measured instead). Thread: the api thread. Lifetime: ApiServer's; the store and the
/// metrics outlive it; its end forgets what waits.
class FlowControl final : public QObject
{
    Q_OBJECT
public:
    FlowControl(store::Store &store, api::Metrics &metrics);
    ~FlowControl() override;

    /// seat: to be kept until the answer is begun. flow: what the answer says of it.
    using Run = std::function<void(Outcome outcome, Seat seat, const FlowPtr &flow)>;
    /// run: once, now or later.
    void submit(const api::User &user, const chain::RequestInfo &info, Run run);

    const Dispatcher &dispatcher() const { return m_dispatcher; }

private:
    struct Class;
    void follow(const char *resource);
    void reload();
    const std::shared_ptr<const Class> &classify(const api::User &user, const chain::RequestInfo &info) const;

    store::Store &m_store;
    api::Metrics &m_metrics;
    Dispatcher m_dispatcher;
    std::vector<std::shared_ptr<const Class>> m_classes; ///< by precedence
    std::vector<std::unique_ptr<store::Store::WatchHandle>> m_watches;
    bool m_reloading = false;
    const std::shared_ptr<char> m_alive = std::make_shared<char>(); ///< the metrics outlive us
};

} // namespace orrery::flowcontrol
