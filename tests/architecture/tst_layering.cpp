// SPDX-License-Identifier: GPL-3.0-only
#include <QDirIterator>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

/// Holds rooms.tsv against the source: every #include, every link in a CMakeLists.txt, every QML import.
class TestLayering final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void includes_data();
    void includes();
    void links();
    void qmlImports();
    void loadersAreNotBound();
    void leafFolderNamesAreUnique();

private:
    struct Room
    {
        QStringList mayInclude;
        QSet<QString> outside;
    };
    QString roomOf(const QString &path) const;
    bool mayInclude(const QString &from, const QString &to) const;

    QDir m_root { QStringLiteral(ORRERY_SOURCE_DIR) };
    QMap<QString, Room> m_rooms;
};

static QStringList filesBelow(const QDir &root, const QString &folder, const QStringList &patterns)
{
    QStringList files;
    QDirIterator it(root.filePath(folder), patterns, QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext())
        files += root.relativeFilePath(it.next());
    files.sort();
    return files;
}

static QString readFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// The outside world that a system header belongs to; empty: the C++ library and Qt Core, which all may use.
static QString worldOf(const QString &header)
{
    static const QList<std::pair<QRegularExpression, QString>> worlds = [] {
        QList<std::pair<QRegularExpression, QString>> list;
        const std::pair<const char *, const char *> table[] = {
            { "^(QtHttpServer/.*|Q(Abstract)?HttpServer.*)$", "httpserver" },
            { "^(QtNetwork/.*|QSsl.*|QTcp.*|QUdp.*|QLocal(Socket|Server)|QHost(Address|Info)|QNetwork.*|QAbstractSocket)$", "network" },
            { "^(QtQuick.*|QQuick.*|QSG.*)$", "quick" },
            { "^(QtQml.*|QQml.*|QJS.*)$", "qml" },
            { "^(QtSvg.*|QSvg.*)$", "svg" },
            { "^(QtGui.*|QGui.*|QImage|QPixmap|QPainter.*|QFont.*|QColor|QPen|QBrush|QPalette|QIcon|QKey.*|QMouse.*|QWheel.*|QHover.*|QCursor|"
              "QClipboard|QAccessible.*|QOffscreenSurface|QOpenGL.*|QSyntaxHighlighter|QText(Document|Char|Cursor|Layout|Option).*|QWindow|QScreen|QStyleHints|"
              "QMatrix4x4|QVector[234]D|QDesktopServices|QTransform|QStaticText|QLinearGradient|QRadialGradient)$", "gui" },
            { "^rapidjson/", "json" }, { "^yaml\\.h$", "yaml" }, { "^sqlite3", "sqlite" }, { "^openssl/", "openssl" }, { "^zlib\\.h$", "zlib" },
            { "^(grpc|google/|grpcpp/)", "grpc" }, { "^nftables/", "nftables" }, { "^libvirt/", "libvirt" }, { "^(libslirp|slirp/)", "slirp" }, { "^vterm", "vterm" },
            { "^(sys/|linux/|unistd\\.h|fcntl\\.h|sched\\.h|poll\\.h|net/|netinet/|arpa/|pwd\\.h|grp\\.h|dirent\\.h|signal\\.h)", "linux" },
        };
        for (const auto &[pattern, world] : table)
            list.append({ QRegularExpression(QLatin1String(pattern)), QLatin1String(world) });
        return list;
    }();
    for (const auto &[pattern, world] : worlds) {
        if (pattern.match(header).hasMatch())
            return world;
    }
    return {};
}

void TestLayering::initTestCase()
{
    const auto lines = readFile(m_root.filePath(QStringLiteral("tests/architecture/rooms.tsv"))).split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : lines) {
        if (line.startsWith(u'#'))
            continue;
        const auto columns = line.split(u'\t');
        const auto outside = columns.value(2).split(u' ', Qt::SkipEmptyParts);
        m_rooms.insert(columns[0], { columns.value(1).split(u' ', Qt::SkipEmptyParts), QSet<QString>(outside.begin(), outside.end()) });
    }
    QVERIFY(m_rooms.size() > 20);
}

