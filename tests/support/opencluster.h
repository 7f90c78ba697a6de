// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/cluster/session.h"
#include "tests/support/testcluster.h"

#include <QSignalSpy>

namespace orrery::test {

/// A test cluster over HTTPS, and a session of it as the window has one, whose kinds are known. The session goes first.
/// Link Orrery::Cluster. Thread and lifetime: the test's.
struct OpenCluster
{
    explicit OpenCluster(TestClusterOptions options = {})
        : cluster([&] {
            options.listen = true;
            return options;
        }())
    {
        auto opened = cluster::Session::connect(cluster.connection());
        if (!opened)
            qFatal("no session: %s", opened.error().message.constData());
        session = std::move(opened).value();
        QSignalSpy kinds(session.get(), &cluster::Session::kindsChanged);
        if (!kinds.wait(20'000))
            qFatal("the cluster does not tell its kinds");
    }
    client::Client remote() { return cluster.remote(); }

    TestCluster cluster;
    std::unique_ptr<cluster::Session> session;
};

} // namespace orrery::test
