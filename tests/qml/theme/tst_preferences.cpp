// SPDX-License-Identifier: GPL-3.0-only
#include "qml/theme/preferences.h"

#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace orrery;
using theme::Preferences;

class TestPreferences final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanup() { QSettings().clear(); }
    void keepsWhatWasChosen();
    void boundsWhatWasWritten();
    void knowsTheSettingsOfBefore();
    void resets();

private:
    QTemporaryDir m_folder;
};

void TestPreferences::initTestCase()
{
    QVERIFY(m_folder.isValid());
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_folder.path());
    QCoreApplication::setOrganizationName(QStringLiteral("orrery-test"));
}

void TestPreferences::keepsWhatWasChosen()
{
    {
        Preferences preferences;
        const QSignalSpy nodes(&preferences, &Preferences::nodeDefaultsChanged);
        preferences.setTheme(QStringLiteral("light"));
        preferences.setTypeSize(125);
        preferences.setNodeCount(7);
        preferences.setNodeCount(7);
        QCOMPARE(nodes.size(), 1);
        preferences.setNodeProvider(QStringLiteral("hollow"));
        preferences.setClosing(QStringLiteral("keep"));
        preferences.setLanguage(QStringLiteral("zh_TW"));
        preferences.setHideSecrets(true);
    }
    const Preferences again;
    QCOMPARE(again.theme(), QStringLiteral("light"));
    QVERIFY(!again.isDark());
    QCOMPARE(again.property("typeSize").toInt(), 125);
    QCOMPARE(again.nodeCount(), 7);
    QCOMPARE(again.nodeProvider(), QStringLiteral("hollow"));
    QCOMPARE(again.closing(), QStringLiteral("keep"));
    QCOMPARE(again.language(), QStringLiteral("zh_TW"));
    QVERIFY(again.property("hideSecrets").toBool());
}

void TestPreferences::boundsWhatWasWritten()
{
    QSettings settings;
    settings.setValue(QStringLiteral("window/theme"), QStringLiteral("plaid"));
    settings.setValue(QStringLiteral("window/typeSize"), 10'000);
    settings.setValue(QStringLiteral("window/nodeCount"), -3);
    settings.setValue(QStringLiteral("window/nodeMemory"), QStringLiteral("much"));
    settings.setValue(QStringLiteral("window/closing"), QStringLiteral("explode"));
    settings.sync();
    const Preferences preferences;
    QCOMPARE(preferences.theme(), QStringLiteral("system"));
    QCOMPARE(preferences.property("typeSize").toInt(), 150);
    QCOMPARE(preferences.nodeCount(), 1);
    QCOMPARE(preferences.nodeMemory(), 320);
    QCOMPARE(preferences.closing(), QStringLiteral("ask"));
}

void TestPreferences::knowsTheSettingsOfBefore()
{
    QSettings().setValue(QStringLiteral("window/dark"), false);
    QCOMPARE(Preferences().theme(), QStringLiteral("light"));
}

void TestPreferences::resets()
{
    Preferences preferences;
    preferences.setTheme(QStringLiteral("light"));
    preferences.setNodeMemory(2048);
    preferences.setTypeSize(90);
    preferences.reset();
    QCOMPARE(preferences.theme(), QStringLiteral("system"));
    QCOMPARE(preferences.property("typeSize").toInt(), 100);
    QCOMPARE(preferences.nodeMemory(), 512);
    QCOMPARE(Preferences().theme(), QStringLiteral("system"));
}

QTEST_MAIN(TestPreferences)
#include "tst_preferences.moc"
