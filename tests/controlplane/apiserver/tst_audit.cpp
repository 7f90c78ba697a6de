// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/audit/auditor.h"
#include "tests/controlplane/apiserver/testapi.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <sys/stat.h>

using namespace orrery;
using namespace orrery::api;
using namespace orrery::test;

namespace {

const QByteArray cms = "/api/v1/namespaces/default/configmaps";
const QByteArray secrets = "/api/v1/namespaces/default/secrets";

QByteArray policyText(const QByteArray &rules)
{
    return "apiVersion: audit.k8s.io/v1\nkind: Policy\n" + rules;
}

} // namespace

class TestAudit final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsPolicies_data();
    void readsPolicies();
    void firstRuleDecides_data();
    void firstRuleDecides();
    void stagesAndLevels();
    void secretsAreAsThePolicySays();
    void refusalsAndStrangers();
    void impersonation();
    void watchesHaveThreeStages();
    void managedFieldsAreLeftOut();
    void rotates();
    void dropsInsteadOfWaiting();

private:
    /// A server with an audit log, and what it has written so far.
    struct Audited
    {
        explicit Audited(const QByteArray &rules)
        {
            auto policy = audit::Policy::parse(policyText(rules));
            if (!policy)
                qFatal("%s", policy.error().message.constData());
            path = dir.filePath("audit.log");
            log = audit::Log::open({.path = path}, clock, metrics).value();
            auditor = std::make_unique<audit::Auditor>(*policy, *log, clock, metrics);
            api = std::make_unique<TestApi>(apiserver::Hooks{}, auditor.get());
        }
        /// Ends the server.
        QList<Value> events(const QByteArray &verb, const QByteArray &resource = "configmaps")
        {
            api.reset();
            log.reset(); // writes what is queued
            QFile file(path);
            if (!file.open(QIODevice::ReadOnly))
                return {};
            QList<Value> out;
            for (const QByteArray &line : file.readAll().split('\n')) {
                const auto event = parseJson(line);
                if (event && (*event)["verb"].text() == verb && (*event)["objectRef"]["resource"].text() == resource)
                    out.append(*event);
                else if (!event && !line.isEmpty())
                    qFatal("no JSON: %s", line.constData());
            }
            return out;
        }
        QTemporaryDir dir;
        QString path;
        ManualClock clock;
        Metrics metrics;
        std::unique_ptr<audit::Log> log;
        std::unique_ptr<audit::Auditor> auditor;
        std::unique_ptr<TestApi> api;
    };
};

void TestAudit::readsPolicies_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("complaint"); // empty: good
    QTest::newRow("good") << policyText("rules:\n- level: Metadata\n") << QByteArray();
    QTest::newRow("json") << QByteArray(
        R"({"apiVersion":"audit.k8s.io/v1","kind":"Policy","rules":[{"level":"None"}]})")
                          << QByteArray();
    QTest::newRow("empty") << QByteArray() << QByteArray("empty");
    QTest::newRow("yaml") << QByteArray("rules: [") << QByteArray("yaml: ");
    QTest::newRow("kind") << QByteArray("apiVersion: v1\nkind: Pod\n") << QByteArray("not an audit.k8s.io/v1 Policy");
    QTest::newRow("no rules") << policyText({}) << QByteArray("0 rules");
    QTest::newRow("field") << policyText("rules:\n- level: None\n  verb: [get]\n")
                           << QByteArray("rules[0]: unknown field \"verb\"");
    QTest::newRow("level") << policyText("rules:\n- level: Everything\n")
                           << QByteArray("rules[0].level: Unsupported value: \"Everything\"");
    QTest::newRow("no level") << policyText("rules:\n- level: None\n- verbs: [get]\n")
                              << QByteArray("rules[1].level: Required value");
    QTest::newRow("stage") << policyText("omitStages: [Begin]\nrules:\n- level: None\n")
                           << QByteArray("allowed stages are");
    QTest::newRow("both") << policyText("rules:\n- level: None\n  nonResourceURLs: [/a]\n  namespaces: [b]\n")
                          << QByteArray("both regular resources and non-resource URLs");
    QTest::newRow("url") << policyText("rules:\n- level: None\n  nonResourceURLs: ['/a/*/b']\n")
                         << QByteArray("must be the final character");
    QTest::newRow("group") << policyText("rules:\n- level: None\n  resources: [{group: apps/v1}]\n")
                           << QByteArray("rules[0].resources[0].group");
    QTest::newRow("names") << policyText("rules:\n- level: None\n  resources: [{resourceNames: [a]}]\n")
                           << QByteArray("requires at least one resource");
    QTest::newRow("text") << policyText("rules:\n- level: None\n  users: bob\n")
                          << QByteArray("rules[0].users: must be a list");
}

