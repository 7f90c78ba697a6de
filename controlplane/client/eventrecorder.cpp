// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/client/eventrecorder.h"

#include "controlplane/client/then.h"

#include <QLoggingCategory>

namespace orrery::client {

using namespace api;

namespace {
Q_LOGGING_CATEGORY(lc, "orrery.client", QtInfoMsg)
}

EventRecorder::EventRecorder(Client client, const Clock &clock, QByteArray component, QByteArray host, QObject *parent)
    : QObject(parent)
    , m_client(std::move(client))
    , m_clock(clock)
    , m_component(std::move(component))
    , m_host(std::move(host))
{
}

void EventRecorder::event(const Object &about, Type type, const QByteArray &reason, const QByteArray &message, const QByteArray &fieldPath)
{
    const qint64 now = m_clock.now();
    const QByteArray identity = about.uid() + '\n' + about.key().path() + '\n' + fieldPath + '\n' + reason + '\n' + message;
    if (Known *known = m_known.object(identity)) {
        ++known->count;
        const Value patch = Value::object({ { "count", known->count }, { "lastTimestamp", formatTime(now) } });
        then(m_client.patch(gvr::events, known->key, PatchType::Merge, patch), this, [this, identity](const Result<Object> &result) {
            if (result.failedWith(Reason::NotFound)) // its time was over: the next one starts anew
                m_known.remove(identity);
        });
        return;
    }
    // Unique although several may come in one microsecond.
    const QByteArray serial = QByteArray::number(now, 16) + QByteArray::number(m_serial++ % 4096, 16).rightJustified(3, '0');
    const Key key { about.ns().isEmpty() ? QByteArray("default") : about.ns(), about.name().left(200) + '.' + serial };
    Value involved = Value::object({ { "kind", about.kind() }, { "name", about.name() } });
    if (!about.ns().isEmpty())
        involved = involved.with("namespace", about.ns());
    if (!about.uid().isEmpty())
        involved = involved.with("uid", about.uid());
    involved = involved.with("apiVersion", about.apiVersion());
    if (about.resourceVersion())
        involved = involved.with("resourceVersion", QByteArray::number(about.resourceVersion()));
    if (!fieldPath.isEmpty())
        involved = involved.with("fieldPath", fieldPath);
    Value source = Value::object({ { "component", m_component } });
    if (!m_host.isEmpty())
        source = source.with("host", m_host);
    const Object event = newObject("v1", "Event", key)
                             .with("involvedObject", involved)
                             .with("reason", reason)
                             .with("message", message.left(1024))
                             .with("source", source)
                             .with("firstTimestamp", formatTime(now))
                             .with("lastTimestamp", formatTime(now))
                             .with("count", 1)
                             .with("type", type == Type::Normal ? "Normal" : "Warning")
                             .with("reportingComponent", m_component)
                             .with("reportingInstance", m_host);
    m_known.insert(identity, new Known { key, 1 });
    then(m_client.create(gvr::events, event), this, [this, identity](const Result<Object> &result) {
        if (result)
            return;
        m_known.remove(identity);
        qCDebug(lc).noquote() << "event lost error=" + result.error().message;
    });
}

} // namespace orrery::client
