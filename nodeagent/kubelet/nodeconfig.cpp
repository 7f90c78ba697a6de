// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/kubelet/nodeconfig.h"

#include "controlplane/api/names.h"
#include "controlplane/api/quantity.h"

#include <QHostAddress>

namespace orrery::kubelet {

api::Result<NodeConfig> NodeConfig::fromValue(const api::Value &value)
{
    NodeConfig config;
    config.nodeName = value["nodeName"].bytes();
    if (!api::isDnsSubdomain(config.nodeName))
        return api::error(api::Reason::BadRequest, "nodeName: must be a DNS name");
    config.address = value["address"].bytes();
    if (QHostAddress(QString::fromUtf8(config.address)).protocol() != QAbstractSocket::IPv4Protocol)
        return api::error(api::Reason::BadRequest, "address: must be an IPv4 address");
    config.prefixLength = int(value["prefixLength"].integer(16));
    config.gateway = value["gateway"].bytes();
    if (const auto name = value["interface"].bytes(); !name.isEmpty())
        config.interface = name;
    config.dataDir = value["dataDir"].string();
    if (!config.dataDir.startsWith(u'/'))
        return api::error(api::Reason::BadRequest, "dataDir: must be an absolute path");
    config.podLogsDir = value["podLogsDir"].isNull() ? config.dataDir + "/logs" : value["podLogsDir"].string();
    config.cniConfDir = value["cniConfDir"].isNull() ? "/etc/cni/net.d" : value["cniConfDir"].string();
    config.cniBinDir = value["cniBinDir"].isNull() ? "/usr/lib/cni" : value["cniBinDir"].string();
    config.cgroupParent = value["cgroupParent"].bytes();
    config.providerId = value["providerID"].bytes();
    config.machine = value["machine"].bytes();
    config.accelerator = value["accelerator"].bytes();
    for (const auto &label : value["labels"].members())
        config.labels.insert(label.name.bytes(), label.value.bytes());
    config.cpus = int(value["cpus"].integer());
    config.memory = value["memory"].isNull() ? 0 : api::Quantity::of(value["memory"]).value();
    config.maxPods = int(value["maxPods"].integer(110));
    config.network = value["network"].boolean(true);
    return config;
}

} // namespace orrery::kubelet
