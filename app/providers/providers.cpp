// SPDX-License-Identifier: GPL-3.0-only
#include "app/providers/providers.h"

#include "app/providers/machinereconciler.h"
#include "app/providers/registry.h"
#include "controlplane/client/controllerrunner.h"

#include <QCoreApplication>
#include <QDir>
#include <QEventLoop>
#include <QTimer>

namespace orrery::providers {

using namespace client;

static QString directoryOf(const QString &data, const QByteArray &machine)
{
    return data + QStringLiteral("/machines/") + QString::fromUtf8(machine);
}

QString ProviderContext::machineDirectory(const QByteArray &machine) const
{
    return directoryOf(dataDirectory, machine);
}

QString Providers::consoleFile(const QString &dataDirectory, const QByteArray &machine)
{
    return directoryOf(QDir(dataDirectory).absolutePath(), machine) + QStringLiteral("/console.log");
}

static ProviderContext contextOf(const Settings &settings)
{
    ProviderContext context;
    context.dataDirectory = QDir(settings.dataDirectory).absolutePath();
    context.imageDirectory = settings.imageDirectory.isEmpty() ? Providers::defaultImageDirectory() : settings.imageDirectory;
    context.nodeProgram = settings.nodeProgram.isEmpty() ? QCoreApplication::applicationDirPath() + QStringLiteral("/orrery-node") : settings.nodeProgram;
    context.libvirtUri = settings.libvirtUri;
    context.nodeClient = settings.nodeClient;
    return context;
}

/// All that lives on the thread. Made and destroyed there.
struct Parts
{
    Parts(const Client &client, const Settings &settings) : informers(client)
    {
        ProviderContext context = contextOf(settings);
        // Asked for from more than one thread, but only ever for the first time while a provider starts a machine.
        context.networkSwitch = [this, network = context.network, port = settings.serverPort] {
            std::call_once(switchMade, [&] { networkSwitch = std::make_unique<Switch>(network, port); });
            return networkSwitch.get();
        };
        providers = makeProviders(context);
        std::vector<NodeProvider *> all;
        for (const auto &provider : providers)
            all.push_back(provider.get());
        auto reconciler = std::make_unique<MachineReconciler>(MachineReconciler::Settings { context.network, settings.caPem }, all, clock);
        MachineReconciler *machines = reconciler.get();
        runner = std::make_unique<ControllerRunner>(std::move(reconciler), informers);
        for (const auto &provider : providers) {
            QObject::connect(provider.get(), &NodeProvider::observed, runner.get(), [this, machines](const QByteArray &machine, const Observation &observation) {
                machines->setObservation(machine, observation);
                runner->wake({ {}, machine });
            });
        }
        runner->start();
    }

    ~Parts()
    {
        runner.reset();
        providers.clear(); // before the switch that their ports are in
    }

    api::SystemClock clock;
    Informers informers;
    std::once_flag switchMade;
    std::unique_ptr<Switch> networkSwitch;
    std::vector<std::unique_ptr<NodeProvider>> providers;
    std::unique_ptr<ControllerRunner> runner;
};

class Providers::Private final : public QThread
{
public:
    Private(Client client, Settings settings) : m_client(std::move(client)), m_settings(std::move(settings)) { setObjectName(QStringLiteral("providers")); }

protected:
    void run() override
    {
        Parts parts(m_client, m_settings);
        exec();
    }

private:
    Client m_client;
    Settings m_settings;
};

Providers::Providers(Client client, Settings settings) : d(new Private(std::move(client), std::move(settings)))
{
    qRegisterMetaType<Observation>();
}

Providers::~Providers()
{
    d->quit();
    d->wait();
}

void Providers::start()
{
    d->start();
}

QString Providers::defaultImageDirectory()
{
    const QString own = QCoreApplication::applicationDirPath();
    for (const char *place : { "/../node-image", "/../share/orrery/node-image" }) {
        if (QDir(own + QLatin1String(place)).exists())
            return QDir::cleanPath(own + QLatin1String(place));
    }
    return QDir::cleanPath(own + QStringLiteral("/../node-image"));
}

void Providers::destroyAll(const Settings &settings)
{
    qRegisterMetaType<Observation>();
    ProviderContext context = contextOf(settings);
    std::unique_ptr<Switch> unused;
    context.networkSwitch = [&] {
        if (!unused)
            unused = std::make_unique<Switch>(context.network, settings.serverPort);
        return unused.get();
    };
    const QStringList machines = QDir(context.dataDirectory + QStringLiteral("/machines")).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    if (machines.isEmpty())
        return;
    // A directory does not say whose it is; a provider that knows nothing of a machine says at once that it is gone.
    const auto providers = makeProviders(context);
    QEventLoop loop;
    qsizetype waiting = 0;
    for (const auto &provider : providers) {
        if (!provider->keepsMachines())
            continue;
        QObject::connect(provider.get(), &NodeProvider::observed, &loop, [&] {
            if (--waiting == 0)
                loop.quit();
        });
        for (const QString &machine : machines) {
            ++waiting;
            provider->destroy(machine.toUtf8());
        }
    }
    QTimer::singleShot(15000, &loop, &QEventLoop::quit);
    if (waiting > 0)
        loop.exec();
}

} // namespace orrery::providers
