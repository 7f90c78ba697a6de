// SPDX-License-Identifier: GPL-3.0-only
#include "app/actions/apply.h"

namespace orrery::actions {

QFuture<api::Result<api::Object>> apply(const client::Client &client, const api::Gvr &gvr, const api::Object &object)
{
    const api::Cause cause = api::Cause::current();
    return client.create(gvr, object)
        .then([client, gvr, object, cause](api::Result<api::Object> created) -> QFuture<api::Result<api::Object>> {
            if (!created.failedWith(api::Reason::AlreadyExists)) {
                QPromise<api::Result<api::Object>> promise;
                promise.start();
                promise.addResult(std::move(created));
                promise.finish();
                return promise.future();
            }
            const api::CauseScope scope(cause);
            return client.patch(gvr, object.key(), api::PatchType::Merge, object.document());
        })
        .unwrap();
}

} // namespace orrery::actions
