// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/health.h"

namespace orrery::apiserver {

using namespace api;

bool Health::serve(const ExchangePtr &exchange, QByteArrayView path) const
{
    const char *const endpoints[] = {"healthz", "livez", "readyz"};
    for (const char *endpoint : endpoints) {
        const QByteArray root = '/' + QByteArray(endpoint);
        if (!path.startsWith(root) || (path.size() > root.size() && path[root.size()] != '/'))
            continue;
        const QByteArray single = path.sliced(root.size()).toByteArray().mid(1);
        const QList<QByteArray> excluded = exchange->request().query.values("exclude");
        QByteArray lines;
        bool good = true, found = single.isEmpty();
        for (const Named &named : m_checks) {
            if ((named.readinessOnly && root != "/readyz") || (!single.isEmpty() && named.name != single))
                continue;
            found = true;
            if (excluded.contains(named.name)) {
                lines += "[+]" + named.name + " excluded: ok\n";
                continue;
            }
            const QByteArray problem = named.check();
            good = good && problem.isEmpty();
            lines
                += problem.isEmpty() ? "[+]" + named.name + " ok\n" : "[-]" + named.name + " failed: " + problem + '\n';
        }
        if (!found) {
            exchange->respond(Response::text("404 page not found\n", 404));
        } else if (!good) {
            exchange->respond(Response::text(lines + endpoint + " check failed\n", 500));
        } else if (exchange->request().query.contains("verbose")) {
            exchange->respond(Response::text(lines + endpoint + " check passed\n"));
        } else {
            exchange->respond(Response::text("ok"));
        }
        return true;
    }
    return false;
}

} // namespace orrery::apiserver
