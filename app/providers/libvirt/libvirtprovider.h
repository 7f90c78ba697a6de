// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/providers/nodeprovider.h"

#include <QThread>

namespace orrery::providers {

/// Nodes as virtual machines through libvirt. For an ordinary user `qemu:///session`, which starts its own daemon and needs no rights; root has
/// no session there, so its VMs run under the driver embedded in this process. Another local URI by setting.
/// VMs outlive this process; adopt() finds them by name, and the switch takes over their ports.
/// Does not: migrate, snapshot, or reach remote hosts (their VMs could not reach our switch).
/// Thread: as NodeProvider; libvirt's blocking calls run on a thread of its own, its events on another. Lifetime: QObject.
class LibvirtProvider final : public NodeProvider
{
    Q_OBJECT
public:
    explicit LibvirtProvider(ProviderContext context);
    ~LibvirtProvider() override;
    QByteArray name() const override { return "libvirt"; }
    void adopt(const MachineSpec &machine) override;
    void provision(const MachineSpec &machine, const QByteArray &agentConfig) override;
    void powerOff(const QByteArray &machine) override;
    void destroy(const QByteArray &machine) override;
    api::Value agentPaths(const QByteArray &machine) const override;

    static QByteArray defaultUri(const QString &dataDirectory);

private:
    class Worker;
    template <class F> void post(F call);

    QThread m_thread;
    Worker *m_worker;
};

} // namespace orrery::providers
