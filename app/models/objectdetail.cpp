// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/objectdetail.h"

#include "app/models/describe.h"
#include "app/models/facts.h"
#include "app/models/objectparts.h"
#include "controlplane/api/clock.h"
#include "controlplane/api/yaml.h"

namespace orrery::models {

void ObjectDetail::setSession(cluster::Session *session)
{
    m_session = session;
    retarget();
}

void ObjectDetail::setKind(const QString &kind)
{
    m_kind = kind;
    retarget();
}

void ObjectDetail::setNs(const QString &ns)
{
    m_ns = ns;
    retarget();
}

void ObjectDetail::setName(const QString &name)
{
    m_name = name;
    retarget();
}

void ObjectDetail::retarget()
{
    follow(nullptr);
    const QByteArray id = m_kind.toUtf8();
    const QList<cluster::Kind> &shown = cluster::wellKnownKinds();
    const auto known = std::find_if(shown.cbegin(), shown.cend(), [&](const cluster::Kind &kind) { return kind.id == id; });
    if (m_session && known != shown.cend()) {
        follow(m_session->feed(known->gvr));
    } else if (m_session && !std::exchange(m_opening, true)) {
        // kind, namespace and name come one by one
        QMetaObject::invokeMethod(this, &ObjectDetail::open, Qt::QueuedConnection);
    }
    Q_EMIT targetChanged();
    refresh();
}

void ObjectDetail::open()
{
    m_opening = false;
    const cluster::Kind *kind = m_session ? m_session->kind(m_kind) : nullptr;
    if (m_feed || !kind || m_name.isEmpty())
        return;
    m_own = m_session->open(kind->gvr,
                            {kind->namespaced ? m_ns.toUtf8() : QByteArray(), {}, "metadata.name=" + m_name.toUtf8()});
    follow(m_own.get());
}

void ObjectDetail::follow(cluster::Feed *feed)
{
    QObject::disconnect(m_connection);
    m_feed = feed;
    if (feed)
        m_connection = connect(feed, &cluster::Feed::changed, this, &ObjectDetail::refresh);
    else
        m_own.reset();
}

void ObjectDetail::refresh()
{
    const api::Object now = m_feed ? m_feed->get({m_ns.toUtf8(), m_name.toUtf8()}) : api::Object();
    if (now.document().identical(m_object.document()))
        return;
    m_object = now;
    Q_EMIT changed();
}

QString ObjectDetail::state() const
{
    return m_object ? stateOf(m_object).text : QString();
}

QString ObjectDetail::level() const
{
    static const QString names[] = {QStringLiteral("good"), QStringLiteral("waiting"), QStringLiteral("warning"),
                                    QStringLiteral("bad"), QStringLiteral("leaving")};
    return names[m_object ? int(stateOf(m_object).level) : 0];
}

QVariantList ObjectDetail::facts() const
{
    QVariantList list;
    if (!m_object)
        return list;
    for (const Fact &fact : factsOf(m_object, api::SystemClock().now()))
        list += QVariantMap{{QStringLiteral("label"), fact.label},
                            {QStringLiteral("value"), fact.value},
                            {QStringLiteral("mono"), fact.mono}};
    return list;
}

QStringList ObjectDetail::containers() const
{
    return m_object && m_kind == u"Pod" ? containersOf(m_object) : QStringList();
}

namespace {

QVariantList pairs(const api::Value &map)
{
    QVariantList list;
    for (const api::Member &member : map.members())
        list += QVariantMap{{QStringLiteral("name"), member.name.string()}, {QStringLiteral("value"), member.value.string()}};
    return list;
}

} // namespace

QVariantList ObjectDetail::conditions() const
{
    QVariantList list;
    const qint64 now = api::SystemClock().now();
    for (const Condition &condition : m_object ? conditionsOf(m_object) : QList<Condition>())
        list += QVariantMap{{QStringLiteral("type"), condition.type},
                            {QStringLiteral("status"), condition.status},
                            {QStringLiteral("good"), condition.good},
                            {QStringLiteral("reason"), condition.reason},
                            {QStringLiteral("message"), condition.message},
                            {QStringLiteral("age"), condition.since ? ageText(condition.since, now) : QString()}};
    return list;
}

QVariantList ObjectDetail::labels() const
{
    return pairs(m_object.labels());
}

QVariantList ObjectDetail::annotations() const
{
    return pairs(hidden(m_object, m_covered ? Hide::Tokens : Hide::Values).annotations());
}

QVariantList ObjectDetail::secrets() const
{
    QVariantList list;
    for (const SecretEntry &entry : m_object ? secretEntriesOf(m_object) : QList<SecretEntry>())
        list += QVariantMap{{QStringLiteral("name"), entry.name}, {QStringLiteral("bytes"), qint64(entry.bytes)}};
    return list;
}

QString ObjectDetail::secretValue(const QString &name) const
{
    return m_covered ? QString() : secretValueOf(m_object, name);
}

void ObjectDetail::setCovered(bool covered)
{
    if (std::exchange(m_covered, covered) != covered)
        Q_EMIT changed();
}

void ObjectDetail::setManagedFields(bool shown)
{
    if (std::exchange(m_managedFields, shown) != shown)
        Q_EMIT changed();
}

QString ObjectDetail::describe(const QString &events) const
{
    return m_object ? describeText(hidden(m_object, m_covered ? Hide::Tokens : Hide::Nothing), events, api::SystemClock().now()) : QString();
}

QString ObjectDetail::yaml() const
{
    if (!m_object)
        return {};
    const api::Object shown = hidden(m_object, m_covered ? Hide::Tokens : Hide::Values);
    return QString::fromUtf8(api::toYaml((m_managedFields ? shown : shown.withoutMetadata("managedFields")).document()));
}

} // namespace orrery::models
