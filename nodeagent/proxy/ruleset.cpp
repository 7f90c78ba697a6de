// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/proxy/ruleset.h"

#include <QSet>

namespace orrery::proxy {

namespace {

using nft::Chain;
using nft::Element;
using nft::Set;

constexpr char masqueradeMark[] = "0x4000";

class Builder final
{
public:
    Builder(const Addresses &addresses)
        : m_addresses(addresses)
        , m_table(tableName)
    {
    }

    void add(const ServicePort &service)
    {
        const QByteArray port = service.protocol + " . " + QByteArray::number(service.port);
        QList<Endpoint> local;
        for (const auto &endpoint : service.endpoints) {
            if (endpoint.local)
                local.append(endpoint);
        }
        const auto &inside = service.internalLocal ? local : service.endpoints;
        const auto &outside = service.externalLocal ? local : service.endpoints;
        addEndpoints(service);

        const QByteArray clusterKey = service.clusterIp + " . " + port;
        if (inside.isEmpty()) {
            // Where endpoints exist elsewhere only, a policy of Local drops; where there are none at all, the caller is
            // told.
            m_unserved.append({clusterKey, service.endpoints.isEmpty() ? "goto reject-service" : "drop"});
        } else {
            Chain chain{"service-" + service.chain, {}, {}};
            chain.rules.append("ip daddr " + service.clusterIp + " ip saddr != " + m_addresses.podNetwork
                               + " jump mark-masquerade");
            chain.rules += spread(service, inside);
            m_chains.append(chain);
            m_serviceIps.append({clusterKey, "goto " + chain.name});
        }
        if (!service.nodePort && service.externalIps.isEmpty())
            return;
        const QByteArray nodeKey = service.protocol + " . " + QByteArray::number(service.nodePort);
        if (outside.isEmpty()) {
            const QByteArray verdict = service.endpoints.isEmpty() ? "goto reject-service" : "drop";
            if (service.nodePort)
                m_unservedPorts.append({nodeKey, verdict});
            for (const auto &ip : service.externalIps)
                m_unserved.append({ip + " . " + port, verdict});
            return;
        }
        Chain chain{"external-" + service.chain, {}, {}};
        if (!service.externalLocal)
            chain.rules.append("jump mark-masquerade");
        else // from this node's own pods any endpoint will do
            chain.rules.append("fib saddr type local jump mark-masquerade");
        chain.rules += spread(service, outside);
        m_chains.append(chain);
        if (service.nodePort)
            m_nodePorts.append({nodeKey, "goto " + chain.name});
        for (const auto &ip : service.externalIps)
            m_serviceIps.append({ip + " . " + port, "goto " + chain.name});
    }

    nft::Transaction finish()
    {
        const QByteArray tuple = "ipv4_addr . inet_proto . inet_service", port = "inet_proto . inet_service";
        for (auto &set : m_affinitySets)
            m_table.add(std::move(set));
        m_table.add(Chain{"reject-service", {}, {"reject"}});
        m_table.add(Chain{"mark-masquerade", {}, {QByteArray("meta mark set meta mark or ") + masqueradeMark}});
        for (auto &chain : m_endpointChains)
            m_table.add(std::move(chain));
        for (auto &chain : m_chains)
            m_table.add(std::move(chain));
        m_table.add(Set{"service-ips", tuple, "verdict", {}, unique(m_serviceIps)});
        m_table.add(Set{"node-ports", port, "verdict", {}, unique(m_nodePorts)});
        m_table.add(Set{"unserved-ips", tuple, "verdict", {}, unique(m_unserved)});
        m_table.add(Set{"unserved-node-ports", port, "verdict", {}, unique(m_unservedPorts)});
        m_table.add(Chain{"services",
                          {},
                          {"ip daddr . meta l4proto . th dport vmap @service-ips",
                           "ip daddr != 127.0.0.0/8 fib daddr type local meta l4proto . th dport vmap @node-ports"}});
        const QList<QByteArray> refuse{
            "ct state new ip daddr . meta l4proto . th dport vmap @unserved-ips",
            "ct state new fib daddr type local meta l4proto . th dport vmap @unserved-node-ports"};
        m_table.add(Chain{"refuse", {}, refuse});
        m_table.add(Chain{"prerouting", "type nat hook prerouting priority dstnat; policy accept;", {"jump services"}});
        m_table.add(Chain{"output", "type nat hook output priority -100; policy accept;", {"jump services"}});
        for (const char *hook : {"input", "forward", "output"}) {
            m_table.add(Chain{QByteArray("filter-") + hook,
                              QByteArray("type filter hook ") + hook + " priority -110; policy accept;",
                              {"jump refuse"}});
        }
        m_table.add(Chain{"postrouting", "type nat hook postrouting priority srcnat; policy accept;", postrouting()});
        return m_table;
    }

private:
    QList<QByteArray> postrouting() const
    {
        const QByteArray fromPod = "ip saddr " + m_addresses.podNetwork + ' ';
        const QByteArray mark = masqueradeMark;
        return {
            "meta mark & " + mark + " != 0 meta mark set meta mark and 0xffffbfff masquerade fully-random",
            fromPod + "ip daddr " + m_addresses.podNetwork + " return",
            fromPod + "ip daddr " + m_addresses.gateway + " masquerade fully-random",
            fromPod + "ip daddr " + m_addresses.nodeNetwork + " return",
            fromPod + "ip daddr 224.0.0.0/4 return",
            fromPod + "masquerade fully-random",
        };
    }

