// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/controllers/nodeipam.h"

#include "controlplane/controllers/support.h"

namespace orrery::controllers {

using namespace api;
using namespace client;

QByteArray nodeRange(int i)
{
    return "10." + QByteArray::number(244 + i / 256) + '.' + QByteArray::number(i % 256) + ".0/24";
}

Watches NodeIpam::watches() const
{
    return { For(gvr::nodes) };
}

void NodeIpam::setUp(Informers &informers)
{
    m_nodes = informers.get(gvr::nodes);
}

Result<Requeue> NodeIpam::reconcile(const Key &key)
{
    const Object node = m_nodes->get(key);
    if (!node || node.isDeleting() || !node.spec()["podCIDR"].text().isEmpty())
        return Requeue {};
    QSet<QByteArray> taken;
    QHash<QByteArray, QByteArray> assigned;
    for (const Object &other : m_nodes->objects()) {
        const QByteArray uid = other.uid();
        const QByteArray cidr = other.spec()["podCIDR"].text().isEmpty() ? m_assigned.value(uid) : other.spec()["podCIDR"].bytes();
        if (cidr.isEmpty())
            continue;
        taken.insert(cidr);
        if (m_assigned.contains(uid))
            assigned.insert(uid, cidr);
    }
    m_assigned = assigned;
    QByteArray chosen = m_assigned.value(node.uid());
    for (int i = 0; i < nodeRanges && chosen.isEmpty(); ++i) {
        if (const QByteArray cidr = nodeRange(i); !taken.contains(cidr))
            chosen = cidr;
    }
    if (chosen.isEmpty())
        return error(Reason::InternalError, "the pod network 10.244.0.0/14 has no free range for node " + key.name);
    m_assigned.insert(node.uid(), chosen);
    const Value patch = Value::object({ { "spec", Value::object({ { "podCIDR", chosen }, { "podCIDRs", Value::array({ Value(chosen) }) } }) } });
    const Result<Object> written = patchFrom(m_client, gvr::nodes, node, patch);
    if (!written && !written.failedWith(Reason::NotFound))
        return written.error();
    return Requeue {};
}

} // namespace orrery::controllers
