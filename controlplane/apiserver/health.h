// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/exchange.h"

#include <functional>
#include <vector>

namespace orrery::apiserver {

/// /healthz, /livez and /readyz, with their single checks below them (kubernetes.io, Kubernetes API health endpoints).
/// Thread: the api thread. Lifetime: ApiServer's.
class Health final
{
public:
    using Check = std::function<QByteArray()>; ///< empty: good
    void add(const QByteArray &name, Check check) { m_checks.push_back({name, std::move(check), false}); }
    void addReadiness(const QByteArray &name, Check check) { m_checks.push_back({name, std::move(check), true}); }
    /// False if the path is none of its own.
    bool serve(const api::ExchangePtr &exchange, QByteArrayView path) const;

private:
    api::Response all(const QByteArray &endpoint, bool readiness, const api::Query &query) const;
    api::Response one(const QByteArray &name, bool readiness) const;
    struct Named
    {
        QByteArray name;
        Check check;
        bool readinessOnly;
    };
    std::vector<Named> m_checks;
};

} // namespace orrery::apiserver
