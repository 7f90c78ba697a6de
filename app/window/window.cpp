// SPDX-License-Identifier: GPL-3.0-only
#include "app/window/window.h"

#include "app/graph/seatkeeper.h"
#include "app/window/photographer.h"
#include "app/window/stopwatch.h"
#include "app/window/translation.h"
#include "qml/theme/fonts.h"
#include "qml/theme/images.h"
#include "qml/theme/preferences.h"

#include <QFile>
#include <QGuiApplication>
#include <QLoggingCategory>
#include <QOffscreenSurface>
#include <QOpenGLContext>
#include <QOpenGLFunctions>
#include <QQmlApplicationEngine>
#include <QQmlComponent>
#include <QQuickWindow>

namespace orrery::window {
namespace {

Q_LOGGING_CATEGORY(lc, "orrery.window")

/// On a machine without a GPU, Qt's software scene graph costs a tenth of OpenGL on llvmpipe; text is better drawn
/// natively, too.
void chooseBackend()
{
    if (qEnvironmentVariableIsSet("QT_QUICK_BACKEND") || qEnvironmentVariableIsSet("QSG_RHI_BACKEND"))
        return;
    QOffscreenSurface surface;
    surface.create();
    QOpenGLContext context;
    QByteArray renderer;
    if (context.create() && context.makeCurrent(&surface)) {
        renderer = reinterpret_cast<const char *>(context.functions()->glGetString(GL_RENDERER));
        context.doneCurrent();
    }
    const QByteArray lower = renderer.toLower();
    if (renderer.isEmpty() || lower.contains("llvmpipe") || lower.contains("softpipe") || lower.contains("swrast"))
        QQuickWindow::setGraphicsApi(QSGRendererInterface::Software);
    qCInfo(lc) << "renderer"
               << "name=" << renderer;
}

/// A recorded cluster: a JSON array of objects, or a List.
api::Result<QList<api::Object>> readRecording(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return api::error(api::Reason::NotFound, "cannot read " + path.toUtf8() + ": " + file.errorString().toUtf8());
    api::JsonLimits limits;
    limits.bytes = 256 * 1024 * 1024;
    ORRERY_TRY(document, api::parseJson(file.readAll(), limits));
    QList<api::Object> objects;
    for (const api::Value &item : (document.isArray() ? document : document["items"]).items())
        objects << api::Object(item);
    return objects;
}

} // namespace

int runWindow(int &argc, char **argv, const WindowOptions &options)
{
    const bool picture = !options.picture.isEmpty();
    if (picture) {
        if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
            qputenv("QT_QPA_PLATFORM", "offscreen");
        if (!qEnvironmentVariableIsSet("QT_QUICK_BACKEND"))
            qputenv("QT_QUICK_BACKEND", "software");
        theme::Preferences::setKept(false);
        graph::SeatKeeper::setKept(false);
    }
    QGuiApplication app(argc, argv);
    QGuiApplication::setApplicationName(QStringLiteral("orrery"));
    QGuiApplication::setOrganizationName(QStringLiteral("orrery"));
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Orrery"));
    QGuiApplication::setApplicationVersion(QStringLiteral(ORRERY_VERSION));
    QGuiApplication::setFont(theme::Fonts::ui(13, QFont::Normal));
    chooseBackend();
    if (QQuickWindow::graphicsApi() == QSGRendererInterface::Software)
        QQuickWindow::setTextRenderType(QQuickWindow::QtTextRendering);

    const std::shared_ptr<void> running = options.running ? options.running() : nullptr;

    // Clusters start and answer while the window is made.
    clusters::Clusters clusters(options.program);
    clusters.setKept(!picture);
    if (options.offline.isEmpty()) {
        clusters.begin(options.opening);
    } else {
        auto objects = readRecording(options.offline);
        if (!objects) {
            qCCritical(lc, "%s", objects.error().message.constData());
            return 1;
        }
        clusters.show(cluster::Session::offline(QStringLiteral("classroom"), *objects));
    }

    QQmlApplicationEngine engine;
    engine.addImportPath(QStringLiteral("qrc:/qt/qml"));
    theme::addImageProviders(&engine);
    { // a module's types exist once it was imported
        QQmlComponent component(&engine);
        component.setData("import QtQml\nimport Orrery.Theme\nQtObject { }", QUrl());
        delete component.create();
    }
    auto *preferences = engine.singletonInstance<theme::Preferences *>(qmlTypeId("Orrery.Theme", 1, 0, "Preferences"));
    Translation translation(&engine);
    if (preferences) {
        if (options.dark)
            preferences->setDark(*options.dark);
        if (!options.language.isEmpty())
            preferences->setLanguage(options.language);
        if (picture) {
            preferences->setReducedMotion(true);
            preferences->setPresenting(options.present);
        }
        translation.set(preferences->language());
        QObject::connect(preferences, &theme::Preferences::languageChanged, &engine,
                         [&] { translation.set(preferences->language()); });
    }
    engine.setInitialProperties({{QStringLiteral("clusters"), QVariant::fromValue(&clusters)},
                                 {QStringLiteral("view"), options.view},
                                 {QStringLiteral("width"), options.size.width()},
                                 {QStringLiteral("height"), options.size.height()}});
    engine.load(QUrl(QStringLiteral("qrc:/qt/qml/Orrery/Main.qml")));
    auto *window
        = engine.rootObjects().isEmpty() ? nullptr : qobject_cast<QQuickWindow *>(engine.rootObjects().constFirst());
    if (!window) {
        qCCritical(lc, "the window could not be made");
        return 3;
    }
    if (picture)
        new Photographer(window, options);
    if (qEnvironmentVariableIsSet("ORRERY_SAY_TIMES"))
        new Stopwatch(window);
    return QGuiApplication::exec();
}

} // namespace orrery::window
