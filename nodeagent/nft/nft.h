// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/result.h"
#include "nodeagent/nft/transaction.h"

namespace orrery::nft {

/// The seam to the kernel's packet filter. apply() is all or nothing.
/// Implementations: LibNftables, FakeNft. Thread: one at a time. Errors: Invalid, with nft's words (a rule it does not
/// take, or no right to set it).
class Nft
{
public:
    virtual ~Nft() = default;
    virtual api::Result<> apply(const QByteArray &commands) = 0;
    api::Result<> apply(const Transaction &transaction) { return apply(transaction.text()); }
};

/// libnftables, in the network namespace of the calling thread; needs CAP_NET_ADMIN there.
class LibNftables final : public Nft
{
public:
    LibNftables() = default;
    using Nft::apply;
    api::Result<> apply(const QByteArray &commands) override;
};

/// Remembers what it was told; for tests and hollow nodes.
class FakeNft final : public Nft
{
public:
    using Nft::apply;
    api::Result<> apply(const QByteArray &commands) override
    {
        if (m_failure)
            return *m_failure;
        m_applied.append(commands);
        return {};
    }
    const QList<QByteArray> &applied() const { return m_applied; }
    void failWith(std::optional<api::Error> error) { m_failure = std::move(error); }

private:
    QList<QByteArray> m_applied;
    std::optional<api::Error> m_failure;
};

} // namespace orrery::nft
