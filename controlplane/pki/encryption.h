// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/result.h"

#include <QList>
#include <QString>

namespace orrery::pki {

/// The keys that make values unreadable on the disk: AES-256-GCM, a random nonce for each value, bound to its context
/// (where it lies), so that values cannot be swapped. The first key seals, all open. File: DIR/pki/encryption.keys,
/// 0600, a line for each: its id and the key in base64. Thread: any; a value.
class EncryptionKeys final
{
public:
    /// Reads the file; without one, makes it with a first key. Errors: InternalError (it cannot be read or is damaged;
    /// never a reason for a new one: what is sealed would be lost).
    static api::Result<EncryptionKeys> load(const QString &dir);
    /// The same without a file, for tests.
    static EncryptionKeys create();

    /// A new first key; what is sealed with the others is to be sealed again before they are dropped.
    api::Result<> rotate(const QString &dir);
    api::Result<> dropOld(const QString &dir);
    qsizetype count() const { return m_keys.size(); }

    api::Result<QByteArray> seal(const QByteArray &context, const QByteArray &plain) const;
    /// Errors: InternalError (another key, or not what was sealed there).
    api::Result<QByteArray> open(const QByteArray &context, const QByteArray &sealed) const;
    static bool isSealed(QByteArrayView value);
    bool isCurrent(QByteArrayView sealed) const;

private:
    struct Key
    {
        QByteArray id, bytes;
    };
    static Key newKey();
    api::Result<> save(const QString &dir) const;

    QList<Key> m_keys; ///< newest first; never empty
};

} // namespace orrery::pki
