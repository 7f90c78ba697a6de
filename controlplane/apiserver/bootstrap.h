// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/exchange.h"
#include "controlplane/apiserver/chain/rbac.h"
#include "controlplane/store/store.h"

#include <functional>

namespace orrery::apiserver {

struct Config;

/// What a cluster always has, made when the server starts, and again when somebody deletes it: requests of the server's
/// own, which get the defaults and the checks of any other. It is done when the last of them is answered, so when all
/// that it wrote is visible. A request that fails is told in the log; the others go on. Thread: the api thread.
/// Lifetime: ApiServer's.
class Bootstrap final
{
public:
    using Handle = std::function<void(const api::ExchangePtr &exchange)>;
    using Answered = std::function<void(const api::Response &response)>;
    explicit Bootstrap(Handle handle)
        : m_handle(std::move(handle))
    {
    }

    /// The namespaces, the default roles and bindings, Service default/kubernetes and what belongs to it. firstAddress:
    /// the Service's. done: once.
    void run(store::Store &store, chain::Rbac &rbac, const Config &config, const QByteArray &firstAddress,
             std::function<void()> done);

    /// Makes the object; of one that exists, refresh says whether it is to be as given here (by a merge patch).
    void create(const api::Gvr &gvr, const api::Object &object, bool refresh = false);
    /// One request as the server itself. answered: may be empty; then a failure is logged.
    void ask(api::Request request, Answered answered);

private:
    /// Creates the object, and once more whenever it is gone.
    void keep(const api::Gvr &gvr, const api::Object &object, bool refresh = false);
    void keepKubernetesService(const Config &config, const QByteArray &firstAddress);
    void watchOver(store::Store &store);
    void finished();

    const Handle m_handle;
    std::function<void()> m_done;
    int m_waiting = 0; ///< for answers
    QHash<QByteArray, std::pair<api::Gvr, api::Object>> m_kept; ///< by the store's key
    QObject m_context; ///< of what is asked for later
    std::vector<std::unique_ptr<store::Store::WatchHandle>> m_watches;
};

} // namespace orrery::apiserver
