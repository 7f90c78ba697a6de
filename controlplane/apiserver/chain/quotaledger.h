// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/chain/admission.h"

#include <deque>

namespace orrery::chain {

/// Admission ResourceQuota: refuses what a namespace's quotas have no room for. What is used is counted here, by every
/// assigned write, also those that are not visible yet: no two writes can both take the last place. Does not: write
/// status.used (controller resourcequota does).
/// Thread: the api thread. Lifetime: Admission's; the store outlives it.
class QuotaLedger final
{
public:
    explicit QuotaLedger(const store::Store &store)
        : m_store(store)
    {
    }
    /// Errors: Forbidden. Takes nothing: what is written is counted when it is.
    api::Result<> check(const Attributes &attributes);
    /// After every assigned write; a null `now` is a removal.
    void written(const api::Gvr &gvr, const api::Object &old, const api::Object &now, qint64 revision);

private:
    struct Account;
    struct Change
    {
        QByteArray resource;
        api::Object old, now;
        qint64 revision;
    };
    QList<api::Object> quotas(const QByteArray &ns) const;
    Account &account(const api::Object &quota);
    void count(Account &account, const Change &change) const;

    const store::Store &m_store;
    QHash<QByteArray, QMap<QByteArray, std::shared_ptr<Account>>> m_accounts; ///< by namespace, by the quota's name
    std::deque<Change> m_inFlight; ///< assigned, not visible yet: no list has them
};

} // namespace orrery::chain
