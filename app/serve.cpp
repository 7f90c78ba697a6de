// SPDX-License-Identifier: GPL-3.0-only
#include "app/application.h"
#include "app/run.h"
#include "app/terminationsignal.h"
#include "controlplane/client/informer.h"

#include <QCoreApplication>
#include <QFile>

#include <cstdio>

namespace orrery {

namespace {

/// Tells on stderr how the machines come along.
class Progress final : public QObject
{
public:
    explicit Progress(const client::Client &client)
        : m_machines(client, client::gvr::machines)
    {
        connect(&m_machines, &client::Informer::changed, this, &Progress::tell);
        m_machines.start();
    }

private:
    static QByteArray stateOf(const api::Object &machine)
    {
        if (machine.isNull())
            return "gone";
        if (api::condition(machine, "Ready")["status"].text() == "True")
            return "Ready";
        QByteArray phase = machine.status()["phase"].bytes();
        for (const api::Value &condition : machine.status()["conditions"].items()) {
            if (phase == "Failed" && condition["status"].text() == "False" && !condition["message"].text().isEmpty())
                return phase + ": " + condition["message"].bytes();
        }
        return phase.isEmpty() ? "Pending" : phase;
    }
    void tell(const api::Object &old, const api::Object &now)
    {
        const QByteArray state = stateOf(now);
        if (!old || state != stateOf(old))
            std::fprintf(stderr, "%s: %s\n", (now ? now : old).name().constData(), state.constData());
    }
    client::Informer m_machines;
};

} // namespace

int runServe(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription("Runs the cluster of this user without a window, until SIGTERM or SIGINT.");
    addClusterOptions(parser);
    if (const auto code = parseCommand(parser, arguments))
        return *code;
    const auto options = readClusterOptions(parser);
    if (!options)
        return complain(options.error().message, 2);
    const TerminationSignal termination([] { QCoreApplication::quit(); });
    auto run = Run::start(*options);
    if (!run)
        return complain(run.error().message);
    cluster::EmbeddedCluster &cluster = (*run)->cluster();
    QObject::connect(&cluster, &cluster::EmbeddedCluster::failed, qApp, [](const api::Error &error) {
        complain(error.message);
        QCoreApplication::exit(1);
    });
    std::printf("ready %s kubeconfig %s\n", cluster.server().constData(),
                QFile::encodeName(cluster.kubeconfig()).constData());
    std::fflush(stdout);
    const Progress progress(cluster.client("kubernetes-admin", "orrery/" ORRERY_VERSION));
    if (const auto ensured = (*run)->ensureMachines(); !ensured)
        return complain(ensured.error().message);
    return QCoreApplication::exec();
}

} // namespace orrery
