// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/eventlist.h"

#include "app/models/facts.h"
#include "controlplane/api/clock.h"

namespace orrery::models {

using api::Object;
using api::Value;

namespace {

QByteArray subjectOf(const EventList::Row &row)
{
    return row.kind + '/' + row.ns + '/' + row.name;
}

} // namespace

EventList::Row eventRow(const Object &event)
{
    const Value &about = event["involvedObject"];
    EventList::Row row{about["kind"].bytes(), about["namespace"].bytes(), about["name"].bytes(), event["reason"].string(), event["message"].string()};
    row.source = event["source"]["component"].string();
    if (row.source.isEmpty())
        row.source = event["reportingComponent"].string();
    row.warning = event["type"].text() == "Warning";
    row.times = int(std::max<qint64>({1, event["count"].integer(), event["series"]["count"].integer()}));
    for (const char *member : {"firstTimestamp", "eventTime", "lastTimestamp"}) {
        if (const auto time = api::parseTime(event[member].text())) {
            row.first = row.first ? std::min(row.first, *time) : *time;
            row.last = std::max(row.last, *time);
        }
    }
    if (const auto time = api::parseTime(event["series"]["lastObservedTime"].text()))
        row.last = std::max(row.last, *time);
    if (!row.last)
        row.first = row.last = api::parseTime(event.metadata()["creationTimestamp"].text()).value_or(0);
    return row;
}

EventList::EventList(QObject *parent)
    : QAbstractListModel(parent)
{
    m_frame.setSingleShot(true);
    m_frame.setInterval(100);
    connect(&m_frame, &QTimer::timeout, this, &EventList::rebuild);
    m_ages.setInterval(10'000);
    connect(&m_ages, &QTimer::timeout, this, [this] {
        if (!m_rows.isEmpty())
            Q_EMIT dataChanged(index(0), index(count() - 1), {AgeRole});
    });
}

void EventList::setSession(cluster::Session *session)
{
    if (m_session == session)
        return;
    m_session = session;
    m_feed.reset();
    retarget();
}

void EventList::setSubjects(const QVariantList &subjects)
{
    if (m_subjects == subjects)
        return;
    m_subjects = subjects;
    retarget();
}

void EventList::setWarningsFirst(bool first)
{
    if (std::exchange(m_warningsFirst, first) == first)
        return;
    rebuild();
    Q_EMIT orderChanged();
}

void EventList::retarget()
{
    m_wanted.clear();
    for (const QVariant &each : std::as_const(m_subjects)) {
        const QVariantMap subject = each.toMap();
        // "Event.events.k8s.io" is of kind Event
        m_wanted.insert((subject[QStringLiteral("kind")].toString().section(u'.', 0, 0) + u'/' + subject[QStringLiteral("ns")].toString() + u'/'
                         + subject[QStringLiteral("name")].toString())
                            .toUtf8());
    }
    Q_EMIT targetChanged();
    if (!std::exchange(m_opening, true)) // session and subjects come one by one
        QMetaObject::invokeMethod(this, &EventList::open, Qt::QueuedConnection);
}

/// Of one object alone the server chooses; of several, the whole namespace is looked through here.
void EventList::open()
{
    m_opening = false;
    const QVariantMap self = m_subjects.value(0).toMap();
    client::Informer::Scope scope;
    scope.ns = self[QStringLiteral("ns")].toString().toUtf8();
    if (m_subjects.size() == 1 || scope.ns.isEmpty())
        scope.fieldSelector = "involvedObject.name=" + self[QStringLiteral("name")].toString().toUtf8();
    if (!m_session || m_subjects.isEmpty()) {
        m_feed.reset();
        m_ages.stop();
    } else if (!m_feed || scope != m_scope) {
        m_scope = scope;
        m_feed = m_session->open(client::gvr::events, scope);
        connect(m_feed.get(), &cluster::Feed::changed, &m_frame, [this] {
            if (!m_frame.isActive())
                m_frame.start();
        });
        connect(m_feed.get(), &cluster::Feed::synced, this, &EventList::rebuild);
        connect(m_feed.get(), &cluster::Feed::refusalChanged, this, &EventList::countChanged);
        m_ages.start();
    }
    rebuild();
}

void EventList::rebuild()
{
    QHash<QString, Row> grouped;
    if (m_feed) {
        for (const Object &event : m_feed->objects()) {
            const Row row = eventRow(event);
            const QByteArray subject = subjectOf(row);
            if (!m_wanted.contains(subject))
                continue;
            Row &group = grouped[QString::fromUtf8(subject) + u'\n' + row.reason + u'\n' + row.message];
            const int times = group.times + row.times;
            const qint64 first = group.first ? std::min(group.first, row.first) : row.first;
            if (row.last >= group.last)
                group = row;
            group.times = times;
            group.first = first;
        }
    }
    QList<Row> rows = grouped.values();
    std::sort(rows.begin(), rows.end(), [this](const Row &a, const Row &b) {
        if (m_warningsFirst && a.warning != b.warning)
            return a.warning;
        return a.last != b.last ? a.last > b.last : std::tie(a.name, a.reason, a.message) < std::tie(b.name, b.reason, b.message);
    });
    if (rows != m_rows) {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
    }
    Q_EMIT countChanged();
}

int EventList::warnings() const
{
    return int(std::count_if(m_rows.cbegin(), m_rows.cend(), [](const Row &row) { return row.warning; }));
}

QString EventList::newest() const
{
    const auto last = std::max_element(m_rows.cbegin(), m_rows.cend(), [](const Row &a, const Row &b) { return a.last < b.last; });
    return last == m_rows.cend() ? QString() : last->message;
}

QString EventList::text() const
{
    QString out;
    const qint64 now = api::SystemClock().now();
    for (const Row &row : m_rows)
        out += QStringLiteral("  %1  %2  %3  %4\n")
                   .arg(row.warning ? QStringLiteral("Warning") : QStringLiteral("Normal "), row.reason.leftJustified(20), ageText(row.last, now).leftJustified(7),
                        row.message);
    return out;
}

QVariant EventList::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows[index.row()];
    switch (role) {
    case WarningRole:
        return row.warning;
    case Qt::DisplayRole:
    case ReasonRole:
        return row.reason;
    case MessageRole:
        return row.message;
    case AgeRole:
        return ageText(row.last, api::SystemClock().now());
    case TimesRole:
        return row.times;
    case SourceRole:
        return row.source;
    case SubjectRole: // nothing for the object itself
        return subjectOf(row) == subjectOf({m_subjects.value(0).toMap()[QStringLiteral("kind")].toString().section(u'.', 0, 0).toUtf8(),
                                            m_subjects.value(0).toMap()[QStringLiteral("ns")].toString().toUtf8(),
                                            m_subjects.value(0).toMap()[QStringLiteral("name")].toString().toUtf8()})
            ? QVariantMap()
            : QVariantMap{{QStringLiteral("kind"), QString::fromUtf8(row.kind)},
                          {QStringLiteral("ns"), QString::fromUtf8(row.ns)},
                          {QStringLiteral("name"), QString::fromUtf8(row.name)}};
    }
    return {};
}

QHash<int, QByteArray> EventList::roleNames() const
{
    return {{WarningRole, "warning"}, {ReasonRole, "reason"}, {MessageRole, "message"}, {AgeRole, "age"},
            {TimesRole, "times"},     {SourceRole, "source"}, {SubjectRole, "subject"}};
}

} // namespace orrery::models
