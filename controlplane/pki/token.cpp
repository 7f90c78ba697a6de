// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/pki/openssl.h"
#include "controlplane/pki/pki.h"

#include <QCryptographicHash>
#include <QHash>

#include <openssl/crypto.h>
#include <openssl/ecdsa.h>
#include <openssl/rand.h>

namespace orrery::pki {

using api::Error;
using api::error;
using api::Reason;
using api::Result;

namespace {

constexpr auto base64Url = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;
using Context = Owned<EVP_MD_CTX, EVP_MD_CTX_free>;
using Signature = Owned<ECDSA_SIG, ECDSA_SIG_free>;

// A JWT carries r and s as 32 bytes each (RFC 7518, 3.4); OpenSSL speaks DER.
Result<QByteArray> sign(EVP_PKEY *key, const QByteArray &text)
{
    const Context context(EVP_MD_CTX_new());
    size_t size = 0;
    const auto *data = reinterpret_cast<const unsigned char *>(text.constData());
    if (!EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key)
        || !EVP_DigestSign(context.get(), nullptr, &size, data, size_t(text.size())))
        return opensslError("cannot sign a token");
    QByteArray der(qsizetype(size), '\0');
    if (!EVP_DigestSign(context.get(), reinterpret_cast<unsigned char *>(der.data()), &size, data, size_t(text.size())))
        return opensslError("cannot sign a token");
    const auto *at = reinterpret_cast<const unsigned char *>(der.constData());
    const Signature signature(d2i_ECDSA_SIG(nullptr, &at, long(size)));
    QByteArray raw(64, '\0');
    auto *out = reinterpret_cast<unsigned char *>(raw.data());
    if (!signature || BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), out, 32) != 32
        || BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), out + 32, 32) != 32)
        return opensslError("cannot sign a token");
    return raw;
}

bool verify(EVP_PKEY *key, const QByteArray &text, const QByteArray &raw)
{
    if (raw.size() != 64 || !EVP_PKEY_is_a(key, "EC"))
        return false;
    const auto *in = reinterpret_cast<const unsigned char *>(raw.constData());
    const Signature signature(ECDSA_SIG_new());
    ECDSA_SIG_set0(signature.get(), BN_bin2bn(in, 32, nullptr), BN_bin2bn(in + 32, 32, nullptr));
    unsigned char *der = nullptr;
    const int size = i2d_ECDSA_SIG(signature.get(), &der);
    if (size <= 0)
        return false;
    const Context context(EVP_MD_CTX_new());
    const bool good = EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1
        && EVP_DigestVerify(context.get(), der, size_t(size), reinterpret_cast<const unsigned char *>(text.constData()),
                            size_t(text.size()))
            == 1;
    OPENSSL_free(der);
    ERR_clear_error();
    return good;
}

} // namespace

class JwtSigner::Private final
{
public:
    Result<Key> key{Key()};
};

JwtSigner::JwtSigner(const QByteArray &keyPem)
    : d(std::make_unique<Private>())
{
    d->key = readPrivateKey(keyPem);
}

JwtSigner::~JwtSigner() = default;

Result<QByteArray> JwtSigner::sign(const api::Value &claims) const
{
    if (!d->key)
        return d->key.error();
    const QByteArray text = QByteArray(R"({"alg":"ES256","typ":"JWT"})").toBase64(base64Url) + '.'
        + api::toJson(claims).toBase64(base64Url);
    ORRERY_TRY(signature, pki::sign(d->key->get(), text));
    return QByteArray(text + '.' + signature.toBase64(base64Url));
}

