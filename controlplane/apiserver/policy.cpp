// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/policy.h"

#include "controlplane/apiserver/chain/defaultpolicy.h"
#include "controlplane/apiserver/internalexchange.h"

#include <QLoggingCategory>

namespace orrery::apiserver {

using namespace api;

namespace {
Q_LOGGING_CATEGORY(lc, "orrery.apiserver")
}

void reconcilePolicy(store::Store &store, chain::Rbac &rbac, const std::function<void(const ExchangePtr &)> &handle)
{
    const QList<Object> all = chain::defaultPolicy();
    for (const Object &wanted : all) {
        const Gvr gvr{"rbac.authorization.k8s.io", "v1", wanted.kind().toLower() + 's'};
        const QByteArray key = chain::rbacKey(gvr.resource, wanted.key());
        const auto send = [&](const char *method, const Object &object) {
            Request request;
            request.method = method;
            request.path = gvr.path(qstrcmp(method, "POST") == 0 ? Key{object.ns(), {}} : object.key());
            request.object = object;
            request.user = {"system:apiserver", {}, {"system:masters"}, {}};
            request.peer = "loopback";
            handle(std::make_shared<InternalExchange>(request, [name = object.name()](const Response &response) {
                if (response.status >= 300)
                    qCWarning(lc).noquote() << "default policy"
                                            << "name=" << name << "answer=" << response.json();
            }));
            if (const auto written = store.getNewest(key))
                rbac.take(key, written->object);
        };
        const auto existing = store.getNewest(key);
        if (!existing) {
            send("POST", wanted);
            continue;
        }
        const Value &document = existing->object.document();
        const Value then = chain::reconciled(document, wanted.document());
        const bool otherRole = wanted["roleRef"].isObject() && !(document["roleRef"] == wanted["roleRef"]);
        if (otherRole
            && document["metadata"]["annotations"]["rbac.authorization.kubernetes.io/autoupdate"].text() != "false") {
            send("DELETE", Object(document)); // a binding's role cannot be changed
            send("POST", wanted);
        } else if (!(then == document)) {
            send("PUT", Object(then));
        }
    }
}

} // namespace orrery::apiserver
