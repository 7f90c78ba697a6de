// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/models/findindex.h"

#include <QAbstractListModel>
#include <QPointer>
#include <QtQml/qqmlregistration.h>
#include <QTimer>
#include <QVariant>

namespace orrery::models {

/// What Find shows for a text: objects of every kind, what can be done (commands, from QML), kinds and namespaces, best first;
/// without a text what was picked last, then the commands. A text is a cluster::Filter; its words rank, the rest of it narrows the
/// objects. Never a silent cut: `more` says how many do not show.
/// Does not: do anything; picking is the view's. Thread: gui. Lifetime: QML's.
class FindModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(orrery::cluster::Session *session MEMBER m_session WRITE setSession NOTIFY sessionChanged)
    Q_PROPERTY(bool active MEMBER m_active WRITE setActive NOTIFY activeChanged) ///< while somebody looks; else it holds nothing
    Q_PROPERTY(QString text MEMBER m_text WRITE setText NOTIFY textChanged)
    /// [{id, title, detail, section, symbol, keys, words, enabled}]; words: other names of it, in lower case
    Q_PROPERTY(QVariantList commands MEMBER m_commands WRITE setCommands NOTIFY commandsChanged)
    Q_PROPERTY(int count READ count NOTIFY ranked)
    Q_PROPERTY(int more READ more NOTIFY ranked)
    Q_PROPERTY(QString notice READ notice NOTIFY ranked) ///< what is amiss with the text or the reading, for people
    Q_PROPERTY(bool reading READ isReading NOTIFY ranked)
public:
    static constexpr int most = 60; ///< rows
    explicit FindModel(QObject *parent = nullptr);

    void setSession(cluster::Session *session);
    void setActive(bool active);
    void setText(const QString &text);
    void setCommands(const QVariantList &commands);
    int count() const { return int(m_rows.size()); }
    int more() const { return m_more; }
    QString notice() const;
    bool isReading() const { return m_index.isReading(); }

    /// {type: "object" | "command" | "kind" | "namespace" | "filter", id, kind, ns, name, title, detail, symbol, keys, section, styled, level,
    /// enabled}; empty if there is no such row. styled: the title as HTML, what was found in <b>.
    Q_INVOKABLE QVariantMap at(int row) const;
    /// That it was picked: it comes first next time.
    Q_INVOKABLE void remember(int row);

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : count(); }
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void sessionChanged();
    void activeChanged();
    void textChanged();
    void commandsChanged();
    void ranked();

private:
    struct Hit;
    void rank();
    QList<QVariantMap> ranking();
    QList<QVariantMap> beginning() const;
    void addFixed(const QStringList &words, QList<Hit> &hits) const;
    void addObjects(const QStringList &words, const cluster::Filter &rest, QList<Hit> &hits) const;
    QVariantMap rowOf(const Hit &hit, const QStringList &words) const;

    QPointer<cluster::Session> m_session;
    FindIndex m_index;
    cluster::Filter m_filter;
    QString m_text;
    QVariantList m_commands;
    QList<QVariantMap> m_rows, m_recent;
    QTimer m_later; ///< changes of the cluster while somebody types
    int m_more = 0;
    bool m_active = false;
};

} // namespace orrery::models
