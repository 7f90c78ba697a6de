// SPDX-License-Identifier: GPL-3.0-only
#include "app/providers/libvirt/domain.h"

#include <QFile>

namespace orrery::providers {

QByteArray xmlEscaped(const QByteArray &text)
{
    QByteArray out;
    for (char c : text) {
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '\'': out += "&apos;"; break;
        case '"': out += "&quot;"; break;
        default: out += c;
        }
    }
    return out;
}

QByteArray macAddress(const QByteArray &address)
{
    const quint32 a = addressFromText(address);
    return "52:54:00:" + QByteArray::number(a >> 16 & 255, 16).rightJustified(2, '0') + ':' + QByteArray::number(a >> 8 & 255, 16).rightJustified(2, '0')
        + ':' + QByteArray::number(a & 255, 16).rightJustified(2, '0');
}

QByteArray domainXml(const DomainSettings &s)
{
    const auto image = [&](const char *file) { return xmlEscaped(QFile::encodeName(s.imageDirectory) + '/' + file); };
    const auto own = [&](const char *file) { return xmlEscaped(QFile::encodeName(s.machineDirectory) + '/' + file); };
    // Nothing secret here: every pod can read the kernel's command line. The timer's speed is only given where it is emulated, which
    // spares its calibration; a real processor is asked.
    QByteArray commandLine = "console=ttyS0 quiet panic=-1 reboot=t cryptomgr.notests random.trust_cpu=on 8250.nr_uarts=1 nowatchdog";
    if (!s.kvm)
        commandLine += " tsc=reliable no_timer_check lpj=4000000 mitigations=off";

    QByteArray xml;
    xml += s.kvm ? "<domain type='kvm'>\n" : "<domain type='qemu'>\n";
    xml += "  <name>" + xmlEscaped(s.name) + "</name>\n";
    xml += "  <description>Node " + xmlEscaped(s.machine.name) + " of an Orrery cluster</description>\n";
    xml += "  <memory unit='KiB'>" + QByteArray::number(s.machine.memoryBytes / 1024) + "</memory>\n";
    xml += "  <vcpu>" + QByteArray::number(s.machine.cpus) + "</vcpu>\n";
    xml += "  <sysinfo type='fwcfg'><entry name='opt/orrery/node' file='" + own("node.json") + "'/></sysinfo>\n";
    xml += "  <os>\n    <type arch='x86_64' machine='q35'>hvm</type>\n";
    xml += "    <kernel>" + image("vmlinux") + "</kernel>\n    <initrd>" + image("initramfs.cpio.gz") + "</initrd>\n";
    xml += "    <cmdline>" + commandLine + "</cmdline>\n  </os>\n";
    xml += "  <features><acpi/></features>\n";
    xml += s.kvm ? "  <cpu mode='host-passthrough'/>\n" : "  <cpu mode='maximum'/>\n";
    xml += "  <clock offset='utc'/>\n  <on_poweroff>destroy</on_poweroff>\n  <on_reboot>restart</on_reboot>\n  <on_crash>destroy</on_crash>\n";
    xml += "  <devices>\n";
    xml += "    <disk type='file' device='disk'><driver name='qemu' type='raw' cache='unsafe' io='threads'/><source file='" + image("root.ext4")
        + "'/><target dev='vda' bus='virtio'/><readonly/><shareable/></disk>\n";
    xml += "    <disk type='file' device='disk'><driver name='qemu' type='raw' cache='writeback' io='threads' discard='unmap'/><source file='"
        + own("state.img") + "'/><target dev='vdb' bus='virtio'/></disk>\n";
    xml += "    <interface type='udp'><mac address='" + macAddress(s.machine.address) + "'/><source address='127.0.0.1' port='"
        + QByteArray::number(s.ports.here) + "'><local address='127.0.0.1' port='" + QByteArray::number(s.ports.there)
        + "'/></source><model type='virtio'/><rom enabled='no'/></interface>\n";
    xml += "    <controller type='usb' model='none'/>\n";
    xml += "    <serial type='file'><source path='" + own("console.log") + "' append='on'/><target type='isa-serial' port='0'/></serial>\n";
    xml += "    <console type='file'><source path='" + own("console.log") + "' append='on'/><target type='serial' port='0'/></console>\n";
    xml += "    <video><model type='none'/></video>\n    <memballoon model='none'/>\n";
    xml += "  </devices>\n</domain>\n";
    return xml;
}

} // namespace orrery::providers
