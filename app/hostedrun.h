// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/clusters/program.h"
#include "app/run.h"

#include <QThread>

namespace orrery {

/// A Run on a thread of its own, for the window: starting and ending one takes its time, and the picture goes on.
/// Thread: gui. Lifetime: owner's; the destructor waits until it has ended cleanly.
class HostedRun final : public clusters::Hosted
{
    Q_OBJECT
public:
    explicit HostedRun(const RunOptions &options);
    ~HostedRun() override;
    void stop() override;

private:
    class Thread;
    std::unique_ptr<QThread> m_thread;
};

/// Runs `orrery serve` for each, as processes that outlive this one; returns when they answer. Blocks; thread: any. Errors: what they say.
/// options: of the one whose folder it names; the others run as usual.
api::Result<> serveDetached(const QStringList &folders, const RunOptions &options);

} // namespace orrery
