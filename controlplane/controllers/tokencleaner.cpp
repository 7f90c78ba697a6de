// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/controllers/tokencleaner.h"

namespace orrery::controllers {

using namespace api;
using namespace client;

Result<Requeue> TokenCleaner::reconcile(const Key &key)
{
    const Object secret = m_secrets->get(key);
    if (!secret || secret.ns() != "kube-system" || secret["type"].text() != "bootstrap.kubernetes.io/token")
        return Requeue {};
    const auto expires = parseTime(QByteArray::fromBase64(secret["data"]["expiration"].bytes()));
    if (!expires)
        return Requeue {};
    if (const qint64 left = *expires - m_clock.now(); left > 0)
        return Requeue { std::chrono::milliseconds(left / 1000 + 1) };
    DeleteOptions options;
    options.uid = secret.uid();
    const Result<Object> removed = m_client.remove(gvr::secrets, key, options).result();
    if (!removed && !removed.failedWith(Reason::NotFound) && !removed.failedWith(Reason::Conflict))
        return removed.error();
    return Requeue {};
}

} // namespace orrery::controllers
