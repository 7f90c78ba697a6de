// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/cluster/session.h"

#include <QPointer>
#include <QtQml/qqmlregistration.h>
#include <QVariant>

namespace orrery::models {

struct YamlPlace;

/// What a field is, in the words of the cluster's own OpenAPI (/openapi/v3), custom resources too. Pure functions on such a document.
/// Thread: any.
struct FieldDoc
{
    QString type; ///< "string", "integer", "list of object"; empty: there is no such field
    bool required = false;
    QStringList values; ///< of an enumeration
    QString otherwise; ///< the default
    QString description;
};
FieldDoc fieldDocOf(const api::Value &openApi, const YamlPlace &place);
/// The fields that can stand below that path, by name.
QList<std::pair<QString, FieldDoc>> fieldsBelow(const api::Value &openApi, const YamlPlace &place, const QList<QByteArray> &path);

/// The documentation and completion of a YAML text: what the field at a position is, and what could be typed there. A document of the cluster is
/// fetched when it is first needed, and read on another thread. Thread: gui. Lifetime: QML's.
class FieldDocs : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(orrery::cluster::Session *session MEMBER m_session WRITE setSession NOTIFY sessionChanged)
    Q_PROPERTY(int revision MEMBER m_revision NOTIFY changed) ///< counts what has arrived
public:
    using QObject::QObject;
    void setSession(cluster::Session *session);
    /// {path, type, required, values, otherwise, description}; empty where nothing is known (yet: see changed()).
    Q_INVOKABLE QVariantMap at(const QString &text, int position);
    /// [{name, detail, insert (what to put in), replace (how many characters before the position it replaces)}].
    Q_INVOKABLE QVariantList complete(const QString &text, int position);

Q_SIGNALS:
    void sessionChanged();
    void changed();

private:
    const api::Value *document(const QByteArray &apiVersion);

    QPointer<cluster::Session> m_session;
    QHash<QByteArray, api::Value> m_documents; ///< by apiVersion; null while one is fetched, and where there is none
    int m_revision = 0;
};

} // namespace orrery::models
