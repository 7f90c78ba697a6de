// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/client/client.h"

namespace orrery::actions {

/// "Add a node" is creating a Machine; its provider does the rest. Names: the first free node-N.
struct MachineSpec
{
    QByteArray provider = "libvirt";
    int cpus = 1;
    QByteArray memory = "512Mi";
};
api::Object machineOf(const QByteArray &name, const MachineSpec &spec);
QByteArray freeMachineName(const QList<api::Key> &taken);

/// Pulls the plug, or puts it in again: spec.powerState "Off" or "On".
QFuture<api::Result<api::Object>> setPower(const client::Client &client, const QByteArray &machine, bool on);
/// kubectl cordon and uncordon: spec.unschedulable.
QFuture<api::Result<api::Object>> setSchedulable(const client::Client &client, const QByteArray &node,
                                                 bool schedulable);

} // namespace orrery::actions
