// SPDX-License-Identifier: GPL-3.0-only
#include "qml/theme/fonts.h"
#include "qml/theme/images.h"
#include "qml/theme/preferences.h"

#include <QColor>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFont>
#include <QMetaProperty>
#include <QQmlComponent>
#include <QQmlEngine>
#include <QQuickImageProvider>
#include <QRegularExpression>
#include <QTest>

using namespace orrery;

/// Text on its ground is WCAG AA (4.5:1) in both themes, marks are 3:1; and nobody but the theme writes colours or
/// sizes down.
class TestTheme final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void contrast_data();
    void contrast();
    void presentMakesTypeLarger();
    void presentIsReadFromTheBackRow();
    void reducedMotionStopsMotion();
    void namesAreNotShaped();
    void iconsAreThereAndTinted();
    void noColourOutsideTheTheme();

private:
    QQmlEngine m_engine;
    std::unique_ptr<QObject> m_theme; ///< holds Theme's properties under `theme`
    theme::Preferences *m_preferences = nullptr;
    QVariant token(const char *name) const { return m_theme->property("theme").value<QObject *>()->property(name); }
};

void TestTheme::initTestCase()
{
    theme::Preferences::setKept(false);
    m_engine.addImportPath(QStringLiteral("qrc:/qt/qml"));
    theme::addImageProviders(&m_engine);
    QQmlComponent component(&m_engine);
    component.setData("import QtQuick\nimport Orrery.Theme\nQtObject { property QtObject theme: Theme; property "
                      "QtObject preferences: Preferences }",
                      QUrl());
    m_theme.reset(component.create());
    QVERIFY2(m_theme, qPrintable(component.errorString()));
    m_preferences = m_theme->property("preferences").value<theme::Preferences *>();
    QVERIFY(m_preferences);
}