namespace {

Error refuse(const char *why)
{
    return error(Reason::Unauthorized, QByteArray("invalid bearer token: ") + why);
}

/// What the token says, once its signature is good; whether it is its time is another question.
Result<api::Value> signedClaims(EVP_PKEY *key, const QByteArray &token)
{
    if (token.size() > 16 * 1024)
        return refuse("too long");
    const QList<QByteArray> parts = token.split('.');
    if (parts.size() != 3)
        return refuse("not a token of three parts");
    const auto decode = [](const QByteArray &part) {
        return QByteArray::fromBase64Encoding(part, base64Url | QByteArray::AbortOnBase64DecodingErrors);
    };
    const auto head = decode(parts[0]), body = decode(parts[1]), signature = decode(parts[2]);
    if (!head || !body || !signature)
        return refuse("not base64url");
    const auto header = api::parseJson(*head, {8, 4096});
    // Only the one algorithm that we sign with: "none" and the confusion of HS256 with a public key have no way in.
    if (!header || (*header)["alg"].text() != "ES256")
        return refuse("not signed with ES256");
    if (!verify(key, parts[0] + '.' + parts[1], *signature))
        return refuse("the signature is wrong");
    auto claims = api::parseJson(*body, {32, 16 * 1024});
    if (!claims || !claims->isObject())
        return refuse("its claims are no JSON object");
    return claims;
}

Result<> checkTimes(const api::Value &claims, qint64 now)
{
    const qint64 seconds = now / 1'000'000;
    const api::Value &exp = claims["exp"], &nbf = claims["nbf"];
    if (!exp.isNull() && (!exp.isNumber() || exp.number() <= double(seconds)))
        return refuse("it has expired");
    if (!nbf.isNull() && (!nbf.isNumber() || nbf.number() > double(seconds + 60)))
        return refuse("it is not valid yet");
    return {};
}

} // namespace

Result<api::Value> verifyJwt(const QByteArray &publicKeyPem, const QByteArray &token, qint64 now)
{
    return JwtVerifier(publicKeyPem).verify(token, now);
}

class JwtVerifier::Private final
{
public:
    Result<Key> key{Key()};
    QHash<QByteArray, api::Value> known; ///< claims, by the digest of the token
};

JwtVerifier::JwtVerifier(const QByteArray &publicKeyPem)
    : d(std::make_unique<Private>())
{
    d->key = readAnyPublicKey(publicKeyPem);
}

JwtVerifier::~JwtVerifier() = default;

Result<api::Value> JwtVerifier::verify(const QByteArray &token, qint64 now)
{
    if (!d->key)
        return d->key.error();
    const QByteArray digest = QCryptographicHash::hash(token, QCryptographicHash::Sha256);
    auto found = d->known.constFind(digest);
    if (found == d->known.cend()) {
        ORRERY_TRY(claims, signedClaims(d->key->get(), token));
        if (d->known.size() >= maxKnown)
            d->known.clear();
        found = d->known.insert(digest, claims);
    }
    ORRERY_CHECK(checkTimes(*found, now));
    return *found;
}

QByteArray randomBytes(int count)
{
    QByteArray bytes(count, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char *>(bytes.data()), count) != 1)
        qFatal("no random numbers from the system"); // nothing secret can be made without them
    return bytes;
}

QByteArray randomHex(int bytes)
{
    return randomBytes(bytes).toHex();
}

QByteArray randomUuid()
{
    QByteArray bytes = randomBytes(16);
    bytes[6] = char((bytes[6] & 0x0f) | 0x40);
    bytes[8] = char((bytes[8] & 0x3f) | 0x80);
    const QByteArray hex = bytes.toHex();
    return hex.mid(0, 8) + '-' + hex.mid(8, 4) + '-' + hex.mid(12, 4) + '-' + hex.mid(16, 4) + '-' + hex.mid(20);
}

QByteArray createBootstrapToken()
{
    // 36 letters and digits; bytes from 252 on are dropped, so that all are equally likely.
    const auto letters = [](int count) {
        QByteArray text;
        while (text.size() < count) {
            for (const char byte : randomBytes(count)) {
                if (uchar(byte) < 252 && text.size() < count)
                    text.append("abcdefghijklmnopqrstuvwxyz0123456789"[uchar(byte) % 36]);
            }
        }
        return text;
    };
    return letters(6) + '.' + letters(16);
}

bool equalSecrets(QByteArrayView a, QByteArrayView b)
{
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), size_t(a.size())) == 0;
}

} // namespace orrery::pki
