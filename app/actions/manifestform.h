// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/actions/deploy.h"
#include "app/actions/documents.h"
#include "app/actions/fieldrows.h"
#include "app/actions/manifesteditor.h"

#include <QHash>

namespace orrery::actions {

/// A form over the text of a ManifestEditor, which stays the one truth: the form reads fields of its documents and writes them back; what else
/// the text has survives. A text that is being typed reaches the form once it can be read. Paths are those of one document, the
/// current one ("spec.replicas"). Thread: gui. Lifetime: QML's.
class ManifestForm : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(orrery::actions::ManifestEditor *editor READ editor WRITE setEditor NOTIFY editorChanged)
    Q_PROPERTY(int revision READ revision NOTIFY changed) ///< to bind what the functions below return
    Q_PROPERTY(int offers READ offers NOTIFY suggestionsChanged) ///< the same for suggestions()
    Q_PROPERTY(bool readable READ isReadable NOTIFY changed) ///< else the form shows the last text that was
    Q_PROPERTY(QVariantList documents READ documents NOTIFY changed) ///< [{kind, name, problems}]
    Q_PROPERTY(int current READ current WRITE setCurrent NOTIFY changed)
    Q_PROPERTY(int container READ container WRITE setContainer NOTIFY changed)
    Q_PROPERTY(QStringList containers READ containers NOTIFY changed)
    Q_PROPERTY(QString kind READ kind NOTIFY changed)
    Q_PROPERTY(bool workload READ isWorkload NOTIFY changed) ///< the current document runs pods
    Q_PROPERTY(bool known READ isKnown NOTIFY changed) ///< its kind is in the schema
    Q_PROPERTY(QString podPath READ podPath NOTIFY changed) ///< with a dot at its end, to put fields behind
    Q_PROPERTY(QString containerPath READ containerPath NOTIFY changed)
    Q_PROPERTY(QString name READ name WRITE setName NOTIFY changed)
    Q_PROPERTY(QString ns READ ns WRITE setNs NOTIFY changed)
    Q_PROPERTY(QString serviceType READ serviceType WRITE setServiceType NOTIFY changed)
    Q_PROPERTY(int port READ port WRITE setPort NOTIFY changed)
    Q_PROPERTY(int servicePort READ servicePort WRITE setServicePort NOTIFY changed)
    Q_PROPERTY(QString node READ node WRITE setNode NOTIFY changed)
public:
    using QObject::QObject;
    ManifestEditor *editor() const { return m_editor; }
    void setEditor(ManifestEditor *editor);
    int revision() const { return m_revision; }
    int offers() const { return m_offers; }
    bool isReadable() const { return m_readable; }
    QVariantList documents() const;
    int current() const { return m_current; }
    void setCurrent(int current);
    int container() const { return m_container; }
    void setContainer(int container);
    QStringList containers() const;
    QString kind() const;
    bool isWorkload() const;
    bool isKnown() const { return schemaType(); }
    QString podPath() const;
    QString containerPath() const;
    QString name() const;
    void setName(const QString &name);
    QString ns() const;
    void setNs(const QString &ns);
    QString serviceType() const;
    void setServiceType(const QString &type);
    int port() const;
    void setPort(int port);
    int servicePort() const;
    void setServicePort(int port);
    QString node() const;
    void setNode(const QString &node);

    /// Begins anew with a template, under a name that is free, in the editor's namespace.
    Q_INVOKABLE void start(const QString &templateId, const QString &node);
    Q_INVOKABLE void addTemplate(const QString &templateId); ///< one more document
    Q_INVOKABLE void removeDocument(int which);
    /// The same pods under another kind; a text that nobody has touched yet becomes that kind's template.
    Q_INVOKABLE void turnInto(const QString &kind);

    /// A field as text; an option of OneOf, a member's name.
    Q_INVOKABLE QString text(const QString &path) const;
    Q_INVOKABLE void setText(const QString &path, const QString &text, bool keepEmpty);
    Q_INVOKABLE QString chosen(const QString &path, const QStringList &alternatives) const;
    Q_INVOKABLE void choose(const QString &path, const QStringList &alternatives, const QString &one);
    Q_INVOKABLE QString nameAt(const QString &path) const;
    Q_INVOKABLE void setNameAt(const QString &path, const QString &name);
    Q_INVOKABLE void add(const QString &path);
    Q_INVOKABLE void remove(const QString &path);
    Q_INVOKABLE void addMount(const QString &source);
    Q_INVOKABLE void addContainer();
    /// What the cluster says against that very field, or, with below, against it and all under it; empty if nothing, or if it is only that
    /// what was just added is still empty.
    Q_INVOKABLE QString problem(const QString &path, bool below = false) const;
    /// What there is of that kind in the cluster, or the words themselves.
    Q_INVOKABLE QStringList suggestions(const QString &what);

    QList<FieldRow> rows(const QByteArray &path, const QList<QByteArray> &except) const;

Q_SIGNALS:
    void editorChanged();
    void changed();
    void suggestionsChanged();

private:
    void read();
    void offer();
    void replace(const Documents &documents);
    void edit(const api::Value &document);
    Documents values() const;
    api::Value value() const;
    const api::Schema::Type *schemaType() const;
    bool isFresh(const FieldPath &field) const;
    QByteArray freeName(const QByteArray &base, const QByteArray &kind) const;
    cluster::Feed *feed(const QByteArray &kind);

    QPointer<ManifestEditor> m_editor;
    QList<Document> m_documents;
    QString m_written; ///< the text that the form itself wrote last
    QString m_pristine; ///< as it began
    QList<FieldPath> m_fresh; ///< what was added and not yet sent
    int m_revision = 0, m_offers = 0, m_current = 0, m_container = 0;
    bool m_readable = true;
    std::map<QByteArray, std::unique_ptr<cluster::Feed>> m_feeds; ///< of what was asked to be offered
};

} // namespace orrery::actions
