// SPDX-License-Identifier: GPL-3.0-only
#include "qml/theme/shortcuts.h"

#include <QDirIterator>
#include <QFile>
#include <QKeySequence>
#include <QRegularExpression>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace orrery;
using theme::Shortcuts;

class TestShortcuts final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanup() { QSettings().clear(); }
    void defaultsAreKeysAndDoNotMeet();
    void rebinds();
    void refuses_data();
    void refuses();
    void keepsAndRestores();
    void whatIsKeptMayBeAnything();
    void pressedKeys_data();
    void pressedKeys();
    void everyUseIsInTheTable();

private:
    QTemporaryDir m_folder;
};

void TestShortcuts::initTestCase()
{
    QVERIFY(m_folder.isValid());
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_folder.path());
    QCoreApplication::setOrganizationName(QStringLiteral("orrery-test"));
}

void TestShortcuts::defaultsAreKeysAndDoNotMeet()
{
    Shortcuts shortcuts;
    QVERIFY(!shortcuts.isAnyChanged());
    const QVariantMap keys = shortcuts.keys();
    QVERIFY(keys.size() > 20);
    int seen = 0;
    for (const QVariant &section : shortcuts.sections()) {
        QVERIFY(!section.toMap()[QStringLiteral("title")].toString().isEmpty());
        for (const QVariant &each : section.toMap()[QStringLiteral("shortcuts")].toList()) {
            const QVariantMap shortcut = each.toMap();
            const QString id = shortcut[QStringLiteral("id")].toString(), own = keys[id].toString();
            QVERIFY2(own.isEmpty() || !QKeySequence(own, QKeySequence::PortableText).isEmpty(), qPrintable(id));
            QCOMPARE(QKeySequence(own, QKeySequence::PortableText).toString(QKeySequence::PortableText), own);
            // To give one its own keys is refused only if another that works beside it has them.
            if (!shortcut[QStringLiteral("fixed")].toBool())
                QCOMPARE(shortcuts.rebind(id, own), QString());
            ++seen;
        }
    }
    QCOMPARE(seen + 1, keys.size()); // uncordon has the keys of cordon
}

void TestShortcuts::rebinds()
{
    Shortcuts shortcuts;
    const QSignalSpy changed(&shortcuts, &Shortcuts::changed);
    QCOMPARE(shortcuts.rebind(QStringLiteral("logs"), QStringLiteral("Ctrl+L")), QString());
    QCOMPARE(changed.size(), 1);
    QCOMPARE(shortcuts.keys()[QStringLiteral("logs")].toString(), QStringLiteral("Ctrl+L"));
    QVERIFY(shortcuts.isAnyChanged());
    QCOMPARE(shortcuts.rebind(QStringLiteral("shell"), QStringLiteral("L")), QString()); // free now
    shortcuts.reset(QStringLiteral("logs")); // and takes its own back
    QCOMPARE(shortcuts.keys()[QStringLiteral("logs")].toString(), QStringLiteral("L"));
    QCOMPARE(shortcuts.keys()[QStringLiteral("shell")].toString(), QString());
    QCOMPARE(shortcuts.rebind(QStringLiteral("find"), QString()), QString()); // none at all
    shortcuts.resetAll();
    QVERIFY(!shortcuts.isAnyChanged());
}

void TestShortcuts::refuses_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("keys");
    QTest::addColumn<QString>("says");
    QTest::newRow("another's") << "logs" << "Ctrl+K" << "Find anything";
    QTest::newRow("the beginning of another's") << "logs" << "Ctrl+K, A" << "Find anything";
    QTest::newRow("one of the map's own") << "logs" << "F" << "Show all of it";
    QTest::newRow("the focus's") << "logs" << "Tab" << "control";
    QTest::newRow("a press's") << "find" << "Return" << "control";
    QTest::newRow("no keys") << "logs" << "Gibberish+" << "no keys";
    QTest::newRow("endless") << "logs" << QStringLiteral("Ctrl+L, ").repeated(1000) << "no keys";
    QTest::newRow("a fixed one") << "mapFit" << "G" << "cannot";
    QTest::newRow("nobody's") << "nothing" << "G" << "cannot";
}

