// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/kindlist.h"

namespace orrery::models {

namespace {

enum Section { Workloads, Network, Config, Storage, Access, Cluster, Custom };

Section sectionOf(const cluster::Kind &kind)
{
    const QByteArray &group = kind.gvr.group;
    const QByteArray &resource = kind.gvr.resource;
    if (group == "apps" || group == "batch" || group == "autoscaling" || group == "policy")
        return Workloads;
    if (group == "networking.k8s.io" || group == "discovery.k8s.io")
        return Network;
    if (group == "storage.k8s.io")
        return Storage;
    if (group == "rbac.authorization.k8s.io" || group == "certificates.k8s.io")
        return Access;
    if (group.isEmpty()) {
        static const QHash<QByteArray, Section> core{
            {"pods", Workloads},         {"replicationcontrollers", Workloads}, {"podtemplates", Workloads},
            {"services", Network},       {"endpoints", Network},                {"configmaps", Config},
            {"secrets", Config},         {"resourcequotas", Config},            {"limitranges", Config},
            {"persistentvolumes", Storage}, {"persistentvolumeclaims", Storage}, {"serviceaccounts", Access}};
        return core.value(resource, Cluster);
    }
    if (group.endsWith(".k8s.io") || group == "orrery.dev")
        return Cluster;
    return Custom;
}

} // namespace

void KindList::setSession(cluster::Session *session)
{
    if (m_session == session)
        return;
    if (m_session)
        m_session->disconnect(this);
    if (m_namespaces)
        m_namespaces->disconnect(this);
    m_session = session;
    m_namespaces = session ? session->feed(client::gvr::namespaces) : nullptr;
    if (session) {
        connect(session, &cluster::Session::kindsChanged, this, &KindList::changed);
        connect(m_namespaces, &cluster::Feed::changed, this, &KindList::namespacesChanged);
    }
    Q_EMIT changed();
    Q_EMIT namespacesChanged();
}

QVariantList KindList::kinds() const
{
    if (!m_session)
        return {};
    const QString titles[]{tr("Workloads"), tr("Network"), tr("Configuration"), tr("Storage"),
                           tr("Access"),    tr("Cluster"), tr("Custom")};
    QList<const cluster::Kind *> sorted;
    for (const cluster::Kind &kind : m_session->kinds())
        sorted += &kind;
    std::stable_sort(sorted.begin(), sorted.end(), [](const cluster::Kind *a, const cluster::Kind *b) {
        return std::pair(sectionOf(*a), a->kind) < std::pair(sectionOf(*b), b->kind);
    });
    QVariantList list;
    for (const cluster::Kind *kind : std::as_const(sorted))
        list += QVariantMap{{QStringLiteral("id"), QString::fromUtf8(kind->id)},
                            {QStringLiteral("title"), QString::fromUtf8(kind->kind)},
                            {QStringLiteral("detail"), QString::fromUtf8(kind->gvr.group)},
                            {QStringLiteral("section"), titles[sectionOf(*kind)]}};
    return list;
}

QStringList KindList::namespaces() const
{
    QStringList names;
    if (m_namespaces) {
        for (const api::Object &object : m_namespaces->objects())
            names += QString::fromUtf8(object.name());
    }
    names.sort();
    return names;
}

} // namespace orrery::models
