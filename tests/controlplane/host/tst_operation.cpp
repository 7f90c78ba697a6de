// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/host/backup.h"
#include "controlplane/host/sealer.h"
#include "controlplane/pki/pki.h"
#include "tests/support/testcluster.h"

#include <QDir>
#include <QDirIterator>
#include <QSslCertificate>
#include <QSslSocket>
#include <QTemporaryDir>

#include <sys/stat.h>

using namespace orrery;
using namespace orrery::api;
using test::eventually;
using test::TestCluster;

namespace {

const QByteArray plainSecret = "attack-at-dawn-by-the-old-oak";

Object secretObject(const QByteArray &name)
{
    return newObject("v1", "Secret", {"default", name})
        .with("data", Value::object({{"p", plainSecret.toBase64()}}))
        .with("stringData", Value::object({{"q", plainSecret}}));
}

Object configMap(const QByteArray &name, const QByteArray &value = "x")
{
    return newObject("v1", "ConfigMap", {"default", name}).with("data", Value::object({{"key", value}}));
}

/// Whether any file below the folder holds the secret, as it is or in base64.
bool liesInTheOpen(const QString &folder)
{
    QDirIterator files(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const QByteArray bytes = file.readAll();
        if (bytes.contains(plainSecret) || bytes.contains(plainSecret.toBase64()))
            return true;
    }
    return false;
}

class ManualClock final : public Clock
{
public:
    explicit ManualClock(qint64 time)
        : m_time(time)
    {
    }
    qint64 now() const override { return m_time; }
    void set(qint64 time) { m_time = time; }

private:
    std::atomic<qint64> m_time;
};

/// A client over HTTPS with a certificate of its own.
class Remote final
{
public:
    Remote(TestCluster &cluster, const QByteArray &user, const QList<QByteArray> &groups)
        : m_connection(cluster.connection())
    {
        const auto pair = pki::issue(cluster.plane().keys().ca, {.commonName = user, .organizations = groups}).value();
        m_connection.clientCertificatePem = pair.certificatePem;
        m_connection.clientKeyPem = pair.keyPem;
        m_net.start();
        m_transport = client::HttpTransport::create(m_connection, &m_net).value();
    }
    ~Remote()
    {
        m_transport.reset();
        m_net.quit();
        m_net.wait();
    }
    client::Client client() { return client::Client(m_transport.get()); }
    client::Transport &transport() { return *m_transport; }

private:
    client::Connection m_connection;
    QThread m_net;
    std::unique_ptr<client::HttpTransport> m_transport;
};

} // namespace

#define VERIFY_RESULT(result) QVERIFY2(result, (result) ? "" : (result).error().message.constData())

class TestOperation final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void secretsAreSealedOnTheDisk();
    void oldSecretsAreSealedAtTheStart();
    void aNewKeySealsAgain();
    void backsUpWhileRunningAndRestores();
    void refusesDamagedBackups();
    void backupIsForMasters();
    void certificatesAreRenewed();
    void stopsCleanly();
    void auditsByItsOptions();
    void showsItsMetrics();
    void aFloodDoesNotStarveLeases();
};

void TestOperation::secretsAreSealedOnTheDisk()
{
    const QTemporaryDir dir;
    {
        TestCluster cluster({.dataDir = dir.path()});
        VERIFY_RESULT(cluster.client().create(client::gvr::secrets, secretObject("s")).result());
        VERIFY_RESULT(cluster.client().remove(client::gvr::secrets, {"default", "s"}).result());
        VERIFY_RESULT(cluster.client().create(client::gvr::secrets, secretObject("t")).result());
        QVERIFY(!liesInTheOpen(dir.path())); // database and WAL
    }
    QVERIFY(!liesInTheOpen(dir.path()));
    TestCluster cluster({.dataDir = dir.path()});
    const auto kept = cluster.client().get(client::gvr::secrets, {"default", "t"}).result();
    VERIFY_RESULT(kept);
    QCOMPARE((*kept)["data"]["q"].bytes(), plainSecret.toBase64());
    struct stat info
    {
    };
    QCOMPARE(::stat(QFile::encodeName(dir.filePath("pki/encryption.keys")).constData(), &info), 0);
    QCOMPARE(info.st_mode & 0777, mode_t(0600));
}