static double luminance(const QColor &color)
{
    const auto part = [](double v) { return v <= 0.03928 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
    return 0.2126 * part(color.redF()) + 0.7152 * part(color.greenF()) + 0.0722 * part(color.blueF());
}

static double contrastOf(const QColor &a, const QColor &b)
{
    const double light = std::max(luminance(a), luminance(b)), dark = std::min(luminance(a), luminance(b));
    return (light + 0.05) / (dark + 0.05);
}

void TestTheme::contrast_data()
{
    QTest::addColumn<bool>("dark");
    QTest::addColumn<QByteArray>("ink");
    QTest::addColumn<QByteArray>("ground");
    QTest::addColumn<double>("least");
    for (bool dark : {true, false}) {
        const auto row = [&](const char *ink, const char *ground, double least) {
            QTest::addRow("%s %s on %s", dark ? "dark" : "light", ink, ground)
                << dark << QByteArray(ink) << QByteArray(ground) << least;
        };
        // Text on every ground that it lies on.
        for (const char *ground : {"window", "windowGlow", "windowEdge", "panel", "card", "rail", "bar", "popup", "field", "well", "disc"}) {
            for (const char *ink : {"text", "text2", "text3", "accent", "ok", "warn", "bad", "systemHue"})
                row(ink, ground, 4.5);
        }
        for (const char *ink : {"text", "text2", "text3", "accent", "bad"})
            row(ink, "hover", 4.5);
        row("text", "press", 4.5);
        for (const char *ground : {"brass", "brassHover", "brassPress"})
            row("brassInk", ground, 4.5);
        row("accentInk", "accent", 4.5);
        for (const char *ink : {"text", "accent"})
            row(ink, "accentSoft", 4.5);
        row("bad", "badSoft", 4.5);
        // What is no text but has to be seen: where the keyboard is, what can be operated, what is on.
        for (const char *ground : {"window", "panel", "card", "popup", "field", "well", "hover", "rail", "bar", "accentSoft", "badSoft"})
            row("focus", ground, 3);
        for (const char *ground : {"window", "panel", "card", "popup", "field", "well", "bar"}) {
            row("controlLine", ground, 3);
            row("brass", ground, 3);
        }
        for (const char *ground : {"panel", "card", "bar", "window", "accentSoft"})
            row("accentLine", ground, 3);
        row("text2", "track", 3); // the knob of a switch that is off
        row("brass", "disc", 3); // packets and spokes
        row("bad", "disc", 3);
        row("warn", "disc", 3);
    }
}

void TestTheme::contrast()
{
    QFETCH(bool, dark);
    QFETCH(QByteArray, ink);
    QFETCH(QByteArray, ground);
    QFETCH(double, least);
    m_preferences->setDark(dark);
    const QColor a = token(ink.constData()).value<QColor>(), b = token(ground.constData()).value<QColor>();
    QVERIFY(a.isValid() && b.isValid());
    const double ratio = contrastOf(a, b);
    QVERIFY2(ratio >= least, qPrintable(QStringLiteral("%1:1").arg(ratio)));
    // Workload hues are text, too: a service's type, an icon on its disc.
    QVariantList hues = token("hues").toList();
    QVERIFY(hues.size() >= 6);
    hues += token("systemHue");
    for (const QVariant &each : std::as_const(hues)) {
        const QColor hue = each.value<QColor>();
        for (const char *card : {"card", "panel", "disc"})
            QVERIFY2(contrastOf(hue, token(card).value<QColor>()) >= 4.5, qPrintable(hue.name() + QLatin1String(card)));
        // An icon on the disc that its own hue tints.
        QColor disc;
        QVERIFY(QMetaObject::invokeMethod(m_theme->property("theme").value<QObject *>(), "soft", Q_RETURN_ARG(QColor, disc),
                                          Q_ARG(QColor, hue)));
        QVERIFY2(contrastOf(hue, disc) >= 3, qPrintable(hue.name()));
    }
    // So are a terminal's colours, but for black, which is a ground.
    const QVariantList ansi = token("ansi").toList();
    QCOMPARE(ansi.size(), 16);
    for (const QVariant &color : ansi.mid(1))
        QVERIFY2(contrastOf(color.value<QColor>(), token("well").value<QColor>()) >= 4.5, qPrintable(color.toString()));
}

void TestTheme::presentMakesTypeLarger()
{
    const auto size = [&] { return token("body").value<QFont>().pixelSize(); };
    const int small = size();
    m_preferences->setPresenting(true);
    QVERIFY(size() >= small * 1.3);
    m_preferences->setPresenting(false);
    QCOMPARE(size(), small);
    m_preferences->setTypeSize(150);
    QCOMPARE(size(), qRound(small * 1.5));
    m_preferences->setTypeSize(100);
}

/// From 8 m, 1080 lines on a screen of 1.5 m: 20 px are 28 mm, 12 minutes of arc; the least that is read at ease is 10.
void TestTheme::presentIsReadFromTheBackRow()
{
    const double millimetre = 1500.0 / 1080, distance = 8000;
    const QObject *theme = m_theme->property("theme").value<QObject *>();
    for (int percent : {90, 100, 150}) {
        m_preferences->setTypeSize(percent);
        m_preferences->setPresenting(true);
        int seen = 0;
        for (int i = 0; i < theme->metaObject()->propertyCount(); ++i) {
            const QMetaProperty property = theme->metaObject()->property(i);
            const QVariant value = property.read(theme);
            if (value.userType() != QMetaType::QFont)
                continue;
            const int pixels = value.value<QFont>().pixelSize();
            QVERIFY2(pixels >= 20, property.name());
            QVERIFY(std::atan(pixels * millimetre / distance) * 180 / M_PI * 60 >= 10);
            ++seen;
        }
        QVERIFY(seen > 15);
        QVERIFY(token("hidesSecrets").toBool());
        m_preferences->setPresenting(false);
        QVERIFY(!token("hidesSecrets").toBool());
    }
    m_preferences->setTypeSize(100);
    m_preferences->setHideSecrets(true);
    QVERIFY(token("hidesSecrets").toBool());
    m_preferences->setHideSecrets(false);
}

void TestTheme::reducedMotionStopsMotion()
{
    QVERIFY(token("camera").toInt() > 0);
    m_preferences->setReducedMotion(true);
    for (const char *name : {"fast", "normal", "slow", "camera"})
        QCOMPARE(token(name).toInt(), 0);
    m_preferences->setReducedMotion(false);
}

void TestTheme::namesAreNotShaped()
{
    QVERIFY(theme::Fonts::names(13, QFont::DemiBold).styleStrategy()
            & QFont::PreferNoShaping); // or "2x9" becomes "2×9"
    QVERIFY(theme::Fonts::mono(12, QFont::Normal).styleStrategy() & QFont::PreferNoShaping);
    QVERIFY(theme::Fonts::ui(13, QFont::Normal)
                .families()
                .contains(QStringLiteral("Noto Sans CJK TC"))); // or Chinese gets Japanese forms
}

void TestTheme::iconsAreThereAndTinted()
{
    auto *icons = static_cast<QQuickImageProvider *>(m_engine.imageProvider(QStringLiteral("icon")));
    const QStringList files = QDir(QStringLiteral(":/icons")).entryList({QStringLiteral("*.svg")});
    QVERIFY(files.size() >= 50);
    for (const QString &file : files) {
        QSize size;
        const QImage image = icons->requestImage(QString(file).replace(QLatin1String(".svg"), QLatin1String("/ff0000")),
                                                 &size, QSize(48, 48));
        QCOMPARE(size, QSize(48, 48));
        int red = 0;
        for (int y = 0; y < 48; ++y) {
            for (int x = 0; x < 48; ++x)
                red += image.pixelColor(x, y) == QColor(255, 0, 0);
        }
        QVERIFY2(red > 5, qPrintable(file));
    }
    // Every icon that QML names exists.
    const QRegularExpression use(QStringLiteral("symbol: \"([a-z-]+)\""));
    QDir root(QStringLiteral(ORRERY_SOURCE_DIR "/qml"));
    for (const QString &folder : {QStringLiteral("controls"), QStringLiteral("scene"), QStringLiteral("views/map"),
                                  QStringLiteral("views/inspector"), QStringLiteral("views/nodes"),
                                  QStringLiteral("views/deploy"), QStringLiteral("views"), QStringLiteral("views/settings"),
                                  QStringLiteral("views/find"), QString()}) {
        for (const QFileInfo &info : QDir(root.filePath(folder)).entryInfoList({QStringLiteral("*.qml")})) {
            QFile file(info.filePath());
            QVERIFY(file.open(QIODevice::ReadOnly));
            auto it = use.globalMatch(QString::fromUtf8(file.readAll()));
            while (it.hasNext()) {
                const QString name = it.next().captured(1) + QLatin1String(".svg");
                QVERIFY2(files.contains(name), qPrintable(info.fileName() + QLatin1String(": ") + name));
            }
        }
    }
}

void TestTheme::noColourOutsideTheTheme()
{
    const QRegularExpression colour(QStringLiteral("\"#[0-9a-fA-F]{3,8}\"|color: \"(?!transparent)[a-z]+\""));
    QDirIterator it(QStringLiteral(ORRERY_SOURCE_DIR "/qml"), {QStringLiteral("*.qml")}, QDir::Files,
                    QDirIterator::Subdirectories);
    int seen = 0;
    while (it.hasNext()) {
        const QString path = it.next();
        if (path.endsWith(QLatin1String("theme/Theme.qml")))
            continue;
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto match = colour.match(QString::fromUtf8(file.readAll()));
        QVERIFY2(!match.hasMatch(), qPrintable(path + QLatin1String(": ") + match.captured()));
        ++seen;
    }
    QVERIFY(seen > 40);
}

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
