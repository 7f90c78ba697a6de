// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/kubelet/certificate.h"

#include <QDir>
#include <QRandomGenerator>
#include <QSaveFile>
#include <QSslCertificate>

#include <memory>

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

namespace orrery::kubelet {

namespace {

using api::error;
using api::Reason;
using api::Value;

const api::Gvr signingRequests{"certificates.k8s.io", "v1", "certificatesigningrequests"};

template <auto Free> struct Freed
{
    template <class T> void operator()(T *p) const { Free(p); }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using X509Request = std::unique_ptr<X509_REQ, Freed<X509_REQ_free>>;
using Bio = std::unique_ptr<BIO, Freed<BIO_free_all>>;

QByteArray text(BIO *bio)
{
    char *data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    return {data, qsizetype(size)};
}

QSslCertificate certificate(const QByteArray &pem)
{
    return QSslCertificate::fromData(pem, QSsl::Pem).value(0);
}

QString path(const QString &dir)
{
    return dir + "/node.pem";
}

} // namespace

QDateTime NodeIdentity::notBefore() const
{
    return certificate(certificatePem).effectiveDate();
}

QDateTime NodeIdentity::notAfter() const
{
    return certificate(certificatePem).expiryDate();
}

bool NodeIdentity::isFor(const QByteArray &nodeName, const QDateTime &at) const
{
    const auto own = certificate(certificatePem);
    return !isEmpty()
        && own.subjectInfo(QSslCertificate::CommonName).contains("system:node:" + QString::fromUtf8(nodeName))
        && own.effectiveDate() <= at.addSecs(300) && at < own.expiryDate();
}

QDateTime NodeIdentity::renewAt() const
{
    return notBefore().addSecs(notBefore().secsTo(notAfter()) * 7 / 10);
}

NodeIdentity NodeIdentity::load(const QString &dir)
{
    QFile file(path(dir));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray both = file.read(256 * 1024);
    const qsizetype key = both.indexOf("-----BEGIN PRIVATE KEY-----");
    return key < 0 ? NodeIdentity() : NodeIdentity{both.left(key), both.mid(key)};
}

api::Result<> NodeIdentity::save(const QString &dir) const
{
    QDir().mkpath(dir);
    QSaveFile file(path(dir));
    if (file.open(QIODevice::WriteOnly)) {
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        file.write(certificatePem + keyPem);
        if (file.commit())
            return {};
    }
    return error(Reason::InternalError, "cannot write " + path(dir).toUtf8() + ": " + file.errorString().toUtf8());
}

void NodeIdentity::forget(const QString &dir)
{
    QFile::remove(path(dir));
}

api::Result<KeyAndRequest> makeCertificateRequest(const QByteArray &nodeName)
{
    const Key key(EVP_EC_gen("P-256"));
    const X509Request request(X509_REQ_new());
    const Bio keyBio(BIO_new(BIO_s_mem())), requestBio(BIO_new(BIO_s_mem()));
    if (!key || !request || !keyBio || !requestBio)
        return error(Reason::InternalError, "cannot make a key");
    X509_NAME *name = X509_REQ_get_subject_name(request.get());
    const QByteArray commonName = "system:node:" + nodeName;
    const auto add = [&](const char *field, const char *value) {
        return X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, reinterpret_cast<const unsigned char *>(value),
                                          -1, -1, 0)
            == 1;
    };
    const bool made = add("O", "system:nodes") && add("CN", commonName.constData())
        && X509_REQ_set_pubkey(request.get(), key.get()) == 1
        && X509_REQ_sign(request.get(), key.get(), EVP_sha256()) > 0
        && PEM_write_bio_PKCS8PrivateKey(keyBio.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1
        && PEM_write_bio_X509_REQ(requestBio.get(), request.get()) == 1;
    if (!made)
        return error(Reason::InternalError, "cannot make a certificate request");
    return KeyAndRequest{text(keyBio.get()), text(requestBio.get())};
}

CertificateRequest::CertificateRequest(client::Client client, QByteArray nodeName, QObject *parent)
    : QObject(parent)
    , m_client(std::move(client))
    , m_nodeName(std::move(nodeName))
{
}

void CertificateRequest::start()
{
    m_ended = false;
    const auto made = makeCertificateRequest(m_nodeName);
    if (!made) {
        Q_EMIT failed(made.error());
        return;
    }
    m_keyPem = made.value().keyPem;
    const QByteArray name
        = "node-csr-" + m_nodeName.left(200) + '-' + QByteArray::number(QRandomGenerator::system()->generate64(), 36);
    const Value spec = Value::object({{"request", made.value().requestPem.toBase64()},
                                      {"signerName", "kubernetes.io/kube-apiserver-client-kubelet"},
                                      {"usages", Value::array({"digital signature", "client auth"})}});
    const auto object
        = api::newObject("certificates.k8s.io/v1", "CertificateSigningRequest", {{}, name}).with("spec", spec);
    m_client.create(signingRequests, object).then(this, [this, name](const api::Result<api::Object> &created) {
        if (!created) {
            Q_EMIT failed(created.error());
            return;
        }
        delete std::exchange(m_informer, nullptr);
        m_informer = new client::Informer(m_client, signingRequests, {{}, {}, "metadata.name=" + name}, this);
        connect(m_informer, &client::Informer::changed, this,
                [this](const api::Object &, const api::Object &now) { look(now); });
        connect(m_informer, &client::Informer::failed, this, [this](const api::Error &error) {
            if (!std::exchange(m_ended, true))
                Q_EMIT failed(error);
        });
        m_informer->start();
    });
}

void CertificateRequest::look(const api::Object &request)
{
    if (!request || m_ended)
        return;
    for (const char *type : {"Denied", "Failed"}) {
        if (const auto &condition = api::condition(request, type); condition["status"].text() == "True") {
            m_ended = true;
            Q_EMIT failed(error(Reason::Forbidden, "the certificate was refused: " + condition["message"].bytes()));
            return;
        }
    }
    const QByteArray pem = QByteArray::fromBase64(request.status()["certificate"].bytes());
    const NodeIdentity identity{pem, m_keyPem};
    if (pem.isEmpty())
        return;
    m_ended = true;
    if (identity.isFor(m_nodeName, QDateTime::currentDateTimeUtc()))
        Q_EMIT done(identity);
    else
        Q_EMIT failed(error(Reason::InternalError, "the certificate is not for this node, or the clock is wrong"));
}

} // namespace orrery::kubelet
