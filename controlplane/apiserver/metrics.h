// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/request.h"
#include "controlplane/store/store.h"

#include <QHash>

namespace orrery::apiserver {

/// The server's own numbers, for GET /metrics (Prometheus' text format; Kubernetes' names where it has them).
/// Thread: the api thread. Lifetime: ApiServer's.
struct Metrics
{
    QHash<QByteArray, qint64> requests; ///< by verb

    api::Response text(const store::Store &store, qint64 watches, const QByteArray &more) const
    {
        QByteArray out = "# TYPE apiserver_request_total counter\n";
        QList<QByteArray> verbs = requests.keys();
        std::sort(verbs.begin(), verbs.end());
        for (const QByteArray &verb : std::as_const(verbs)) {
            if (std::all_of(verb.begin(), verb.end(), [](char c) { return c >= 'a' && c <= 'z'; }))
                out += "apiserver_request_total{verb=\"" + verb.toUpper() + "\"} "
                    + QByteArray::number(requests.value(verb)) + '\n';
        }
        out += "# TYPE apiserver_longrunning_requests gauge\napiserver_longrunning_requests{verb=\"WATCH\"} "
            + QByteArray::number(watches) + '\n';
        out += "# TYPE apiserver_storage_revision gauge\napiserver_storage_revision "
            + QByteArray::number(store.visibleRevision()) + '\n';
        out += "# TYPE apiserver_storage_objects gauge\napiserver_storage_objects "
            + QByteArray::number(store.count("/registry/")) + '\n';
        api::Response response = api::Response::text(out + more);
        response.contentType = "text/plain; version=0.0.4; charset=utf-8";
        return response;
    }
};

} // namespace orrery::apiserver
