// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/value.h"

#include <QList>

#include <memory>

namespace orrery::pki {

/// A certificate and its private key, both PEM (a certificate may be followed by its chain; the key is PKCS#8).
struct KeyPair
{
    QByteArray certificatePem;
    QByteArray keyPem;
    bool isNull() const { return certificatePem.isEmpty(); }
};

enum class Usage : quint8 { Client = 1, Server = 2, ClientAndServer = 3 };

/// What a certificate shall say. Addresses are text ("10.96.0.1", "::1"); validity starts five minutes before now,
/// against clock skew.
struct Subject
{
    QByteArray commonName;
    QList<QByteArray> organizations; ///< Kubernetes' groups
    QList<QByteArray> dnsNames;
    QList<QByteArray> addresses;
    Usage usage = Usage::Client;
    int days = 365;
    qint64 now = 0; ///< microseconds since the epoch; 0: the system's time
};

/// What a certificate signing request asks for, once its own signature is verified.
struct CsrInfo
{
    QByteArray commonName;
    QList<QByteArray> organizations;
    QList<QByteArray> dnsNames, addresses, emails, uris; ///< subject alternative names
};

struct CertificateInfo
{
    QByteArray commonName;
    QList<QByteArray> organizations;
    QList<QByteArray> dnsNames, addresses;
    QByteArray issuer; ///< its common name
    QByteArray serial; ///< hex
    qint64 notBefore = 0, notAfter = 0; ///< microseconds since the epoch
    bool isCa = false;
};

/// Keys are EC P-256 throughout: quick to make, small, and what every client speaks. All functions: Thread: any.
/// Errors: BadRequest for PEM or text that is none (it came from outside), InternalError when OpenSSL refuses.
api::Result<QByteArray> generateKey(); ///< PKCS#8 PEM
api::Result<QByteArray> publicKey(const QByteArray &keyPem); ///< SubjectPublicKeyInfo PEM
api::Result<KeyPair> createCa(const QByteArray &commonName, int days = 3650, qint64 now = 0); ///< now: as in Subject
/// A certificate with a new key, signed by ca.
api::Result<KeyPair> issue(const KeyPair &ca, const Subject &subject);
/// A certificate signing request for keyPem: CN and O's as given, SANs too. What a node agent sends.
api::Result<QByteArray> createCsr(const QByteArray &keyPem, const Subject &subject);
/// Checks the request's own signature too. Bounded: 16 KiB.
api::Result<CsrInfo> inspectCsr(const QByteArray &csrPem);
/// Signs the request as it stands, CN, O's, SANs and key (inspect it first); extensions it asks for are not copied,
/// except the SANs.
api::Result<QByteArray> signCsr(const KeyPair &ca, const QByteArray &csrPem, Usage usage, qint64 seconds,
                                qint64 now = 0);
api::Result<CertificateInfo> inspectCertificate(const QByteArray &certificatePem);
/// Whether ca signed it, it is within its validity and made for that usage. What TLS does for us on the wire; here for
/// tests and renewals. now: as in Subject.
api::Result<> verifyCertificate(const QByteArray &caPem, const QByteArray &certificatePem, Usage usage, qint64 now = 0);

/// Signs ES256 JSON Web Tokens (RFC 7515), the form of service-account tokens. Claims are a JSON object. The key is
/// read once. Thread: one. Lifetime: owner's.
class JwtSigner final
{
public:
    explicit JwtSigner(const QByteArray &keyPem);
    ~JwtSigner();
    /// Errors: BadRequest (the key cannot be read).
    api::Result<QByteArray> sign(const api::Value &claims) const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

/// exp and nbf are checked if present. publicKeyPem: a public or a private key. now: microseconds since the epoch.
/// Errors: Unauthorized. Bounded: 16 KiB.
api::Result<api::Value> verifyJwt(const QByteArray &publicKeyPem, const QByteArray &token, qint64 now);

/// verifyJwt() for a server, which sees the same tokens again and again: the key is read once, and of a token whose
/// signature was good only its times are looked at again. Thread: one. Lifetime: owner's.
class JwtVerifier final
{
public:
    explicit JwtVerifier(const QByteArray &publicKeyPem);
    ~JwtVerifier();
    api::Result<api::Value> verify(const QByteArray &token, qint64 now);

    static constexpr qsizetype maxKnown = 1000; ///< then it forgets all

private:
    class Private;
    std::unique_ptr<Private> d;
};

/// A bootstrap token "abcdef.0123456789abcdef", id before the dot, secret after.
QByteArray createBootstrapToken();
QByteArray randomBytes(int count);
QByteArray randomHex(int bytes);
QByteArray randomUuid(); ///< version 4, lower case
bool equalSecrets(QByteArrayView a, QByteArrayView b); ///< in a time that does not depend on where they differ

} // namespace orrery::pki
