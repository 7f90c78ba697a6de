// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/podset.h"

#include "app/cluster/naturalorder.h"
#include "controlplane/api/selector.h"

namespace orrery::models {

bool PodSet::hasPods(const QString &kind)
{
    static const QStringList kinds{QStringLiteral("Pod"),         QStringLiteral("Deployment"), QStringLiteral("ReplicaSet"),
                                   QStringLiteral("StatefulSet"), QStringLiteral("DaemonSet"),  QStringLiteral("Job"),
                                   QStringLiteral("Service")};
    return kinds.contains(kind);
}

void PodSet::follow(cluster::Session *session, const QString &kind, const QString &ns, const QString &name)
{
    if (m_session)
        m_session->disconnect(this);
    if (m_all)
        m_all->disconnect(this);
    m_session = session;
    m_kind = kind;
    m_key = {ns.toUtf8(), name.toUtf8()};
    m_owner = {};
    m_ownerFeed.reset();
    m_all = session && hasPods(kind) ? session->feed(client::gvr::pods) : nullptr;
    if (m_all) {
        connect(m_all, &cluster::Feed::changed, this, &PodSet::refresh);
        connect(m_all, &cluster::Feed::synced, this, &PodSet::changed);
        if (kind != u"Pod") {
            connect(session, &cluster::Session::kindsChanged, this, &PodSet::openOwner);
            openOwner();
        }
    }
    refresh();
}

void PodSet::openOwner()
{
    const cluster::Kind *kind = m_ownerFeed ? nullptr : m_session->kind(m_kind);
    if (!kind)
        return;
    m_ownerFeed = m_session->open(kind->gvr, {m_key.ns, {}, "metadata.name=" + m_key.name});
    connect(m_ownerFeed.get(), &cluster::Feed::changed, this, &PodSet::refresh);
    connect(m_ownerFeed.get(), &cluster::Feed::synced, this, &PodSet::changed);
}

bool PodSet::isKnown() const
{
    return m_all && m_all->isSynced() && (m_kind == u"Pod" || (m_ownerFeed && m_ownerFeed->isSynced()));
}

void PodSet::refresh()
{
    if (m_ownerFeed)
        m_owner = m_ownerFeed->get(m_key);
    QList<api::Object> pods;
    if (m_all && m_kind == u"Pod") {
        if (const api::Object pod = m_all->get(m_key))
            pods += pod;
    } else if (m_all && m_owner) {
        const bool service = m_kind == u"Service";
        const auto selector = service ? api::LabelSelector::fromMap(m_owner.spec()["selector"])
                                      : api::LabelSelector::fromValue(m_owner.spec()["selector"]).valueOr({});
        // An empty selector selects everything to a list, but nothing to a Service.
        if (!selector.isEmpty()) {
            for (const api::Object &pod : m_all->objects()) {
                if (pod.metadata()["namespace"].text() == m_key.ns && selector.matches(pod.labels()))
                    pods += pod;
            }
        }
    }
    std::sort(pods.begin(), pods.end(),
              [](const api::Object &a, const api::Object &b) { return cluster::compareNaturally(a.name(), b.name()) < 0; });
    const bool same = std::equal(pods.cbegin(), pods.cend(), m_pods.cbegin(), m_pods.cend(),
                                 [](const api::Object &a, const api::Object &b) { return a.document().identical(b.document()); });
    if (same)
        return;
    m_pods = std::move(pods);
    Q_EMIT changed();
}

api::Object PodSet::pod(const QByteArray &name) const
{
    const auto found = std::find_if(m_pods.cbegin(), m_pods.cend(), [&](const api::Object &pod) { return pod.name() == name; });
    return found == m_pods.cend() ? api::Object() : *found;
}

bool isReady(const api::Object &pod)
{
    return pod && !pod.isDeleting() && api::condition(pod, "Ready")["status"].text() == "True";
}

} // namespace orrery::models
