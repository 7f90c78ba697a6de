// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/actions/manifests.h"

#include <QPointer>
#include <QUrl>
#include <QtQml/qqmlregistration.h>

namespace orrery::actions {

/// YAML that becomes objects. Free: any number of documents, applied in order as `kubectl apply --server-side` does. On an object (edit()): that
/// object's YAML, put back; what somebody else changed meanwhile is brought in and told, never overwritten unseen. What is typed is tried on the
/// server as a dry run, once the typing rests. Thread: gui. Lifetime: QML's.
class ManifestEditor : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(orrery::cluster::Session *session MEMBER m_session NOTIFY sessionChanged)
    Q_PROPERTY(QString ns MEMBER m_ns NOTIFY sessionChanged) ///< of documents that name none
    Q_PROPERTY(QString text READ text WRITE setText NOTIFY textChanged)
    Q_PROPERTY(bool editing READ isEditing NOTIFY stateChanged) ///< an object, not free text
    Q_PROPERTY(bool dirty READ isDirty NOTIFY stateChanged)
    Q_PROPERTY(bool busy READ isBusy NOTIFY stateChanged)
    Q_PROPERTY(bool checked READ isChecked NOTIFY stateChanged) ///< the server has seen this very text, and agrees
    Q_PROPERTY(int existing READ existing NOTIFY stateChanged) ///< checked objects that are there already, and would be changed
    Q_PROPERTY(int failures READ failures NOTIFY stateChanged) ///< objects that were refused, to be sent again by retry()
    Q_PROPERTY(QVariantList problems READ problems NOTIFY stateChanged) ///< [{line, field, what, message}]
    Q_PROPERTY(QString notice READ notice NOTIFY stateChanged) ///< what a person has to know: a conflict
    Q_PROPERTY(QVariantList results READ results NOTIFY stateChanged) ///< [{kind, name, ok, message}]
public:
    explicit ManifestEditor(QObject *parent = nullptr);
    cluster::Session *session() const { return m_session; }
    QString ns() const { return m_ns; }
    QString text() const { return m_text; }
    void setText(const QString &text);
    bool isEditing() const { return bool(m_original); }
    bool isDirty() const { return m_dirty; }
    bool isBusy() const { return m_busy; }
    bool isChecked() const { return m_checked; }
    int existing() const { return m_checked ? m_existing : 0; }
    int failures() const { return m_busy ? 0 : int(m_failed.size()); }
    QVariantList problems() const { return m_problems; }
    QString notice() const { return m_notice; }
    QVariantList results() const { return m_results; }

    /// Reads the object and shows it without managedFields.
    Q_INVOKABLE void edit(const QString &kind, const QString &ns, const QString &name);
    Q_INVOKABLE void submit();
    Q_INVOKABLE void retry(); ///< what failed, of a text that has not been touched since
    /// The same for a terminal: the HTTP requests as comments, and kubectl's command.
    Q_INVOKABLE QString commands() const;
    Q_INVOKABLE void reset(); ///< back to an empty text
    /// The text of a file that was dropped; empty, with a notice, if it cannot be read or is larger than 3 MiB.
    Q_INVOKABLE QString textOf(const QUrl &file);

Q_SIGNALS:
    void sessionChanged();
    void textChanged();
    void stateChanged();
    void began(const QString &traceId, const QString &title);
    void done(bool ok);

private:
    void check();
    void send(const QList<Manifest> &manifests);
    void next(bool dryRun);
    void answered(const Manifest &manifest, const api::Result<api::Response> &answer, bool dryRun);
    bool isPromised(const api::Object &object, const api::Error &error) const;
    void finish(bool dryRun);
    void bringIn(const Manifest &mine);
    void show(const api::Object &object);
    void setBusy(bool busy);

    QPointer<cluster::Session> m_session;
    QString m_ns = QStringLiteral("default"), m_text, m_notice;
    api::Object m_original; ///< what is edited, as it was read
    Target m_target; ///< of it
    QList<Manifest> m_queue, m_failed; ///< what is still to be sent; what was refused
    QVariantList m_problems, m_results;
    bool m_dirty = false, m_busy = false, m_checked = false, m_madeKinds = false;
    int m_existing = 0;
    int m_generation = 0; ///< counts texts: an answer to an older one says nothing
    QTimer m_rest;
};

} // namespace orrery::actions
