// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/providers/switch/switch.h"
#include "controlplane/api/value.h"
#include "controlplane/client/client.h"

#include <QHash>
#include <QString>

namespace orrery::providers {

/// What a Machine asks for, as a provider needs it.
struct MachineSpec
{
    QByteArray name;
    int cpus = 1;
    qint64 memoryBytes = 0;
    QByteArray address; ///< on the node network, "10.240.0.11"
};

/// What is the case with a machine. Value; made by providers, turned into status and conditions by the MachineReconciler.
struct Observation
{
    enum class State {
        Absent, ///< nothing is left of it
        Off,
        Starting, ///< being made or switched on
        Running,
        Failed, ///< it ended by itself, does not answer, or could not be made; reason and message say which
    };
    State state = State::Absent;
    QByteArray reason, message; ///< CamelCase, and for people
    QByteArray phase; ///< the last that the node's console said: "kernel", "root", "network", "services"
    QByteArray accelerator; ///< "kvm", "tcg", "none"
    QByteArray console; ///< path of the kept console
    bool retry = false; ///< Failed: it may go better next time
    bool operator==(const Observation &) const = default;
};

/// Where everything is, for all providers.
struct ProviderContext
{
    QString dataDirectory; ///< of the cluster; providers keep theirs under machines/<name>
    QString imageDirectory; ///< vmlinux, initramfs.cpio.gz, root.ext4, seed
    QString nodeProgram; ///< orrery-node
    QByteArray libvirtUri; ///< empty: what fits the user
    NodeNetwork network;
    std::function<Switch *()> networkSwitch; ///< made on first use: hollow nodes need none
    std::function<client::Client(const QByteArray &node)> nodeClient; ///< speaks as that node, without a certificate; may be null

    QString machineDirectory(const QByteArray &machine) const;
};

/// The seam to where nodes come from. Every call returns at once; what becomes of it is said by observed(), as is everything that happens
/// later by itself. All calls are idempotent, and those for one machine are done in the order they were made.
/// A provider leaves its machines alone when it is destroyed: VMs go on running, and adopt() finds them again.
/// Thread: one, with an event loop; signals come there. Lifetime: QObject.
class NodeProvider : public QObject
{
    Q_OBJECT
public:
    virtual QByteArray name() const = 0; ///< as in Machine.spec.provider
    virtual bool bootstraps() const { return true; } ///< its agent is outside this process and needs a token to get a certificate
    virtual bool keepsMachines() const { return true; } ///< under machines/<name>, beyond this process
    /// Looks whether the machine is there, and takes it over. Answered by observed().
    virtual void adopt(const MachineSpec &machine) = 0;
    /// Makes what is missing of it and switches it on. agentConfig: JSON for its agent, kept secret.
    virtual void provision(const MachineSpec &machine, const QByteArray &agentConfig) = 0;
    /// Asks it to stop, and pulls the plug after a few seconds.
    virtual void powerOff(const QByteArray &machine) = 0;
    virtual void destroy(const QByteArray &machine) = 0; ///< with all that it keeps
    /// What to put into the agent's configuration beside what is the same everywhere.
    virtual api::Value agentPaths(const QByteArray &machine) const = 0;

Q_SIGNALS:
    void observed(const QByteArray &machine, const orrery::providers::Observation &observation);
};

} // namespace orrery::providers
