// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/health.h"

namespace orrery::apiserver {

using namespace api;

namespace {

Response page(const QByteArray &text, int status = 200)
{
    Response response = Response::text(text, status);
    response.headers.add("x-content-type-options", "nosniff");
    return response;
}

} // namespace

bool Health::serve(const ExchangePtr &exchange, QByteArrayView path) const
{
    const char *const endpoints[] = {"healthz", "livez", "readyz"};
    for (const char *endpoint : endpoints) {
        const QByteArray root = '/' + QByteArray(endpoint);
        if (!path.startsWith(root) || (path.size() > root.size() && path[root.size()] != '/'))
            continue;
        const bool readiness = root == "/readyz";
        const QByteArray single = path.sliced(root.size()).toByteArray().mid(1);
        exchange->respond(single.isEmpty() ? all(endpoint, readiness, exchange->request().query)
                                           : one(single, readiness));
        return true;
    }
    return false;
}

Response Health::all(const QByteArray &endpoint, bool readiness, const Query &query) const
{
    QList<QByteArray> excluded = query.values("exclude");
    std::sort(excluded.begin(), excluded.end());
    excluded.erase(std::unique(excluded.begin(), excluded.end()), excluded.end());
    QByteArray lines;
    bool good = true;
    for (const Named &named : m_checks) {
        if (named.readinessOnly && !readiness)
            continue;
        if (excluded.removeOne(named.name)) {
            lines += "[+]" + named.name + " excluded: ok\n";
        } else if (named.check().isEmpty()) {
            lines += "[+]" + named.name + " ok\n";
        } else { // anybody may ask here; why, is for those who may ask for the single check
            lines += "[-]" + named.name + " failed: reason withheld\n";
            good = false;
        }
    }
    if (!excluded.isEmpty())
        lines += "warn: some health checks cannot be excluded: no matches for \"" + excluded.join("\", \"") + "\"\n";
    if (!good)
        return page(lines + endpoint + " check failed\n", 500);
    return page(query.contains("verbose") ? lines + endpoint + " check passed\n" : QByteArray("ok"));
}

Response Health::one(const QByteArray &name, bool readiness) const
{
    for (const Named &named : m_checks) {
        if (named.name != name || (named.readinessOnly && !readiness))
            continue;
        const QByteArray problem = named.check();
        return problem.isEmpty() ? page("ok") : page("internal server error: " + problem + '\n', 500);
    }
    return page("404 page not found\n", 404);
}

} // namespace orrery::apiserver
