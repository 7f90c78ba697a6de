// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/pki/pki.h"

#include <QString>

namespace orrery::pki {

/// All secrets of one cluster: its CA, the API server's certificate, the administrator's, and the key that signs
/// service-account tokens. Thread: any; a value. Files: DIR/pki/{ca,apiserver,admin}.{crt,key}, sa.key, all 0600.
struct ClusterKeys
{
    KeyPair ca;
    KeyPair
        apiServer; ///< for 127.0.0.1, ::1, localhost, kubernetes[.default[.svc[.cluster.local]]], 10.96.0.1, 10.240.0.1
    KeyPair admin; ///< CN kubernetes-admin, O system:masters
    QByteArray serviceAccountKey; ///< private PEM
    QByteArray serviceAccountPublicKey;

    /// Reads what is in dir/pki, creates what is missing, renews certificates that end within 90 days or that the CA
    /// did not sign. A key file that can't be read is an error, not a reason for a new one: a new CA would lock
    /// everybody out. now: microseconds since the epoch; 0: the system's time.
    static api::Result<ClusterKeys> load(const QString &dir, qint64 now = 0);
    /// The same without files, for tests.
    static api::Result<ClusterKeys> create(qint64 now = 0);
    /// Renews what ends within 90 days; the CA stays. dir empty: without files. Whether there was something to renew.
    api::Result<bool> renew(const QString &dir, qint64 now);
};

} // namespace orrery::pki
