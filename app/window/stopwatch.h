// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QQuickWindow>

namespace orrery::window {

/// For tests/bench/bench_window.sh: says on stderr how many milliseconds after exec the window's first frame and the first with a loaded map
/// were drawn, then ends the program. Thread: gui. Lifetime: the window's.
class Stopwatch final : public QObject
{
public:
    explicit Stopwatch(QQuickWindow *window);

private:
    void look();
    QQuickWindow *m_window;
    bool m_drawn = false, m_loaded = false;
};

} // namespace orrery::window
