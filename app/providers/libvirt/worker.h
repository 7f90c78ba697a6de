// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/providers/consolelog.h"
#include "app/providers/files.h"
#include "app/providers/libvirt/connection.h"
#include "app/providers/libvirt/domain.h"
#include "app/providers/libvirt/libvirtprovider.h"

#include <QPointer>
#include <QTimer>

namespace orrery::providers {

/// The libvirt provider's own thread: every call that may block is made here.
/// Thread: the provider's m_thread. Lifetime: made by the provider, destroyed on its thread.
class LibvirtProvider::Worker final : public QObject
{
    Q_OBJECT
public:
    explicit Worker(ProviderContext context);
    void adopt(const MachineSpec &spec);
    void provision(const MachineSpec &spec, const QByteArray &agentConfig);
    void powerOff(const QByteArray &name);
    void destroy(const QByteArray &name);

Q_SIGNALS:
    void observed(const QByteArray &machine, const orrery::providers::Observation &observation);

private:
    struct Machine
    {
        MachineSpec spec;
        Observation observation;
        Switch::UdpPorts ports;
        bool kvm = false, kvmBroken = false, stopping = false, answersNot = false;
        LaterPtr<ConsoleLog> console;
        LaterPtr<QTimer> deadline; // of booting, or of a clean stop
        QByteArray agentConfig; // for a second start without KVM
    };
    Machine &machine(const QByteArray &name);
    QByteArray domainName(const QByteArray &machine) const { return m_prefix + machine; }
    QString path(const QByteArray &machine, const char *file) const;
    void load(Machine &machine); ///< ports and what else is remembered in machine.json
    void save(const Machine &machine) const;
    api::Result<> makeFiles(Machine &machine);
    api::Result<> start(Machine &machine);
    api::Result<> plugIn(Machine &machine, bool choose);
    bool useKvm(const Machine &machine);
    void set(Machine &machine, Observation::State state, const QByteArray &reason = {}, const QByteArray &message = {}, bool retry = false);
    void running(Machine &machine, qint64 consoleFrom);
    void booted(const Machine &machine); ///< from here on it has to answer
    void bootLate(const QByteArray &name);
    void onEvent(const QByteArray &domain, DomainEvent event, const QByteArray &detail);
    void onSilent(const QByteArray &name, bool silent);
    void stopped(Machine &machine, const QByteArray &detail);

    ProviderContext m_context;
    QByteArray m_prefix;
    LibvirtConnection m_connection;
    QPointer<Switch> m_switch;
    std::optional<bool> m_kvm; // the probe's answer
    std::map<QByteArray, Machine> m_machines;
};

} // namespace orrery::providers
