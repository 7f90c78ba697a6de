// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/client/kubeconfig.h"

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
        QTest::newRow("unknown cluster") << QByteArray("current-context: x\ncontexts: [{name: x, context: {cluster: y}}]") << int(Reason::NotFound);
        QTest::newRow("no server") << QByteArray("current-context: x\ncontexts: [{name: x, context: {cluster: y}}]\nclusters: [{name: y, cluster: {a: b}}]")
                                   << int(Reason::BadRequest);
        QTest::newRow("bad base64") << QByteArray("current-context: x\ncontexts: [{name: x, context: {cluster: y}}]\nclusters: [{name: y, cluster: {server: s, "
                                                  "certificate-authority-data: '!!'}}]")
                                    << int(Reason::BadRequest);
        QTest::newRow("helper program") << QByteArray("current-context: x\ncontexts: [{name: x, context: {cluster: y, user: z}}]\nclusters: [{name: y, cluster: {server: "
                                                      "s}}]\nusers: [{name: z, user: {exec: {command: aws}}}]")
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
    void missingFile() { QVERIFY(readKubeconfig(m_dir.filePath("none")).failedWith(Reason::NotFound)); }
};

QTEST_GUILESS_MAIN(TestKubeconfig)
#include "tst_kubeconfig.moc"
