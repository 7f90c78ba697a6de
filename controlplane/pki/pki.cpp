// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/pki/pki.h"

#include "controlplane/api/clock.h"
#include "controlplane/pki/openssl.h"

#include <arpa/inet.h>
#include <ctime>

namespace orrery::pki {

using api::Error;
using api::error;
using api::Reason;
using api::Result;

namespace {

constexpr qint64 second = 1'000'000;
constexpr qsizetype maxPem = 16 * 1024;

Result<Certificate> readCertificate(const QByteArray &pem)
{
    const Bio bio = readBio(pem);
    Certificate certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
    if (!certificate) {
        ERR_clear_error();
        return error(Reason::BadRequest, "not a PEM certificate");
    }
    return certificate;
}

Result<CertificateRequest> readCsr(const QByteArray &pem)
{
    if (pem.size() > maxPem)
        return error(Reason::BadRequest, "certificate signing request is longer than 16 KiB");
    const Bio bio = readBio(pem);
    CertificateRequest request(PEM_read_bio_X509_REQ(bio.get(), nullptr, nullptr, nullptr));
    if (!request) {
        ERR_clear_error();
        return error(Reason::BadRequest, "PEM block type must be CERTIFICATE REQUEST");
    }
    return request;
}

QByteArray entryText(const X509_NAME_ENTRY *entry)
{
    unsigned char *utf8 = nullptr;
    const int size = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(entry));
    if (size < 0) {
        ERR_clear_error();
        return {};
    }
    QByteArray text(reinterpret_cast<char *>(utf8), size);
    OPENSSL_free(utf8);
    return text;
}

QList<QByteArray> nameTexts(const X509_NAME *name, int nid)
{
    QList<QByteArray> texts;
    for (int i = X509_NAME_get_index_by_NID(name, nid, -1); i >= 0; i = X509_NAME_get_index_by_NID(name, nid, i))
        texts.append(entryText(X509_NAME_get_entry(name, i)));
    return texts;
}

bool addText(X509_NAME *name, int nid, const QByteArray &text)
{
    return X509_NAME_add_entry_by_NID(name, nid, MBSTRING_UTF8,
                                      reinterpret_cast<const unsigned char *>(text.constData()), int(text.size()), -1,
                                      0)
        == 1;
}

bool fillName(X509_NAME *name, const QByteArray &commonName, const QList<QByteArray> &organizations)
{
    for (const QByteArray &organization : organizations) {
        if (!addText(name, NID_organizationName, organization))
            return false;
    }
    return addText(name, NID_commonName, commonName);
}

// The names are put together here and not through a configuration string: a comma in a name must not become a second
// name.
Names makeNames(const QList<QByteArray> &dnsNames, const QList<QByteArray> &addresses)
{
    Names names(GENERAL_NAMES_new());
    const auto append = [&](int type, const unsigned char *data, int size) {
        GENERAL_NAME *name = GENERAL_NAME_new();
        ASN1_STRING *text = type == GEN_IPADD ? ASN1_OCTET_STRING_new() : ASN1_IA5STRING_new();
        ASN1_STRING_set(text, data, size);
        GENERAL_NAME_set0_value(name, type, text);
        sk_GENERAL_NAME_push(names.get(), name);
    };
    for (const QByteArray &dns : dnsNames)
        append(GEN_DNS, reinterpret_cast<const unsigned char *>(dns.constData()), int(dns.size()));
    for (const QByteArray &text : addresses) {
        unsigned char bytes[16];
        if (inet_pton(AF_INET, text.constData(), bytes) == 1)
            append(GEN_IPADD, bytes, 4);
        else if (inet_pton(AF_INET6, text.constData(), bytes) == 1)
            append(GEN_IPADD, bytes, 16);
    }
    return names;
}

template <class Info> void readNames(const GENERAL_NAMES *names, Info &info)
{
    for (int i = 0; names && i < sk_GENERAL_NAME_num(names); ++i) {
        const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
        int type = 0;
        const auto *text = static_cast<const ASN1_STRING *>(GENERAL_NAME_get0_value(name, &type));
        if (type != GEN_DNS && type != GEN_IPADD && type != GEN_EMAIL && type != GEN_URI)
            continue;
        const unsigned char *data = ASN1_STRING_get0_data(text);
        const QByteArray bytes(reinterpret_cast<const char *>(data), ASN1_STRING_length(text));
        if (type == GEN_DNS)
            info.dnsNames.append(bytes);
        else if (type == GEN_IPADD && (bytes.size() == 4 || bytes.size() == 16)) {
            char printed[INET6_ADDRSTRLEN];
            info.addresses.append(inet_ntop(bytes.size() == 4 ? AF_INET : AF_INET6, data, printed, sizeof printed));
        }
        if constexpr (requires { info.emails; }) {
            if (type == GEN_EMAIL)
                info.emails.append(bytes);
            else if (type == GEN_URI)
                info.uris.append(bytes);
        }
    }
}

bool addExtension(X509 *certificate, const X509 *issuer, int nid, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, const_cast<X509 *>(issuer), certificate, nullptr, nullptr, 0);
    const Owned<X509_EXTENSION, X509_EXTENSION_free> extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool addUsage(X509 *certificate, const X509 *issuer, Usage usage)
{
    const char *extended = usage == Usage::Client ? "clientAuth"
        : usage == Usage::Server                  ? "serverAuth"
                                                  : "serverAuth,clientAuth";
    return addExtension(certificate, issuer, NID_basic_constraints, "critical,CA:FALSE")
        && addExtension(certificate, issuer, NID_key_usage, "critical,digitalSignature")
        && addExtension(certificate, issuer, NID_ext_key_usage, extended)
        && addExtension(certificate, issuer, NID_authority_key_identifier, "keyid");
}

/// at: microseconds; 0: now.
Result<Certificate> startCertificate(EVP_PKEY *key, const X509 *issuer, qint64 seconds, qint64 at = 0)
{
    Certificate certificate(X509_new());
    const time_t now = at ? time_t(at / second) : std::time(nullptr);
    unsigned char serial[16];
    const QByteArray random = randomBytes(sizeof serial);
    std::copy(random.begin(), random.end(), serial);
    serial[0] &= 0x7f; // positive, as RFC 5280 wants it
    const Owned<BIGNUM, BN_free> number(BN_bin2bn(serial, sizeof serial, nullptr));
    // A leaf must not outlive its issuer: clients would see a chain that breaks earlier than the certificate says.
    time_t end = now + seconds;
    if (issuer) {
        tm issuerEnd{};
        if (ASN1_TIME_to_tm(X509_get0_notAfter(issuer), &issuerEnd) == 1)
            end = std::min<time_t>(end, timegm(&issuerEnd));
    }
    if (!X509_set_version(certificate.get(), X509_VERSION_3)
        || !BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate.get()))
        || !ASN1_TIME_set(X509_getm_notBefore(certificate.get()), now - 300)
        || !ASN1_TIME_set(X509_getm_notAfter(certificate.get()), end) || !X509_set_pubkey(certificate.get(), key))
        return opensslError("cannot make a certificate");
    return certificate;
}

