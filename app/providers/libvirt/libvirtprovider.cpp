// SPDX-License-Identifier: GPL-3.0-only
#include "app/providers/libvirt/libvirtprovider.h"

#include "app/providers/libvirt/worker.h"

#include <QCryptographicHash>
#include <QUrl>

#include <unistd.h>

namespace orrery::providers {

LibvirtProvider::LibvirtProvider(ProviderContext context) : m_worker(new Worker(std::move(context)))
{
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_worker, &Worker::observed, this, &NodeProvider::observed);
    m_thread.setObjectName(QStringLiteral("libvirt"));
    m_thread.start();
}

LibvirtProvider::~LibvirtProvider()
{
    m_thread.quit();
    m_thread.wait();
}

QByteArray LibvirtProvider::defaultUri(const QString &dataDirectory)
{
    if (geteuid() != 0)
        return "qemu:///session";
    QString root = dataDirectory + QStringLiteral("/libvirt");
    // libvirt puts sockets deep below it, and a socket's path has a limit of 107 bytes.
    if (root.toUtf8().size() > 50)
        root = QStringLiteral("/var/lib/orrery-")
            + QString::fromLatin1(QCryptographicHash::hash(dataDirectory.toUtf8(), QCryptographicHash::Sha256).toHex().first(8));
    return "qemu:///embed?root=" + QUrl::toPercentEncoding(root, "/");
}

template <class F> void LibvirtProvider::post(F call)
{
    QMetaObject::invokeMethod(m_worker, std::move(call), Qt::QueuedConnection);
}

void LibvirtProvider::adopt(const MachineSpec &machine)
{
    post([worker = m_worker, machine] { worker->adopt(machine); });
}

void LibvirtProvider::provision(const MachineSpec &machine, const QByteArray &agentConfig)
{
    post([worker = m_worker, machine, agentConfig] { worker->provision(machine, agentConfig); });
}

void LibvirtProvider::powerOff(const QByteArray &machine)
{
    post([worker = m_worker, machine] { worker->powerOff(machine); });
}

void LibvirtProvider::destroy(const QByteArray &machine)
{
    post([worker = m_worker, machine] { worker->destroy(machine); });
}

api::Value LibvirtProvider::agentPaths(const QByteArray &) const
{
    return api::Value::object({ { "dataDir", "/var/lib/orrery" },
                                { "criSocket", "/run/containerd/containerd.sock" },
                                { "cniConfDir", "/run/orrery/cni" },
                                { "cniBinDir", "/usr/lib/cni" },
                                { "podLogsDir", "/var/log/pods" },
                                { "cgroupParent", "/kubepods" },
                                { "cpus", 0 }, // what the guest sees is the truth
                                { "memory", 0 } });
}

} // namespace orrery::providers