QString TestLayering::roomOf(const QString &path) const
{
    QString best;
    for (auto it = m_rooms.keyBegin(); it != m_rooms.keyEnd(); ++it) {
        if (path.startsWith(*it + u'/') && it->size() > best.size())
            best = *it;
    }
    return best;
}

bool TestLayering::mayInclude(const QString &from, const QString &to) const
{
    if (from == to)
        return true;
    for (const QString &allowed : m_rooms[from].mayInclude) {
        // A whole wing ("controlplane", "nodeagent", "app") stands for all of its rooms; a room stands for itself alone.
        if (to == allowed || (!allowed.contains(u'/') && to.startsWith(allowed + u'/')))
            return true;
    }
    return false;
}

void TestLayering::includes_data()
{
    QTest::addColumn<QString>("folder");
    for (const char *folder : { "controlplane", "nodeagent", "app" })
        QTest::newRow(folder) << QString::fromLatin1(folder);
}

void TestLayering::includes()
{
    QFETCH(QString, folder);
    static const QRegularExpression include(QStringLiteral("^\\s*#\\s*include\\s*([\"<])([^\">]+)[\">]"), QRegularExpression::MultilineOption);
    QStringList wrong;
    qsizetype seen = 0;
    for (const QString &file : filesBelow(m_root, folder, { QStringLiteral("*.h"), QStringLiteral("*.cpp") })) {
        const QString room = roomOf(file);
        if (room.isEmpty()) {
            wrong += file + QStringLiteral(": is in no room of rooms.tsv");
            continue;
        }
        auto matches = include.globalMatch(readFile(m_root.filePath(file)));
        while (matches.hasNext()) {
            const auto match = matches.next();
            const QString target = match.captured(2);
            ++seen;
            if (match.captured(1) == u"<") {
                const QString world = worldOf(target);
                if (!world.isEmpty() && !m_rooms[room].outside.contains(world))
                    wrong += QStringLiteral("%1: <%2> (%3) is outside of room %4").arg(file, target, world, room);
            } else if (target.startsWith(u"controlplane/") || target.startsWith(u"nodeagent/") || target.startsWith(u"app/")
                       || target.startsWith(u"qml/")) {
                if (!mayInclude(room, roomOf(target)))
                    wrong += QStringLiteral("%1: \"%2\" may not be included from room %3").arg(file, target, room);
            } else if (!target.endsWith(u".moc") && !target.startsWith(u"moc_") && !target.endsWith(u".pb.h")) {
                wrong += QStringLiteral("%1: \"%2\" is not written from the top of the repository").arg(file, target);
            }
        }
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(u'\n' + wrong.join(u'\n')));
    QVERIFY(seen > 0 || filesBelow(m_root, folder, { QStringLiteral("*.cpp") }).isEmpty());
}

void TestLayering::links()
{
    static const QRegularExpression library(QStringLiteral("orrery_add_library\\(\\s*(\\w+)([^)]*)\\)"));
    static const QRegularExpression dependency(QStringLiteral("Orrery::(\\w+)"));
    QMap<QString, QString> folderOfTarget; // "Store" -> "controlplane/store"
    QMap<QString, QStringList> linksOfFolder;
    for (const char *wing : { "controlplane", "nodeagent", "app" }) {
        for (const QString &file : filesBelow(m_root, QString::fromLatin1(wing), { QStringLiteral("CMakeLists.txt") })) {
            const auto match = library.match(readFile(m_root.filePath(file)));
            if (!match.hasMatch())
                continue;
            const QString folder = QFileInfo(file).path();
            folderOfTarget.insert(match.captured(1), folder);
            auto found = dependency.globalMatch(match.captured(2));
            while (found.hasNext())
                linksOfFolder[folder] += found.next().captured(1);
        }
    }
    QStringList wrong;
    for (auto it = linksOfFolder.cbegin(); it != linksOfFolder.cend(); ++it) {
        const QString from = roomOf(it.key() + u'/');
        for (const QString &target : it.value()) {
            const QString folder = folderOfTarget.value(target);
            if (folder.isEmpty())
                wrong += QStringLiteral("%1 links Orrery::%2, which no folder makes").arg(it.key(), target);
            else if (!mayInclude(from, roomOf(folder + u'/')))
                wrong += QStringLiteral("%1 may not link Orrery::%2").arg(it.key(), target);
        }
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(u'\n' + wrong.join(u'\n')));
    QVERIFY(folderOfTarget.contains(QStringLiteral("Api")));
}

