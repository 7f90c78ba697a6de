// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/controllers/eventcleaner.h"

namespace orrery::controllers {

using namespace api;
using namespace client;

Result<Requeue> EventCleaner::reconcile(const Key &key)
{
    const Object event = m_informer->get(key);
    if (!event)
        return Requeue {};
    qint64 last = 0;
    for (const Value &time : { event["series"]["lastObservedTime"], event["lastTimestamp"], event["eventTime"], event.metadata()["creationTimestamp"] })
        last = std::max(last, parseTime(time.text()).value_or(0));
    const qint64 left = last + lifetime - m_clock.now();
    if (left > 0)
        return Requeue { std::chrono::milliseconds(left / 1000 + 1) };
    DeleteOptions options;
    options.uid = event.uid();
    const Result<Object> removed = m_client.remove(gvr::events, key, options).result();
    if (!removed && !removed.failedWith(Reason::NotFound) && !removed.failedWith(Reason::Conflict))
        return removed.error();
    return Requeue {};
}

} // namespace orrery::controllers
