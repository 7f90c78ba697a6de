// SPDX-License-Identifier: GPL-3.0-only
// orrery-node: what runs on a worker node.
#include "nodeagent/agent.h"
#include "nodeagent/init/machine.h"
#include "nodeagent/init/namespacenode.h"

#include <QCoreApplication>
#include <QSocketNotifier>

#include <csignal>
#include <cstdio>
#include <cstring>

#include <sys/signalfd.h>
#include <unistd.h>

namespace {

constexpr char usage[]
    = "usage: orrery-node agent --config FILE      the kubelet and the proxy of this machine\n"
      "       orrery-node namespace --config FILE  a whole node in namespaces of this machine (root)\n"
      "       orrery-node init                     PID 1 of a node VM\n";

int runAgent(int argc, char **argv, const char *file)
{
    // Blocked before any thread starts, so that only the descriptor gets them.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    signal(SIGPIPE, SIG_IGN);

    QCoreApplication application(argc, argv);
    auto config = orrery::agent::AgentConfig::read(QString::fromLocal8Bit(file));
    if (!config) {
        fprintf(stderr, "orrery-node: %s\n", config.error().message.constData());
        return 2;
    }
    const int descriptor = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
    QSocketNotifier notifier(descriptor, QSocketNotifier::Read);
    QObject::connect(&notifier, &QSocketNotifier::activated, &application, &QCoreApplication::quit);
    int result = 0;
    {
        orrery::agent::Agent agent(std::move(config).value());
        agent.start();
        result = QCoreApplication::exec();
    }
    close(descriptor);
    return result;
}

} // namespace

int main(int argc, char **argv)
{
    const char *mode = argc > 1 ? argv[1] : "";
    const char *file = argc > 3 && strcmp(argv[2], "--config") == 0 ? argv[3] : nullptr;
    // The first two before Qt: they make namespaces, or have no file system yet.
    if (strcmp(mode, "init") == 0 && getpid() == 1)
        orrery::init::runMachine();
    if (strcmp(mode, "namespace") == 0 && file)
        return orrery::init::runNamespaceNode(file);
    if (strcmp(mode, "agent") == 0 && file)
        return runAgent(argc, argv, file);
    if (strcmp(mode, "--version") == 0) {
        puts("orrery-node " ORRERY_VERSION);
        return 0;
    }
    fputs(usage, stderr);
    return 2;
}