Result<QByteArray> certificatePem(X509 *certificate, EVP_PKEY *signer)
{
    const Bio out(BIO_new(BIO_s_mem()));
    if (!X509_sign(certificate, signer, EVP_sha256()) || !PEM_write_bio_X509(out.get(), certificate))
        return opensslError("cannot sign a certificate");
    return bioBytes(out.get());
}

qint64 microseconds(const ASN1_TIME *time)
{
    tm parts{};
    return ASN1_TIME_to_tm(time, &parts) == 1 ? qint64(timegm(&parts)) * second : 0;
}

} // namespace

Result<Key> readPrivateKey(const QByteArray &pem)
{
    const Bio bio = readBio(pem);
    Key key(PEM_read_bio_PrivateKey(
        bio.get(), nullptr, [](char *, int, int, void *) { return -1; }, nullptr));
    if (!key) {
        ERR_clear_error();
        return error(Reason::BadRequest, "not a PEM private key");
    }
    return key;
}

Result<Key> readAnyPublicKey(const QByteArray &pem)
{
    if (!pem.contains("PUBLIC KEY"))
        return readPrivateKey(pem);
    const Bio bio = readBio(pem);
    Key key(PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr));
    if (!key) {
        ERR_clear_error();
        return error(Reason::BadRequest, "not a PEM public key");
    }
    return key;
}

Result<QByteArray> generateKey()
{
    const Key key(EVP_EC_gen("P-256"));
    const Bio out(BIO_new(BIO_s_mem()));
    if (!key || !PEM_write_bio_PKCS8PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr))
        return opensslError("cannot make a key");
    return bioBytes(out.get());
}

