// SPDX-License-Identifier: GPL-3.0-only
#include "app/actions/dependents.h"

#include "controlplane/client/decode.h"
#include "controlplane/client/then.h"

#include <QMap>
#include <QSet>

namespace orrery::actions {

namespace {

constexpr int atOnce = 6;
constexpr int mostOfAKind = 2000; ///< looked at; a kind with more of them is named as not looked through

} // namespace

QList<api::Object> dependentsOf(const QByteArray &uid, const QList<api::Object> &all)
{
    QMultiHash<QByteArray, int> byOwner;
    for (int i = 0; i < all.size(); ++i) {
        for (const api::OwnerReference &owner : all[i].ownerReferences())
            byOwner.insert(owner.uid, i);
    }
    QList<api::Object> found;
    QSet<QByteArray> going{uid};
    QSet<int> seen;
    QList<QByteArray> wave{uid};
    while (!wave.isEmpty()) {
        const QByteArray owner = wave.takeFirst();
        QList<int> children = byOwner.values(owner);
        std::sort(children.begin(), children.end());
        for (const int child : children) {
            const auto owners = all[child].ownerReferences();
            const bool held = std::any_of(owners.cbegin(), owners.cend(), [&](const api::OwnerReference &other) { return !going.contains(other.uid); });
            if (held || seen.contains(child))
                continue; // looked at again when its other owner goes, too
            seen.insert(child);
            found.append(all[child]);
            going.insert(all[child].uid());
            wave.append(all[child].uid());
        }
    }
    return found;
}

void Dependents::read(const QString &id, const QString &ns, const QString &name)
{
    ++m_generation;
    m_all.clear();
    m_found.clear();
    m_unknown.clear();
    m_queue.clear();
    m_uid.clear();
    m_itsKind.clear();
    m_underway = 0;
    const cluster::Kind *kind = m_session ? m_session->kind(id) : nullptr;
    if (!kind || m_session->isOffline()) {
        Q_EMIT changed();
        return;
    }
    m_kind = *kind;
    m_key = {kind->namespaced ? ns.toUtf8() : QByteArray(), name.toUtf8()};
    if (m_kind.id == "Node") {
        for (const api::Object &pod : m_session->feed(client::gvr::pods)->objects()) {
            if (pod.spec()["nodeName"].text() == m_key.name)
                m_found.append(pod);
        }
        Q_EMIT changed();
        return;
    }
    ++m_underway;
    Q_EMIT changed();
    client::then(m_session->client().get(m_kind.gvr, m_key), this, [this, generation = m_generation](const api::Result<api::Object> &object) {
        if (generation != m_generation || !m_session)
            return;
        --m_underway;
        if (object) {
            m_uid = object->uid();
            const api::Value &spec = object->spec();
            m_itsKind = spec["names"]["plural"].bytes() + '.' + spec["group"].bytes();
            for (const cluster::Kind &each : m_session->kinds()) {
                const bool inReach = m_kind.id == "CustomResourceDefinition" ? each.gvr.groupResource() == m_itsKind
                    : m_kind.id == "Namespace" || m_kind.namespaced          ? each.namespaced
                                                                             : true;
                if (inReach && each.kind != "Event" && each.can("delete"))
                    m_queue.append(each);
            }
        }
        next();
    });
}

void Dependents::next()
{
    while (m_session && m_underway < atOnce && !m_queue.isEmpty()) {
        const cluster::Kind kind = m_queue.takeFirst();
        ++m_underway;
        api::Request request;
        request.path = kind.gvr.path({m_kind.id == "Namespace" ? m_key.name : m_key.ns, {}});
        request.query.add("limit", QByteArray::number(mostOfAKind));
        request.headers.add("accept", "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json");
        client::then(m_session->client().send(request), this, [this, kind, generation = m_generation](const api::Result<api::Response> &answer) {
            if (generation != m_generation)
                return;
            --m_underway;
            take(kind, answer);
            next();
        });
    }
    if (m_underway == 0)
        conclude();
}

void Dependents::take(const cluster::Kind &kind, const api::Result<api::Response> &answer)
{
    const auto list = answer ? client::listOf(*answer) : api::Result<api::ObjectList>(answer.error());
    if (!list || !list->continueToken.isEmpty())
        m_unknown += QString::fromUtf8(kind.kind);
    if (!list)
        return;
    for (const api::Object &object : list->items)
        m_all.append(object.with("kind", kind.kind)); // metadata says "PartialObjectMetadata"
}

void Dependents::conclude()
{
    const bool all = m_kind.id == "Namespace" || m_kind.id == "CustomResourceDefinition";
    m_found = all ? m_all : dependentsOf(m_uid, m_all);
    m_all.clear();
    Q_EMIT changed();
}

QVariantList Dependents::groups() const
{
    QMap<QByteArray, QStringList> names;
    for (const api::Object &object : m_found)
        names[object.kind()] += QString::fromUtf8(object.name());
    QVariantList groups;
    for (auto it = names.cbegin(); it != names.cend(); ++it)
        groups += QVariantMap{{QStringLiteral("kind"), QString::fromUtf8(it.key())},
                              {QStringLiteral("count"), int(it->size())},
                              {QStringLiteral("names"), it->mid(0, 5).join(QLatin1String(", "))}};
    return groups;
}

} // namespace orrery::actions
