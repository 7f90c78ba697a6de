// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/usage.h"

#include "controlplane/api/quantity.h"
#include "controlplane/client/then.h"

#include <QLocale>

namespace orrery::models {

namespace {

constexpr int every = 10'000; ///< milliseconds
constexpr int samples = 60; ///< ten minutes

} // namespace

Usage::Usage(QObject *parent)
    : QObject(parent)
{
    m_next.setSingleShot(true);
    connect(&m_next, &QTimer::timeout, this, &Usage::ask);
}

void Usage::setSession(cluster::Session *session)
{
    if (m_session == session)
        return;
    m_session = session;
    retarget();
}

void Usage::setKind(const QString &kind)
{
    if (std::exchange(m_kind, kind) != kind)
        retarget();
}

void Usage::setNs(const QString &ns)
{
    if (std::exchange(m_ns, ns) != ns)
        retarget();
}

void Usage::setName(const QString &name)
{
    if (std::exchange(m_name, name) != name)
        retarget();
}

void Usage::setActive(bool active)
{
    if (std::exchange(m_active, active) == active)
        return;
    Q_EMIT targetChanged();
    if (active)
        m_next.start(0); // `every` from the first answer on
    else
        m_next.stop();
}

void Usage::retarget()
{
    ++m_generation;
    m_asking = false;
    m_cpu.clear();
    m_memory.clear();
    m_seen.clear();
    m_message.clear();
    Q_EMIT targetChanged();
    Q_EMIT changed();
    if (m_active)
        m_next.start(0); // the rest of the target comes first
}

void Usage::ask()
{
    const bool known = m_kind == u"Pod" || m_kind == u"Node";
    if (!m_active || !m_session || m_session->isOffline() || !known || m_name.isEmpty() || std::exchange(m_asking, true))
        return;
    const api::Gvr gvr{"metrics.k8s.io", "v1beta1", m_kind == u"Pod" ? "pods" : "nodes"};
    client::then(m_session->client().get(gvr, {m_kind == u"Pod" ? m_ns.toUtf8() : QByteArray(), m_name.toUtf8()}), this,
                 [this, generation = m_generation](const api::Result<api::Object> &answer) {
                     if (generation != m_generation)
                         return;
                     m_asking = false;
                     take(answer);
                     if (m_active)
                         m_next.start(every);
                 });
}

void Usage::take(const api::Result<api::Object> &answer)
{
    if (!answer) {
        // Nothing measured yet, or nobody who measures.
        m_message = answer.failedWith(api::Reason::NotFound) || answer.failedWith(api::Reason::ServiceUnavailable)
            ? tr("Nothing is measured here yet.")
            : QString::fromUtf8(answer.error().message);
        Q_EMIT changed();
        return;
    }
    m_message.clear();
    const QByteArray time = (*answer)["timestamp"].bytes();
    if (!time.isEmpty() && time == m_seen) {
        Q_EMIT changed();
        return;
    }
    m_seen = time;
    api::Quantity cpu = api::Quantity::of((*answer)["usage"]["cpu"]), memory = api::Quantity::of((*answer)["usage"]["memory"]);
    for (const api::Value &container : (*answer)["containers"].items()) {
        cpu = cpu + api::Quantity::of(container["usage"]["cpu"]);
        memory = memory + api::Quantity::of(container["usage"]["memory"]);
    }
    m_cpu += double(cpu.milli()) / 1000;
    m_memory += double(memory.value());
    for (QVariantList *list : {&m_cpu, &m_memory}) {
        if (list->size() > samples)
            list->removeFirst();
    }
    Q_EMIT changed();
}

QString Usage::cpuText() const
{
    if (m_cpu.isEmpty())
        return {};
    const double cores = m_cpu.constLast().toDouble();
    return cores < 10 ? tr("%1 m").arg(qRound(cores * 1000)) : QLocale().toString(cores, 'f', 1);
}

QString Usage::memoryText() const
{
    return m_memory.isEmpty() ? QString() : QLocale().formattedDataSize(qint64(m_memory.constLast().toDouble()), 0, QLocale::DataSizeIecFormat);
}

} // namespace orrery::models
