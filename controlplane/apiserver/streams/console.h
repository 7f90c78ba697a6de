// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/exchange.h"
#include "controlplane/apiserver/streams/session.h"

#include <QFile>
#include <QFileSystemWatcher>

namespace orrery::streams {

/// A machine's serial console, which a file of this computer keeps, to whoever asked for it: machines/NAME/console, as text/plain. Of what
/// there is, the last `tailBytes` (256 KiB unless told, 1 MiB at most), from the beginning of a line on; with `follow`, then what is written,
/// until the file goes or is begun anew. Bytes as the machine wrote them. Errors: NotFound (there is none), BadRequest.
class ConsoleSession final : public Session
{
public:
    ConsoleSession(Sessions &sessions, api::ExchangePtr exchange, const QString &file);
    ~ConsoleSession() override;

private:
    void pass();
    void end();

    api::ExchangePtr m_exchange;
    std::shared_ptr<api::Stream> m_client;
    QFile m_file;
    QFileSystemWatcher m_watcher;
    bool m_follow = false;
};

} // namespace orrery::streams
