// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/cluster/session.h"

#include <QAbstractListModel>
#include <QPointer>
#include <QtQml/qqmlregistration.h>
#include <QVariant>

namespace orrery::models {

/// What was told of an object and of what it owns: its Events, the newest first, those that say the same as one row with a count; live while
/// it exists. Thread: gui. Lifetime: QML's.
class EventList : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(orrery::cluster::Session *session MEMBER m_session WRITE setSession NOTIFY targetChanged)
    Q_PROPERTY(QVariantList subjects MEMBER m_subjects WRITE setSubjects NOTIFY targetChanged) ///< [{kind, ns, name}], the object itself first
    Q_PROPERTY(bool warningsFirst MEMBER m_warningsFirst WRITE setWarningsFirst NOTIFY orderChanged)
    Q_PROPERTY(int count READ count NOTIFY countChanged)
    Q_PROPERTY(QString text READ text NOTIFY countChanged) ///< as `kubectl describe` ends
    Q_PROPERTY(int warnings READ warnings NOTIFY countChanged)
    Q_PROPERTY(QString newest READ newest NOTIFY countChanged) ///< what was told last; empty: nothing
    Q_PROPERTY(bool synced READ isSynced NOTIFY countChanged)
    Q_PROPERTY(QString refusal READ refusal NOTIFY countChanged)
public:
    enum Role { WarningRole = Qt::UserRole + 1, ReasonRole, MessageRole, AgeRole, TimesRole, SourceRole, SubjectRole };
    explicit EventList(QObject *parent = nullptr);
    void setSession(cluster::Session *session);
    void setSubjects(const QVariantList &subjects);
    void setWarningsFirst(bool first);
    int count() const { return int(m_rows.size()); }
    int warnings() const;
    QString newest() const;
    bool isSynced() const { return m_feed && m_feed->isSynced(); }
    QString refusal() const { return m_feed ? m_feed->refusal() : QString(); }
    QString text() const;

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : count(); }
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    struct Row
    {
        QByteArray kind, ns, name; ///< whom it is about
        QString reason, message, source;
        bool warning = false;
        int times = 0;
        qint64 first = 0, last = 0; ///< microseconds
        bool operator==(const Row &) const = default;
    };

Q_SIGNALS:
    void targetChanged();
    void orderChanged();
    void countChanged();

private:
    void retarget();
    void open();
    void rebuild();

    QPointer<cluster::Session> m_session;
    QVariantList m_subjects;
    QSet<QByteArray> m_wanted; ///< "Pod/default/web-1"
    std::unique_ptr<cluster::Feed> m_feed;
    client::Informer::Scope m_scope;
    QList<Row> m_rows;
    bool m_warningsFirst = false, m_opening = false;
    QTimer m_frame, m_ages;
};

/// One row of an Event, in any of its API's forms (count, series, or neither). Thread: any.
EventList::Row eventRow(const api::Object &event);

} // namespace orrery::models