void TestAudit::readsPolicies()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, complaint);
    const auto policy = audit::Policy::parse(text);
    QCOMPARE(bool(policy), complaint.isEmpty());
    if (!policy)
        QVERIFY2(policy.error().message.contains(complaint), policy.error().message);
}

void TestAudit::firstRuleDecides_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("user");
    QTest::addColumn<int>("level");
    const auto row = [](const char *name, const char *method, const char *path, const char *user, audit::Level level) {
        QTest::newRow(name) << QByteArray(method) << QByteArray(path) << QByteArray(user) << int(level);
    };
    using audit::Level;
    row("user", "GET", "/api/v1/pods", "system:kube-proxy", Level::None);
    row("group", "GET", "/api/v1/nodes/a", "node", Level::None);
    row("name", "GET", "/api/v1/namespaces/kube-system/configmaps/controller-leader", "bob", Level::None);
    row("other name", "GET", "/api/v1/namespaces/kube-system/configmaps/other", "bob", Level::Request);
    row("namespace", "GET", "/api/v1/namespaces/default/configmaps/controller-leader", "bob", Level::Metadata);
    row("subresource", "GET", "/api/v1/namespaces/a/pods/p/log", "bob", Level::Metadata);
    row("pods", "PUT", "/api/v1/namespaces/a/pods/p", "bob", Level::RequestResponse);
    row("all scales", "PUT", "/apis/apps/v1/namespaces/a/deployments/d/scale", "bob", Level::Request);
    row("status", "PUT", "/api/v1/namespaces/a/pods/p/status", "bob", Level::RequestResponse);
    row("url", "GET", "/healthz", "bob", Level::None);
    row("url below", "GET", "/openapi/v3/apis", "bob", Level::None);
    row("other url", "GET", "/version", "bob", Level::Metadata);
    row("rest", "GET", "/apis/apps/v1/deployments", "bob", Level::Metadata);
}

void TestAudit::firstRuleDecides()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, user);
    QFETCH(int, level);
    const auto policy = audit::Policy::parse(policyText(R"(
rules:
- level: None
  users: ["system:kube-proxy"]
  verbs: ["watch", "list"]
- level: None
  userGroups: ["system:nodes"]
  verbs: [get]
  resources: [{group: "", resources: [nodes]}]
- level: None
  namespaces: [kube-system]
  resources: [{group: "", resources: [configmaps], resourceNames: [controller-leader]}]
- level: None
  nonResourceURLs: ["/healthz", "/openapi*"]
- level: Request
  namespaces: [kube-system]
- level: Request
  resources: [{group: apps, resources: ["*/scale"]}]
- level: Metadata
  resources: [{group: "", resources: [pods/log]}]
- level: RequestResponse
  resources: [{group: "", resources: ["pods", "pods/*"]}]
- level: Metadata
)"));
    QVERIFY2(policy, policy ? "" : policy.error().message.constData());
    Request request;
    request.method = method;
    request.path = path;
    const auto info = chain::requestInfo(request);
    QVERIFY(info);
    const User who{user, {}, user == "node" ? QList<QByteArray>{"system:nodes"} : QList<QByteArray>{}, {}};
    QCOMPARE(int(policy->verdict(who, *info).level), level);
}

