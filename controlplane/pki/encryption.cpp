// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/pki/encryption.h"

#include "controlplane/pki/files.h"
#include "controlplane/pki/openssl.h"
#include "controlplane/pki/pki.h"

namespace orrery::pki {

using api::error;
using api::Reason;
using api::Result;

namespace {

// A sealed value: the mark, the key's id, ':', nonce, tag, ciphertext.
constexpr QByteArrayView mark = "sealed:aesgcm:v1:";
constexpr qsizetype idSize = 8, nonceSize = 12, tagSize = 16, keySize = 32;
constexpr qsizetype headSize = mark.size() + idSize + 1;

using Cipher = Owned<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;

QString keysFile(const QString &dir)
{
    return dir + QLatin1String("/pki/encryption.keys");
}

const unsigned char *data(QByteArrayView bytes)
{
    return reinterpret_cast<const unsigned char *>(bytes.data());
}

unsigned char *data(QByteArray &bytes)
{
    return reinterpret_cast<unsigned char *>(bytes.data());
}

QByteArrayView idOf(QByteArrayView sealed)
{
    return sealed.sliced(mark.size(), idSize);
}

} // namespace

EncryptionKeys::Key EncryptionKeys::newKey()
{
    return {randomHex(idSize / 2), randomBytes(keySize)};
}

EncryptionKeys EncryptionKeys::create()
{
    EncryptionKeys keys;
    keys.m_keys.append(newKey());
    return keys;
}

Result<EncryptionKeys> EncryptionKeys::load(const QString &dir)
{
    const auto text = readFile(keysFile(dir));
    if (text.failedWith(Reason::NotFound)) {
        ORRERY_CHECK(makeFolder(dir + QLatin1String("/pki")));
        EncryptionKeys keys = create();
        ORRERY_CHECK(keys.save(dir));
        return keys;
    }
    if (!text)
        return text.error();
    EncryptionKeys keys;
    for (const QByteArray &line : text->trimmed().split('\n')) {
        const qsizetype space = line.indexOf(' ');
        const Key key{line.left(std::max<qsizetype>(space, 0)), QByteArray::fromBase64(line.mid(space + 1))};
        if (key.id.size() != idSize || key.bytes.size() != keySize)
            return error(Reason::InternalError,
                         keysFile(dir).toUtf8() + " is damaged; restore it from a backup, or reset the cluster");
        keys.m_keys.append(key);
    }
    return keys;
}

Result<> EncryptionKeys::save(const QString &dir) const
{
    QByteArray text;
    for (const Key &key : m_keys)
        text += key.id + ' ' + key.bytes.toBase64() + '\n';
    return writeFile(keysFile(dir), text);
}

Result<> EncryptionKeys::rotate(const QString &dir)
{
    m_keys.prepend(newKey());
    return save(dir);
}

Result<> EncryptionKeys::dropOld(const QString &dir)
{
    if (m_keys.size() == 1)
        return {};
    m_keys.resize(1);
    return save(dir);
}

bool EncryptionKeys::isSealed(QByteArrayView value)
{
    return value.startsWith(mark);
}

bool EncryptionKeys::isCurrent(QByteArrayView sealed) const
{
    return isSealed(sealed) && sealed.size() >= headSize && idOf(sealed) == m_keys.first().id;
}

Result<QByteArray> EncryptionKeys::seal(const QByteArray &context, const QByteArray &plain) const
{
    const Key &key = m_keys.first();
    const QByteArray nonce = randomBytes(nonceSize);
    QByteArray out = mark.toByteArray() + key.id + ':' + nonce + QByteArray(tagSize + plain.size(), Qt::Uninitialized);
    unsigned char *const tag = data(out) + headSize + nonceSize, *const text = tag + tagSize;
    const Cipher cipher(EVP_CIPHER_CTX_new());
    int size = 0;
    if (!cipher || EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, data(key.bytes), data(nonce)) != 1
        || EVP_EncryptUpdate(cipher.get(), nullptr, &size, data(context), int(context.size())) != 1
        || EVP_EncryptUpdate(cipher.get(), text, &size, data(plain), int(plain.size())) != 1
        || EVP_EncryptFinal_ex(cipher.get(), text + size, &size) != 1
        || EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, int(tagSize), tag) != 1)
        return opensslError("cannot encrypt");
    return out;
}

Result<QByteArray> EncryptionKeys::open(const QByteArray &context, const QByteArray &sealed) const
{
    const auto refuse = [&](const QByteArray &why) {
        return error(Reason::InternalError,
                     "cannot decrypt " + context + ": " + why
                         + "; restore pki/encryption.keys and the store from a backup, or reset the cluster");
    };
    if (!isSealed(sealed) || sealed.size() < headSize + nonceSize + tagSize)
        return refuse("it is damaged");
    const auto key = std::find_if(m_keys.begin(), m_keys.end(), [&](const Key &one) { return one.id == idOf(sealed); });
    if (key == m_keys.end())
        return refuse("key " + idOf(sealed).toByteArray() + " is not there");
    const QByteArrayView nonce = QByteArrayView(sealed).sliced(headSize, nonceSize);
    QByteArray tag = sealed.mid(headSize + nonceSize, tagSize);
    const QByteArrayView text = QByteArrayView(sealed).sliced(headSize + nonceSize + tagSize);
    QByteArray plain(text.size(), Qt::Uninitialized);
    const Cipher cipher(EVP_CIPHER_CTX_new());
    int size = 0;
    if (!cipher || EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, data(key->bytes), data(nonce)) != 1
        || EVP_DecryptUpdate(cipher.get(), nullptr, &size, data(context), int(context.size())) != 1
        || EVP_DecryptUpdate(cipher.get(), data(plain), &size, data(text), int(text.size())) != 1
        || EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, int(tagSize), tag.data()) != 1
        || EVP_DecryptFinal_ex(cipher.get(), data(plain) + size, &size) != 1) {
        ERR_clear_error();
        return refuse("it was changed");
    }
    return plain;
}

} // namespace orrery::pki
