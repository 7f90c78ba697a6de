// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/cluster/session.h"
#include "app/models/addressblock.h"

#include <QAbstractListModel>
#include <QPointer>
#include <QtQml/qqmlregistration.h>
#include <QVariant>

namespace orrery::models {

/// The addresses of the cluster, a range a row: of services, node ports, nodes, and the pods of each node; who has which, and what is
/// full. Follows the cluster, five times a second at most. Thread: gui. Lifetime: QML's.
class AddressBoard : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(orrery::cluster::Session *session MEMBER m_session WRITE setSession NOTIFY sessionChanged)
    Q_PROPERTY(QVariantList workloads MEMBER m_workloads WRITE setWorkloads NOTIFY hueChanged) ///< [{id, hue}]
    Q_PROPERTY(QVariantMap selected MEMBER m_selected WRITE setSelected NOTIFY selectedChanged) ///< {kind, ns, name}
    Q_PROPERTY(int count READ count NOTIFY boardChanged)
    Q_PROPERTY(bool loaded READ isLoaded NOTIFY boardChanged)
    Q_PROPERTY(QString summary READ summary NOTIFY boardChanged) ///< "36 of 759 pod addresses taken"
    Q_PROPERTY(QVariantList full READ full NOTIFY boardChanged) ///< [{block, text, advice}]: what has no address left
public:
    enum Role { TitleRole = Qt::UserRole + 1, RangeRole, CountRole, FullRole, ShareRole, SymbolRole, NodeRole, CellsRole };
    explicit AddressBoard(QObject *parent = nullptr);
    void setSession(cluster::Session *session);
    void setWorkloads(const QVariantList &workloads);
    void setSelected(const QVariantMap &selected);
    int count() const { return int(m_blocks.size()); }
    bool isLoaded() const;
    QString summary() const;
    QVariantList full() const;

    const AddressBlock *block(int row) const { return row >= 0 && row < count() ? &m_blocks[row] : nullptr; }
    int hue(const Holder &holder) const; ///< -1: the system's
    bool isSelected(const Holder &holder) const;

    /// {address, text (who has it, or that it is free), kind, ns, name (of the holder; empty if there is none), more (further holders)}.
    /// turn: which holder, where a cell stands for several.
    Q_INVOKABLE QVariantMap cell(int block, int index, int turn = 0) const;
    /// Where an address, a port or a holder is: {block, cell, text}; block -1 and why if it is nowhere.
    Q_INVOKABLE QVariantMap find(const QString &text) const;
    /// Where the selected object's address is: {block, cell}; the pods' before others. block -1: nowhere.
    Q_INVOKABLE QVariantMap whereSelected() const;

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : count(); }
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void sessionChanged();
    void hueChanged();
    void selectedChanged();
    void boardChanged();

private:
    using Setter = void (AddressSources::*)(const api::Key &, const api::Object &);
    void follow(const api::Gvr &gvr, Setter set);
    void followServed();
    void rebuild();
    QString title(const AddressBlock &block) const;
    QString countText(const AddressBlock &block) const;
    QVariantMap place(int block, Number offset) const;

    QPointer<cluster::Session> m_session;
    QList<QPointer<cluster::Feed>> m_feeds;
    AddressSources m_sources;
    QList<AddressBlock> m_blocks;
    QVariantList m_workloads;
    QVariantMap m_selected;
    Holder m_wanted; ///< what is selected
    QHash<QByteArray, int> m_hues;
    QTimer m_frame;
};

} // namespace orrery::models
