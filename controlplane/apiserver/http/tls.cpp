// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/http/tls.h"

#include <QSslKey>
#include <QSslSocket>

namespace orrery::http {

using api::Reason;

api::Result<QSslConfiguration> sslConfiguration(const Tls &tls)
{
    const auto chain = QSslCertificate::fromData(tls.certificatePem, QSsl::Pem);
    if (chain.isEmpty())
        return api::error(Reason::InternalError, "the server's certificate is no PEM certificate");
    QSslKey key(tls.keyPem, QSsl::Ec);
    if (key.isNull())
        key = QSslKey(tls.keyPem, QSsl::Rsa);
    if (key.isNull())
        return api::error(Reason::InternalError, "the server's key is no PEM key (EC or RSA)");
    const auto authorities = QSslCertificate::fromData(tls.clientCaPem, QSsl::Pem);
    if (authorities.isEmpty())
        return api::error(Reason::InternalError, "the client CA is no PEM certificate");

    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificateChain(chain);
    configuration.setPrivateKey(key);
    configuration.setCaCertificates(authorities); // and no other: the system's CAs identify nobody here
    configuration.setPeerVerifyMode(QSslSocket::QueryPeer);
    configuration.setProtocol(QSsl::TlsV1_2OrLater);
    configuration.setAllowedNextProtocols({QByteArrayLiteral("http/1.1")});
    // A resumed session would skip the verification that verifiedUser() relies on.
    configuration.setSslOption(QSsl::SslOptionDisableSessionTickets, true);
    configuration.setSslOption(QSsl::SslOptionDisableSessionSharing, true);
    return configuration;
}

api::User verifiedUser(const QSslSocket &socket)
{
    api::User user;
    const QSslCertificate certificate = socket.peerCertificate();
    if (!socket.isEncrypted() || certificate.isNull())
        return user;
    // As Kubernetes says it since 1.32. With it and without a name: a certificate was shown, and it is not good.
    user.extra.insert("authentication.kubernetes.io/credential-id",
                      {"X509SHA256=" + certificate.digest(QCryptographicHash::Sha256).toHex()});
    const QStringList names = certificate.subjectInfo(QSslCertificate::CommonName);
    if (!socket.sslHandshakeErrors().isEmpty() || names.size() != 1 || names.first().isEmpty()) // two names would be a riddle
        return user;
    user.name = names.first().toUtf8();
    for (const QString &organization : certificate.subjectInfo(QSslCertificate::Organization))
        user.groups.append(organization.toUtf8());
    return user;
}

} // namespace orrery::http