void TestShortcuts::refuses()
{
    QFETCH(QString, id);
    QFETCH(QString, keys);
    QFETCH(QString, says);
    Shortcuts shortcuts;
    const QVariantMap before = shortcuts.keys();
    const QString why = shortcuts.rebind(id, keys);
    QVERIFY2(why.contains(says), qPrintable(why));
    QCOMPARE(shortcuts.keys(), before);
}

void TestShortcuts::keepsAndRestores()
{
    {
        Shortcuts shortcuts; // two change places
        QCOMPARE(shortcuts.rebind(QStringLiteral("logs"), QString()), QString());
        QCOMPARE(shortcuts.rebind(QStringLiteral("shell"), QStringLiteral("L")), QString());
        QCOMPARE(shortcuts.rebind(QStringLiteral("logs"), QStringLiteral("S")), QString());
    }
    Shortcuts again;
    QCOMPARE(again.keys()[QStringLiteral("logs")].toString(), QStringLiteral("S"));
    QCOMPARE(again.keys()[QStringLiteral("shell")].toString(), QStringLiteral("L"));
    again.resetAll();
    QVERIFY(!Shortcuts().isAnyChanged());
}

void TestShortcuts::whatIsKeptMayBeAnything()
{
    QSettings().setValue(QStringLiteral("shortcuts/logs"), QStringLiteral("Ctrl+K")); // Find's
    QSettings().setValue(QStringLiteral("shortcuts/mapFit"), QStringLiteral("Ctrl+9"));
    QSettings().setValue(QStringLiteral("shortcuts/other"), QStringLiteral("Ctrl+8"));
    Shortcuts shortcuts;
    QCOMPARE(shortcuts.keys()[QStringLiteral("logs")].toString(), QString());
    QCOMPARE(shortcuts.keys()[QStringLiteral("find")].toString(), QStringLiteral("Ctrl+K"));
    QCOMPARE(shortcuts.keys()[QStringLiteral("mapFit")].toString(), QStringLiteral("F"));
    QVERIFY(!shortcuts.keys().contains(QStringLiteral("other")));
}

void TestShortcuts::pressedKeys_data()
{
    QTest::addColumn<int>("key");
    QTest::addColumn<int>("modifiers");
    QTest::addColumn<QString>("says");
    QTest::newRow("letter") << int(Qt::Key_L) << 0 << "L";
    QTest::newRow("with modifiers") << int(Qt::Key_L) << int(Qt::ControlModifier | Qt::ShiftModifier) << "Ctrl+Shift+L";
    QTest::newRow("shifted sign") << int(Qt::Key_Question) << int(Qt::ShiftModifier) << "?";
    QTest::newRow("function key") << int(Qt::Key_F5) << int(Qt::ShiftModifier) << "Shift+F5";
    QTest::newRow("keypad") << int(Qt::Key_5) << int(Qt::KeypadModifier) << "5";
    QTest::newRow("only a modifier") << int(Qt::Key_Shift) << int(Qt::ShiftModifier) << "";
}

void TestShortcuts::pressedKeys()
{
    QFETCH(int, key);
    QFETCH(int, modifiers);
    QFETCH(QString, says);
    QCOMPARE(Shortcuts::pressed(key, modifiers), says);
}

void TestShortcuts::everyUseIsInTheTable()
{
    const Shortcuts shortcuts;
    const QRegularExpression use(QStringLiteral("Shortcuts\\.(?:keys|labels)\\.(\\w+)"));
    QDirIterator it(QStringLiteral(ORRERY_SOURCE_DIR "/qml"), {QStringLiteral("*.qml")}, QDir::Files,
                    QDirIterator::Subdirectories);
    int seen = 0;
    while (it.hasNext()) {
        QFile file(it.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        auto uses = use.globalMatch(QString::fromUtf8(file.readAll()));
        while (uses.hasNext()) {
            const QString id = uses.next().captured(1);
            QVERIFY2(shortcuts.keys().contains(id), qPrintable(file.fileName() + QLatin1String(": ") + id));
            ++seen;
        }
    }
    QVERIFY(seen > 10);
}

QTEST_MAIN(TestShortcuts)
#include "tst_shortcuts.moc"
