// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QSocketNotifier>

#include <functional>
#include <memory>

namespace orrery {

/// SIGTERM and SIGINT as a call in the event loop; the second one ends the process as usual. Handlers, not a blocked
/// mask: programs that we start would inherit that. Thread: main, one at a time. Lifetime: restores the default at its
/// end.
class TerminationSignal final
{
public:
    explicit TerminationSignal(std::function<void()> call);
    ~TerminationSignal();

private:
    int m_fds[2] = {-1, -1};
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace orrery
