// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/providers/nodeprovider.h"

namespace orrery::providers {

/// All that decides how a node VM looks to libvirt.
struct DomainSettings
{
    QByteArray name; ///< libvirt's, unique among the user's clusters
    MachineSpec machine;
    bool kvm = false;
    QString imageDirectory, machineDirectory;
    Switch::UdpPorts ports;
};
/// A domain as https://libvirt.org/formatdomain.html: a q35 machine that starts our kernel directly, with the shared read-only root disk, its own
/// state disk, one network card on the switch, a console kept in a file, and nothing else. Pure.
QByteArray domainXml(const DomainSettings &settings);
QByteArray macAddress(const QByteArray &address); ///< of the node with this IPv4 address: 52:54:00 and its last three bytes
QByteArray xmlEscaped(const QByteArray &text);

} // namespace orrery::providers
