// SPDX-License-Identifier: GPL-3.0-only
#include "app/cluster/session.h"
#include "app/cluster/folders.h"
#include "app/clusters/clusters.h"
#include "qml/theme/images.h"
#include "qml/theme/preferences.h"

#include <QDir>
#include <QFile>
#include <QQmlContext>
#include <QQmlEngine>
#include <QTemporaryDir>
#include <QtQuickTest>

using namespace orrery;

/// The views on the recorded cluster of tests/fixtures, as `session`.
class Setup final : public QObject
{
    Q_OBJECT
public Q_SLOTS:
    void applicationAvailable() { theme::Preferences::setKept(false); }
    void qmlEngineAvailable(QQmlEngine *engine)
    {
        engine->addImportPath(QStringLiteral("qrc:/qt/qml"));
        theme::addImageProviders(engine);
        QFile file(QStringLiteral(ORRERY_SOURCE_DIR "/tests/fixtures/overview.json"));
        QList<api::Object> objects;
        if (file.open(QIODevice::ReadOnly)) {
            const auto list = api::parseJson(file.readAll());
            for (const api::Value &item : list ? list->items() : std::span<const api::Value>())
                objects += api::Object(item);
        }
        m_session = cluster::Session::offline(QStringLiteral("recorded"), objects);
        engine->rootContext()->setContextProperty(QStringLiteral("session"), m_session.get());

        // Two clusters that were made and do not run, one context, one kubeconfig that cannot be read.
        // Made once: there is an engine for each file of tests.
        for (const char *name : {"alpha", "beta"}) {
            if (!m_clusters)
                Q_UNUSED(bool(cluster::createFolder(m_dir.filePath(QStringLiteral("clusters")), QLatin1String(name))));
        }
        QFile config(m_dir.filePath(QStringLiteral("config")));
        if (config.open(QIODevice::WriteOnly))
            config.write("contexts: [{name: far, context: {cluster: c, user: u}}]\n"
                         "clusters: [{name: c, cluster: {server: 'https://far.example:6443', insecure-skip-tls-verify: true}}]\n");
        config.close();
        qputenv("KUBECONFIG", config.fileName().toUtf8());
        clusters::Program program;
        program.host = [](const QString &, const clusters::NodesWanted &) { return std::make_unique<Nothing>(); };
        program.erase = [](const QString &folder) -> api::Result<> {
            return QDir(folder).removeRecursively() ? api::Result<>() : api::error(api::Reason::InternalError, "cannot");
        };
        program.checkHost = [] {
            using Level = clusters::HostFact::Level;
            return QList<clusters::HostFact>{{QStringLiteral("KVM"), QStringLiteral("Fast."), {}, Level::Good},
                                             {QStringLiteral("Virtual machines"), QStringLiteral("No QEMU."), QStringLiteral("Install it."), Level::Missing},
                                             {QStringLiteral("Memory"), QStringLiteral("1 GiB"), QStringLiteral("Buy some."), Level::Limited}};
        };
        m_clusters = std::make_unique<clusters::Clusters>(program, m_dir.filePath(QStringLiteral("clusters")));
        m_clusters->setKept(false);
        m_clusters->begin({});
        engine->rootContext()->setContextProperty(QStringLiteral("clusters"), m_clusters.get());
    }
    void cleanupTestCase()
    {
        m_clusters.reset();
        m_session.reset();
    }

private:
    /// A cluster that says what it is at, and stops when it is told to.
    class Nothing final : public clusters::Hosted
    {
    public:
        Nothing()
        {
            QMetaObject::invokeMethod(this, [this] { Q_EMIT step(QStringLiteral("Making keys")); }, Qt::QueuedConnection);
        }
        void stop() override
        {
            QMetaObject::invokeMethod(this, [this] { Q_EMIT stopped(); }, Qt::QueuedConnection);
        }
    };
    QTemporaryDir m_dir;
    std::unique_ptr<clusters::Clusters> m_clusters;
    std::unique_ptr<cluster::Session> m_session;
};

QUICK_TEST_MAIN_WITH_SETUP(tst_views, Setup)
#include "tst_views.moc"
