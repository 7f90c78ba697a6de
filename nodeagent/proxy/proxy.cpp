// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/proxy/proxy.h"

#include <QLoggingCategory>

namespace orrery::proxy {

namespace {

Q_LOGGING_CATEGORY(lc, "orrery.proxy", QtInfoMsg)

/// Changes come in flocks (a Deployment scales); one table for all that arrive within this time.
constexpr int gatherMilliseconds = 15;

} // namespace

Proxy::Proxy(client::Informers &informers, nft::Nft &nft, QByteArray nodeName, Addresses addresses, QObject *parent)
    : QObject(parent)
    , m_informers(informers)
    , m_nft(nft)
    , m_nodeName(std::move(nodeName))
    , m_addresses(std::move(addresses))
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Proxy::sync);
}

void Proxy::start()
{
    m_services = m_informers.get(client::gvr::services);
    m_slices = m_informers.get(client::gvr::endpointSlices);
    for (auto *informer : {m_services, m_slices}) {
        connect(informer, &client::Informer::changed, this, &Proxy::wake);
        connect(informer, &client::Informer::synced, this, &Proxy::wake);
        informer->start();
    }
    wake();
}

void Proxy::wake()
{
    if (!m_timer.isActive())
        m_timer.start(gatherMilliseconds);
}

void Proxy::sync()
{
    if (!m_services->isSynced() || !m_slices->isSynced())
        return;
    const auto text
        = ruleset(servicePorts(m_services->objects().values(), m_slices->objects().values(), m_nodeName), m_addresses)
              .text();
    if (text == m_text)
        return;
    if (const auto result = m_nft.apply(text); !result) {
        m_failing = true;
        m_retry = qBound(1000, m_retry * 2, 30'000);
        qCWarning(lc, "rules were refused retryMs=%d error=%s", m_retry, result.error().message.constData());
        m_timer.start(m_retry);
        return;
    }
    m_text = text;
    m_applied = true;
    m_failing = false;
    m_retry = 0;
    qCDebug(lc, "rules applied bytes=%lld", qint64(text.size()));
    Q_EMIT applied();
}

} // namespace orrery::proxy
