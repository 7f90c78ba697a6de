// SPDX-License-Identifier: GPL-3.0-only
// The node's program against the real API server over HTTPS: how it gets, keeps and loses its identity. No container
// runtime answers here.
#include "controlplane/pki/pki.h"
#include "nodeagent/agent.h"
#include "tests/support/testcluster.h"

#include <QProcess>
#include <QTemporaryDir>

#include <sched.h>
#include <unistd.h>

using namespace orrery;
using api::Object;
using api::Value;
using test::eventually;

class tst_Agent : public QObject
{
    Q_OBJECT

    static constexpr char tokenId[] = "abcdef", tokenSecret[] = "0123456789abcdef";

    static void createToken(client::Client client)
    {
        const auto encode = [](const char *text) { return Value(QByteArray(text).toBase64()); };
        const auto secret = api::newObject("v1", "Secret", {"kube-system", QByteArray("bootstrap-token-") + tokenId})
                                .with("type", "bootstrap.kubernetes.io/token")
                                .with("data",
                                      Value::object({{"token-id", encode(tokenId)},
                                                     {"token-secret", encode(tokenSecret)},
                                                     {"usage-bootstrap-authentication", encode("true")},
                                                     {"auth-extra-groups", encode("system:bootstrappers:orrery")}}));
        const auto created = client.create(client::gvr::secrets, secret).result();
        if (!created)
            qFatal("%s", created.error().message.constData());
    }

    static agent::AgentConfig config(test::TestCluster &cluster, const QString &dir, bool token = true)
    {
        agent::AgentConfig config;
        config.node.nodeName = "n1";
        config.node.address = "10.240.0.11";
        config.node.dataDir = dir;
        config.node.podLogsDir = dir + "/logs";
        config.node.cniConfDir = dir + "/cni";
        config.server = cluster.plane().server();
        config.caPem = cluster.connection().caPem;
        if (token)
            config.token = QByteArray(tokenId) + '.' + tokenSecret;
        config.criSocket = dir.toUtf8() + "/no-such.sock";
        return config;
    }

    static int certificateRequests(test::TestCluster &cluster)
    {
        const auto list = cluster.client().list({"certificates.k8s.io", "v1", "certificatesigningrequests"}).result();
        return list ? int(list.value().items.size()) : -1;
    }
    static QByteArray lease(test::TestCluster &cluster)
    {
        const auto lease = cluster.client().get(client::gvr::leases, {"kube-node-lease", "n1"}).result();
        return lease ? lease.value().spec()["renewTime"].bytes() : QByteArray();
    }

private Q_SLOTS:
    void joinsWithATokenAndComesBackWithout()
    {
        test::TestCluster cluster({.controllers = true, .listen = true});
        createToken(cluster.client());
        QTemporaryDir dir;
        {
            agent::Agent agent(config(cluster, dir.path()));
            agent.start();
            QVERIFY(eventually([&] { return bool(cluster.client().get(client::gvr::nodes, {{}, "n1"}).result()); }));
            QVERIFY(eventually([&] { return !lease(cluster).isEmpty(); }));
            // Nothing to run containers with: not Ready, and it says why.
            QVERIFY(eventually([&] {
                const auto node = cluster.client().get(client::gvr::nodes, {{}, "n1"}).result();
                return node && api::condition(node.value(), "Ready")["status"].text() == "False";
            }));
        }
        const QString file = dir.filePath("pki/node.pem");
        QCOMPARE(int(QFile::permissions(file)
                     & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther)),
                 0);
        QCOMPARE(certificateRequests(cluster), 1);

