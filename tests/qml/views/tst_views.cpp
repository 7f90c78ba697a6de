// SPDX-License-Identifier: GPL-3.0-only
#include "app/cluster/session.h"
#include "qml/theme/images.h"
#include "qml/theme/preferences.h"

#include <QFile>
#include <QQmlContext>
#include <QQmlEngine>
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
    }
    void cleanupTestCase() { m_session.reset(); }

private:
    std::unique_ptr<cluster::Session> m_session;
};

QUICK_TEST_MAIN_WITH_SETUP(tst_views, Setup)
#include "tst_views.moc"
