// SPDX-License-Identifier: GPL-3.0-only
#include "app/window/stopwatch.h"

#include "app/graph/graphmodel.h"

#include <QCoreApplication>
#include <QFile>

#include <cstdio>
#include <ctime>
#include <unistd.h>

namespace orrery::window {

namespace {

/// Milliseconds since this process was started; the kernel counts in hundredths of a second.
qint64 sinceExec()
{
    QFile file(QStringLiteral("/proc/self/stat"));
    if (!file.open(QIODevice::ReadOnly))
        return -1;
    const QByteArray line = file.readAll();
    const qint64 ticks = line.mid(line.lastIndexOf(')') + 2).split(' ').value(19).toLongLong(); // field 22 of proc(5)
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    return qint64(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000 - ticks * 1000 / sysconf(_SC_CLK_TCK);
}

} // namespace

Stopwatch::Stopwatch(QQuickWindow *window)
    : QObject(window)
    , m_window(window)
{
    connect(window, &QQuickWindow::frameSwapped, this, &Stopwatch::look, Qt::QueuedConnection);
}

void Stopwatch::look()
{
    if (!std::exchange(m_drawn, true))
        std::fprintf(stderr, "time frame %lld ms\n", sinceExec());
    if (m_loaded) {
        std::fprintf(stderr, "time map %lld ms\n", sinceExec());
        return QCoreApplication::exit(0);
    }
    const auto *graph = m_window->property("graph").value<graph::GraphModel *>();
    m_loaded = graph && graph->isLoaded();
    if (m_loaded)
        m_window->update(); // the frame that shows it
}

} // namespace orrery::window
