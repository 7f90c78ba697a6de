// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/flowcontrol/flowcontrol.h"
#include "tests/controlplane/apiserver/testapi.h"

using namespace orrery;
using namespace orrery::api;
using namespace orrery::flowcontrol;
using namespace orrery::test;

namespace {

const QByteArray cms = "/api/v1/namespaces/default/configmaps";

Schema schema(const QByteArray &spec)
{
    return Schema::fromObject(
        Object(parseJson(R"({"metadata":{"name":"s","uid":"u"},"spec":)" + spec + '}').valueOr(Value())));
}

LevelRules limited(const char *name, int shares, bool queues = true, int queueLength = 50)
{
    LevelRules rules;
    rules.name = name;
    rules.shares = shares;
    rules.queues = queues;
    rules.queueCount = 64;
    rules.handSize = 6;
    rules.queueLength = queueLength;
    return rules;
}

/// A dispatcher whose requests take as much time as they say, and no other time passes.
class World final
{
public:
    explicit World(const std::vector<LevelRules> &levels)
        : dispatcher([this] { return now; }, [this] { woken = true; })
    {
        dispatcher.setLevels(levels);
    }
    /// One request; its name goes to `ran` when it runs. A write keeps its seat until finish().
    void submit(const char *level, const QByteArray &name, qint64 takes, size_t flow = 0, bool write = false)
    {
        const size_t hash = (flow + 1) * 0x9e3779b97f4a7c15ull; // flows come hashed
        dispatcher.submit(dispatcher.level(level), hash, {[=, this](Outcome outcome, Seat seat) {
                              if (outcome != Outcome::Run) {
                                  (outcome == Outcome::Rejected ? rejected : late).append(name);
                                  return;
                              }
                              now += takes;
                              ran.append(name);
                              if (write)
                                  seats.push_back(std::move(seat));
                          }});
    }
    /// What the event loop does: a dispatch for each time that it was asked for.
    int turn()
    {
        int turns = 0;
        while (std::exchange(woken, false)) {
            dispatcher.dispatch();
            ++turns;
        }
        return turns;
    }

    qint64 now = 1;
    bool woken = false;
    QList<QByteArray> ran, rejected, late;
    std::vector<Seat> seats;
    Dispatcher dispatcher;
};

constexpr qint64 ms = 1'000'000;

} // namespace

class TestFlowControl final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void matches_data();
    void matches();
    void withinItsShareNobodyWaits();
    void floodDelaysItself();
    void flowsTakeTurns();
    void seatsAreLimited();
    void queuesAreBounded();
    void rejectsWithoutQueues();
    void waitsNotForEver();
    void leftTimeIsAnybodys();
    void levelsComeAndGo();
    void queuesAreTakenAway();
    void seatsOutliveTheDispatcher();
    void objectsAreHonoured();
    void floodOverTheServer();
};

