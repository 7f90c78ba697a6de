// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/object.h"

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

} // namespace orrery::actions
