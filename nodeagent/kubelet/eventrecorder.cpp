// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/kubelet/eventrecorder.h"

namespace orrery::kubelet {

namespace {

using api::Value;
constexpr int maxRemembered = 1000, maxUnderWay = 100;

} // namespace

EventRecorder::EventRecorder(client::Client client, const api::Clock &clock, QByteArray host, QObject *parent)
    : QObject(parent)
    , m_client(std::move(client))
    , m_clock(clock)
    , m_host(std::move(host))
{
}

void EventRecorder::record(const api::Object &object, Type type, const QByteArray &reason, const QByteArray &message,
                           const QByteArray &container)
{
    Value reference
        = Value::object({{"apiVersion", object.apiVersion().isEmpty() ? QByteArray("v1") : object.apiVersion()},
                         {"kind", object.kind().isEmpty() ? QByteArray("Pod") : object.kind()},
                         {"name", object.name()},
                         {"uid", object.uid()}});
    if (!object.ns().isEmpty())
        reference
            = reference.with("namespace", object.ns()).with("resourceVersion", object.metadata()["resourceVersion"]);
    if (!container.isEmpty())
        reference = reference.with("fieldPath", "spec.containers{" + container + '}');
    const QByteArray ns = object.ns().isEmpty() ? QByteArray("default") : object.ns();
    QMetaObject::invokeMethod(
        this, [this, reference, ns, type, reason, message] { write(reference, ns, type, reason, message); });
}

void EventRecorder::write(const Value &reference, const QByteArray &ns, Type type, const QByteArray &reason,
                          const QByteArray &message)
{
    if (m_underWay >= maxUnderWay)
        return;
    const QByteArray identity
        = reference["uid"].bytes() + reference["fieldPath"].bytes() + '\0' + reason + '\0' + message;
    const QByteArray now = api::formatTime(m_clock.now());
    ++m_underWay;
    if (const auto it = m_seen.find(identity); it != m_seen.end()) {
        ++it->count;
        const Value patch = Value::object({{"count", it->count}, {"lastTimestamp", now}});
        m_client.patch(client::gvr::events, it->key, api::PatchType::Merge, patch)
            .then(this, [this, identity](const api::Result<api::Object> &result) {
                --m_underWay;
                if (result.failedWith(api::Reason::NotFound))
                    m_seen.remove(identity); // expired; the next time makes a new one
            });
        return;
    }
    const api::Key key{ns,
                       reference["name"].bytes().left(200) + '.' + QByteArray::number(m_clock.now(), 16)
                           + QByteArray::number(++m_serial, 16)};
    const QByteArray typeName = type == Type::Normal ? "Normal" : "Warning";
    const auto event = api::newObject("v1", "Event", key)
                           .with("involvedObject", reference)
                           .with("reason", reason)
                           .with("message", message.left(1000))
                           .with("source", Value::object({{"component", "kubelet"}, {"host", m_host}}))
                           .with("firstTimestamp", now)
                           .with("lastTimestamp", now)
                           .with("count", 1)
                           .with("type", typeName)
                           .with("reportingComponent", "kubelet")
                           .with("reportingInstance", m_host);
    m_seen.insert(identity, {key});
    m_order.append(identity);
    if (m_order.size() > maxRemembered)
        m_seen.remove(m_order.takeFirst());
    m_client.create(client::gvr::events, event).then(this, [this, identity](const api::Result<api::Object> &result) {
        --m_underWay;
        if (!result)
            m_seen.remove(identity);
    });
}

} // namespace orrery::kubelet
