// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/streams/dialer.h"

#include "controlplane/apiserver/streams/streams.h"
#include "controlplane/store/store.h"

#include <QRandomGenerator>

namespace orrery::streams {

using api::Reason;

api::Result<ConnectionPtr> Dialer::pod(const api::Object &pod, int port) const
{
    api::TunnelOpen open;
    open.kind = "dial";
    open.ns = pod.ns();
    open.pod = pod.name();
    open.uid = pod.uid();
    open.host = pod.status()["podIP"].bytes();
    open.port = port;
    return m_streams.dial(pod.spec()["nodeName"].bytes(), open);
}

api::Result<ConnectionPtr> Dialer::nodePort(const api::Object &node, int port) const
{
    api::TunnelOpen open;
    open.kind = "dial";
    open.port = port;
    for (const api::Value &address : node.status()["addresses"].items()) {
        if (address["type"].text() == "InternalIP" && open.host.isEmpty())
            open.host = address["address"].bytes();
    }
    return m_streams.dial(node.name(), open);
}

api::Result<ConnectionPtr> Dialer::kubelet(const QByteArray &node) const
{
    api::TunnelOpen open;
    open.kind = "kubelet";
    return m_streams.dial(node, open);
}

api::Result<ConnectionPtr> Dialer::service(const api::Key &key, int port) const
{
    const auto entry = m_store.get("/registry/services/" + key.ns + '/' + key.name);
    if (!entry)
        return api::error(Reason::NotFound, "service \"" + key.name + "\" not found");
    for (const api::Value &served : entry->object.spec()["ports"].items()) {
        if (served["port"].integer() == port)
            return servicePort(key, served["name"].bytes(), key.name);
    }
    return api::error(Reason::ServiceUnavailable,
                      "no service port " + QByteArray::number(port) + " found for service \"" + key.name + '"');
}

api::Result<ConnectionPtr> Dialer::servicePort(const api::Key &key, const QByteArray &portName,
                                               const QByteArray &id) const
{
    struct Candidate
    {
        api::Value endpoint;
        int port;
    };
    QList<Candidate> candidates;
    store::ListRange range;
    range.prefix = "/registry/endpointslices.discovery.k8s.io/" + key.ns + '/';
    ORRERY_TRY(slices, m_store.list(range));
    for (const store::Entry &entry : std::as_const(slices.entries)) {
        const api::Object &slice = entry.object;
        if (slice.label("kubernetes.io/service-name") != key.name || slice["addressType"].text() == "FQDN")
            continue;
        for (const api::Value &port : slice["ports"].items()) {
            if (port["name"].text() != portName || port["port"].integer() <= 0)
                continue;
            for (const api::Value &endpoint : slice["endpoints"].items()) {
                if (endpoint["conditions"]["ready"].boolean(true) && endpoint["addresses"].size() > 0)
                    candidates.append({endpoint, int(port["port"].integer())});
            }
        }
    }
    while (!candidates.isEmpty()) {
        const Candidate chosen = candidates.takeAt(QRandomGenerator::global()->bounded(candidates.size()));
        const api::Value &reference = chosen.endpoint["targetRef"];
        auto connection = [&]() -> api::Result<ConnectionPtr> {
            if (reference["kind"].text() == "Pod") {
                const auto entry = m_store.get("/registry/pods/" + key.ns + '/' + reference["name"].bytes());
                if (!entry)
                    return api::error(Reason::NotFound, "pods \"" + reference["name"].bytes() + "\" not found");
                return pod(entry->object, chosen.port);
            }
            api::TunnelOpen open; // an address that somebody wrote down: any node can reach it
            open.kind = "dial";
            open.host = chosen.endpoint["addresses"].at(0).bytes();
            open.port = chosen.port;
            return m_streams.dial(chosen.endpoint["nodeName"].bytes(), open);
        }();
        if (connection || candidates.isEmpty())
            return connection;
    }
    return api::error(Reason::ServiceUnavailable, "no endpoints available for service \"" + id + '"');
}

} // namespace orrery::streams
