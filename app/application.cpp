// SPDX-License-Identifier: GPL-3.0-only
#include "app/application.h"

#include "app/run.h"
#include "app/terminationsignal.h"
#ifdef ORRERY_WINDOW
#include "app/window.h"
#endif

#include <QCommandLineParser>
#include <QCoreApplication>

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
int runWindowCommand(int &argc, char **argv)
{
    QCommandLineParser parser;
    addClusterOptions(parser);
    parser.addOptions(
        {{"offline", "Show the objects of a JSON file, without any cluster.", "file"},
         {"picture", "Draw offscreen, save a picture when the nodes are Ready, and end.", "file"},
         {"picture-timeout", "Seconds to wait for the nodes before the picture is saved all the same.", "seconds",
          "300"},
         {"context", "Show the cluster of this context of --kubeconfig, instead of this user's own.", "name"},
         {"size", "Of the window or picture.", "WxH", "1600x1000"},
         {"dark", "Use the dark theme."},
         {"light", "Use the light theme."},
         {"select", "Select an object: pod/default/web-1, node/node-1.", "object"},
         {"view", "Open this view: map, addresses, nodes or lists.", "name", "map"},
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
    WindowOptions window;
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

    std::unique_ptr<Run> run;
    std::unique_ptr<TerminationSignal> termination;
    window.closed = [&] {
        termination.reset();
        run.reset(); // stops the control plane
    };
    window.connect = [&]() -> api::Result<client::Connection> {
        termination = std::make_unique<TerminationSignal>([] { QCoreApplication::quit(); });
        if (parser.isSet("context"))
            return client::readKubeconfig(options->cluster.kubeconfig, parser.value("context").toUtf8());
        auto started = Run::start(*options);
        if (started.failedWith(api::Reason::Conflict)) // it runs without a window: be its window
            return client::readKubeconfig(dataFolderOf(*options) + "/kubeconfig");
        if (!started)
            return std::move(started).error();
        run = std::move(*started);
        ORRERY_CHECK(run->ensureMachines());
        return run->cluster().connection();
    };
    return runWindow(argc, argv, window);
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
