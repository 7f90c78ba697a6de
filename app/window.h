// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/client/kubeconfig.h"

#include <QSize>
#include <QString>

#include <functional>
#include <optional>

namespace orrery {

/// What the window shows, and how.
struct WindowOptions
{
    /// Called once, when the application object exists and before the window opens: starts what has to be started, and says which
    /// cluster to show. An error is shown in the window. Not called with `offline`.
    std::function<api::Result<client::Connection>()> connect;
    /// Called once, after the window and its session are gone and while the application object still exists: threads with an event loop
    /// can only be ended cleanly until then.
    std::function<void()> closed;
    QString offline; ///< a JSON file of recorded objects (a List, or an array): shown without any cluster
    /// Draw offscreen, save a PNG here as soon as every node is Ready (with offline: at once), and end. Exit code 0, or 1 if that did
    /// not happen in `pictureTimeout` seconds (the picture is saved all the same).
    QString picture;
    int pictureTimeout = 300;
    QSize size { 1600, 1000 };
    std::optional<bool> dark; ///< else as the user chose last
    bool present = false; ///< Present mode, for pictures
    QString language; ///< "en", "zh_TW"; else as the user chose last
    QString select; ///< for pictures: what is selected, "pod/default/web-1", "node/node-1"
    QString view = QStringLiteral("map"); ///< which one is open first
    bool zoomed = false; ///< for pictures: at the node level
};

/// Opens the window and runs the event loop until it is closed; the exit code of the process. Makes the QGuiApplication.
/// Thread: main, with no application object yet.
int runWindow(int &argc, char **argv, const WindowOptions &options);

} // namespace orrery