void TestAudit::stagesAndLevels()
{
    Audited audited("omitStages: [RequestReceived]\nrules:\n"
                    "- {level: None, verbs: [get]}\n"
                    "- {level: Metadata, verbs: [list, delete]}\n"
                    "- {level: Request, verbs: [create]}\n"
                    "- {level: RequestResponse, verbs: [patch]}\n");
    TestApi &api = *audited.api;
    const Response made = api.send("POST", cms + "?fieldManager=me", configMap("a"),
                                   {{"user-agent", "tester/1"}, {"audit-id", "my-own-id"}});
    QCOMPARE(made.status, 201);
    QCOMPARE(made.headers.value("audit-id"), QByteArray("my-own-id"));
    api.expect(200, "GET", cms + "/a");
    api.expect(200, "PATCH", cms + "/a", R"({"data":{"k":"w"}})", {{"content-type", "application/merge-patch+json"}});
    api.expect(200, "GET", cms);
    QCOMPARE(audited.events("get").size(), 0);
    const auto lists = audited.events("list");
    QCOMPARE(lists.size(), 1);
    QCOMPARE(lists[0]["level"].text(), QByteArrayView("Metadata"));
    QVERIFY(lists[0]["responseObject"].isNull());
    const auto creates = audited.events("create");
    QCOMPARE(creates.size(), 1);
    const Value &event = creates[0];
    QCOMPARE(event["kind"].text(), QByteArrayView("Event"));
    QCOMPARE(event["apiVersion"].text(), QByteArrayView("audit.k8s.io/v1"));
    QCOMPARE(event["auditID"].text(), QByteArrayView("my-own-id"));
    QCOMPARE(event["stage"].text(), QByteArrayView("ResponseComplete"));
    QCOMPARE(event["requestURI"].bytes(), cms + "?fieldManager=me");
    QCOMPARE(event["user"]["username"].text(), QByteArrayView("kubernetes-admin"));
    QCOMPARE(event["user"]["groups"].at(0).text(), QByteArrayView("system:masters"));
    QCOMPARE(event["userAgent"].text(), QByteArrayView("tester/1"));
    QCOMPARE(event["objectRef"]["name"].text(), QByteArrayView("a"));
    QCOMPARE(event["objectRef"]["namespace"].text(), QByteArrayView("default"));
    QCOMPARE(event["responseStatus"]["code"].integer(), 201);
    QCOMPARE(event["requestObject"]["data"]["k"].text(), QByteArrayView("v"));
    QVERIFY(event["responseObject"].isNull());
    QCOMPARE(event["annotations"]["authorization.k8s.io/decision"].text(), QByteArrayView("allow"));
    QVERIFY(parseTime(event["requestReceivedTimestamp"].text()));
    const auto patches = audited.events("patch");
    QCOMPARE(patches[0]["requestObject"]["data"]["k"].text(), QByteArrayView("w"));
    QCOMPARE(patches[0]["responseObject"]["metadata"]["name"].text(), QByteArrayView("a"));
    struct stat info
    {
    };
    QCOMPARE(::stat(QFile::encodeName(audited.path).constData(), &info), 0);
    QCOMPARE(info.st_mode & 0777, mode_t(0600));
}

