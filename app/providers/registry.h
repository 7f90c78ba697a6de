// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/providers/nodeprovider.h"

namespace orrery::providers {

/// Every provider, in the order in which the window offers them. Thread: that of the MachineReconciler.
std::vector<std::unique_ptr<NodeProvider>> makeProviders(const ProviderContext &context);

} // namespace orrery::providers
