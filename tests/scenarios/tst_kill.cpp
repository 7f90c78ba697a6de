// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/client/client.h"
#include "controlplane/client/httptransport.h"

#include <QFutureWatcher>
#include <QProcess>
#include <QRandomGenerator>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <csignal>

using namespace orrery;
using namespace orrery::api;

/// The server as a process of its own, which can be killed.
class Server final
{
public:
    explicit Server(QString dir)
        : m_dir(std::move(dir))
    {
        QTcpServer probe;
        probe.listen(QHostAddress::LocalHost);
        m_port = probe.serverPort();
    }
    ~Server() { end(); }
    bool start()
    {
        m_process = std::make_unique<QProcess>();
        m_process->setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process->start(ORRERY_BINARY_DIR "/bin/orrery",
                         {"serve", "--data", m_dir + "/cluster", "--port", QString::number(m_port)});
        QByteArray out;
        while (!out.contains('\n')) {
            if (!m_process->waitForReadyRead(20'000))
                return false;
            out += m_process->readAllStandardOutput();
        }
        return out.startsWith("ready https://127.0.0.1:") && out.contains(" kubeconfig ");
    }
    void kill()
    {
        m_process->kill(); // SIGKILL
        m_process->waitForFinished();
    }
    /// Cleanly; the exit code.
    int end()
    {
        if (!m_process || m_process->state() == QProcess::NotRunning)
            return -1;
        m_process->terminate();
        m_process->waitForFinished();
        return m_process->exitStatus() == QProcess::NormalExit ? m_process->exitCode() : -1;
    }
    QString kubeconfig() const { return m_dir + "/cluster/kubeconfig"; }

private:
    QString m_dir;
    quint16 m_port = 0;
    std::unique_ptr<QProcess> m_process;
};

class Connected final
{
public:
    explicit Connected(const QString &kubeconfig)
    {
        net.start();
        transport = client::HttpTransport::create(*client::readKubeconfig(kubeconfig), &net).value();
    }
    ~Connected()
    {
        transport.reset();
        net.quit();
        net.wait();
    }
    client::Client client() const { return client::Client(transport.get()); }
    QThread net;
    std::unique_ptr<client::HttpTransport> transport;
};

/// What is known about one object: the last state that was acknowledged, and the one that was asked for without an
/// answer.
struct Known
{
    qint64 acknowledged = -1; ///< data.step, 0: deleted, -1: never
    std::optional<qint64> asked;
    qint64 revision = 0;
};

class TestKill final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void killedTwentyTimes();
    void endsCleanly();

private:
    void work(const client::Client &client, const QByteArray &name, int step, const Object &last);

    QHash<QByteArray, Known> m_known;
    qint64 m_newest = 0; ///< the newest revision that anybody was told
    int m_acknowledged = 0;
    QStringList m_reused;
    bool m_stopped = false;
    qint64 m_floor = 0; ///< every new write must be above: what was seen before the last kill
};

static constexpr int workers = 24;

void TestKill::work(const client::Client &client, const QByteArray &name, int step, const Object &last)
{
    if (m_stopped)
        return;
    const bool removing = step == 4;
    Known &known = m_known[name];
    known.asked = removing ? 0 : step;
    QFuture<Result<Object>> answer;
    const Value data = Value::object({{"step", QByteArray::number(step)}});
    if (removing)
        answer = client.remove(client::gvr::configMaps, {"default", name});
    else if (step == 1)
        answer = client.create(client::gvr::configMaps,
                               newObject("v1", "ConfigMap", {"default", name}).with("data", data));
    else
        answer = client.update(client::gvr::configMaps, last.with("data", data));
    answer.then(this, [this, client, name, step, removing](const Result<Object> &result) {
        if (!result)
            return; // the connection broke: it may have happened or not
        Known &known = m_known[name];
        known.acknowledged = removing ? 0 : step;
        known.asked.reset();
        ++m_acknowledged;
        if (!removing) {
            known.revision = result->resourceVersion();
            if (known.revision <= m_floor)
                m_reused.append(QString::number(known.revision));
            m_newest = std::max(m_newest, known.revision);
        }
        work(client, removing ? name.left(name.lastIndexOf('-') + 1) + QByteArray::number(m_acknowledged) : name,
             removing ? 1 : step + 1, removing ? Object() : *result);
    });
}

void TestKill::killedTwentyTimes()
{
    const QTemporaryDir dir;
    Server server(dir.path());
    for (int round = 0; round <= 20; ++round) {
        QVERIFY2(server.start(), QByteArray::number(round));
        auto connected = std::make_unique<Connected>(server.kubeconfig());
        const auto list = connected->client().list(client::gvr::configMaps, {.ns = "default"}).result();
        QVERIFY2(list, list ? "" : list.error().message.constData());
        QVERIFY2(list->resourceVersion >= m_newest, "revisions went back");
        m_newest = std::max(m_newest, list->resourceVersion);
        m_floor = m_newest;
        QHash<QByteArray, Object> found;
        for (const Object &object : list->items)
            found[object.name()] = object;
        for (auto known = m_known.begin(); known != m_known.end(); ++known) {
            const Object object = found.value(known.key());
            const qint64 state = object ? object["data"]["step"].text().toLongLong() : 0;
            const bool never = known->acknowledged == -1 && !object;
            QVERIFY2(never || state == known->acknowledged || state == known->asked,
                     known.key() + ": acknowledged " + QByteArray::number(known->acknowledged) + ", found "
                         + QByteArray::number(state));
            if (object && state == known->acknowledged)
                QCOMPARE(object.resourceVersion(), known->revision);
            *known = {state, {}, object ? object.resourceVersion() : 0};
        }
        if (round == 20)
            break;
        const int goal = m_acknowledged + QRandomGenerator::global()->bounded(1, 400);
        m_stopped = false;
        for (int i = 0; i < workers; ++i)
            work(connected->client(), "r" + QByteArray::number(round) + "-w" + QByteArray::number(i) + "-0", 1, {});
        QTRY_VERIFY_WITH_TIMEOUT(m_acknowledged >= goal, 20'000);
        server.kill(); // in the middle of everything
        m_stopped = true;
        connected.reset();
        QCoreApplication::processEvents(); // answers that came before the end count
        QVERIFY2(m_reused.isEmpty(), qPrintable(m_reused.join(' ')));
    }
    QCOMPARE(server.end(), 0);
    QVERIFY(m_acknowledged > 20);
}

void TestKill::endsCleanly()
{
    const QTemporaryDir dir;
    Server server(dir.path());
    QVERIFY(server.start());
    QCOMPARE(server.end(), 0);
    // A second one on the same folder is refused as long as the first runs.
    QVERIFY(server.start());
    QProcess second;
    second.start(ORRERY_BINARY_DIR "/bin/orrery", {"serve", "--data", dir.path() + "/cluster"});
    QVERIFY(second.waitForFinished());
    QCOMPARE(second.exitCode(), 1);
    QVERIFY(second.readAllStandardError().contains("running already"));
    QProcess reset;
    reset.start(ORRERY_BINARY_DIR "/bin/orrery", {"reset", "--data", dir.path() + "/cluster"});
    QVERIFY(reset.waitForFinished());
    QCOMPARE(reset.exitCode(), 1);
    QCOMPARE(server.end(), 0);
    reset.start(ORRERY_BINARY_DIR "/bin/orrery", {"reset", "--data", dir.path() + "/cluster"});
    QVERIFY(reset.waitForFinished());
    QCOMPARE(reset.exitCode(), 0);
    QVERIFY(!QFile::exists(dir.path() + "/cluster"));
}

QTEST_GUILESS_MAIN(TestKill)
#include "tst_kill.moc"
