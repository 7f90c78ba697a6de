// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/streams/streams.h"
#include "tests/controlplane/apiserver/http/testserver.h"
#include "tests/controlplane/apiserver/streams/memorychannel.h"

#include <QCryptographicHash>
#include <QProcess>
#include <QRandomGenerator>
#include <QStandardPaths>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace orrery;

/// The real kubectl against the real HTTP server and streams; one pod, on a node that is made up.
class tst_StreamsKubectl : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void logs();
    void logsRefused();
    void exec_data();
    void exec();
    void execExitCode_data() { exec_data(); }
    void execExitCode();
    void execLarge_data() { exec_data(); }
    void execLarge();
    void execRefused_data() { exec_data(); }
    void execRefused();
    void portForward_data() { exec_data(); }
    void portForward();
    void curl();

private:
    struct Outcome
    {
        int code = -1;
        QByteArray out, err;
    };
    Outcome kubectl(const QStringList &arguments, const QByteArray &in = {}, bool webSockets = true);
    void handle(const api::ExchangePtr &exchange);
    void serve(const std::shared_ptr<test::FakeAgent::Stream> &stream);

    QTemporaryDir m_dir;
    QString m_kubeconfig;
    std::unique_ptr<streams::Streams> m_streams; // the server's thread's, as what follows
    std::unique_ptr<test::FakeAgent> m_agent;
    std::unique_ptr<test::TestServer> m_server;
};

static const char *podJson = R"({"kind":"Pod","apiVersion":"v1","metadata":{"name":"p","namespace":"default","uid":"u"},
"spec":{"nodeName":"n1","containers":[{"name":"web","image":"x","ports":[{"containerPort":8080}]}]},"status":{"phase":"Running"}})";

void tst_StreamsKubectl::initTestCase()
{
    if (QStandardPaths::findExecutable("kubectl").isEmpty()) {
        puts("SKIP kubectl is not installed");
        exit(77);
    }
    m_server = std::make_unique<test::TestServer>([this](const api::ExchangePtr &exchange) { handle(exchange); });
    m_server->run([this] {
        m_streams = std::make_unique<streams::Streams>();
        const auto exchange = std::make_shared<test::MemoryExchange>("", api::tunnelSubprotocol.toByteArray());
        m_streams->attachNode(exchange, "n1");
        m_agent = std::make_unique<test::FakeAgent>(exchange->channel);
        m_agent->serve = [this](const auto &stream) { serve(stream); };
    });
    const auto &keys = test::keys();
    m_kubeconfig = m_dir.filePath("config");
    QFile file(m_kubeconfig);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(
        "apiVersion: v1\nkind: Config\ncurrent-context: t\ncontexts: [{name: t, context: {cluster: t, user: t}}]\n"
        "clusters: [{name: t, cluster: {server: 'https://127.0.0.1:"
        + QByteArray::number(m_server->port()) + "', certificate-authority-data: " + keys.ca.certificatePem.toBase64()
        + "}}]\nusers: [{name: t, user: {client-certificate-data: " + keys.admin.certificatePem.toBase64()
        + ", client-key-data: " + keys.admin.keyPem.toBase64() + "}}]\n");
}

void tst_StreamsKubectl::cleanupTestCase()
{
    if (m_server) {
        m_server->run([this] {
            m_streams.reset();
            m_agent.reset();
        });
    }
    m_server.reset();
}

void tst_StreamsKubectl::handle(const api::ExchangePtr &exchange)
{
    const QByteArray path = exchange->request().path;
    const QByteArray pods = "/api/v1/namespaces/default/pods/p";
    if (exchange->request().user.name != "kubernetes-admin")
        return exchange->respond(api::error(api::Reason::Unauthorized, "Unauthorized"));
    const api::Object pod(*api::parseJson(podJson));
    if (path == pods)
        return exchange->respond(api::Response::of(pod));
    if (path.startsWith(pods + '/'))
        return m_streams->serve(exchange, pod, QByteArrayView(path).sliced(pods.size() + 1));
    if (path == "/api")
        return exchange->respond(
            api::Response::of(api::Object(*api::parseJson(R"({"kind":"APIVersions","versions":["v1"]})"))));
    if (path == "/apis")
        return exchange->respond(api::Response::of(
            api::Object(*api::parseJson(R"({"kind":"APIGroupList","apiVersion":"v1","groups":[]})"))));
    if (path == "/api/v1")
        return exchange->respond(api::Response::of(api::Object(*api::parseJson(
            R"({"kind":"APIResourceList","groupVersion":"v1","resources":[{"name":"pods","singularName":"pod","namespaced":true,"kind":"Pod","verbs":["get","list"]}]})"))));
    exchange->respond(api::error(api::Reason::NotFound, "the server could not find the requested resource"));
}