Result<QByteArray> publicKey(const QByteArray &keyPem)
{
    ORRERY_TRY(key, readPrivateKey(keyPem));
    const Bio out(BIO_new(BIO_s_mem()));
    if (!PEM_write_bio_PUBKEY(out.get(), key.get()))
        return opensslError("cannot write a public key");
    return bioBytes(out.get());
}

Result<KeyPair> createCa(const QByteArray &commonName, int days, qint64 now)
{
    ORRERY_TRY(keyPem, generateKey());
    ORRERY_TRY(key, readPrivateKey(keyPem));
    ORRERY_TRY(certificate, startCertificate(key.get(), nullptr, qint64(days) * 86400, now));
    X509_NAME *name = X509_get_subject_name(certificate.get());
    if (!fillName(name, commonName, {}) || !X509_set_issuer_name(certificate.get(), name)
        || !addExtension(certificate.get(), certificate.get(), NID_basic_constraints, "critical,CA:TRUE")
        || !addExtension(certificate.get(), certificate.get(), NID_key_usage,
                         "critical,digitalSignature,keyCertSign,cRLSign")
        || !addExtension(certificate.get(), certificate.get(), NID_subject_key_identifier, "hash"))
        return opensslError("cannot make a certificate authority");
    ORRERY_TRY(pem, certificatePem(certificate.get(), key.get()));
    return KeyPair{pem, keyPem};
}

Result<KeyPair> issue(const KeyPair &ca, const Subject &subject)
{
    ORRERY_TRY(caCertificate, readCertificate(ca.certificatePem));
    ORRERY_TRY(caKey, readPrivateKey(ca.keyPem));
    ORRERY_TRY(keyPem, generateKey());
    ORRERY_TRY(key, readPrivateKey(keyPem));
    ORRERY_TRY(certificate,
               startCertificate(key.get(), caCertificate.get(), qint64(subject.days) * 86400, subject.now));
    if (!fillName(X509_get_subject_name(certificate.get()), subject.commonName, subject.organizations)
        || !X509_set_issuer_name(certificate.get(), X509_get_subject_name(caCertificate.get()))
        || !addUsage(certificate.get(), caCertificate.get(), subject.usage))
        return opensslError("cannot issue a certificate");
    if (!subject.dnsNames.isEmpty() || !subject.addresses.isEmpty()) {
        const Names names = makeNames(subject.dnsNames, subject.addresses);
        if (!X509_add1_ext_i2d(certificate.get(), NID_subject_alt_name, names.get(), 0, 0))
            return opensslError("cannot add names to a certificate");
    }
    ORRERY_TRY(pem, certificatePem(certificate.get(), caKey.get()));
    return KeyPair{pem, keyPem};
}

Result<QByteArray> createCsr(const QByteArray &keyPem, const Subject &subject)
{
    ORRERY_TRY(key, readPrivateKey(keyPem));
    const CertificateRequest request(X509_REQ_new());
    if (!X509_REQ_set_version(request.get(), X509_REQ_VERSION_1) || !X509_REQ_set_pubkey(request.get(), key.get())
        || !fillName(X509_REQ_get_subject_name(request.get()), subject.commonName, subject.organizations))
        return opensslError("cannot make a certificate signing request");
    if (!subject.dnsNames.isEmpty() || !subject.addresses.isEmpty()) {
        const Names names = makeNames(subject.dnsNames, subject.addresses);
        STACK_OF(X509_EXTENSION) *stack = nullptr;
        X509V3_add1_i2d(&stack, NID_subject_alt_name, names.get(), 0, 0);
        const Extensions extensions(stack);
        if (!extensions || !X509_REQ_add_extensions(request.get(), extensions.get()))
            return opensslError("cannot add names to a certificate signing request");
    }
    const Bio out(BIO_new(BIO_s_mem()));
    if (!X509_REQ_sign(request.get(), key.get(), EVP_sha256()) || !PEM_write_bio_X509_REQ(out.get(), request.get()))
        return opensslError("cannot sign a certificate signing request");
    return bioBytes(out.get());
}

