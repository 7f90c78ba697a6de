// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/client/httptransport.h"
#include "controlplane/host/controlplane.h"

#include <QDeadlineTimer>
#include <QTest>

namespace orrery::test {

/// Turns the event loop until condition() holds; false after the time. For QVERIFY(eventually([&] { ... })).
template <class Condition> bool eventually(Condition condition, int milliseconds = 20'000)
{
    QDeadlineTimer deadline(milliseconds);
    while (!condition()) {
        if (deadline.hasExpired())
            return false;
        QTest::qWait(5);
    }
    return true;
}

struct TestClusterOptions
{
    bool scheduler = false;
    bool controllers = false;
    bool listen = false; ///< HTTPS on 127.0.0.1 too
    QString dataDir; ///< empty: in memory
    const api::Clock *clock = nullptr; ///< null: the system's
    std::function<QString(const QByteArray &machine)> consoleFile; ///< see apiserver::Hooks
};

/// The real control plane for a test: the real API server over a store in memory, by loopback and, if asked for, over
/// HTTPS. Thread: the test's, with an application object. Lifetime: the test's.
class TestCluster final
{
public:
    using Options = TestClusterOptions;
    explicit TestCluster(const Options &options = {});
    ~TestCluster();

    host::ControlPlane &plane() { return *m_plane; }
    /// The administrator, without a wire; other users by plane().client().
    client::Client client() { return m_client; }
    /// The administrator over HTTPS, on a thread of its own: .result() works. Needs `listen`.
    client::Client remote();
    client::Connection connection() const { return m_plane->adminConnection(); }

private:
    const api::SystemClock m_clock;
    std::unique_ptr<host::ControlPlane> m_plane;
    client::Client m_client{nullptr};
    std::unique_ptr<QThread> m_net;
    std::unique_ptr<client::HttpTransport> m_transport;
};

} // namespace orrery::test