void TestLayering::qmlImports()
{
    // theme: nothing; controls: theme; scene: both; views/<area>: all three and the C++ modules, never another view.
    static const QRegularExpression import(QStringLiteral("^\\s*import\\s+(Orrery\\.[\\w.]+)"), QRegularExpression::MultilineOption);
    const QMap<QString, QStringList> mayImport {
        { QStringLiteral("theme"), {} },
        { QStringLiteral("controls"), { QStringLiteral("Orrery.Theme") } },
        { QStringLiteral("scene"), { QStringLiteral("Orrery.Theme"), QStringLiteral("Orrery.Controls"), QStringLiteral("Orrery.Graph"), QStringLiteral("Orrery.Story") } },
    };
    QStringList wrong;
    for (const QString &file : filesBelow(m_root, QStringLiteral("qml"), { QStringLiteral("*.qml") })) {
        const auto parts = file.split(u'/');
        const QString room = parts.value(1);
        auto found = import.globalMatch(readFile(m_root.filePath(file)));
        while (found.hasNext()) {
            const QString module = found.next().captured(1);
            if (mayImport.contains(room) && !mayImport[room].contains(module) && module.compare(QStringLiteral("Orrery.") + room, Qt::CaseInsensitive) != 0)
                wrong += QStringLiteral("%1 may not import %2").arg(file, module);
            const bool ofView = module.startsWith(u"Orrery.Views.");
            if (room == u"views" && parts.size() > 3 && ofView && module.compare(QStringLiteral("Orrery.Views.") + parts[2], Qt::CaseInsensitive) != 0)
                wrong += QStringLiteral("%1: a view may not import another view (%2)").arg(file, module);
        }
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(u'\n' + wrong.join(u'\n')));
}

/// Qt 6.4's Loader makes its item in a context of its own, and refuses a component that is bound to another ("Cannot instantiate bound
/// component outside its creation context"): the view stays empty.
void TestLayering::loadersAreNotBound()
{
    QStringList wrong;
    qsizetype loaders = 0;
    for (const QString &file : filesBelow(m_root, QStringLiteral("qml"), {QStringLiteral("*.qml")})) {
        const QString text = readFile(m_root.filePath(file));
        if (!text.contains(QStringLiteral("sourceComponent:")))
            continue;
        ++loaders;
        if (text.contains(QStringLiteral("pragma ComponentBehavior: Bound")))
            wrong += file;
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    QVERIFY(loaders > 0);
}

void TestLayering::leafFolderNamesAreUnique()
{
    QMap<QString, QStringList> foldersOf;
    for (const char *wing : { "controlplane", "nodeagent", "app" }) {
        for (const QString &file : filesBelow(m_root, QString::fromLatin1(wing), { QStringLiteral("CMakeLists.txt") }))
            foldersOf[QFileInfo(file).dir().dirName()] += QFileInfo(file).path();
    }
    for (const QStringList &folders : std::as_const(foldersOf))
        QVERIFY2(folders.size() == 1, qPrintable(folders.join(u", ")));
}

QTEST_GUILESS_MAIN(TestLayering)
#include "tst_layering.moc"