Result<CsrInfo> inspectCsr(const QByteArray &csrPem)
{
    ORRERY_TRY(request, readCsr(csrPem));
    EVP_PKEY *key = X509_REQ_get0_pubkey(request.get());
    if (!key || X509_REQ_verify(request.get(), key) != 1) {
        ERR_clear_error();
        return error(Reason::BadRequest, "the certificate signing request's signature is wrong");
    }
    CsrInfo info;
    const X509_NAME *name = X509_REQ_get_subject_name(request.get());
    info.commonName = nameTexts(name, NID_commonName).value(0);
    info.organizations = nameTexts(name, NID_organizationName);
    const Extensions extensions(X509_REQ_get_extensions(request.get()));
    const Names names(
        static_cast<GENERAL_NAMES *>(X509V3_get_d2i(extensions.get(), NID_subject_alt_name, nullptr, nullptr)));
    readNames(names.get(), info);
    ERR_clear_error();
    return info;
}

Result<QByteArray> signCsr(const KeyPair &ca, const QByteArray &csrPem, Usage usage, qint64 seconds, qint64 now)
{
    ORRERY_TRY(info, inspectCsr(csrPem));
    ORRERY_TRY(request, readCsr(csrPem));
    ORRERY_TRY(caCertificate, readCertificate(ca.certificatePem));
    ORRERY_TRY(caKey, readPrivateKey(ca.keyPem));
    ORRERY_TRY(certificate, startCertificate(X509_REQ_get0_pubkey(request.get()), caCertificate.get(), seconds, now));
    // The subject is written anew from what was inspected, so that nothing that inspectCsr() does not show gets signed.
    if (!fillName(X509_get_subject_name(certificate.get()), info.commonName, info.organizations)
        || !X509_set_issuer_name(certificate.get(), X509_get_subject_name(caCertificate.get()))
        || !addUsage(certificate.get(), caCertificate.get(), usage))
        return opensslError("cannot sign the request");
    if (!info.dnsNames.isEmpty() || !info.addresses.isEmpty()) {
        const Names names = makeNames(info.dnsNames, info.addresses);
        if (!X509_add1_ext_i2d(certificate.get(), NID_subject_alt_name, names.get(), 0, 0))
            return opensslError("cannot add names to a certificate");
    }
    return certificatePem(certificate.get(), caKey.get());
}

Result<CertificateInfo> inspectCertificate(const QByteArray &certificatePem)
{
    ORRERY_TRY(certificate, readCertificate(certificatePem));
    CertificateInfo info;
    const X509_NAME *name = X509_get_subject_name(certificate.get());
    info.commonName = nameTexts(name, NID_commonName).value(0);
    info.organizations = nameTexts(name, NID_organizationName);
    info.issuer = nameTexts(X509_get_issuer_name(certificate.get()), NID_commonName).value(0);
    const Names names(
        static_cast<GENERAL_NAMES *>(X509_get_ext_d2i(certificate.get(), NID_subject_alt_name, nullptr, nullptr)));
    readNames(names.get(), info);
    const ASN1_INTEGER *serial = X509_get0_serialNumber(certificate.get());
    info.serial
        = QByteArray(reinterpret_cast<const char *>(ASN1_STRING_get0_data(serial)), ASN1_STRING_length(serial)).toHex();
    info.notBefore = microseconds(X509_get0_notBefore(certificate.get()));
    info.notAfter = microseconds(X509_get0_notAfter(certificate.get()));
    info.isCa = X509_check_ca(certificate.get()) > 0;
    ERR_clear_error();
    return info;
}

Result<> verifyCertificate(const QByteArray &caPem, const QByteArray &certificatePem, Usage usage, qint64 now)
{
    ORRERY_TRY(ca, readCertificate(caPem));
    ORRERY_TRY(certificate, readCertificate(certificatePem));
    const Owned<X509_STORE, X509_STORE_free> store(X509_STORE_new());
    const Owned<X509_STORE_CTX, X509_STORE_CTX_free> context(X509_STORE_CTX_new());
    X509_STORE_add_cert(store.get(), ca.get());
    X509_STORE_CTX_init(context.get(), store.get(), certificate.get(), nullptr);
    if (now)
        X509_STORE_CTX_set_time(context.get(), 0, time_t(now / second));
    for (const auto &[one, purpose] :
         {std::pair(Usage::Client, X509_PURPOSE_SSL_CLIENT), std::pair(Usage::Server, X509_PURPOSE_SSL_SERVER)}) {
        if ((int(usage) & int(one)) && X509_check_purpose(certificate.get(), purpose, 0) != 1)
            return error(Reason::Unauthorized, "the certificate is not made for this usage");
    }
    if (X509_verify_cert(context.get()) != 1) {
        const char *why = X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get()));
        ERR_clear_error();
        return error(Reason::Unauthorized, QByteArray("x509: ") + why);
    }
    return {};
}

} // namespace orrery::pki
