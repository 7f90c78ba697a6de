// SPDX-License-Identifier: GPL-3.0-only
#pragma once

// OpenSSL's objects with owners, for the .cpp files of this folder only.

#include "controlplane/api/result.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>

namespace orrery::pki {

template <auto Free> struct Deleter
{
    template <class T> void operator()(T *t) const { Free(t); }
};
template <class T, auto Free> using Owned = std::unique_ptr<T, Deleter<Free>>;

using Key = Owned<EVP_PKEY, EVP_PKEY_free>;
using Certificate = Owned<X509, X509_free>;
using CertificateRequest = Owned<X509_REQ, X509_REQ_free>;
using Bio = Owned<BIO, BIO_free_all>;
using Extensions = Owned<STACK_OF(X509_EXTENSION),
                         [](STACK_OF(X509_EXTENSION) * s) { sk_X509_EXTENSION_pop_free(s, X509_EXTENSION_free); }>;
using Names = Owned<GENERAL_NAMES, GENERAL_NAMES_free>;

inline api::Error opensslError(const char *what)
{
    char text[256] = "";
    if (const unsigned long code = ERR_peek_last_error())
        ERR_error_string_n(code, text, sizeof text);
    ERR_clear_error();
    return api::error(api::Reason::InternalError, QByteArray(what) + (text[0] ? ": " : "") + text);
}

inline Bio readBio(const QByteArray &bytes)
{
    return Bio(BIO_new_mem_buf(bytes.constData(), int(bytes.size())));
}

inline QByteArray bioBytes(BIO *bio)
{
    char *data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    return QByteArray(data, size);
}

api::Result<Key> readPrivateKey(const QByteArray &pem);
api::Result<Key> readAnyPublicKey(const QByteArray &pem); ///< of a public or a private key's PEM

} // namespace orrery::pki
