// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/cluster/filter.h"
#include "app/cluster/session.h"

#include <QAbstractListModel>
#include <QPointer>
#include <QSet>
#include <QtQml/qqmlregistration.h>

namespace orrery::models {

/// The objects of any kind as kubectl's table has them: the server's own columns, live, filtered, sorted, with rows that can be marked.
/// Ages are counted here, from creation. Does not: change anything (see app/actions). Thread: gui. Lifetime: QML's.
class ResourceTable : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(orrery::cluster::Session *session MEMBER m_session WRITE setSession NOTIFY targetChanged)
    Q_PROPERTY(QString kind MEMBER m_kind WRITE setKind NOTIFY targetChanged) ///< cluster::Kind::id
    Q_PROPERTY(QString ns MEMBER m_ns WRITE setNs NOTIFY targetChanged) ///< empty: all namespaces
    Q_PROPERTY(QString filter MEMBER m_filterText WRITE setFilter NOTIFY filterChanged) ///< cluster::Filter's grammar
    Q_PROPERTY(QString filterProblem READ filterProblem NOTIFY filterChanged) ///< what of it cannot be read, for people
    Q_PROPERTY(int sortColumn MEMBER m_sortColumn NOTIFY sortChanged) ///< index in columns
    Q_PROPERTY(bool descending MEMBER m_descending NOTIFY sortChanged)
    Q_PROPERTY(QVariantList columns READ columns NOTIFY columnsChanged) ///< [{title, width (characters), numeric, shown}]
    Q_PROPERTY(bool namespaced READ isNamespaced NOTIFY columnsChanged)
    Q_PROPERTY(int count READ count NOTIFY countChanged)
    Q_PROPERTY(int total READ total NOTIFY countChanged) ///< without the filter
    Q_PROPERTY(bool synced READ isSynced NOTIFY countChanged)
    Q_PROPERTY(QString refusal READ refusal NOTIFY countChanged) ///< why the cluster shows nothing
    Q_PROPERTY(int marked READ marked NOTIFY markedChanged)
public:
    enum Role { CellsRole = Qt::UserRole + 1, NameRole, NsRole, MarkedRole, LevelRole };
    explicit ResourceTable(QObject *parent = nullptr);

    void setSession(cluster::Session *session);
    void setKind(const QString &kind);
    void setNs(const QString &ns);
    void setFilter(const QString &text);
    QString filterProblem() const { return m_filter.problem(); }
    QVariantList columns() const;
    bool isNamespaced() const;
    int count() const { return int(m_order.size()); }
    int total() const { return int(m_rows.size()); }
    bool isSynced() const { return m_feed && m_feed->isSynced(); }
    QString refusal() const { return m_feed ? m_feed->refusal() : QString(); }
    int marked() const { return int(m_marked.size()); }

    /// Sorts by that column; by the one it is sorted by already: the other way round.
    Q_INVOKABLE void sortBy(int column);
    Q_INVOKABLE void setShown(int column, bool shown);
    Q_INVOKABLE void mark(int row, bool marked);
    Q_INVOKABLE void markRange(int from, int to);
    Q_INVOKABLE void markAll(bool marked);
    Q_INVOKABLE QVariantList markedKeys() const; ///< [{ns, name}]
    /// The columns that are shown, of what is marked, else of every row that is listed (csvLine), with a line of titles.
    Q_INVOKABLE QString csv() const;
    /// Writes that where downloads go; the file's name, or nothing if it cannot be written.
    Q_INVOKABLE QString saveCsv() const;
    Q_INVOKABLE int rowOf(const QString &ns, const QString &name) const; ///< -1: not there

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : count(); }
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void targetChanged();
    void filterChanged();
    void sortChanged();
    void columnsChanged();
    void countChanged();
    void markedChanged();

private:
    struct Row
    {
        api::Key key;
        api::Object row; ///< {metadata, cells}
        cluster::Filter::Thing thing;
        qint64 created = 0; ///< microseconds
    };
    struct Column
    {
        enum class Source { Cell, Namespace, Age } source = Source::Cell;
        int cell = 0;
        QString title;
        bool numeric = false, shown = true;
        int width = 4; ///< of the longest text so far
    };
    void retarget();
    void open();
    void readColumns();
    void take(const QList<cluster::Change> &changes);
    void fill(Row &row) const;
    QString text(const Row &row, const Column &column) const;
    QStringList cells(const Row &row) const;
    int level(const Row &row) const;
    /// What the order goes by, read once where many are sorted.
    struct Rank
    {
        QByteArrayView text;
        double number = 0;
        Row *row = nullptr;
    };
    Rank rank(Row *row) const;
    bool before(const Rank &a, const Rank &b) const;
    void rebuild();
    void place(Row *row, bool known);
    void removeFromOrder(qsizetype at);
    void measure(const Row &row);
    void countAges();

    QPointer<cluster::Session> m_session;
    QString m_kind, m_ns, m_filterText, m_kindWords;
    cluster::Filter m_filter;
    std::unique_ptr<cluster::Feed> m_feed;
    QList<Column> m_columns;
    QHash<api::Key, std::shared_ptr<Row>> m_rows;
    QList<Row *> m_order;
    QSet<api::Key> m_marked;
    QHash<QString, QSet<QString>> m_hidden; ///< of each kind, by title; what was chosen lasts as long as the model
    int m_sortColumn = 0;
    bool m_descending = false, m_opening = false;
    QTimer m_ages;
};

} // namespace orrery::models
