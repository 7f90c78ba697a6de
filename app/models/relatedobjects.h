// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/models/objectdetail.h"
#include "app/models/relations.h"

namespace orrery::models {

/// What the selected object belongs to, what belongs to it, and what it has to do with; live, four times a second at most. Objects of kinds
/// that no feed of the session holds are read once. Thread: gui. Lifetime: QML's.
class RelatedObjects : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(orrery::models::ObjectDetail *detail MEMBER m_detail WRITE setDetail NOTIFY detailChanged)
    /// Each a list of {kind, ns, name, state, level, depth}. owners: the outermost first, without the object itself.
    Q_PROPERTY(QVariantList owners READ owners NOTIFY changed)
    Q_PROPERTY(QVariantList owned READ owned NOTIFY changed)
    Q_PROPERTY(QVariantList related READ related NOTIFY changed)
    Q_PROPERTY(QVariantList usedBy READ usedBy NOTIFY changed)
    Q_PROPERTY(QVariantList load READ load NOTIFY changed) ///< of a node: [{label, share, text}], what its pods ask for
    Q_PROPERTY(int more READ more NOTIFY changed) ///< further ones that `owned` leaves out
public:
    explicit RelatedObjects(QObject *parent = nullptr);
    void setDetail(ObjectDetail *detail);
    QVariantList owners() const { return m_owners; }
    QVariantList owned() const { return m_owned; }
    QVariantList related() const { return m_related; }
    QVariantList usedBy() const { return m_usedBy; }
    QVariantList load() const { return m_load; }
    int more() const { return m_more; }

Q_SIGNALS:
    void detailChanged();
    void changed();

private:
    void retarget();
    void rebuild();
    void addOwners(const api::Object &object);
    void addOwned(const api::Object &object, int depth);
    void addLoad(const api::Object &node, const QList<api::Object> &pods);
    void addUsers(const api::Object &object);
    /// The object, where it is known; else null, and it is asked for.
    api::Object lookUp(const Reference &reference);
    QVariantMap item(const Reference &reference, const api::Object &object, int depth = 0);
    QVariantMap item(const api::Object &object, int depth = 0);

    QPointer<ObjectDetail> m_detail;
    QPointer<cluster::Session> m_session;
    QList<QPointer<cluster::Feed>> m_feeds; ///< of the session: what most things are made of
    std::unique_ptr<cluster::Feed> m_jobs; ///< of a CronJob's namespace
    QHash<QByteArray, api::Object> m_asked; ///< what was read once; null while, and if it is not there
    QVariantList m_owners, m_owned, m_related, m_usedBy, m_load;
    int m_more = 0;
    QByteArray m_uid;
    QTimer m_frame;
};

} // namespace orrery::models
