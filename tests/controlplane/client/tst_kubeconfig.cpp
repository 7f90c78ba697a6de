// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/client/kubeconfig.h"
#include "controlplane/client/proxy.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace orrery;
using namespace orrery::client;
using api::Reason;

class TestKubeconfig final : public QObject
{
    Q_OBJECT
    QTemporaryDir m_dir;
    QString write(const QString &name, const QByteArray &content)
    {
        const QString path = m_dir.filePath(name);
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("cannot write");
        return path;
    }

private Q_SLOTS:
    void writesWhatItReads()
    {
        Connection connection;
        connection.contextName = "orrery: \"one\"";
        connection.server = "https://127.0.0.1:6443";
        connection.caPem = "-----BEGIN CERTIFICATE-----\nca\n";
        connection.clientCertificatePem = "cert";
        connection.clientKeyPem = "key";
        connection.token = "to#ken: 'x'";
        connection.ns = "yes";
        connection.serverName = "kubernetes";
        const QString path = m_dir.filePath("sub/config");
        QVERIFY(writeKubeconfig(path, connection));
        QCOMPARE(QFile::permissions(path) & (QFileDevice::ReadGroup | QFileDevice::ReadOther | QFileDevice::WriteGroup | QFileDevice::WriteOther),
                 QFileDevice::Permissions());
        const auto read = readKubeconfig(path);
        QVERIFY2(read, read ? "" : read.error().message.constData());
        QCOMPARE(read->contextName, connection.contextName);
        QCOMPARE(read->server, connection.server);
        QCOMPARE(read->caPem, connection.caPem);
        QCOMPARE(read->clientCertificatePem, connection.clientCertificatePem);
        QCOMPARE(read->clientKeyPem, connection.clientKeyPem);
        QCOMPARE(read->token, connection.token);
        QCOMPARE(read->ns, connection.ns);
        QCOMPARE(read->serverName, connection.serverName);
        QVERIFY(!read->insecureSkipVerify);
    }
    void readsFilesBesideIt()
    {
        write("ca.pem", "the ca");
        write("token", "secret\n");
        const QString path = write("config", R"(
apiVersion: v1
kind: Config
current-context: a
contexts:
- {name: a, context: {cluster: c, user: u, namespace: dev}}
- {name: b, context: {cluster: d, user: u}}
clusters:
- name: c
  cluster: {server: "https://one:6443", certificate-authority: ca.pem}
- name: d
  cluster: {server: "https://two:6443", insecure-skip-tls-verify: true}
users:
- name: u
  user: {tokenFile: token}
)");
        const auto a = readKubeconfig(path);
        QVERIFY(a);
        QCOMPARE(a->caPem, QByteArray("the ca"));
        QCOMPARE(a->token, QByteArray("secret"));
        QCOMPARE(a->ns, QByteArray("dev"));
        const auto b = readKubeconfig(path, "b");
        QVERIFY(b);
        QCOMPARE(b->server, QByteArray("https://two:6443"));
        QVERIFY(b->insecureSkipVerify);
    }
    void saysWhatIsWrong_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<int>("reason");
        QTest::newRow("no yaml") << QByteArray("a: [") << int(Reason::BadRequest);
        QTest::newRow("empty") << QByteArray() << int(Reason::BadRequest);
        QTest::newRow("list") << QByteArray("- a") << int(Reason::BadRequest);
        QTest::newRow("no context") << QByteArray("apiVersion: v1") << int(Reason::NotFound);
        QTest::newRow("unknown context") << QByteArray("current-context: x") << int(Reason::NotFound);
        QTest::newRow("unknown cluster") << QByteArray("current-context: x\ncontexts: [{name: x, context: {cluster: c}}]") << int(Reason::NotFound);
        QTest::newRow("no server") << QByteArray("current-context: x\ncontexts: [{name: x, context: {cluster: c}}]\nclusters: [{name: c, cluster: {a: b}}]")
                                   << int(Reason::BadRequest);
        QTest::newRow("bad base64") << QByteArray("current-context: x\ncontexts: [{name: x, context: {cluster: c}}]\nclusters: [{name: c, cluster: {server: s, "
                                                  "certificate-authority-data: '!!'}}]")
                                    << int(Reason::BadRequest);
        QTest::newRow("old login program") << QByteArray("current-context: x\ncontexts: [{name: x, context: {cluster: c, user: z}}]\nclusters: [{name: c, cluster: {server: "
                                                      "s}}]\nusers: [{name: z, user: {exec: {command: aws, apiVersion: client.authentication.k8s.io/v1alpha1}}}]")
                                        << int(Reason::BadRequest);
    }
    void saysWhatIsWrong()
    {
        QFETCH(QByteArray, content);
        QFETCH(int, reason);
        const auto read = readKubeconfig(write("bad", content));
        QVERIFY(!read);
        QCOMPARE(int(read.error().reason), reason);
        QVERIFY(!read.error().message.isEmpty());
    }
    void logins()
    {
        write("login.sh", "#!/bin/sh\n");
        const QString path = write("logins", R"(
contexts:
- {name: exec, context: {cluster: c, user: exec}}
- {name: basic, context: {cluster: c, user: basic}}
- {name: as, context: {cluster: c, user: as}}
- {name: nobody, context: {cluster: c, user: gone}}
clusters: [{name: c, cluster: {server: "https://one:6443", proxy-url: "socks5://p:1080"}}]
users:
- name: exec
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1
      command: ./login.sh
      args: [a, "b c"]
      env: [{name: PROFILE, value: dev}]
      installHint: " Install it. "
      provideClusterInfo: true
- {name: basic, user: {username: u, password: "p:w"}}
- {name: as, user: {token: t, as: jane, as-groups: [a, b], as-user-extra: {Scopes: [x]}}}
)");
        const auto exec = readKubeconfig(path, "exec");
        QVERIFY2(exec, exec ? "" : exec.error().message.constData());
        QVERIFY(exec->exec);
        QCOMPARE(exec->exec->command, m_dir.filePath("login.sh"));
        QCOMPARE(exec->exec->arguments, (QStringList { "a", "b c" }));
        QCOMPARE(exec->exec->environment.value(0), std::pair(QString("PROFILE"), QString("dev")));
        QCOMPARE(exec->exec->installHint, QByteArray("Install it."));
        QCOMPARE(exec->exec->clusterInfo["server"].text(), QByteArrayView("https://one:6443"));
        QCOMPARE(exec->proxy, QByteArray("socks5://p:1080"));
        const auto basic = readKubeconfig(path, "basic");
        QVERIFY(basic);
        QCOMPARE(basic->username + '/' + basic->password, QByteArray("u/p:w"));
        const auto as = readKubeconfig(path, "as");
        QVERIFY(as);
        QCOMPARE(as->impersonateUser, QByteArray("jane"));
        QCOMPARE(as->impersonateGroups, (QList<QByteArray> { "a", "b" }));
        QCOMPARE(as->impersonateExtra.size(), 1);
        QVERIFY(readKubeconfig(path, "nobody")); // as kubectl: anonymous
    }
    void severalFilesAreOne()
    {
        const QString one = write("one", "current-context: a\ncontexts: [{name: a, context: {cluster: c}}]");
        const QString two = write("two", "current-context: b\ncontexts: [{name: a, context: {cluster: none}}, {name: b, context: {cluster: c, namespace: team}}]\n"
                                         "clusters: [{name: c, cluster: {server: 'https://h', insecure-skip-tls-verify: true}}]");
        const auto both = Kubeconfig::read({ one, m_dir.filePath("missing"), two });
        QVERIFY2(both, both ? "" : both.error().message.constData());
        QCOMPARE(both->currentContext(), QByteArray("a"));
        const auto contexts = both->contexts();
        QCOMPARE(contexts.size(), 2);
        QCOMPARE(contexts[0].cluster, QByteArray("c")); // the first file's
        QCOMPARE(contexts[1].ns, QByteArray("team"));
        QVERIFY(contexts[1].insecure);
        const auto a = both->connection(); // whose cluster is in the other file
        QVERIFY(a);
        QCOMPARE(a->server, QByteArray("https://h"));
        QVERIFY(Kubeconfig::read({ m_dir.filePath("missing"), m_dir.filePath("missing2") }).failedWith(Reason::NotFound));
    }
    void proxyOfTheEnvironment_data()
    {
        QTest::addColumn<QByteArray>("server");
        QTest::addColumn<QByteArray>("exceptions");
        QTest::addColumn<bool>("proxied");
        QTest::newRow("far") << QByteArray("https://far.example:6443") << QByteArray() << true;
        QTest::newRow("this machine") << QByteArray("https://127.0.0.1:6443") << QByteArray() << false;
        QTest::newRow("this machine by name") << QByteArray("https://localhost:6443") << QByteArray() << false;
        QTest::newRow("http") << QByteArray("http://far.example") << QByteArray() << false;
        QTest::newRow("all") << QByteArray("https://far.example") << QByteArray("*") << false;
        QTest::newRow("domain") << QByteArray("https://far.example") << QByteArray("other, example") << false;
        QTest::newRow("below only") << QByteArray("https://example") << QByteArray(".example") << true;
        QTest::newRow("part of a name") << QByteArray("https://farexample") << QByteArray("example") << true;
        QTest::newRow("network") << QByteArray("https://10.1.2.3") << QByteArray("10.0.0.0/8") << false;
        QTest::newRow("other network") << QByteArray("https://11.1.2.3") << QByteArray("10.0.0.0/8") << true;
        QTest::newRow("port") << QByteArray("https://far.example:6443") << QByteArray("far.example:443") << true;
    }
    void proxyOfTheEnvironment()
    {
        QFETCH(QByteArray, server);
        QFETCH(QByteArray, exceptions);
        QFETCH(bool, proxied);
        const QByteArray proxy = proxyOfEnvironment(server, [&](const char *name) {
            return name == QByteArray("HTTPS_PROXY") ? QByteArray("proxy:3128") : name == QByteArray("no_proxy") ? exceptions : QByteArray();
        });
        QCOMPARE(proxy, proxied ? QByteArray("http://proxy:3128") : QByteArray());
    }
    void proxies()
    {
        const auto http = proxyOf("http://u:p%40@host");
        QVERIFY(http);
        QCOMPARE(http->type(), QNetworkProxy::HttpProxy);
        QCOMPARE(http->port(), quint16(80));
        QCOMPARE(http->password(), QString("p@"));
        QCOMPARE(proxyOf("socks5://host")->type(), QNetworkProxy::Socks5Proxy);
        QCOMPARE(proxyOf("")->type(), QNetworkProxy::NoProxy);
        QVERIFY(proxyOf("https://host").failedWith(Reason::BadRequest));
        const auto bad = proxyOf("ftp://u:secret@host");
        QVERIFY(!bad);
        QVERIFY(!bad.error().message.contains("secret"));
    }
    void missingFile() { QVERIFY(readKubeconfig(m_dir.filePath("none")).failedWith(Reason::NotFound)); }
};

QTEST_GUILESS_MAIN(TestKubeconfig)
#include "tst_kubeconfig.moc"
