// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/resourcetable.h"

#include "app/cluster/naturalorder.h"
#include "app/models/csv.h"
#include "app/models/things.h"
#include "controlplane/api/clock.h"

#include <QDateTime>
#include <QDir>
#include <QSaveFile>
#include <QStandardPaths>

namespace orrery::models {

namespace {

constexpr int manyChanges = 200; ///< from here on the whole list is sorted anew
constexpr int widestColumn = 48; ///< characters

QString cellText(const api::Value &cell)
{
    if (cell.isString())
        return cell.string();
    if (cell.isInteger())
        return QString::number(cell.integer());
    if (cell.isNull())
        return {};
    return QString::fromUtf8(api::toJson(cell));
}

} // namespace

ResourceTable::ResourceTable(QObject *parent)
    : QAbstractListModel(parent)
{
    m_ages.setInterval(10'000);
    connect(&m_ages, &QTimer::timeout, this, &ResourceTable::countAges);
}

void ResourceTable::setSession(cluster::Session *session)
{
    if (m_session == session)
        return;
    if (m_session)
        m_session->disconnect(this);
    m_session = session;
    if (session) {
        connect(session, &cluster::Session::kindsChanged, this, [this] {
            const cluster::Kind *kind = m_session->kind(m_kind);
            if (!m_feed || !kind || kind->gvr != m_feed->gvr())
                retarget();
        });
    }
    retarget();
}

void ResourceTable::setKind(const QString &kind)
{
    if (std::exchange(m_kind, kind) != kind)
        retarget();
}

void ResourceTable::setNs(const QString &ns)
{
    if (std::exchange(m_ns, ns) != ns)
        retarget();
}

void ResourceTable::setFilter(const QString &text)
{
    if (std::exchange(m_filterText, text) == text)
        return;
    m_filter = cluster::Filter(text);
    rebuild();
    Q_EMIT filterChanged();
}

void ResourceTable::retarget()
{
    Q_EMIT targetChanged();
    if (!std::exchange(m_opening, true)) // session, kind and namespace come one by one
        QMetaObject::invokeMethod(this, &ResourceTable::open, Qt::QueuedConnection);
}

void ResourceTable::open()
{
    m_opening = false;
    m_feed.reset();
    const auto gone = std::exchange(m_rows, {}); // rebuild() takes them from the list
    m_columns.clear();
    m_sortColumn = 0;
    m_descending = false;
    m_ages.stop();
    markAll(false);
    rebuild();
    const cluster::Kind *kind = m_session ? m_session->kind(m_kind) : nullptr;
    m_kindWords = kind ? wordsOf(*kind) : QString();
    if (kind) {
        client::Informer::Scope scope;
        scope.ns = kind->namespaced ? m_ns.toUtf8() : QByteArray();
        scope.tables = true;
        m_feed = m_session->open(kind->gvr, scope);
        connect(m_feed.get(), &cluster::Feed::columnsChanged, this, &ResourceTable::readColumns);
        connect(m_feed.get(), &cluster::Feed::changed, this, &ResourceTable::take);
        connect(m_feed.get(), &cluster::Feed::synced, this, &ResourceTable::countChanged);
        connect(m_feed.get(), &cluster::Feed::refusalChanged, this, &ResourceTable::countChanged);
        m_ages.start();
    }
    Q_EMIT columnsChanged();
    Q_EMIT sortChanged();
    Q_EMIT countChanged();
}

void ResourceTable::readColumns()
{
    m_columns.clear();
    const cluster::Kind *kind = m_session ? m_session->kind(m_kind) : nullptr;
    const QSet<QString> hidden = m_hidden.value(m_kind);
    const bool chosen = m_hidden.contains(m_kind);
    int cell = 0;
    for (const api::Value &definition : m_feed->columns().items()) {
        Column column;
        column.cell = cell++;
        column.title = definition["name"].string();
        column.numeric = definition["type"].text() == "integer" || definition["type"].text() == "number";
        column.shown = chosen ? !hidden.contains(column.title) : definition["priority"].integer() == 0;
        if (column.title == u"Age")
            column.source = Column::Source::Age;
        column.width = int(column.title.size()) + 2;
        m_columns += column;
        if (cell == 1 && kind && kind->namespaced && m_ns.isEmpty()) {
            Column ns;
            ns.source = Column::Source::Namespace;
            ns.title = QStringLiteral("Namespace");
            ns.shown = !hidden.contains(ns.title);
            ns.width = int(ns.title.size()) + 2;
            m_columns += ns;
        }
    }
    for (const auto &row : std::as_const(m_rows)) {
        fill(*row);
        measure(*row);
    }
    rebuild();
    Q_EMIT columnsChanged();
}

void ResourceTable::take(const QList<cluster::Change> &changes)
{
    const auto width = [this] {
        return std::accumulate(m_columns.cbegin(), m_columns.cend(), 0,
                               [](int sum, const Column &column) { return sum + column.width; });
    };
    const int widthBefore = width();
    const bool many = changes.size() > manyChanges;
    std::vector<std::shared_ptr<Row>> gone; // of many: rebuild() takes them from the list
    for (const cluster::Change &change : changes) {
        const api::Key key = change.object().key();
        std::shared_ptr<Row> &row = m_rows[key];
        const bool known = bool(row);
        if (!change.now) {
            if (known && !many) {
                if (const qsizetype at = m_order.indexOf(row.get()); at >= 0)
                    removeFromOrder(at);
            } else if (known) {
                gone.push_back(row);
            }
            m_rows.remove(key);
            if (m_marked.remove(key))
                Q_EMIT markedChanged();
            continue;
        }
        if (!known)
            row = std::make_shared<Row>();
        row->key = key;
        row->row = change.now;
        fill(*row);
        measure(*row);
        if (!many)
            place(row.get(), known);
    }
    if (many)
        rebuild();
    if (width() != widthBefore)
        Q_EMIT columnsChanged();
    Q_EMIT countChanged();
}

/// What the filter looks at.
void ResourceTable::fill(Row &row) const
{
    const api::Value &metadata = row.row.metadata();
    row.created = api::parseTime(metadata["creationTimestamp"].text()).value_or(0);
    row.thing = {};
    row.thing.name = QString::fromUtf8(row.key.name).toLower();
    row.thing.kind = m_kindWords;
    row.thing.ns = metadata["namespace"].string().toLower();
    row.thing.labels = metadata["labels"];
    row.thing.text = row.thing.ns;
    for (const Column &column : m_columns) {
        if (column.source == Column::Source::Age)
            continue;
        const QString shown = text(row, column).toLower();
        row.thing.text += QLatin1Char('\n') + shown;
        if (column.title == u"Node")
            row.thing.node = shown;
        else if (column.title == u"IP" || column.title == u"Cluster-IP" || column.title == u"Internal-IP")
            row.thing.ip = shown;
        else if (column.title == u"Status" || column.title == u"Phase")
            row.thing.status = shown;
    }
    row.thing.status += u' ' + wordsOf(State::Level(level(row)));
}

QString ResourceTable::text(const Row &row, const Column &column) const
{
    switch (column.source) {
    case Column::Source::Namespace:
        return QString::fromUtf8(row.key.ns);
    case Column::Source::Age:
        if (row.created)
            return ageText(row.created, api::SystemClock().now());
        break;
    case Column::Source::Cell:
        break;
    }
    return cellText(row.row["cells"].at(column.cell));
}

/// Of the columns that are shown.
QStringList ResourceTable::cells(const Row &row) const
{
    QStringList cells;
    for (const Column &column : m_columns) {
        if (column.shown)
            cells += text(row, column);
    }
    return cells;
}

int ResourceTable::level(const Row &row) const
{
    if (!row.row.metadata()["deletionTimestamp"].isNull())
        return int(State::Level::Leaving);
    for (const char16_t *title : {u"Status", u"Phase", u"Ready", u"Established"}) {
        for (const Column &column : m_columns) {
            if (column.title == QStringView(title) && column.source == Column::Source::Cell)
                return int(levelOf(text(row, column)));
        }
    }
    return int(State::Level::Good);
}

ResourceTable::Rank ResourceTable::rank(Row *row) const
{
    if (m_sortColumn >= m_columns.size())
        return {{}, 0, row};
    const Column &column = m_columns[m_sortColumn];
    switch (column.source) {
    case Column::Source::Age:
        return {{}, -double(row->created), row}; // the youngest first
    case Column::Source::Namespace:
        return {row->key.ns, 0, row};
    case Column::Source::Cell:
        break;
    }
    const api::Value &cell = row->row["cells"].at(column.cell);
    return column.numeric ? Rank{{}, cell.number(), row} : Rank{cell.text(), 0, row};
}

bool ResourceTable::before(const Rank &a, const Rank &b) const
{
    if (a.number != b.number)
        return (a.number < b.number) != m_descending;
    if (const int order = cluster::compareNaturally(a.text, b.text))
        return (order < 0) != m_descending;
    if (const int order = cluster::compareNaturally(a.row->key.name, b.row->key.name))
        return order < 0;
    return a.row->key.ns < b.row->key.ns;
}

/// Filters and sorts all anew. The rows that stand there stay, with other objects in them, and only as many as differ come or go at the end: a
/// reset would have the view make all of its delegates again.
void ResourceTable::rebuild()
{
    std::vector<Rank> ranks;
    ranks.reserve(size_t(m_rows.size()));
    for (const auto &row : std::as_const(m_rows)) {
        if (m_filter.matches(row->thing))
            ranks.push_back(rank(row.get()));
    }
    std::sort(ranks.begin(), ranks.end(), [this](const Rank &a, const Rank &b) { return before(a, b); });
    QList<Row *> order;
    order.reserve(qsizetype(ranks.size()));
    for (const Rank &rank : ranks)
        order += rank.row;

    const int had = count(), have = int(order.size());
    if (have < had) {
        beginRemoveRows({}, have, had - 1);
        m_order.resize(have);
        endRemoveRows();
    }
    Q_EMIT layoutAboutToBeChanged({}, VerticalSortHint);
    m_order = order.first(std::min(had, have));
    Q_EMIT layoutChanged({}, VerticalSortHint);
    if (have > had) {
        beginInsertRows({}, had, have - 1);
        m_order = std::move(order);
        endInsertRows();
    }
    Q_EMIT countChanged();
}

/// Puts a new or changed row where it belongs.
void ResourceTable::place(Row *row, bool known)
{
    const qsizetype at = known ? m_order.indexOf(row) : -1;
    const bool fits = m_filter.matches(row->thing);
    const Rank own = rank(row);
    if (at >= 0 && fits && (at == 0 || !before(own, rank(m_order[at - 1])))
        && (at + 1 == m_order.size() || !before(rank(m_order[at + 1]), own))) {
        Q_EMIT dataChanged(index(int(at)), index(int(at)));
        return;
    }
    if (at >= 0)
        removeFromOrder(at);
    if (!fits)
        return;
    const auto to = std::lower_bound(m_order.begin(), m_order.end(), own,
                                     [this](Row *a, const Rank &b) { return before(rank(a), b); });
    const int position = int(to - m_order.begin());
    beginInsertRows({}, position, position);
    m_order.insert(position, row);
    endInsertRows();
}

void ResourceTable::removeFromOrder(qsizetype at)
{
    beginRemoveRows({}, int(at), int(at));
    m_order.removeAt(at);
    endRemoveRows();
}

void ResourceTable::measure(const Row &row)
{
    for (Column &column : m_columns)
        column.width = std::clamp(int(text(row, column).size()) + 2, column.width, widestColumn);
}

void ResourceTable::countAges()
{
    if (!m_order.isEmpty())
        Q_EMIT dataChanged(index(0), index(count() - 1), {CellsRole});
}

bool ResourceTable::isNamespaced() const
{
    const cluster::Kind *kind = m_session ? m_session->kind(m_kind) : nullptr;
    return kind && kind->namespaced;
}

QVariantList ResourceTable::columns() const
{
    QVariantList list;
    for (const Column &column : m_columns)
        list += QVariantMap{{QStringLiteral("title"), column.title},
                            {QStringLiteral("width"), column.width},
                            {QStringLiteral("numeric"), column.numeric},
                            {QStringLiteral("shown"), column.shown}};
    return list;
}

void ResourceTable::sortBy(int column)
{
    m_descending = column == m_sortColumn && !m_descending;
    m_sortColumn = column;
    rebuild();
    Q_EMIT sortChanged();
}

void ResourceTable::setShown(int column, bool shown)
{
    if (column < 0 || column >= m_columns.size())
        return;
    m_columns[column].shown = shown;
    QSet<QString> &hidden = m_hidden[m_kind];
    hidden.clear();
    for (const Column &each : std::as_const(m_columns)) {
        if (!each.shown)
            hidden.insert(each.title);
    }
    Q_EMIT columnsChanged();
    countAges(); // the cells of every row
}

void ResourceTable::mark(int row, bool marked)
{
    markRange(row, row);
    if (!marked && row >= 0 && row < count()) {
        m_marked.remove(m_order[row]->key);
        Q_EMIT dataChanged(index(row), index(row), {MarkedRole});
        Q_EMIT markedChanged();
    }
}

void ResourceTable::markRange(int from, int to)
{
    if (from > to)
        std::swap(from, to);
    from = std::max(0, from);
    to = std::min(to, count() - 1);
    if (from > to)
        return;
    for (int i = from; i <= to; ++i)
        m_marked.insert(m_order[i]->key);
    Q_EMIT dataChanged(index(from), index(to), {MarkedRole});
    Q_EMIT markedChanged();
}

void ResourceTable::markAll(bool marked)
{
    if (marked)
        return markRange(0, count() - 1);
    if (m_marked.isEmpty())
        return;
    m_marked.clear();
    if (!m_order.isEmpty())
        Q_EMIT dataChanged(index(0), index(count() - 1), {MarkedRole});
    Q_EMIT markedChanged();
}

QVariantList ResourceTable::markedKeys() const
{
    QVariantList list;
    for (const Row *row : m_order) {
        if (m_marked.contains(row->key))
            list += QVariantMap{{QStringLiteral("ns"), QString::fromUtf8(row->key.ns)},
                                {QStringLiteral("name"), QString::fromUtf8(row->key.name)}};
    }
    return list;
}

QString ResourceTable::csv() const
{
    QStringList titles;
    for (const Column &column : m_columns) {
        if (column.shown)
            titles += column.title;
    }
    QString out = csvLine(titles);
    for (const Row *row : m_order) {
        if (m_marked.isEmpty() || m_marked.contains(row->key))
            out += csvLine(cells(*row));
    }
    return out;
}

QString ResourceTable::saveCsv() const
{
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::DownloadLocation);
    const QString path = QStringLiteral("%1/%2-%3.csv").arg(folder, m_kind.toLower(), QDateTime::currentDateTime().toString(QStringLiteral("yyyyMMdd-hhmmss")));
    QSaveFile file(path);
    if (!QDir().mkpath(folder) || !file.open(QIODevice::WriteOnly) || file.write(csv().toUtf8()) < 0 || !file.commit())
        return {};
    return path;
}

int ResourceTable::rowOf(const QString &ns, const QString &name) const
{
    const auto found = m_rows.constFind({ns.toUtf8(), name.toUtf8()});
    return found == m_rows.cend() ? -1 : int(m_order.indexOf(found->get()));
}

QVariant ResourceTable::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = *m_order[index.row()];
    switch (role) {
    case CellsRole:
        return cells(row);
    case Qt::DisplayRole:
    case NameRole:
        return QString::fromUtf8(row.key.name);
    case NsRole:
        return QString::fromUtf8(row.key.ns);
    case MarkedRole:
        return m_marked.contains(row.key);
    case LevelRole:
        return level(row);
    }
    return {};
}

QHash<int, QByteArray> ResourceTable::roleNames() const
{
    return {{CellsRole, "cells"}, {NameRole, "name"}, {NsRole, "ns"}, {MarkedRole, "marked"}, {LevelRole, "level"}};
}

} // namespace orrery::models
