// SPDX-License-Identifier: GPL-3.0-only
#include "app/application.h"
#include "app/run.h"
#include "controlplane/client/httptransport.h"

#include <QThread>

#include <cstdio>

namespace orrery {

using api::error;
using api::Object;
using api::Reason;
using api::Result;
using api::Value;

namespace {

/// A connection to a running cluster, with its own thread, so that the command can simply wait for answers.
class Connected final
{
public:
    static Result<std::unique_ptr<Connected>> open(const QString &kubeconfig)
    {
        auto connection = client::readKubeconfig(kubeconfig);
        if (connection.failedWith(Reason::NotFound))
            return error(Reason::NotFound,
                         "there is no cluster yet (" + kubeconfig.toUtf8()
                             + " is missing); start it with: orrery serve");
        if (!connection)
            return std::move(connection).error();
        std::unique_ptr<Connected> self(new Connected);
        ORRERY_TRY(transport, client::HttpTransport::create(*connection, &self->m_net));
        self->m_transport = std::move(transport);
        return self;
    }
    ~Connected()
    {
        m_transport.reset();
        m_net.quit();
        m_net.wait();
    }
    client::Client client() const { return client::Client(m_transport.get()); }

private:
    Connected() { m_net.start(); }
    QThread m_net;
    std::unique_ptr<client::HttpTransport> m_transport;
};

Result<> addMachine(const client::Client &client, QByteArray name, const QCommandLineParser &parser)
{
    ORRERY_TRY(options, readClusterOptions(parser));
    if (name.isEmpty()) {
        ORRERY_TRY(list, client.list(client::gvr::machines).result());
        QList<QByteArray> taken;
        for (const Object &machine : list.items)
            taken.append(machine.name());
        for (int i = 1; name.isEmpty() || taken.contains(name); ++i)
            name = "node-" + QByteArray::number(i);
    }
    ORRERY_TRY(made,
               client.create(client::gvr::machines, newMachine(name, options.provider, options.cpus, options.memory))
                   .result());
    std::printf("machine.orrery.dev/%s created\n", made.name().constData());
    return {};
}

Result<> listMachines(const client::Client &client)
{
    ORRERY_TRY(list, client.list(client::gvr::machines).result());
    std::printf("%-20s %-12s %-10s %-16s %5s %9s\n", "NAME", "PHASE", "PROVIDER", "ADDRESS", "CPUS", "MEMORY");
    for (const Object &machine : list.items) {
        QByteArray phase = machine.status()["phase"].bytes();
        if (api::condition(machine, "Ready")["status"].text() == "True")
            phase = "Ready";
        if (machine.isDeleting())
            phase = "Terminating";
        std::printf("%-20s %-12s %-10s %-16s %5lld %9s\n", machine.name().constData(),
                    phase.isEmpty() ? "Pending" : phase.constData(), machine.spec()["provider"].bytes().constData(),
                    machine.status()["addresses"].at(0)["address"].bytes().constData(),
                    machine.spec()["cpus"].integer(1), machine.spec()["memory"].bytes().constData());
    }
    return {};
}

Result<> removeMachine(const client::Client &client, const QByteArray &name)
{
    ORRERY_CHECK(client.remove(client::gvr::machines, {{}, name}).result());
    std::printf("machine.orrery.dev/%s deleted\n", name.constData());
    return {};
}

Result<> powerOff(const client::Client &client, const QByteArray &name)
{
    const Value patch = Value::object({{"spec", Value::object({{"powerState", "Off"}})}});
    ORRERY_CHECK(client.patch(client::gvr::machines, {{}, name}, api::PatchType::Merge, patch).result());
    std::printf("machine.orrery.dev/%s powered off\n", name.constData());
    return {};
}

} // namespace

int runNode(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription("Adds, lists, removes and switches off the nodes of a running cluster.");
    addClusterOptions(parser);
    parser.addPositionalArgument("command", "add [NAME], list, remove NAME, poweroff NAME");
    if (const auto code = parseCommand(parser, arguments))
        return *code;
    const QStringList words = parser.positionalArguments();
    const QString command = words.value(0);
    const QByteArray name = words.value(1).toUtf8();
    const bool named = command == "remove" || command == "poweroff";
    if ((command != "add" && command != "list" && !named) || (named && name.isEmpty()) || words.size() > 2)
        return complain("orrery node wants one of: add [NAME], list, remove NAME, poweroff NAME", 2);
    const QString kubeconfig
        = parser.isSet("kubeconfig") ? parser.value("kubeconfig") : parser.value("data") + "/kubeconfig";
    const auto connected = Connected::open(kubeconfig);
    if (!connected)
        return complain(connected.error().message);
    const client::Client client = (*connected)->client();
    const auto done = command == "add" ? addMachine(client, name, parser)
        : command == "list"            ? listMachines(client)
        : command == "remove"          ? removeMachine(client, name)
                                       : powerOff(client, name);
    return done ? 0 : complain(done.error().message);
}

} // namespace orrery
