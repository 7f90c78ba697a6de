// SPDX-License-Identifier: GPL-3.0-only
#include "app/providers/machinereconciler.h"

#include "controlplane/client/controllerrunner.h"
#include "tests/support/testcluster.h"

using namespace orrery;
using namespace orrery::providers;
using api::Object;
using api::Value;
using State = Observation::State;

namespace {

/// A provider whose machines are entries in a map that outlives it, as VMs do.
class FakeProvider final : public NodeProvider
{
public:
    explicit FakeProvider(QHash<QByteArray, State> &world) : m_world(world) { }
    QByteArray name() const override { return "libvirt"; }
    void adopt(const MachineSpec &machine) override { calls << "adopt " + machine.name; tell(machine.name, m_world.value(machine.name)); }
    void provision(const MachineSpec &machine, const QByteArray &agentConfig) override
    {
        calls << "provision " + machine.name;
        configs[machine.name] = api::parseJson(agentConfig).value();
        tell(machine.name, failNext ? State::Failed : State::Running);
    }
    void powerOff(const QByteArray &machine) override { calls << "powerOff " + machine; tell(machine, State::Off); }
    void destroy(const QByteArray &machine) override { calls << "destroy " + machine; tell(machine, State::Absent); }
    Value agentPaths(const QByteArray &machine) const override { return Value::object({ { "dataDir", "/of/" + machine } }); }

    void tell(const QByteArray &machine, State state, const QByteArray &reason = "Because")
    {
        m_world[machine] = state;
        Observation now;
        now.state = state;
        now.reason = reason;
        now.message = "said by the fake";
        now.retry = failNext;
        now.phase = state == State::Running ? "services" : "";
        QMetaObject::invokeMethod(this, [=, this] { Q_EMIT observed(machine, now); }, Qt::QueuedConnection);
    }

    QList<QByteArray> calls;
    QHash<QByteArray, Value> configs;
    bool failNext = false;

private:
    QHash<QByteArray, State> &m_world;
};

/// The part of the application that turns Machines into machines, with the fake in it.
struct Application
{
    Application(const client::Client &client, QHash<QByteArray, State> &world) : provider(world), informers(client)
    {
        NodeNetwork network;
        auto owned = std::make_unique<MachineReconciler>(MachineReconciler::Settings { network, "the CA" }, std::vector<NodeProvider *> { &provider }, clock);
        MachineReconciler *reconciler = owned.get();
        runner = std::make_unique<client::ControllerRunner>(std::move(owned), informers);
        QObject::connect(&provider, &NodeProvider::observed, runner.get(), [this, reconciler](const QByteArray &machine, const Observation &now) {
            reconciler->setObservation(machine, now);
            runner->wake({ {}, machine });
        });
        runner->start();
    }
    qsizetype count(const QByteArray &call) const { return provider.calls.count(call); }

    api::SystemClock clock;
    FakeProvider provider;
    client::Informers informers;
    std::unique_ptr<client::ControllerRunner> runner;
};

Object machineNamed(const QByteArray &name, const char *provider = "libvirt")
{
    return api::newObject("orrery.dev/v1", "Machine", { {}, name }).with("spec", Value::object({ { "provider", provider }, { "cpus", 2 }, { "memory", "640Mi" }, { "powerState", "On" } }));
}

} // namespace

class TestMachineReconciler : public QObject
{
    Q_OBJECT

    test::TestCluster m_cluster;
    client::Client m_client = m_cluster.client();
    QHash<QByteArray, State> m_world;

    Object get(const QByteArray &name) { return m_client.get(client::gvr::machines, { {}, name }).result().valueOr({}); }
    QByteArray phase(const QByteArray &name) { return get(name).status()["phase"].bytes(); }
    QByteArray is(const QByteArray &name, const char *type) { return api::condition(get(name), type)["status"].bytes(); }
    void setPower(const QByteArray &name, const char *state)
    {
        QVERIFY(m_client.patch(client::gvr::machines, { {}, name }, api::PatchType::Merge, Value::object({ { "spec", Value::object({ { "powerState", state } }) } })).result());
    }
    qsizetype tokens()
    {
        qsizetype count = 0;
        for (const Object &secret : m_client.list(client::gvr::secrets, { .ns = "kube-system" }).result().valueOr({}).items)
            count += secret["type"].text() == "bootstrap.kubernetes.io/token";
        return count;
    }
    void makeNode(const QByteArray &name)
    {
        const Object node = api::newObject("v1", "Node", { {}, name });
        QVERIFY(m_client.create(client::gvr::nodes, node).result());
        const Value ready = Value::object({ { "type", "Ready" }, { "status", "True" }, { "reason", "KubeletReady" } });
        QVERIFY(m_client.patch(client::gvr::nodes, node.key(), api::PatchType::Merge, Value::object({ { "status", Value::object({ { "conditions", Value::array({ ready }) } }) } }), "status").result());
    }

private Q_SLOTS:
    void fromObjectToReadyAndAway()
    {
        Application app(m_client, m_world);
        QVERIFY(m_client.create(client::gvr::machines, machineNamed("a")).result());
        QVERIFY(test::eventually([&] { return phase("a") == "Booting"; }));
        QCOMPARE(get("a").finalizers(), QList<QByteArray> { MachineReconciler::finalizer });
        QCOMPARE(get("a").status()["addresses"].at(0)["address"].bytes(), QByteArray("10.240.0.11"));
        QCOMPARE(is("a", "Provisioned"), QByteArray("True"));
        QCOMPARE(is("a", "Booted"), QByteArray("True"));
        QCOMPARE(is("a", "Ready"), QByteArray("False"));
        const Value config = app.provider.configs["a"];
        QCOMPARE(config["nodeName"].bytes(), QByteArray("a"));
        QCOMPARE(config["server"].bytes(), QByteArray("https://10.240.0.1:6443"));
        QCOMPARE(config["address"].bytes(), QByteArray("10.240.0.11"));
        QCOMPARE(config["prefixLength"].integer(), 16);
        QCOMPARE(config["caPem"].bytes(), QByteArray("the CA"));
        QCOMPARE(config["dataDir"].bytes(), QByteArray("/of/a"));
        // The token that it was told is the one that the API knows.
        const QList<QByteArray> token = config["token"].bytes().split('.');
        QCOMPARE(token.size(), 2);
        const Object secret = m_client.get(client::gvr::secrets, { "kube-system", "bootstrap-token-" + token[0] }).result().valueOr({});
        QCOMPARE(QByteArray::fromBase64(secret["data"]["token-secret"].bytes()), token[1]);

        makeNode("a");
        QVERIFY(test::eventually([&] { return is("a", "Ready") == "True"; }));
        QCOMPARE(phase("a"), QByteArray("Running"));
        QVERIFY(test::eventually([&] { return tokens() == 0; })); // it has its certificate

        QVERIFY(m_client.remove(client::gvr::machines, { {}, "a" }).result());
        QVERIFY(test::eventually([&] { return !get("a"); }));
        QCOMPARE(m_world["a"], State::Absent);
        QVERIFY(m_client.get(client::gvr::nodes, { {}, "a" }).result().failedWith(api::Reason::NotFound));
        QCOMPARE(app.count("provision a"), 1);
    }

