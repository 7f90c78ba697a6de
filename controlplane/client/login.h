// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/client/kubeconfig.h"

#include <QDeadlineTimer>
#include <QObject>
#include <QPointer>
#include <QTimer>

QT_BEGIN_NAMESPACE
class QProcess;
QT_END_NAMESPACE

namespace orrery::client {

/// What requests prove themselves with: a token, a password, a file that is read again each minute, or what a program says (an exec plugin),
/// kept until it expires or the server refuses it. The program runs beside everything else; whoever needs it waits.
/// Bounds: 60 s, 1 MiB of output, 4 KiB of complaints. Does not: keep anything on disk, ask people.
/// Thread: the net thread. Lifetime: QObject parent.
class Login final : public QObject
{
    Q_OBJECT
public:
    using Waiter = std::function<void(api::Result<>)>;
    explicit Login(const Connection &connection, QObject *parent = nullptr);
    ~Login() override;

    /// Whether authorization() is good now. If not: get().
    bool isReady();
    const QByteArray &authorization() const { return m_authorization; } ///< the header's value; may be empty
    void get(Waiter waiter); ///< calls back once, when isReady() or with why not
    void refused(); ///< the server answered 401: what the program said is not used again
    void fail(const api::Error &error); ///< whoever waits is told, and nobody waits again

Q_SIGNALS:
    /// The program gave a client certificate (chain and key, PEM), before its waiters are called.
    void certificate(const QByteArray &chainPem, const QByteArray &keyPem);

private:
    void readToken();
    void run();
    void ended(int exitCode, bool crashed);
    void settle(const api::Result<> &result);
    api::Result<> take(const QByteArray &output);
    api::Error complaint(const QByteArray &what) const;

    std::optional<ExecLogin> m_exec;
    QString m_tokenFile;
    QByteArray m_authorization;
    QList<Waiter> m_waiters;
    QPointer<QProcess> m_process;
    QByteArray m_output, m_complaints;
    QTimer m_limit;
    QDeadlineTimer m_pause; ///< a program that fails, or whose word is refused, is not run again before
    QDeadlineTimer m_readAgain;
    qint64 m_expires = 0; ///< milliseconds since 1970; 0: never
    std::optional<api::Error> m_failure;
    bool m_have = false, m_over = false;

    static constexpr int limitMs = 60'000, pauseMs = 5'000, tokenFileMs = 60'000, earlyMs = 10'000;
    static constexpr qsizetype maxOutput = 1024 * 1024, maxComplaints = 4096, maxWaiters = 10'000;
};

} // namespace orrery::client
