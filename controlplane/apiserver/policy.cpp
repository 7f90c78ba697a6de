// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/policy.h"

#include "controlplane/apiserver/bootstrap.h"
#include "controlplane/apiserver/chain/defaultpolicy.h"

namespace orrery::apiserver {

using namespace api;

void reconcilePolicy(store::Store &store, chain::Rbac &rbac, Bootstrap &bootstrap)
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
            bootstrap.ask(request, {});
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