/// A store as versions without encryption left it.
void TestOperation::oldSecretsAreSealedAtTheStart()
{
    const QTemporaryDir dir;
    const SystemClock clock;
    {
        const auto store = store::Store::open({.path = dir.filePath("store.db")}, clock).value();
        const Object secret
            = secretObject("old").withMetadata("uid", "1").withMetadata("creationTimestamp", formatTime(clock.now()));
        int done = 0;
        for (int i = 0; i < 3; ++i) {
            QVERIFY(store->put("/registry/secrets/default/old", secret, store::Store::Any, {},
                               [&](const Result<store::Entry> &) { ++done; }));
        }
        QTRY_COMPARE(done, 3);
    }
    QVERIFY(liesInTheOpen(dir.path()));
    TestCluster cluster({.dataDir = dir.path()});
    QVERIFY(!liesInTheOpen(dir.path()));
    VERIFY_RESULT(cluster.client().get(client::gvr::secrets, {"default", "old"}).result());
}

void TestOperation::aNewKeySealsAgain()
{
    const QTemporaryDir dir;
    const auto keys = [&] {
        QFile file(dir.filePath("pki/encryption.keys"));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    {
        TestCluster cluster({.dataDir = dir.path()});
        VERIFY_RESULT(cluster.client().create(client::gvr::secrets, secretObject("s")).result());
    }
    const QByteArray first = keys();
    const auto rotated = host::rotateEncryptionKey(dir.path());
    VERIFY_RESULT(rotated);
    QCOMPARE(keys().count('\n'), 2);
    {
        TestCluster cluster({.dataDir = dir.path()});
        VERIFY_RESULT(cluster.client().get(client::gvr::secrets, {"default", "s"}).result());
        QCOMPARE(keys().count('\n'), 1); // nothing needs the old one any more
        QVERIFY(!keys().contains(first));
    }
    TestCluster cluster({.dataDir = dir.path()});
    VERIFY_RESULT(cluster.client().get(client::gvr::secrets, {"default", "s"}).result());
}

static QByteArray fetchBackup(TestCluster &cluster, const QString &file)
{
    const auto answer = cluster.remote().send({.path = "/orrery/backup"}).result();
    if (!answer)
        return answer.error().message;
    QFile out(file);
    if (answer->status != 200 || !out.open(QIODevice::WriteOnly))
        return "status " + QByteArray::number(answer->status);
    out.write(answer->body);
    return {};
}

void TestOperation::backsUpWhileRunningAndRestores()
{
    const QTemporaryDir dir, other, elsewhere;
    const QString file = elsewhere.filePath("backup");
    const SystemClock clock;
    Object before;
    QByteArray ca, token;
    {
        TestCluster cluster({.listen = true, .dataDir = dir.path()});
        const auto client = cluster.client();
        VERIFY_RESULT(client.create(client::gvr::secrets, secretObject("s")).result());
        before = *client.create(client::gvr::configMaps, configMap("c")).result();
        for (int i = 0; i < 200; ++i)
            (void)client.create(client::gvr::configMaps,
                                configMap("filler" + QByteArray::number(i), QByteArray(20'000, 'x')));
        QCOMPARE(fetchBackup(cluster, file), QByteArray());
        VERIFY_RESULT(client.remove(client::gvr::configMaps, {"default", "c"}).result());
        VERIFY_RESULT(client.create(client::gvr::configMaps, configMap("later")).result());
        ca = cluster.plane().keys().ca.certificatePem;
        QVERIFY(QDir(dir.path()).entryList({".backup*"}, QDir::AllEntries | QDir::Hidden).isEmpty());
    }
    QVERIFY(!liesInTheOpen(elsewhere.path()));
    const auto content = host::verifyBackup(file, clock);
    VERIFY_RESULT(content);
    QVERIFY(content->revision > 0);
    for (const QString &path : {other.path(), dir.path()}) { // the second over what is there
        const auto restored = host::restoreBackup(file, path, clock);
        VERIFY_RESULT(restored);
    }
    for (const QString &path : {other.path(), dir.path()}) {
        TestCluster cluster({.listen = true, .dataDir = path});
        QCOMPARE(cluster.plane().keys().ca.certificatePem, ca); // the same cluster to its clients
        const auto client = cluster.remote();
        const auto seen = client.get(client::gvr::configMaps, {"default", "c"}).result();
        VERIFY_RESULT(seen);
        QVERIFY(*seen == before);
        QCOMPARE(client.get(client::gvr::configMaps, {"default", "later"}).result().failedWith(Reason::NotFound), true);
        const auto secret = client.get(client::gvr::secrets, {"default", "s"}).result();
        VERIFY_RESULT(secret);
        QCOMPARE((*secret)["data"]["p"].bytes(), plainSecret.toBase64());
    }
    const QString stopped = elsewhere.filePath("stopped");
    const auto revision = host::backUpStopped(dir.path(), stopped, clock); // and of one that does not run
    VERIFY_RESULT(revision);
    QVERIFY(host::verifyBackup(stopped, clock));
}

void TestOperation::refusesDamagedBackups()
{
    const QTemporaryDir dir, other;
    const SystemClock clock;
    const QString file = dir.filePath("backup");
    const QTemporaryDir data;
    {
        TestCluster cluster({.listen = true, .dataDir = data.path()});
        VERIFY_RESULT(cluster.client().create(client::gvr::secrets, secretObject("s")).result());
        QCOMPARE(fetchBackup(cluster, file), QByteArray());
    }
    QFile in(file);
    QVERIFY(in.open(QIODevice::ReadOnly));
    const QByteArray whole = in.readAll();
    QByteArray changed = whole;
    const qsizetype sealed = changed.indexOf("sealed:aesgcm:v1:");
    QVERIFY(sealed > 0);
    changed[sealed + 60] = char(changed[sealed + 60] ^ 1); // SQLite does not see it; the seal does
    const QByteArray texts[] = {whole.left(whole.size() / 2), QByteArray("nonsense"), QByteArray(), changed};
    for (const QByteArray &text : texts) {
        QFile out(dir.filePath("damaged"));
        QVERIFY(out.open(QIODevice::WriteOnly | QIODevice::Truncate));
        out.write(text);
        out.close();
        QVERIFY(!host::verifyBackup(out.fileName(), clock));
        QVERIFY(!host::restoreBackup(out.fileName(), other.path(), clock));
        QVERIFY(
            QDir(other.path()).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot)); // nothing was touched
    }
    QVERIFY(host::verifyBackup(dir.filePath("none"), clock).failedWith(Reason::NotFound));
}

void TestOperation::backupIsForMasters()
{
    const QTemporaryDir dir;
    TestCluster cluster({.listen = true, .dataDir = dir.path()});
    const auto bind = newObject("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", {{}, "bob"})
                          .with("roleRef",
                                Value::object({{"apiGroup", "rbac.authorization.k8s.io"},
                                               {"kind", "ClusterRole"},
                                               {"name", "cluster-admin"}}))
                          .with("subjects",
                                Value::array({Value::object(
                                    {{"apiGroup", "rbac.authorization.k8s.io"}, {"kind", "User"}, {"name", "bob"}})}));
    VERIFY_RESULT(cluster.client().create({"rbac.authorization.k8s.io", "v1", "clusterrolebindings"}, bind).result());
    Remote bob(cluster, "bob", {}); // may do all that roles can give, and no more
    QVERIFY(eventually([&] { return bool(bob.client().list(client::gvr::secrets).result()); }));
    QVERIFY(bob.client().send({.path = "/orrery/backup"}).result().failedWith(Reason::Forbidden));
    Remote eve(cluster, "eve", {});
    QVERIFY(eve.client().send({.path = "/orrery/backup"}).result().failedWith(Reason::Forbidden));
    QVERIFY(cluster.remote()
                .send({.method = "POST", .path = "/orrery/backup"})
                .result()
                .failedWith(Reason::MethodNotAllowed));
}

void TestOperation::certificatesAreRenewed()
{
    const QTemporaryDir dir;
    constexpr qint64 day = 86'400'000'000;
    const qint64 today = SystemClock().now();
    ManualClock clock(today - 300 * day); // made 300 days ago: 65 are left, for TLS's own clock too
    TestCluster cluster({.listen = true, .dataDir = dir.path(), .clock = &clock});
    const auto before = cluster.connection();
    VERIFY_RESULT(cluster.remote().list(client::gvr::namespaces).result());
    const auto unchanged = cluster.plane().renewCertificates();
    VERIFY_RESULT(unchanged);
    QVERIFY(!*unchanged); // by its clock there is time
    clock.set(today);
    int told = 0;
    connect(&cluster.plane(), &host::ControlPlane::renewed, this, [&] { ++told; });
    const auto renewed = cluster.plane().renewCertificates();
    VERIFY_RESULT(renewed);
    QVERIFY(*renewed);
    QCOMPARE(told, 1);
    const auto after = cluster.connection();
    QVERIFY(after.clientCertificatePem != before.clientCertificatePem);
    QCOMPARE(after.caPem, before.caPem);
    QVERIFY(pki::inspectCertificate(after.clientCertificatePem)->notAfter > today + 300 * day);
    for (const auto &connection :
         {before, after}) { // both are good, and the server shows its new one to new connections
        QThread net;
        net.start();
        {
            const auto transport = client::HttpTransport::create(connection, &net);
            VERIFY_RESULT(transport);
            VERIFY_RESULT(client::Client(transport->get()).list(client::gvr::namespaces).result());
        }
        net.quit();
        net.wait();
    }
    QSslSocket socket;
    socket.setPeerVerifyMode(QSslSocket::VerifyNone);
    socket.connectToHostEncrypted("127.0.0.1", cluster.plane().port());
    QVERIFY(socket.waitForEncrypted(10'000));
    QVERIFY(socket.peerCertificate().expiryDate() > QDateTime::currentDateTimeUtc().addDays(300));
}

void TestOperation::stopsCleanly()
{
    auto cluster = std::make_unique<TestCluster>(TestCluster::Options{.listen = true});
    Remote remote(*cluster, "kubernetes-admin", {"system:masters"});
    const auto client = remote.client();
    std::atomic<int> events = 0, ended = 0, clean = 0;
    QObject context;
    const auto watch = remote.transport().watch(
        {.path = "/api/v1/configmaps", .query = Query("watch=1")}, &context,
        [&](const QList<client::WatchItem> &items) { events += int(items.size()); },
        [&](const Result<> &result) {
            ++ended;
            clean += result ? 1 : 0;
        });
    VERIFY_RESULT(client.create(client::gvr::configMaps, configMap("seen")).result());
    QVERIFY(eventually([&] { return events > 0; }));
    QList<QFuture<Result<Object>>> answers;
    for (int i = 0; i < 50; ++i)
        answers.append(client.create(client::gvr::configMaps, configMap("c" + QByteArray::number(i))));
    (void)answers.first().result(); // they are under way
    cluster.reset();
    QVERIFY(eventually([&] { return ended > 0; }));
    QCOMPARE(clean.load(), 1); // with its last chunk, not a broken connection
    for (auto &answer : answers) {
        const auto result = answer.result(); // answered, or told plainly to come later; never an error of its own
        QVERIFY2(result || result.failedWith(Reason::ServiceUnavailable),
                 result ? "" : result.error().message.constData());
    }
}

void TestOperation::auditsByItsOptions()
{
    const QTemporaryDir dir;
    const SystemClock clock;
    QFile policy(dir.filePath("policy.yaml"));
    const auto write = [&](const QByteArray &text) {
        QVERIFY(policy.open(QIODevice::WriteOnly | QIODevice::Truncate));
        policy.write(text);
        policy.close();
    };
    const host::Options options{
        .listen = false, .auditPolicy = policy.fileName(), .auditLog = {.path = dir.filePath("audit.log")}};
    const auto none = host::ControlPlane::start(options, clock);
    QVERIFY(!none);
    QVERIFY2(none.error().message.contains("policy.yaml"), none.error().message);
    write("apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Sometimes\n");
    const auto bad = host::ControlPlane::start(options, clock);
    QVERIFY(bad.failedWith(Reason::BadRequest));
    QVERIFY2(bad.error().message.contains("policy.yaml") && bad.error().message.contains("rules[0].level"),
             bad.error().message);
    write("apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n");
    {
        const auto plane = host::ControlPlane::start(options, clock);
        VERIFY_RESULT(plane);
        VERIFY_RESULT((*plane)->client("tester").create(client::gvr::configMaps, configMap("a")).result());
    }
    QFile log(dir.filePath("audit.log"));
    QVERIFY(log.open(QIODevice::ReadOnly));
    QVERIFY(log.readAll().contains(R"("user":{"username":"tester")"));
}

void TestOperation::showsItsMetrics()
{
    TestCluster cluster({.scheduler = true, .controllers = true});
    VERIFY_RESULT(cluster.client().create(client::gvr::configMaps, configMap("a")).result());
    const auto get = [&] { return cluster.client().send({.path = "/metrics"}).result(); };
    QVERIFY(eventually([&] { return get()->body.contains("workqueue_adds_total{name=\"namespace\"} 4\n"); }));
    const auto page = get();
    for (const char *name : {"process_cpu_seconds_total ", "process_resident_memory_bytes ", "process_open_fds ",
                             "process_start_time_seconds ", "workqueue_adds_total{name=\"namespace\"} ",
                             "workqueue_queue_duration_seconds_count{name=\"namespace\"} ",
                             "etcd_request_duration_seconds_count{operation=\"create\",type=\"configmaps\"} ",
                             "scheduler_pending_pods{queue=\"active\"} ", "rest_client_requests_total{code=\"201\"",
                             "apiserver_storage_size_bytes"})
        QVERIFY2(page->body.contains(name), name);
}

/// Eight connections ask for long lists as fast as they can; a node renews its lease meanwhile, over the wire as well.
void TestOperation::aFloodDoesNotStarveLeases()
{
    TestCluster cluster({.listen = true});
    const auto admin = cluster.client();
    for (int i = 0; i < 200; ++i)
        (void)admin.create(client::gvr::configMaps, configMap("c" + QByteArray::number(i), QByteArray(1000, 'x')));
    const auto bind
        = newObject("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", {{}, "flood"})
              .with(
                  "roleRef",
                  Value::object({{"apiGroup", "rbac.authorization.k8s.io"}, {"kind", "ClusterRole"}, {"name", "view"}}))
              .with("subjects",
                    Value::array({Value::object(
                        {{"apiGroup", "rbac.authorization.k8s.io"}, {"kind", "User"}, {"name", "flood"}})}));
    VERIFY_RESULT(admin.create({"rbac.authorization.k8s.io", "v1", "clusterrolebindings"}, bind).result());
    VERIFY_RESULT(admin.create(client::gvr::nodes, newObject("v1", "Node", {{}, "n1"})).result());
    Remote node(cluster, "system:node:n1", {"system:nodes"});
    const auto kubelet = node.client();
    const Key key{"kube-node-lease", "n1"};
    VERIFY_RESULT(kubelet.create(client::gvr::leases, newObject("coordination.k8s.io/v1", "Lease", key)).result());

    std::atomic<int> answered = 0, refused = 0;
    std::vector<std::unique_ptr<Remote>> flood;
    constexpr int each = 400;
    for (int i = 0; i < 8; ++i) {
        flood.push_back(std::make_unique<Remote>(cluster, "flood", QList<QByteArray>{}));
        for (int j = 0; j < each; ++j) {
            flood.back()->transport().send({.path = "/api/v1/configmaps"}, [&](const Result<Response> &result) {
                ++answered;
                refused += result.failedWith(Reason::TooManyRequests) ? 1 : 0;
            });
        }
    }
    QVERIFY(eventually([&] { return answered > 20; })); // it is under way
    for (int i = 0; i < 10; ++i) {
        const Value spec = Value::object({{"spec", Value::object({{"leaseDurationSeconds", 40 + i}})}});
        VERIFY_RESULT(kubelet.patch(client::gvr::leases, key, PatchType::Merge, spec).result());
    }
    const int meanwhile = answered;
    QVERIFY2(meanwhile < 8 * each, "the flood was over before the leases were renewed");
    flood.clear();
}

QTEST_GUILESS_MAIN(TestOperation)
#include "tst_operation.moc"
