// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/pki/encryption.h"
#include "controlplane/store/store.h"

namespace orrery::host {

/// Secrets are sealed where they lie on the disk. Thread: any. Lifetime: shared; the keys do not change.
class SecretSealer final : public store::Sealer
{
public:
    explicit SecretSealer(pki::EncryptionKeys keys)
        : m_keys(std::move(keys))
    {
    }

    bool concerns(QByteArrayView key) const override { return key.startsWith("/registry/secrets/"); }
    api::Result<QByteArray> seal(const QByteArray &key, const QByteArray &plain) const override
    {
        return m_keys.seal(key, plain);
    }
    api::Result<QByteArray> open(const QByteArray &key, const QByteArray &sealed) const override
    {
        return m_keys.open(key, sealed);
    }
    bool isSealed(QByteArrayView value) const override { return pki::EncryptionKeys::isSealed(value); }
    bool isCurrent(QByteArrayView value) const override { return m_keys.isCurrent(value); }

private:
    const pki::EncryptionKeys m_keys;
};

/// A new key for a cluster that is not running; the next start seals everything with it and forgets the old ones.
inline api::Result<> rotateEncryptionKey(const QString &dataDir)
{
    ORRERY_TRY(keys, pki::EncryptionKeys::load(dataDir));
    return keys.rotate(dataDir);
}

} // namespace orrery::host