void TestAudit::secretsAreAsThePolicySays()
{
    const QByteArray secret = R"({"metadata":{"name":"s"},"stringData":{"p":"open-sesame"}})";
    {
        Audited audited(
            "rules:\n- {level: Metadata, resources: [{group: '', resources: [secrets]}]}\n- level: RequestResponse\n");
        audited.api->expect(201, "POST", secrets, secret);
        audited.api->expect(200, "GET", secrets);
        QCOMPARE(audited.events("create", "secrets").size(), 2); // received, complete
        QFile file(audited.path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray all = file.readAll();
        QVERIFY(!all.contains("open-sesame"));
        QVERIFY(!all.contains(QByteArray("open-sesame").toBase64()));
    }
    Audited audited("rules:\n- level: RequestResponse\n");
    audited.api->expect(201, "POST", secrets, secret);
    audited.api->expect(200, "GET", secrets);
    const auto created = audited.events("create", "secrets");
    QCOMPARE(created[1]["requestObject"]["stringData"]["p"].text(), QByteArrayView("open-sesame"));
    const auto listed = audited.events("list", "secrets");
    QCOMPARE(listed[1]["responseObject"]["items"].at(0)["data"]["p"].bytes(), QByteArray("open-sesame").toBase64());
}

void TestAudit::refusalsAndStrangers()
{
    Audited audited("omitStages: [RequestReceived]\nrules:\n- level: Metadata\n");
    TestApi &api = *audited.api;
    QCOMPARE(
        api.send("PATCH", cms + "/a", "{}", {{"content-type", "application/merge-patch+json"}}, {"bob", {}, {}, {}})
            .status,
        403);
    QCOMPARE(api.send("DELETE", cms + "/a", {}, {{"authorization", "Bearer nonsense"}}, {}).status, 401);
    const auto refused = audited.events("patch");
    QCOMPARE(refused.size(), 1);
    QCOMPARE(refused[0]["annotations"]["authorization.k8s.io/decision"].text(), QByteArrayView("forbid"));
    QCOMPARE(refused[0]["responseStatus"]["reason"].text(), QByteArrayView("Forbidden"));
    QCOMPARE(refused[0]["responseStatus"]["code"].integer(), 403);
    const auto strangers = audited.events("delete");
    QCOMPARE(strangers.size(), 1);
    QCOMPARE(strangers[0]["responseStatus"]["code"].integer(), 401);

    // What they send is not for the log, at no level.
    Audited full("rules:\n- level: RequestResponse\n");
    QCOMPARE(full.api->send("POST", cms, R"({"metadata":{"name":"junk"}})", {}, {"bob", {}, {}, {}}).status, 403);
    QCOMPARE(full.api->send("POST", cms, R"({"metadata":{"name":"junk"}})", {{"authorization", "Bearer nonsense"}}, {})
                 .status,
             401);
    const auto junk = full.events("create");
    QCOMPARE(junk.size(), 4);
    for (const Value &event : junk)
        QVERIFY(event["requestObject"].isNull());
}

void TestAudit::impersonation()
{
    Audited audited("omitStages: [RequestReceived]\nrules:\n- level: Metadata\n");
    QCOMPARE(audited.api->send("GET", cms, {}, {{"impersonate-user", "bob"}}).status, 403);
    const auto events = audited.events("list");
    QCOMPARE(events.size(), 1);
    QCOMPARE(events[0]["user"]["username"].text(), QByteArrayView("kubernetes-admin"));
    QCOMPARE(events[0]["impersonatedUser"]["username"].text(), QByteArrayView("bob"));
}

void TestAudit::watchesHaveThreeStages()
{
    Audited audited("rules:\n- level: RequestResponse\n");
    {
        const auto watch = audited.api->start("GET", cms + "?watch=1&timeoutSeconds=1");
        QTRY_VERIFY(watch->stream->ended);
    }
    QByteArray stages;
    const auto events = audited.events("watch");
    for (const Value &event : events) {
        stages += event["stage"].bytes() + ' ';
        QVERIFY(event["responseObject"].isNull());
    }
    QCOMPARE(stages, QByteArray("RequestReceived ResponseStarted ResponseComplete "));
}

void TestAudit::managedFieldsAreLeftOut()
{
    for (const bool omit : {false, true}) {
        Audited audited((omit ? QByteArray("omitManagedFields: true\n") : QByteArray())
                        + "rules:\n- level: RequestResponse\n");
        audited.api->expect(201, "POST", cms, configMap("a"));
        audited.api->expect(200, "GET", cms);
        const Value created = audited.events("create").value(1);
        QVERIFY(created["responseObject"]["metadata"]["uid"].isString());
        QCOMPARE(created["responseObject"]["metadata"]["managedFields"].isNull(), omit);
        QCOMPARE(audited.events("list").value(1)["responseObject"]["items"].at(0)["metadata"]["managedFields"].isNull(),
                 omit);
    }
}

void TestAudit::rotates()
{
    QTemporaryDir dir;
    ManualClock clock;
    Metrics metrics;
    QFile stranger(dir.filePath("audit-notes.log"));
    QVERIFY(stranger.open(QIODevice::WriteOnly));
    const auto lines = [&] {
        qsizetype count = 0;
        for (const QString &name : QDir(dir.path()).entryList(QDir::Files)) {
            QFile file(dir.filePath(name));
            if (file.open(QIODevice::ReadOnly))
                count += file.readAll().count('\n');
        }
        return count;
    };
    const auto write = [&](audit::LogOptions options, int count, qint64 step) {
        options.path = dir.filePath("audit.log");
        options.maxBytes = 10'000;
        for (int i = 0; i < count; ++i) { // a log for each, so that the clock stands still while it writes
            auto log = audit::Log::open(options, clock, metrics).value();
            log->write({.document = Value::object({{"number", i}, {"filler", QByteArray(1000, 'x')}})});
            log.reset();
            clock.time += step;
        }
    };
    write({}, 50, 0); // without bounds nothing is lost; names stay apart even within a millisecond
    QCOMPARE(lines(), 50);
    const auto files = [&] { return QDir(dir.path()).entryList({"audit-2*.log"}, QDir::Files).size(); };
    QVERIFY(files() >= 4);
    QVERIFY(QFileInfo(dir.filePath("audit.log")).size() <= 10'000);
    write({.maxBackups = 2}, 20, 1'000'000);
    QCOMPARE(files(), 2);
    clock.time += 10ll * 86'400'000'000;
    write({.maxAgeDays = 7}, 10, 1'000'000);
    QCOMPARE(files(), 1); // the one that was just put aside
    QVERIFY(stranger.exists());
    QCOMPARE(metrics.counter("apiserver_audit_error_total", {}, {"plugin"}).with({"log"}).value(), 0);
}

void TestAudit::dropsInsteadOfWaiting()
{
    QTemporaryDir dir;
    ManualClock clock;
    Metrics metrics;
    auto log = audit::Log::open({.path = dir.filePath("audit.log"), .maxBytes = 0}, clock, metrics).value();
    // More at once than the queue may hold: whatever the writer does meanwhile, no more than one queue is kept.
    audit::Event big{.document = Value::object({{"a", 1}})};
    big.responseBody = QByteArray(audit::Log::maxWeight + 1, 'x');
    log->write(big);
    for (int i = 0; i < 10; ++i)
        log->write({.document = Value::object({{"a", i}})});
    log.reset();
    QFile file(dir.filePath("audit.log"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll().count('\n'), 10);
    QCOMPARE(metrics.counter("apiserver_audit_error_total", {}, {"plugin"}).with({"log"}).value(), 1);
    audit::Event sent; // what was asked with, and what was answered, counts too
    sent.requestBytes = 1'000'000;
    sent.responseObject = newObject("v1", "ConfigMap", {"default", QByteArray(500'000, 'x')});
    QVERIFY(sent.weight() > 1'500'000);
    QVERIFY(!audit::Log::open({.path = "/dev/null"}, clock, metrics)); // we would close it to others
    QVERIFY(!audit::Log::open({.path = dir.filePath("no/folder/audit.log")}, clock, metrics));
}

QTEST_GUILESS_MAIN(TestAudit)
#include "tst_audit.moc"