    static QByteArray endpointName(const ServicePort &service, const Endpoint &endpoint)
    {
        return "endpoint-" + service.chain + '-' + endpoint.ip + '/' + QByteArray::number(endpoint.port);
    }

    void addEndpoints(const ServicePort &service)
    {
        for (const auto &endpoint : service.endpoints) {
            Chain chain{endpointName(service, endpoint), {}, {}};
            // A pod that calls its own service would answer itself directly; the node's address makes the answer come
            // back through here.
            chain.rules.append("ip saddr " + endpoint.ip + " jump mark-masquerade");
            if (service.affinitySeconds) {
                const QByteArray set
                    = "affinity-" + service.chain + '-' + endpoint.ip + '/' + QByteArray::number(endpoint.port);
                m_affinitySets.append(
                    {set,
                     "ipv4_addr",
                     {},
                     "flags dynamic,timeout; timeout " + QByteArray::number(service.affinitySeconds) + "s;",
                     {}});
                chain.rules.append("update @" + set + " { ip saddr }");
            }
            chain.rules.append("meta l4proto " + service.protocol + " dnat to " + endpoint.ip + ':'
                               + QByteArray::number(endpoint.port));
            m_endpointChains.append(chain);
        }
    }

    QList<QByteArray> spread(const ServicePort &service, const QList<Endpoint> &endpoints) const
    {
        QList<QByteArray> rules;
        if (service.affinitySeconds) {
            for (const auto &endpoint : endpoints) {
                rules.append("ip saddr @affinity-" + service.chain + '-' + endpoint.ip + '/'
                             + QByteArray::number(endpoint.port) + " goto " + endpointName(service, endpoint));
            }
        }
        if (endpoints.size() == 1) {
            rules.append("goto " + endpointName(service, endpoints[0]));
            return rules;
        }
        QByteArray choices;
        for (qsizetype i = 0; i < endpoints.size(); ++i)
            choices += (i ? ", " : "") + QByteArray::number(i) + " : goto " + endpointName(service, endpoints[i]);
        rules.append("numgen random mod " + QByteArray::number(endpoints.size()) + " vmap { " + choices + " }");
        return rules;
    }

    /// Two services that claim the same address and port would make nft refuse the whole table: the first one has it.
    static QList<Element> unique(const QList<Element> &elements)
    {
        QList<Element> result;
        QSet<QByteArray> seen;
        for (const auto &element : elements) {
            if (seen.contains(element.key))
                continue;
            seen.insert(element.key);
            result.append(element);
        }
        return result;
    }

    const Addresses &m_addresses;
    nft::Transaction m_table;
    QList<Set> m_affinitySets;
    QList<Chain> m_endpointChains, m_chains;
    QList<Element> m_serviceIps, m_nodePorts, m_unserved, m_unservedPorts;
};

} // namespace

nft::Transaction ruleset(const QList<ServicePort> &services, const Addresses &addresses)
{
    Builder builder(addresses);
    for (const auto &service : services)
        builder.add(service);
    return builder.finish();
}

} // namespace orrery::proxy
