// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/cluster/session.h"

#include <QPointer>
#include <QtQml/qqmlregistration.h>
#include <QVariant>

namespace orrery::models {

/// What there is to list: the kinds of a cluster under the headings that people look for them, and its namespaces.
/// Thread: gui. Lifetime: QML's.
class KindList : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(orrery::cluster::Session *session MEMBER m_session WRITE setSession NOTIFY changed)
    Q_PROPERTY(QVariantList kinds READ kinds NOTIFY changed) ///< [{id, title, detail (its API group), section}], by section
    Q_PROPERTY(QStringList namespaces READ namespaces NOTIFY namespacesChanged)
public:
    using QObject::QObject;
    void setSession(cluster::Session *session);
    QVariantList kinds() const;
    QStringList namespaces() const;

Q_SIGNALS:
    void changed();
    void namespacesChanged();

private:
    QPointer<cluster::Session> m_session;
    QPointer<cluster::Feed> m_namespaces;
};

} // namespace orrery::models
