// SPDX-License-Identifier: GPL-3.0-only
#include "app/providers/registry.h"

#include "app/providers/hollow/hollowprovider.h"
#include "app/providers/libvirt/libvirtprovider.h"
#include "app/providers/namespace/namespaceprovider.h"

namespace orrery::providers {

std::vector<std::unique_ptr<NodeProvider>> makeProviders(const ProviderContext &context)
{
    std::vector<std::unique_ptr<NodeProvider>> all;
    all.push_back(std::make_unique<LibvirtProvider>(context));
    all.push_back(std::make_unique<NamespaceProvider>(context));
    all.push_back(std::make_unique<HollowProvider>(context));
    return all;
}

} // namespace orrery::providers
