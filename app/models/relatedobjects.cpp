// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/relatedobjects.h"

#include "app/models/facts.h"
#include "app/cluster/naturalorder.h"
#include "controlplane/api/quantity.h"
#include "controlplane/client/then.h"

#include <QLocale>

namespace orrery::models {

namespace {

constexpr int mostShown = 60;

const QByteArray levels[] = {"good", "waiting", "warning", "bad", "leaving"};

/// By name, as people count.
QList<api::Object> sorted(QList<api::Object> objects)
{
    std::sort(objects.begin(), objects.end(), [](const api::Object &a, const api::Object &b) {
        const int order = cluster::compareNaturally(a.metadata()["name"].text(), b.metadata()["name"].text());
        return order ? order < 0 : a.ns() < b.ns();
    });
    return objects;
}

bool isOfPods(const QByteArray &kind)
{
    static const QSet<QByteArray> kinds{"PersistentVolumeClaim", "ConfigMap", "Secret", "ServiceAccount", "PriorityClass"};
    return kinds.contains(kind);
}

} // namespace

RelatedObjects::RelatedObjects(QObject *parent)
    : QObject(parent)
{
    m_frame.setSingleShot(true);
    m_frame.setInterval(250);
    connect(&m_frame, &QTimer::timeout, this, &RelatedObjects::rebuild);
}

void RelatedObjects::setDetail(ObjectDetail *detail)
{
    if (m_detail == detail)
        return;
    if (m_detail)
        m_detail->disconnect(this);
    m_detail = detail;
    if (detail)
        connect(detail, &ObjectDetail::changed, this, &RelatedObjects::retarget);
    retarget();
    Q_EMIT detailChanged();
}

void RelatedObjects::retarget()
{
    cluster::Session *session = m_detail ? m_detail->session() : nullptr;
    if (session != m_session) {
        for (const QPointer<cluster::Feed> &feed : std::as_const(m_feeds)) {
            if (feed)
                feed->disconnect(this);
        }
        m_feeds.clear();
        m_session = session;
        const api::Gvr kinds[]{client::gvr::pods, client::gvr::replicaSets, client::gvr::deployments, client::gvr::services, client::gvr::nodes,
                               client::gvr::machines};
        for (const api::Gvr &gvr : kinds) {
            if (!session)
                break;
            m_feeds += session->feed(gvr);
            connect(m_feeds.constLast(), &cluster::Feed::changed, this, [this] {
                if (!m_frame.isActive())
                    m_frame.start();
            });
        }
    }
    const api::Object object = m_detail ? m_detail->object() : api::Object();
    if (object.uid() != m_uid) {
        m_uid = object.uid();
        m_asked.clear();
        m_jobs.reset();
        const cluster::Kind *job = m_session && object.kind() == "CronJob" ? m_session->kind(QStringLiteral("Job")) : nullptr;
        if (job) {
            m_jobs = m_session->open(job->gvr, {object.ns(), {}, {}});
            connect(m_jobs.get(), &cluster::Feed::changed, this, &RelatedObjects::rebuild);
        }
    }
    rebuild();
}

api::Object RelatedObjects::lookUp(const Reference &reference)
{
    const auto kinds = m_session->kinds();
    const auto kind = std::find_if(kinds.cbegin(), kinds.cend(), [&](const cluster::Kind &kind) {
        return kind.kind == reference.kind && (reference.apiVersion.isEmpty() || reference.apiVersion.startsWith(kind.gvr.group));
    });
    if (kind == kinds.cend())
        return {};
    const api::Key key = kind->namespaced ? reference.key : api::Key{{}, reference.key.name};
    for (const QPointer<cluster::Feed> &feed : std::as_const(m_feeds)) {
        if (feed && feed->gvr() == kind->gvr)
            return feed->get(key);
    }
    const QByteArray asked = reference.kind + '/' + key.path();
    if (const auto known = m_asked.constFind(asked); known != m_asked.cend())
        return *known;
    m_asked.insert(asked, {});
    client::then(m_session->client().get(kind->gvr, key), this, [this, asked, uid = m_uid](const api::Result<api::Object> &object) {
        if (uid != m_uid || !object)
            return;
        m_asked.insert(asked, *object);
        rebuild();
    });
    return {};
}

QVariantMap RelatedObjects::item(const Reference &reference, const api::Object &object, int depth)
{
    const State state = object ? stateOf(object) : State{};
    QByteArray id = reference.kind;
    if (const auto found = m_session->kind(QString::fromUtf8(id)); found && !reference.apiVersion.isEmpty() && !reference.apiVersion.startsWith(found->gvr.group))
        id += '.' + reference.apiVersion.left(reference.apiVersion.indexOf('/')); // another kind has that name
    return {{QStringLiteral("kind"), QString::fromUtf8(id)},
            {QStringLiteral("ns"), QString::fromUtf8(reference.key.ns)},
            {QStringLiteral("name"), QString::fromUtf8(reference.key.name)},
            {QStringLiteral("state"), state.text},
            {QStringLiteral("level"), QString::fromUtf8(levels[int(state.level)])},
            {QStringLiteral("depth"), depth}};
}

QVariantMap RelatedObjects::item(const api::Object &object, int depth)
{
    return item({object.apiVersion(), object.kind(), object.key()}, object, depth);
}

void RelatedObjects::addOwners(const api::Object &object)
{
    api::Object below = object;
    for (int i = 0; below && i < 8; ++i) { // a ring of owners ends somewhere
        const auto owner = ownerOf(below);
        if (!owner)
            return;
        below = lookUp(*owner);
        m_owners.prepend(item(*owner, below));
    }
}

void RelatedObjects::addOwned(const api::Object &object, int depth)
{
    const QByteArray uid = object.uid();
    if (uid.isEmpty() || depth > 3)
        return;
    QList<cluster::Feed *> feeds;
    if (m_jobs && depth == 0)
        feeds += m_jobs.get();
    for (const QPointer<cluster::Feed> &feed : std::as_const(m_feeds))
        feeds += feed;
    for (cluster::Feed *feed : std::as_const(feeds)) {
        if (!feed)
            continue;
        QList<api::Object> found;
        for (const api::Object &other : feed->objects()) {
            if (isOwnedBy(other, uid))
                found += other;
        }
        for (const api::Object &other : sorted(found)) {
            const bool old = other.kind() == "ReplicaSet" && other.spec()["replicas"].integer(1) == 0 && other.status()["replicas"].integer() == 0;
            if (m_owned.size() >= mostShown)
                ++m_more;
            else
                m_owned += item(other, depth);
            if (!old && other.kind() != "Pod")
                addOwned(other, depth + 1);
        }
    }
}

/// What the pods of a node ask for, of what it has to give.
void RelatedObjects::addLoad(const api::Object &node, const QList<api::Object> &pods)
{
    api::Quantity cpu, memory;
    qint64 count = 0;
    for (const api::Object &pod : pods) {
        const QByteArrayView phase = pod.status()["phase"].text();
        if (phase == "Succeeded" || phase == "Failed")
            continue;
        ++count;
        for (const api::Value &container : pod.spec()["containers"].items()) {
            cpu = cpu + api::Quantity::of(container["resources"]["requests"]["cpu"]);
            memory = memory + api::Quantity::of(container["resources"]["requests"]["memory"]);
        }
    }
    const api::Value &room = node.status()["allocatable"];
    const auto add = [this](const QString &label, double asked, double of, const QString &text) {
        if (of > 0)
            m_load += QVariantMap{{QStringLiteral("label"), label}, {QStringLiteral("share"), std::min(1.0, asked / of)}, {QStringLiteral("text"), text}};
    };
    const QLocale locale;
    const auto cores = [&](qint64 milli) { return locale.toString(double(milli) / 1000, 'g', 3); };
    const auto bytes = [&](qint64 value) { return locale.formattedDataSize(value, 0, QLocale::DataSizeIecFormat); };
    const qint64 cpus = api::Quantity::of(room["cpu"]).milli(), memories = api::Quantity::of(room["memory"]).value(), most = api::Quantity::of(room["pods"]).value();
    add(tr("CPU requested"), double(cpu.milli()), double(cpus), tr("%1 of %2").arg(cores(cpu.milli()), cores(cpus)));
    add(tr("Memory requested"), double(memory.value()), double(memories), tr("%1 of %2").arg(bytes(memory.value()), bytes(memories)));
    add(tr("Pods"), double(count), double(most), tr("%1 of %2").arg(count).arg(most));
}

/// Pods that use it by name, and what a service or a node has.
void RelatedObjects::addUsers(const api::Object &object)
{
    const QByteArray kind = object.kind();
    const Reference self{{}, kind, object.key()};
    QList<api::Object> found;
    const auto collect = [&](const api::Gvr &gvr, const auto &wanted) {
        for (const api::Object &other : m_session->feed(gvr)->objects()) {
            if (wanted(other))
                found += other;
        }
    };
    if (kind == "Service")
        collect(client::gvr::pods, [&](const api::Object &pod) { return selects(object, pod); });
    else if (kind == "Node")
        collect(client::gvr::pods, [&, name = object.name()](const api::Object &pod) { return pod.spec()["nodeName"].text() == name; });
    else if (isOfPods(kind))
        collect(client::gvr::pods, [&](const api::Object &pod) { return (pod.ns() == object.ns() || object.ns().isEmpty()) && referencesOf(pod).contains(self); });
    else if (kind == "Pod")
        collect(client::gvr::services, [&](const api::Object &service) { return selects(service, object); });
    if (kind == "Node")
        addLoad(object, found);
    const QList<api::Object> all = sorted(found);
    for (const api::Object &other : all.first(std::min<qsizetype>(all.size(), mostShown)))
        m_usedBy += item(other);
    m_more += int(std::max<qsizetype>(0, all.size() - mostShown));
}

void RelatedObjects::rebuild()
{
    const auto before = std::tuple(m_owners, m_owned, m_related, m_usedBy, m_load, m_more);
    for (QVariantList *list : {&m_owners, &m_owned, &m_related, &m_usedBy, &m_load})
        list->clear();
    m_more = 0;
    const api::Object object = m_detail ? m_detail->object() : api::Object();
    if (object && m_session) {
        addOwners(object);
        addOwned(object, 0);
        addUsers(object);
        for (const Reference &reference : referencesOf(object)) {
            // A Secret is not read to say that it is there.
            const bool plain = reference.kind == "Node" || reference.kind == "Service" || reference.kind.startsWith("Persistent") || !reference.apiVersion.isEmpty();
            m_related += item(reference, plain ? lookUp(reference) : api::Object());
        }
        if (object.kind() == "Node") {
            if (const api::Object machine = m_session->feed(client::gvr::machines)->get({{}, object.name()}))
                m_related += item(machine);
        }
    }
    if (before != std::tuple(m_owners, m_owned, m_related, m_usedBy, m_load, m_more))
        Q_EMIT changed();
}

} // namespace orrery::models
