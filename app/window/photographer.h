// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/graph/graphmodel.h"
#include "app/window/window.h"

#include <QPointer>
#include <QQuickWindow>

namespace orrery::window {

/// Waits until the picture of the cluster in front is worth taking, then saves it and ends the event loop.
/// Thread: gui. Lifetime: the window's.
class Photographer final : public QObject
{
public:
    Photographer(QQuickWindow *window, const WindowOptions &options);

private:
    void find();
    void look();
    void prepare();
    void take(bool ready);

    QQuickWindow *m_window;
    QPointer<graph::GraphModel> m_graph;
    WindowOptions m_options;
    bool m_taken = false, m_waiting = false;
};

} // namespace orrery::window
