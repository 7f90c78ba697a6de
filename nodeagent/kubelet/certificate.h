// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/client/informer.h"

#include <QDateTime>
#include <QTimer>

namespace orrery::kubelet {

/// Who the node is to the API server: a client certificate (CN system:node:<name>, O system:nodes) and its key.
/// Thread: any; a value.
struct NodeIdentity
{
    QByteArray certificatePem, keyPem;

    bool isEmpty() const { return certificatePem.isEmpty() || keyPem.isEmpty(); }
    QDateTime notBefore() const, notAfter() const;
    /// For this node, and valid at that time.
    bool isFor(const QByteArray &nodeName, const QDateTime &at) const;
    /// When to ask for the next one: after seven tenths of its life.
    QDateTime renewAt() const;

    static NodeIdentity load(const QString &dir); ///< empty if there is none
    api::Result<> save(const QString &dir) const; ///< mode 0600, whole or not at all
    static void forget(const QString &dir);
};

/// A new P-256 key with a request for it. Errors: InternalError.
struct KeyAndRequest
{
    QByteArray keyPem, requestPem;
};
api::Result<KeyAndRequest> makeCertificateRequest(const QByteArray &nodeName);

/// Asks the API for a certificate: creates a CertificateSigningRequest and watches it until it is signed or refused.
/// Thread: one with an event loop. Lifetime: QObject parent; destroying it gives up.
class CertificateRequest final : public QObject
{
    Q_OBJECT
public:
    CertificateRequest(client::Client client, QByteArray nodeName, QObject *parent = nullptr);
    void start();

Q_SIGNALS:
    void done(const orrery::kubelet::NodeIdentity &identity);
    void failed(const orrery::api::Error &error); ///< start() may be called again

private:
    void look(const api::Object &request);

    client::Client m_client;
    QByteArray m_nodeName, m_keyPem;
    client::Informer *m_informer = nullptr;
    bool m_ended = false;
};

} // namespace orrery::kubelet
