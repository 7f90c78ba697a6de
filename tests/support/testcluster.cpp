// SPDX-License-Identifier: GPL-3.0-only
#include "tests/support/testcluster.h"

namespace orrery::test {

TestCluster::TestCluster(const Options &options)
{
    auto plane = host::ControlPlane::start({.dataDir = options.dataDir,
                                            .listen = options.listen,
                                            .scheduler = options.scheduler,
                                            .controllers = options.controllers,
                                            .consoleFile = options.consoleFile},
                                           options.clock ? *options.clock : m_clock);
    if (!plane)
        qFatal("no control plane: %s", plane.error().message.constData());
    m_plane = std::move(*plane);
    m_client = m_plane->client();
    if (options.controllers)
        return;
    // Who would make these is not there, and pods need them.
    (void)m_client.create(client::gvr::serviceAccounts, api::newObject("v1", "ServiceAccount", {"default", "default"}));
    (void)m_client.create(client::gvr::configMaps,
                          api::newObject("v1", "ConfigMap", {"default", "kube-root-ca.crt"})
                              .withPath({"data", "ca.crt"}, m_plane->adminConnection().caPem));
}

TestCluster::~TestCluster()
{
    m_transport.reset();
    if (m_net) {
        m_net->quit();
        m_net->wait();
    }
}

client::Client TestCluster::remote()
{
    if (!m_transport) {
        m_net = std::make_unique<QThread>();
        m_net->start();
        auto transport = client::HttpTransport::create(connection(), m_net.get());
        if (!transport)
            qFatal("no transport: %s", transport.error().message.constData());
        m_transport = std::move(*transport);
    }
    return client::Client(m_transport.get());
}

} // namespace orrery::test
