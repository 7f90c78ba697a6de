// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/nft/nft.h"

#include <memory>

#include <nftables/libnftables.h>

namespace orrery::nft {

api::Result<> LibNftables::apply(const QByteArray &commands)
{
    // A context for each call: it holds caches of the ruleset, which others may change in between, and tens of
    // kilobytes.
    const std::unique_ptr<nft_ctx, decltype(&nft_ctx_free)> context(nft_ctx_new(NFT_CTX_DEFAULT), &nft_ctx_free);
    if (!context)
        return api::error(api::Reason::InternalError, "libnftables: out of memory");
    nft_ctx_buffer_output(context.get());
    nft_ctx_buffer_error(context.get());
    if (nft_run_cmd_from_buffer(context.get(), commands.constData()) != 0)
        return api::error(api::Reason::Invalid,
                          QByteArray("nft: ")
                              + QByteArray(nft_ctx_get_error_buffer(context.get())).left(500).trimmed());
    return {};
}

} // namespace orrery::nft
