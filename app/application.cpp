// SPDX-License-Identifier: GPL-3.0-only
#include "app/application.h"

#include "app/run.h"
#include "app/terminationsignal.h"
#ifdef ORRERY_WINDOW
#include "app/hostcheck.h"
#include "app/hostedrun.h"
#include "app/window/window.h"
#endif

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>

#include <cstdio>

namespace orrery {

namespace {

constexpr const char *usage
    = "Usage: orrery [OPTIONS]           open the window on the cluster of this user\n"
      "       orrery serve [OPTIONS]     run that cluster without a window, until SIGTERM\n"
      "       orrery node add [NAME]     add a node; also: node list, node remove NAME, node poweroff NAME\n"
      "       orrery backup FILE         copy the cluster, running or not, with its keys into a file\n"
      "       orrery restore FILE        make a backup the cluster of this user again\n"
      "       orrery rotate-encryption-key   encrypt Secrets on the disk with a new key\n"
      "       orrery reset               delete the cluster and its machines\n"
      "\n"
      "Each command explains its options with --help.\n";

#ifdef ORRERY_WINDOW
/// Who says one of these means this cluster, now.
constexpr const char *clusterOptions[] = {"data", "port", "kubeconfig", "nodes", "provider", "cpus", "memory", "audit-policy-file", "fast"};

clusters::Program programOf(const RunOptions &options)
{
    clusters::Program program;
    // The command line speaks of one cluster; the others run as usual.
    const auto optionsOf = [options](const QString &folder) {
        RunOptions its = options;
        if (QDir(folder).absolutePath() != QDir(dataFolderOf(options)).absolutePath()) {
            its = {};
            its.cluster.dataFolder = folder;
        }
        return its;
    };
    program.host = [optionsOf](const QString &folder, const clusters::NodesWanted &nodes) -> std::unique_ptr<clusters::Hosted> {
        RunOptions its = optionsOf(folder);
        its.nodes = nodes.count;
        if (!nodes.provider.isEmpty())
            its.provider = nodes.provider;
        if (nodes.cpus > 0)
            its.cpus = nodes.cpus;
        if (nodes.memoryMebibytes > 0)
            its.memory = QByteArray::number(nodes.memoryMebibytes) + "Mi";
        return std::make_unique<HostedRun>(its);
    };
    program.erase = &eraseCluster;
    program.checkHost = [] { return checkHost(cluster::clustersFolder()); };
    program.keepRunning = [options](const QStringList &folders) { return serveDetached(folders, options); };
    return program;
}

int runWindowCommand(int &argc, char **argv)
{
    QCommandLineParser parser;
    addClusterOptions(parser);
    parser.addOptions(
        {{"offline", "Show the objects of a JSON file, without any cluster.", "file"},
         {"picture", "Draw offscreen, save a picture when the nodes are Ready, and end.", "file"},
         {"picture-timeout", "Seconds to wait for the nodes before the picture is saved all the same.", "seconds",
          "300"},
         {"context", "Show the cluster of this context of --kubeconfig (or $KUBECONFIG, ~/.kube/config), instead of this user's own.", "name"},
         {"size", "Of the window or picture.", "WxH", "1600x1000"},
         {"dark", "Use the dark theme."},
         {"light", "Use the light theme."},
         {"select", "Select an object: pod/default/web-1, node/node-1.", "object"},
         {"view", "Open this view: map, addresses, nodes, lists, clusters or welcome.", "name", "map"},
         {"language", "en or zh_TW.", "name"},
         {"present", "Larger type, less around it."},
         {"zoomed", "Start at the node level."}});
    QStringList arguments;
    for (int i = 0; i < argc; ++i)
        arguments.append(QString::fromLocal8Bit(argv[i]));
    if (!parser.parse(arguments))
        return complain(parser.errorText().toUtf8(), 2);
    const auto options = readClusterOptions(parser);
    if (!options)
        return complain(options.error().message, 2);
    window::WindowOptions window;
    window.offline = parser.value("offline");
    window.picture = parser.value("picture");
    window.pictureTimeout = parser.value("picture-timeout").toInt();
    const QStringList size = parser.value("size").split('x');
    window.size = QSize(size.value(0).toInt(), size.value(1).toInt());
    if (window.size.isEmpty() || window.size.width() > 16384 || window.size.height() > 16384)
        return complain("--size wants a width and a height, as in 1600x1000", 2);
    if (parser.isSet("dark") || parser.isSet("light"))
        window.dark = parser.isSet("dark");
    window.select = parser.value("select");
    window.view = parser.value("view");
    window.language = parser.value("language");
    window.present = parser.isSet("present");
    window.zoomed = parser.isSet("zoomed");

    window.running = [] { return std::make_shared<TerminationSignal>([] { QCoreApplication::exit(0); }); };
    window.program = programOf(*options);
    if (parser.isSet("context")) {
        window.opening.kubeconfig = options->cluster.kubeconfig;
        window.opening.context = parser.value("context").toUtf8();
    } else if (window.view == "clusters" || window.view == "welcome"
               || (window.picture.isEmpty() && std::none_of(std::begin(clusterOptions), std::end(clusterOptions),
                                                        [&](const char *name) { return parser.isSet(name); }))) {
        window.opening.again = true;
    } else {
        window.opening.folder = dataFolderOf(*options);
        window.opening.nodes = {options->nodes, options->provider};
    }
    return window::runWindow(argc, argv, window);
}
#endif

} // namespace

int complain(const QByteArray &message, int code)
{
    std::fprintf(stderr, "orrery: %s\n", message.constData());
    return code;
}

int runApplication(int &argc, char **argv)
{
    QCoreApplication::setApplicationName("orrery");
    QCoreApplication::setOrganizationName("orrery");
    QCoreApplication::setApplicationVersion(ORRERY_VERSION);
    const QByteArray command = argc > 1 ? argv[1] : "";
    if (command == "--help" || command == "-h" || command == "help") {
        std::fputs(usage, stdout);
        return 0;
    }
    if (command == "--version" || command == "version") {
        std::fputs("orrery " ORRERY_VERSION "\n", stdout);
        return 0;
    }
    const auto commands = {std::pair("serve", &runServe),   std::pair("node", &runNode),
                           std::pair("backup", &runBackup), std::pair("restore", &runRestore),
                           std::pair("reset", &runReset),   std::pair("rotate-encryption-key", &runRotateKey)};
    for (const auto &[name, run] : commands) {
        if (command == name) {
            const QCoreApplication application(argc, argv);
            return run(QCoreApplication::arguments().mid(1));
        }
    }
    if (!command.isEmpty() && !command.startsWith('-')) {
        std::fputs(usage, stderr);
        return complain("there is no command \"" + command + '"', 2);
    }
#ifdef ORRERY_WINDOW
    return runWindowCommand(argc, argv);
#else
    std::fputs(usage, stderr);
    return complain("this build has no window; use: orrery serve", 2);
#endif
}

} // namespace orrery