    void addressesAreNeverGivenTwice()
    {
        Application app(m_client, m_world);
        for (const char *name : { "b1", "b2", "b3" })
            QVERIFY(m_client.create(client::gvr::machines, machineNamed(name)).result());
        QSet<QByteArray> addresses;
        for (const char *name : { "b1", "b2", "b3" }) {
            QVERIFY(test::eventually([&] { return phase(name) == "Booting"; }));
            addresses << get(name).status()["addresses"].at(0)["address"].bytes();
        }
        QCOMPARE(addresses.size(), 3);
        for (const char *name : { "b1", "b2", "b3" })
            QVERIFY(m_client.remove(client::gvr::machines, { {}, name }).result());
        QVERIFY(test::eventually([&] { return !get("b1") && !get("b2") && !get("b3"); }));
    }

    void offAndOnAndDead()
    {
        Application app(m_client, m_world);
        QVERIFY(m_client.create(client::gvr::machines, machineNamed("c")).result());
        QVERIFY(test::eventually([&] { return phase("c") == "Booting"; }));
        setPower("c", "Off");
        QVERIFY(test::eventually([&] { return phase("c") == "Off"; }));
        setPower("c", "On");
        QVERIFY(test::eventually([&] { return phase("c") == "Booting"; }));
        QCOMPARE(app.count("provision c"), 2);

        app.provider.tell("c", State::Failed, "Stopped");
        QVERIFY(test::eventually([&] { return phase("c") == "Failed"; }));
        QCOMPARE(api::condition(get("c"), "Ready")["reason"].bytes(), QByteArray("Stopped"));
        QCOMPARE(api::condition(get("c"), "Ready")["message"].bytes(), QByteArray("said by the fake"));
        QCOMPARE(app.count("provision c"), 2); // it is left as it is, to be looked at
        setPower("c", "Off");
        QVERIFY(test::eventually([&] { return phase("c") == "Off"; }));
        setPower("c", "On");
        QVERIFY(test::eventually([&] { return phase("c") == "Booting"; }));
        QCOMPARE(app.count("provision c"), 3);
    }

    void theNextApplicationAdopts()
    {
        QCOMPARE(m_world["c"], State::Running); // from the test before
        const QByteArray address = get("c").status()["addresses"].at(0)["address"].bytes();
        {
            Application app(m_client, m_world);
            QVERIFY(test::eventually([&] { return app.count("adopt c") == 1; }));
            QVERIFY(m_client.create(client::gvr::machines, machineNamed("d")).result());
            QVERIFY(test::eventually([&] { return phase("d") == "Booting"; }));
            QCOMPARE(app.count("provision c"), 0);
        }
        m_world["c"] = State::Off; // it ended while nobody looked
        Application app(m_client, m_world);
        QVERIFY(test::eventually([&] { return app.count("provision c") == 1 && phase("c") == "Booting"; }));
        QCOMPARE(get("c").status()["addresses"].at(0)["address"].bytes(), address);
        QCOMPARE(app.count("provision d"), 0);
    }

    void whatCannotBeIsSaid()
    {
        Application app(m_client, m_world);
        app.provider.failNext = true;
        QVERIFY(m_client.create(client::gvr::machines, machineNamed("e")).result());
        QVERIFY(test::eventually([&] { return phase("e") == "Failed"; }));
        QCOMPARE(app.count("provision e"), 1); // and again later, not at once
        QVERIFY(m_client.create(client::gvr::machines, machineNamed("f", "hollow")).result()); // this application has no such provider
        QVERIFY(test::eventually([&] { return phase("f") == "Failed"; }));
        QVERIFY(m_client.remove(client::gvr::machines, { {}, "f" }).result());
        QVERIFY(test::eventually([&] { return !get("f"); }));
    }
};

QTEST_GUILESS_MAIN(TestMachineReconciler)
#include "tst_machinereconciler.moc"
