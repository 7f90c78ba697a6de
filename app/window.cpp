// SPDX-License-Identifier: GPL-3.0-only
#include "app/window.h"

#include "app/cluster/session.h"
#include "app/graph/graphmodel.h"
#include "app/graph/mapview.h"
#include "qml/theme/fonts.h"
#include "qml/theme/images.h"
#include "qml/theme/preferences.h"

#include <QFile>
#include <QGuiApplication>
#include <QLocale>
#include <QLoggingCategory>
#include <QOffscreenSurface>
#include <QOpenGLContext>
#include <QOpenGLFunctions>
#include <QQmlApplicationEngine>
#include <QQmlComponent>
#include <QQuickWindow>
#include <QScopeGuard>
#include <QTimer>
#include <QTranslator>

namespace orrery {
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

/// Text in the language of Preferences, else of the system. English has a file too: for its plurals.
class Translation final
{
public:
    explicit Translation(QQmlEngine *engine)
        : m_engine(engine)
    {
    }

    void set(const QString &language)
    {
        QString name = language.isEmpty() ? QLocale::system().name() : language;
        if (!name.startsWith(QLatin1String("zh")))
            name = QStringLiteral("en");
        else
            name = QStringLiteral("zh_TW");
        QCoreApplication::removeTranslator(&m_translator);
        if (m_translator.load(QStringLiteral(":/i18n/orrery_%1.qm").arg(name)))
            QCoreApplication::installTranslator(&m_translator);
        m_engine->setUiLanguage(name);
        m_engine->retranslate();
    }

private:
    QQmlEngine *m_engine;
    QTranslator m_translator;
};

/// Waits until the picture is worth taking, then saves it and ends the event loop.
class Photographer final : public QObject
{
public:
    Photographer(QQuickWindow *window, graph::GraphModel *graph, const WindowOptions &options)
        : QObject(window)
        , m_window(window)
        , m_graph(graph)
        , m_options(options)
    {
        connect(graph, &graph::GraphModel::changed, this, &Photographer::look);
        QTimer::singleShot(options.pictureTimeout * 1000, this, [this] { take(false); });
        look();
    }

private:
    void look()
    {
        const bool offline = !m_options.offline.isEmpty();
        if (m_taken || m_waiting || !(offline ? m_graph->isLoaded() : m_graph->isSettled()))
            return;
        m_waiting = true;
        prepare();
        QTimer::singleShot(offline ? 700 : 1500, this, [this] { // for the last labels and the camera to arrive
            m_waiting = false;
            if (!m_options.offline.isEmpty() || m_graph->isSettled())
                take(true);
        });
    }

    void prepare()
    {
        auto *map = m_window->findChild<graph::MapView *>();
        if (!map)
            return;
        if (!m_options.select.isEmpty())
            m_window->setProperty("selected", m_options.select);
        if (!m_options.zoomed)
            return;
        const QString pod = m_options.select.section(QLatin1Char('/'), 1);
        QString node = m_options.select.startsWith(QLatin1String("node/")) ? pod : QString();
        for (const graph::PodFacts &facts : m_graph->graph().pods) {
            if (facts.key.path() == pod.toUtf8())
                node = QString::fromUtf8(facts.node);
        }
        QTimer::singleShot(0, map, [map, node] { map->zoomTo(node); });
    }

    void take(bool ready)
    {
        if (m_taken)
            return;
        m_taken = true;
        const bool saved = m_window->grabWindow().save(m_options.picture);
        if (!saved)
            qCWarning(lc) << "picture not saved"
                          << "file=" << m_options.picture;
        QCoreApplication::exit(saved && ready ? 0 : 1);
    }

    QQuickWindow *m_window;
    graph::GraphModel *m_graph;
    WindowOptions m_options;
    bool m_taken = false, m_waiting = false;
};

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
    }
    QGuiApplication app(argc, argv);
    const auto closed = qScopeGuard([&] {
        if (options.closed)
            options.closed();
    });
    QGuiApplication::setApplicationName(QStringLiteral("orrery"));
    QGuiApplication::setOrganizationName(QStringLiteral("orrery"));
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Orrery"));
    QGuiApplication::setApplicationVersion(QStringLiteral(ORRERY_VERSION));
    QGuiApplication::setFont(theme::Fonts::ui(13, QFont::Normal));
    chooseBackend();
    if (QQuickWindow::graphicsApi() == QSGRendererInterface::Software)
        QQuickWindow::setTextRenderType(QQuickWindow::QtTextRendering);

    std::unique_ptr<cluster::Session> session;
    QString startError;
    if (!options.offline.isEmpty()) {
        auto objects = readRecording(options.offline);
        if (objects)
            session = cluster::Session::offline(QStringLiteral("classroom"), objects.value());
        else
            startError = QString::fromUtf8(objects.error().message);
    } else {
        auto connection = options.connect
            ? options.connect()
            : api::Result<client::Connection>(api::error(api::Reason::NotFound, "there is no cluster to show"));
        if (!connection) {
            startError = QString::fromUtf8(connection.error().message);
        } else if (auto opened = cluster::Session::connect(connection.value()); opened) {
            session = std::move(opened).value();
        } else {
            startError = QString::fromUtf8(opened.error().message);
        }
    }
    if (!startError.isEmpty())
        qCWarning(lc) << "no cluster"
                      << "why=" << startError;

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
    engine.setInitialProperties({{QStringLiteral("session"), QVariant::fromValue<QObject *>(session.get())},
                                 {QStringLiteral("startError"), startError},
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
    if (picture) {
        if (auto *graph = window->findChild<graph::GraphModel *>())
            new Photographer(window, graph, options);
    }
    return QGuiApplication::exec();
}

} // namespace orrery
