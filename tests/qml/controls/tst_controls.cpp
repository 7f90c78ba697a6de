// SPDX-License-Identifier: GPL-3.0-only
#include "qml/theme/images.h"
#include "qml/theme/preferences.h"

#include <QQmlEngine>
#include <QtQuickTest>

using namespace orrery;

class Setup final : public QObject
{
    Q_OBJECT
public Q_SLOTS:
    void applicationAvailable() { theme::Preferences::setKept(false); }
    void qmlEngineAvailable(QQmlEngine *engine)
    {
        engine->addImportPath(QStringLiteral("qrc:/qt/qml"));
        theme::addImageProviders(engine);
    }
};

QUICK_TEST_MAIN_WITH_SETUP(tst_controls, Setup)
#include "tst_controls.moc"