/// The node: `cat`, `fail N`, `zeros N`; echoes on port 8080 with a greeting.
void tst_StreamsKubectl::serve(const std::shared_ptr<test::FakeAgent::Stream> &stream)
{
    auto *const s = stream.get();
    const QByteArray command = s->open.command.value(0);
    if (s->open.kind == "log") {
        if (s->open.previous)
            return m_agent->close(
                *s,
                api::toStatus(
                    api::error(api::Reason::BadRequest, "previous terminated container \"web\" in pod \"p\" not found"))
                    .json());
        m_agent->opened(*s);
        m_agent->data(*s, 1, "one\ntwo\n");
        return m_agent->close(*s);
    }
    if (command == "missing")
        return m_agent->close(*s,
                              api::toStatus(api::error(api::Reason::InternalError,
                                                       "exec: \"missing\": executable file not found in $PATH"))
                                  .json());
    m_agent->opened(*s);
    if (command == "fail") {
        m_agent->data(*s, 2, "about to fail\n");
        const QByteArray code = s->open.command.value(1);
        return m_agent->close(
            *s,
            R"({"metadata":{},"status":"Failure","message":"command terminated with exit code )" + code
                + R"(","reason":"NonZeroExitCode","details":{"causes":[{"reason":"ExitCode","message":")" + code
                + R"("}]}})");
    }
    if (command == "zeros") {
        auto left = std::make_shared<qint64>(s->open.command.value(1).toLongLong());
        s->onChange = [this, s, left] {
            while (*left > 0) {
                const qint64 sent = m_agent->data(*s, 1, QByteArray(std::min<qint64>(*left, 60'000), '0'));
                if (!sent)
                    return;
                *left -= sent;
            }
            if (*left == 0 && (*left)-- == 0)
                m_agent->close(*s);
        };
        return s->onChange();
    }
    s->onChange = [this, s] { // an echo, as far as there is credit
        const qint64 sent = m_agent->data(*s, 1, s->in);
        s->in.remove(0, sent);
        if (s->inEnded && s->in.isEmpty() && !s->closed) {
            s->closed = true;
            m_agent->close(*s);
        }
    };
}

tst_StreamsKubectl::Outcome tst_StreamsKubectl::kubectl(const QStringList &arguments, const QByteArray &in,
                                                        bool webSockets)
{
    QProcess process;
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert("HOME", m_dir.path());
    environment.insert("KUBECTL_REMOTE_COMMAND_WEBSOCKETS", webSockets ? "true" : "false");
    environment.insert("KUBECTL_PORT_FORWARD_WEBSOCKETS", webSockets ? "true" : "false");
    process.setProcessEnvironment(environment);
    process.start("kubectl", QStringList{"--kubeconfig", m_kubeconfig} + arguments);
    process.write(in);
    process.closeWriteChannel();
    process.waitForFinished(60'000);
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

void tst_StreamsKubectl::logs()
{
    const auto outcome = kubectl({"logs", "p"});
    QVERIFY2(outcome.code == 0, outcome.err);
    QCOMPARE(outcome.out, "one\ntwo\n");
}

void tst_StreamsKubectl::logsRefused()
{
    const auto outcome = kubectl({"logs", "-p", "p"});
    QCOMPARE(outcome.code, 1);
    QVERIFY2(outcome.err.contains("previous terminated container \"web\" in pod \"p\" not found"), outcome.err);
}

void tst_StreamsKubectl::exec_data()
{
    QTest::addColumn<bool>("webSockets");
    QTest::newRow("WebSocket") << true;
    QTest::newRow("SPDY") << false;
}

void tst_StreamsKubectl::exec()
{
    QFETCH(bool, webSockets);
    const auto outcome = kubectl({"exec", "-i", "p", "--", "cat"}, "hello\n", webSockets);
    QVERIFY2(outcome.code == 0, outcome.err);
    QCOMPARE(outcome.out, "hello\n");
}

void tst_StreamsKubectl::execExitCode()
{
    QFETCH(bool, webSockets);
    const auto outcome = kubectl({"exec", "p", "--", "fail", "42"}, {}, webSockets);
    QVERIFY2(outcome.code == 42, outcome.err);
    QVERIFY2(outcome.err.contains("about to fail") && outcome.err.contains("exit code 42"), outcome.err);
}

void tst_StreamsKubectl::execLarge()
{
    QFETCH(bool, webSockets);
    QByteArray in(3'000'000, Qt::Uninitialized);
    QRandomGenerator random(1);
    random.fillRange(reinterpret_cast<quint32 *>(in.data()), in.size() / 4);
    auto outcome = kubectl({"exec", "-i", "p", "--", "cat"}, in, webSockets);
    QVERIFY2(outcome.code == 0, outcome.err);
    QVERIFY(outcome.out == in);
    outcome = kubectl({"exec", "p", "--", "zeros", "20000000"}, {}, webSockets);
    QVERIFY2(outcome.code == 0, outcome.err);
    QCOMPARE(outcome.out.size(), 20'000'000);
}

void tst_StreamsKubectl::execRefused()
{
    QFETCH(bool, webSockets);
    const auto outcome = kubectl({"exec", "p", "--", "missing"}, {}, webSockets);
    QCOMPARE(outcome.code, 1);
    QVERIFY2(outcome.err.contains("executable file not found"), outcome.err);
}

void tst_StreamsKubectl::portForward()
{
    QFETCH(bool, webSockets);
    QProcess process;
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert("HOME", m_dir.path());
    environment.insert("KUBECTL_PORT_FORWARD_WEBSOCKETS", webSockets ? "true" : "false");
    process.setProcessEnvironment(environment);
    process.start("kubectl", {"--kubeconfig", m_kubeconfig, "port-forward", "p", ":8080"});
    QByteArray line;
    QTRY_VERIFY_WITH_TIMEOUT(
        (line += process.readAllStandardOutput()).contains("\n") || process.state() == QProcess::NotRunning, 30'000);
    const quint16 port = line.mid(line.indexOf(':') + 1).split(' ').first().toUShort();
    QVERIFY2(port, line + process.readAllStandardError());

    std::vector<std::unique_ptr<QTcpSocket>> sockets;
    for (int i = 0; i < 4; ++i) {
        sockets.push_back(std::make_unique<QTcpSocket>());
        sockets.back()->connectToHost("127.0.0.1", port);
        QVERIFY(sockets.back()->waitForConnected());
        sockets.back()->write(QByteArray(200'000, char('a' + i)));
    }
    for (int i = 0; i < 4; ++i)
        QTRY_COMPARE_WITH_TIMEOUT(sockets[size_t(i)]->bytesAvailable(), 200'000, 30'000);
    for (int i = 0; i < 4; ++i)
        QCOMPARE(sockets[size_t(i)]->readAll(), QByteArray(200'000, char('a' + i)));
    // Our side ends: so does the node's stream.
    const auto open = [this] {
        qsizetype open = 0;
        m_server->run([&] {
            for (const auto &stream : m_agent->streams)
                open += stream->open.kind == "portforward" && !stream->closed;
        });
        return open;
    };
    sockets.clear();
    QTRY_COMPARE_WITH_TIMEOUT(open(), 0, 30'000);
    process.kill();
    process.waitForFinished();
}

void tst_StreamsKubectl::curl()
{
    if (QStandardPaths::findExecutable("curl").isEmpty())
        QSKIP("curl is not installed");
    const auto write = [this](const QString &name, const QByteArray &bytes) {
        QFile file(m_dir.filePath(name));
        return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() ? file.fileName() : QString();
    };
    QProcess process;
    process.start("curl",
                  {"-sS", "--compressed", "--cacert", write("ca", test::keys().ca.certificatePem), "--cert",
                   write("crt", test::keys().admin.certificatePem), "--key", write("key", test::keys().admin.keyPem),
                   QString("https://127.0.0.1:%1/api/v1/namespaces/default/pods/p").arg(m_server->port()), "-w",
                   "%{http_code} %{http_version}"});
    QVERIFY(process.waitForFinished());
    const QByteArray out = process.readAllStandardOutput();
    QVERIFY2(out.endsWith("200 1.1"), out + process.readAllStandardError());
}

QTEST_GUILESS_MAIN(tst_StreamsKubectl)
#include "tst_streams_kubectl.moc"