        const auto before = lease(cluster);
        agent::Agent again(config(cluster, dir.path(), false));
        again.start();
        QVERIFY(eventually([&] { return lease(cluster) != before; }));
        QCOMPARE(certificateRequests(cluster), 1);
    }

    /// A certificate that has seen most of its life is renewed by itself, with itself: no token is needed.
    void renewsItsCertificate()
    {
        test::TestCluster cluster({.controllers = true, .listen = true});
        QTemporaryDir dir;
        const qint64 begun = api::SystemClock().now() - 300 * 86'400'000'000ll;
        const auto old = pki::issue(cluster.plane().keys().ca,
                                    {.commonName = "system:node:n1", .organizations = {"system:nodes"}, .now = begun});
        QVERIFY(old);
        const QString folder = dir.filePath("pki");
        QVERIFY(kubelet::NodeIdentity({old->certificatePem, old->keyPem}).save(folder));
        QVERIFY(kubelet::NodeIdentity::load(folder).renewAt() < QDateTime::currentDateTimeUtc());
        agent::Agent agent(config(cluster, dir.path(), false));
        agent.start();
        QVERIFY(eventually([&] { return kubelet::NodeIdentity::load(folder).certificatePem != old->certificatePem; }));
        const auto fresh = kubelet::NodeIdentity::load(folder);
        QVERIFY(fresh.isFor("n1", QDateTime::currentDateTimeUtc()));
        QVERIFY(fresh.renewAt() > QDateTime::currentDateTimeUtc());
        QCOMPARE(certificateRequests(cluster), 1);
        QVERIFY(eventually([&] { return !lease(cluster).isEmpty(); })); // and it goes on with it
    }

    void joinsTheClusterThatTookItsPlace()
    {
        QTemporaryDir dir;
        {
            test::TestCluster old({.controllers = true, .listen = true});
            createToken(old.client());
            agent::Agent agent(config(old, dir.path()));
            agent.start();
            QVERIFY(eventually([&] { return !lease(old).isEmpty(); }));
        }
        test::TestCluster fresh({.controllers = true, .listen = true});
        createToken(fresh.client());
        agent::Agent agent(config(fresh, dir.path()));
        agent.start();
        QVERIFY(eventually([&] { return !lease(fresh).isEmpty(); }));
        QCOMPARE(certificateRequests(fresh), 1);
    }

    void aForgedTokenGetsNothing()
    {
        test::TestCluster cluster({.controllers = true, .listen = true});
        QTemporaryDir dir;
        agent::Agent agent(config(cluster, dir.path()));
        agent.start();
        QTest::qWait(700); // a few tries
        QVERIFY(!cluster.client().get(client::gvr::nodes, {{}, "n1"}).result());
        QVERIFY(!QFileInfo::exists(dir.filePath("pki/node.pem")));
        createToken(cluster.client());
        QVERIFY(eventually([&] { return bool(cluster.client().get(client::gvr::nodes, {{}, "n1"}).result()); }));
    }

    void readsItsFile()
    {
        QTemporaryDir dir;
        const auto read = [&](const QByteArray &text) {
            QFile file(dir.filePath("c"));
            if (!file.open(QIODevice::WriteOnly))
                qFatal("cannot write");
            file.write(text);
            file.close();
            return agent::AgentConfig::read(file.fileName());
        };
        QVERIFY(!agent::AgentConfig::read(dir.filePath("absent")));
        QVERIFY(!read("not json"));
        QVERIFY(!read("{}"));
        const QByteArray node = "\"nodeName\":\"n1\",\"address\":\"10.240.0.11\",\"dataDir\":\"/x\"";
        QVERIFY(!read("{" + node + ",\"server\":\"http://10.240.0.1\",\"caPem\":\"x\"}")); // not over TLS
        const auto good = read("{" + node + ",\"server\":\"https://10.240.0.1:6443\",\"caPem\":\"x\",\"token\":\"t\"}");
        QVERIFY(good);
        QCOMPARE(good.value().node.nodeName, "n1");
        QCOMPARE(good.value().criSocket, "/run/containerd/containerd.sock");
    }
};

int main(int argc, char **argv)
{
    // The proxy sets packet rules: not this machine's. Without the right to a namespace it has none to set rules
    // either.
    if (unshare(CLONE_NEWNET) == 0 && QProcess::execute("ip", {"link", "set", "lo", "up"}) != 0) {
        puts("SKIP ip is not installed");
        return 77;
    }
    QCoreApplication application(argc, argv);
    tst_Agent test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_agent.moc"
