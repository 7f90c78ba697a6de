// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/clusters/clusters.h"

#include <QSize>
#include <QString>

#include <functional>
#include <memory>
#include <optional>

namespace orrery::window {

/// What the window shows, and how.
struct WindowOptions
{
    clusters::Program program; ///< what can be done with clusters here
    clusters::Opening opening; ///< what is open first. Not used with `offline`
    /// Called once, when the application object exists; what it returns lives as long as the event loop.
    std::function<std::shared_ptr<void>()> running;
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
/// The window is drawn before any cluster answers. Thread: main, with no application object yet.
int runWindow(int &argc, char **argv, const WindowOptions &options);

} // namespace orrery::window