void TestFlowControl::matches_data()
{
    QTest::addColumn<QByteArray>("rules");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<bool>("fits");
    const QByteArray all
        = R"("resourceRules":[{"verbs":["*"],"apiGroups":["*"],"resources":["*"],"namespaces":["*"]}])";
    const auto row = [](const char *name, const QByteArray &rules, const char *path, bool fits) {
        QTest::newRow(name) << R"({"rules":[{)" + rules + "}]}" << QByteArray(path) << fits;
    };
    const QByteArray bob = R"("subjects":[{"kind":"User","user":{"name":"bob"}}],)";
    const QByteArray staff = R"("subjects":[{"kind":"Group","group":{"name":"staff"}}],)";
    row("user", bob + all, "/api/v1/namespaces/a/pods", true);
    row("group", staff + all, "/api/v1/namespaces/a/pods", true);
    row("any user", R"("subjects":[{"kind":"User","user":{"name":"*"}}],)" + all, "/api/v1/namespaces/a/pods", true);
    row("other user", R"("subjects":[{"kind":"User","user":{"name":"eve"}}],)" + all, "/api/v1/namespaces/a/pods",
        false);
    row("cluster scope", bob + all, "/api/v1/nodes", false);
    row("with cluster scope",
        bob + R"("resourceRules":[{"verbs":["list"],"apiGroups":[""],"resources":["nodes"],"clusterScope":true}])",
        "/api/v1/nodes", true);
    row("subresource",
        bob + R"("resourceRules":[{"verbs":["*"],"apiGroups":[""],"resources":["pods"],"namespaces":["a"]}])",
        "/api/v1/namespaces/a/pods/p/status", false);
    row("named subresource",
        bob + R"("resourceRules":[{"verbs":["*"],"apiGroups":[""],"resources":["pods/status"],"namespaces":["a"]}])",
        "/api/v1/namespaces/a/pods/p/status", true);
    row("namespace",
        bob + R"("resourceRules":[{"verbs":["*"],"apiGroups":[""],"resources":["pods"],"namespaces":["b"]}])",
        "/api/v1/namespaces/a/pods", false);
    row("no url", bob + all, "/version", false);
    row("url", bob + R"("nonResourceRules":[{"verbs":["get"],"nonResourceURLs":["/version"]}])", "/version", true);
    row("url below", bob + R"("nonResourceRules":[{"verbs":["*"],"nonResourceURLs":["/openapi/*"]}])", "/openapi/v3",
        true);
    row("other url", bob + R"("nonResourceRules":[{"verbs":["*"],"nonResourceURLs":["/openapi/*"]}])", "/metrics",
        false);
}

void TestFlowControl::matches()
{
    QFETCH(QByteArray, rules);
    QFETCH(QByteArray, path);
    QFETCH(bool, fits);
    Request request;
    request.path = path;
    const auto info = chain::requestInfo(request);
    QVERIFY(info);
    QCOMPARE(schema(rules).fits({"bob", {}, {"staff", "system:authenticated"}, {}}, *info), fits);
    const Schema accounts
        = schema(R"({"rules":[{"subjects":[{"kind":"ServiceAccount","serviceAccount":{"namespace":"a","name":"*"}}],
        "resourceRules":[{"verbs":["*"],"apiGroups":["*"],"resources":["*"],"namespaces":["*"],"clusterScope":true}],
        "nonResourceRules":[{"verbs":["*"],"nonResourceURLs":["*"]}]}]})");
    QVERIFY(accounts.fits({"system:serviceaccount:a:x", {}, {}, {}}, *info));
    QVERIFY(!accounts.fits({"system:serviceaccount:b:x", {}, {}, {}}, *info));
}

void TestFlowControl::withinItsShareNobodyWaits()
{
    World world({limited("low", 50), limited("nodes", 50)});
    for (int i = 0; i < 4; ++i)
        world.submit("low", "low", 1 * ms);
    world.submit("nodes", "lease", 1 * ms);
    QCOMPARE(world.ran.size(), 5);
    QVERIFY(!world.woken); // and nothing was left to do: idle costs nothing
}

/// The heart of it: a thousand requests of one client, each of a millisecond, and then a lease.
void TestFlowControl::floodDelaysItself()
{
    World world({limited("low", 100, true, 1000), limited("nodes", 40)});
    for (int i = 0; i < 1000; ++i)
        world.submit("low", "flood", 1 * ms, 7);
    QVERIFY(world.ran.size() < 20); // of a round of 20 ms it had its share
    world.submit("nodes", "lease", 0);
    QCOMPARE(world.ran.last(), QByteArray("lease")); // at once
    // While the flood is worked off, one dispatch lasts a few milliseconds; whoever comes in between is served in
    // between.
    while (std::exchange(world.woken, false)) {
        const qint64 before = world.now;
        world.dispatcher.dispatch();
        QVERIFY(world.now - before <= Dispatcher::dispatchLength + 1 * ms);
        world.submit("nodes", "lease", 0);
        QCOMPARE(world.ran.last(), QByteArray("lease"));
    }
    QCOMPARE(world.ran.count("flood") + world.rejected.size(), 1000); // and everybody was answered
}

void TestFlowControl::flowsTakeTurns()
{
    World world({limited("low", 1), limited("rest", 599)});
    world.submit("low", "held", 0, 0, true);
    for (int i = 0; i < 40; ++i)
        world.submit("low", "greedy", 1 * ms, 1);
    for (int i = 0; i < 3; ++i)
        world.submit("low", "modest", 1 * ms, 2);
    world.seats.clear();
    world.turn();
    // Greedy has a hand of six queues, modest at least one that is its own: it waits for seven at most each time.
    QVERIFY2(world.ran.lastIndexOf("modest") <= 3 * 7, world.ran.join(' '));
    QCOMPARE(world.ran.count("greedy"), 40);
}

void TestFlowControl::seatsAreLimited()
{
    World world({limited("low", 1), limited("rest", 599)});
    QCOMPARE(world.dispatcher.level("low")->seats, 1);
    QCOMPARE(world.dispatcher.level("rest")->seats, 599);
    world.submit("low", "a", 0, 0, true);
    world.submit("low", "b", 0, 0, true);
    world.turn();
    QCOMPARE(world.ran, QList<QByteArray>{"a"}); // b waits for a's answer
    world.seats.clear();
    world.turn();
    QCOMPARE(world.ran, (QList<QByteArray>{"a", "b"}));
    world.seats.clear();
    QCOMPARE(world.dispatcher.level("low")->executing, 0);
}

void TestFlowControl::queuesAreBounded()
{
    World world({limited("low", 1, true, 5), limited("rest", 599)});
    world.submit("low", "held", 0, 0, true);
    for (int i = 0; i < 100; ++i)
        world.submit("low", "flood", 0, 1);
    QCOMPARE(world.rejected.size(), 100 - 6 * 5); // six queues of five
    for (int i = 0; i < 10; ++i)
        world.submit("low", "other", 0, 2);
    QVERIFY(!world.rejected.contains("other") || world.rejected.count("other") < 10); // has queues of its own
}

void TestFlowControl::rejectsWithoutQueues()
{
    World world({limited("low", 3, false), limited("rest", 597)});
    for (int i = 0; i < 5; ++i)
        world.submit("low", "w" + QByteArray::number(i), 0, 0, true);
    QCOMPARE(world.ran.size(), 3);
    QCOMPARE(world.rejected, (QList<QByteArray>{"w3", "w4"}));
    world.seats.clear();
    world.submit("low", "again", 0);
    QCOMPARE(world.ran.last(), QByteArray("again"));
}

void TestFlowControl::waitsNotForEver()
{
    World world({limited("low", 1), limited("rest", 599)});
    world.submit("low", "held", 0, 0, true);
    world.submit("low", "waits", 0);
    world.now += Dispatcher::longestWait + 1;
    world.submit("low", "young", 0);
    world.seats.clear();
    world.turn();
    QCOMPARE(world.late, QList<QByteArray>{"waits"});
    QCOMPARE(world.ran.last(), QByteArray("young"));
}

void TestFlowControl::leftTimeIsAnybodys()
{
    World world({limited("low", 1), limited("rest", 599)});
    for (int i = 0; i < 40; ++i)
        world.submit("low", "a", 1 * ms);
    world.turn();
    QCOMPARE(world.ran.size(), 40); // nobody else wanted it
    QVERIFY(world.now <= 41 * ms);
}

void TestFlowControl::levelsComeAndGo()
{
    World world({limited("low", 1), limited("rest", 599)});
    world.submit("low", "held", 0, 0, true);
    world.submit("low", "waits", 0);
    world.dispatcher.setLevels({limited("rest", 599)});
    QVERIFY(!world.dispatcher.level("low"));
    world.seats.clear();
    world.turn();
    QCOMPARE(world.ran, (QList<QByteArray>{"held", "waits"})); // what waited is still served
}

void TestFlowControl::queuesAreTakenAway()
{
    World world({limited("low", 1), limited("rest", 599)});
    world.submit("low", "held", 0, 0, true);
    for (size_t flow = 0; flow < 20; ++flow)
        world.submit("low", "waits", 0, flow);
    world.dispatcher.setLevels({limited("low", 1, false), limited("rest", 599)});
    world.submit("low", "new", 0);
    QCOMPARE(world.rejected, QList<QByteArray>{"new"});
    world.seats.clear();
    world.turn();
    QCOMPARE(world.ran.count("waits"), 20); // in the queues that there were
}

void TestFlowControl::seatsOutliveTheDispatcher()
{
    std::vector<Seat> seats;
    {
        World world({limited("low", 1), limited("rest", 599)});
        world.submit("low", "held", 0, 0, true);
        world.submit("low", "waits", 0);
        world.submit("rest", "also held", 0, 0, true);
        world.dispatcher.setLevels({limited("low", 1)});
        seats = std::move(world.seats);
        QCOMPARE(seats.size(), size_t(2));
    }
    seats.clear(); // nobody is there to be woken
}

void TestFlowControl::objectsAreHonoured()
{
    TestApi api;
    const ManualClock &clock = api.clock;
    Q_UNUSED(clock)
    const auto put = [&](const QByteArray &resource, const QByteArray &json) {
        const Object object(parseJson(json).value());
        bool done = false;
        QVERIFY(api.store->put("/registry/" + resource + ".flowcontrol.apiserver.k8s.io/" + object.name(), object,
                               store::Store::Any, {}, [&](const Result<store::Entry> &) { done = true; }));
        QTRY_VERIFY(done);
    };
    put("prioritylevelconfigurations",
        R"({"apiVersion":"flowcontrol.apiserver.k8s.io/v1","kind":"PriorityLevelConfiguration","metadata":{"name":"tiny","uid":"level-uid"},
            "spec":{"type":"Limited","limited":{"nominalConcurrencyShares":1,"limitResponse":{"type":"Reject"}}}})");
    put("flowschemas",
        R"({"apiVersion":"flowcontrol.apiserver.k8s.io/v1","kind":"FlowSchema","metadata":{"name":"bobs","uid":"schema-uid"},
            "spec":{"matchingPrecedence":2,"priorityLevelConfiguration":{"name":"tiny"},"rules":[
            {"subjects":[{"kind":"User","user":{"name":"bob"}}],"resourceRules":[{"verbs":["*"],"apiGroups":["*"],"resources":["*"],"namespaces":["*"],"clusterScope":true}]}]}})");
    const User bob{"bob", {}, {"system:masters"}, {}}; // masters are exempt only by a schema that comes first
    QTRY_COMPARE(api.send("GET", cms, {}, {}, {"bob", {}, {}, {}}).headers.value("x-kubernetes-pf-flowschema-uid"),
                 QByteArray("schema-uid"));
    QCOMPARE(api.send("GET", cms, {}, {}, {"bob", {}, {}, {}}).headers.value("x-kubernetes-pf-prioritylevel-uid"),
             QByteArray("level-uid"));
    QVERIFY(api.send("GET", cms, {}, {}, bob).headers.value("x-kubernetes-pf-flowschema-uid") != "schema-uid");
}

/// One user asks for far more than there is time for, all at once; a kubelet renews its lease meanwhile.
void TestFlowControl::floodOverTheServer()
{
    TestApi api;
    api.expect(
        201, "POST", "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
        R"({"metadata":{"name":"flood"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"cluster-admin"},
                   "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"flood"}]})");
    for (int i = 0; i < 200; ++i)
        api.start("POST", cms,
                  configMap("c" + QByteArray::number(i), R"("data":{"k":")" + QByteArray(2000, 'x') + "\"}"));
    api.settle();
    const User node{"system:node:n1", {}, {"system:nodes", "system:authenticated"}, {}};
    api.expect(201, "POST", "/api/v1/nodes", R"({"metadata":{"name":"n1"}})", {}, node);
    const QByteArray leases = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";
    api.expect(201, "POST", leases, R"({"metadata":{"name":"n1"},"spec":{"holderIdentity":"n1"}})", {}, node);

    const User flooder{"flood", {}, {"system:authenticated"}, {}};
    QList<std::shared_ptr<TestExchange>> flood;
    const auto answered
        = [&] { return std::count_if(flood.begin(), flood.end(), [](const auto &one) { return one->answers > 0; }); };
    for (int i = 0; i < 3000; ++i)
        flood.append(api.start("GET", cms, {}, {}, flooder));
    const qsizetype atOnce = answered();
    QVERIFY2(atOnce < flood.size(), "nothing had to wait");
    const auto lease = api.start("PATCH", leases + "/n1", R"({"spec":{"holderIdentity":"again"}})",
                                 {{"content-type", "application/merge-patch+json"}}, node);
    const auto read = api.start("GET", "/api/v1/nodes/n1", {}, {}, node);
    QCOMPARE(read->answers, 1); // at once
    QCOMPARE(read->response.status, 200);
    QTRY_COMPARE(lease->answers, 1);
    QCOMPARE(lease->response.status, 200);
    QTRY_COMPARE(answered(), flood.size()); // each was answered: with its list, or with the word to come later
    int refused = 0;
    for (const auto &one : std::as_const(flood)) {
        QCOMPARE(one->answers, 1);
        if (one->response.status == 429) {
            ++refused;
            QCOMPARE(one->response.headers.value("retry-after"), QByteArray("1"));
            QCOMPARE(one->response.object["reason"].text(), QByteArrayView("TooManyRequests"));
        } else {
            QCOMPARE(one->response.status, 200);
        }
    }
    QVERIFY(refused > 0);
}

QTEST_GUILESS_MAIN(TestFlowControl)
#include "tst_flowcontrol.moc"
