// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/client/login.h"

#include <QDateTime>
#include <QFile>
#include <QProcess>

#include <csignal>
#include <unistd.h>

namespace orrery::client {

using namespace api;

namespace {

QByteArray bearer(const QByteArray &token)
{
    return token.isEmpty() ? QByteArray() : "Bearer " + token;
}

/// In a group of its own, so that what the program has started ends with it.
void end(QProcess *process)
{
    if (!process)
        return;
    process->disconnect();
    if (process->state() != QProcess::NotRunning) {
        if (process->processId() > 0)
            ::kill(-pid_t(process->processId()), SIGKILL);
        process->kill();
        process->waitForFinished(500); // nothing survives that signal
    }
    process->deleteLater();
}

} // namespace

Login::Login(const Connection &connection, QObject *parent)
    : QObject(parent)
    , m_exec(connection.exec)
    , m_tokenFile(connection.tokenFile)
    , m_limit(this)
{
    m_limit.setSingleShot(true);
    connect(&m_limit, &QTimer::timeout, this, [this] {
        settle(complaint("gave no answer within 60 s"));
    });
    // As kubectl: a token or password that is in the file goes before the program.
    if (const QByteArray token = connection.token.trimmed(); !token.isEmpty())
        m_authorization = bearer(token);
    else if (!connection.username.isEmpty())
        m_authorization = "Basic " + (connection.username + ':' + connection.password).toBase64();
    if (!m_authorization.isEmpty())
        m_exec.reset();
    m_readAgain.setRemainingTime(tokenFileMs);
}

Login::~Login()
{
    end(m_process);
}

bool Login::isReady()
{
    if (!m_exec) {
        if (!m_tokenFile.isEmpty() && m_readAgain.hasExpired())
            readToken();
        return true;
    }
    // A little before its end, so that a request under way does not meet it.
    if (m_have && m_expires && QDateTime::currentMSecsSinceEpoch() + earlyMs >= m_expires)
        m_have = false;
    return m_have;
}

/// Tokens in files are renewed in place by whoever mounts them. One that cannot be read now leaves the last one.
void Login::readToken()
{
    m_readAgain.setRemainingTime(tokenFileMs);
    QFile file(m_tokenFile);
    if (!file.open(QIODevice::ReadOnly))
        return;
    const QByteArray token = file.read(64 * 1024).trimmed();
    if (!token.isEmpty() && !token.contains('\n') && !token.contains('\r'))
        m_authorization = bearer(token);
}

void Login::get(Waiter waiter)
{
    if (m_over || m_waiters.size() >= maxWaiters)
        return waiter(error(Reason::ServiceUnavailable, "the connection to the cluster was closed"));
    if (isReady())
        return waiter({});
    if (m_failure && !m_pause.hasExpired())
        return waiter(*m_failure);
    m_waiters.append(std::move(waiter));
    if (!m_process)
        run();
}

void Login::refused()
{
    if (m_exec && m_pause.hasExpired())
        m_have = false;
    else if (!m_tokenFile.isEmpty())
        m_readAgain.setRemainingTime(0);
}

void Login::fail(const Error &error)
{
    m_over = true;
    settle(error);
}

void Login::run()
{
    m_output.clear();
    m_complaints.clear();
    m_pause.setRemainingTime(pauseMs);
    auto *process = new QProcess(this);
    m_process = process;
    Value spec = Value::object({ { "interactive", false } });
    if (!m_exec->clusterInfo.isNull())
        spec = spec.with("cluster", m_exec->clusterInfo);
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("KUBERNETES_EXEC_INFO"),
                       QString::fromUtf8(toJson(Value::object({ { "apiVersion", m_exec->apiVersion }, { "kind", "ExecCredential" }, { "spec", spec } }))));
    for (const auto &[name, value] : std::as_const(m_exec->environment))
        environment.insert(name, value);
    process->setProcessEnvironment(environment);
    process->setStandardInputFile(QProcess::nullDevice());
    process->setChildProcessModifier([] { ::setpgid(0, 0); });
    connect(process, &QProcess::readyReadStandardOutput, this, [this, process] {
        m_output += process->readAllStandardOutput();
        if (m_output.size() > maxOutput)
            settle(complaint("wrote more than 1 MiB"));
    });
    connect(process, &QProcess::readyReadStandardError, this, [this, process] {
        m_complaints += process->readAllStandardError().left(maxComplaints - m_complaints.size());
    });
    connect(process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError failure) {
        if (failure == QProcess::FailedToStart)
            settle(complaint("cannot be started: is it installed, and may it be run?"));
    });
    connect(process, &QProcess::finished, this, [this](int code, QProcess::ExitStatus status) { ended(code, status != QProcess::NormalExit); });
    m_limit.start(limitMs);
    process->start(m_exec->command, m_exec->arguments);
}

void Login::ended(int exitCode, bool crashed)
{
    m_output += m_process->readAllStandardOutput();
    m_complaints += m_process->readAllStandardError().left(maxComplaints - m_complaints.size());
    if (crashed)
        return settle(complaint("crashed"));
    if (exitCode != 0)
        return settle(complaint("failed with exit code " + QByteArray::number(exitCode)));
    settle(take(m_output));
}

Result<> Login::take(const QByteArray &output)
{
    const auto answer = parseJson(output.trimmed(), { .bytes = maxOutput });
    if (!answer || (*answer)["kind"].text() != "ExecCredential" || (*answer)["apiVersion"].text() != m_exec->apiVersion)
        return complaint("did not answer with an ExecCredential of " + m_exec->apiVersion);
    const Value &status = (*answer)["status"];
    const QByteArray token = status["token"].bytes().trimmed();
    const QByteArray chain = status["clientCertificateData"].bytes(), key = status["clientKeyData"].bytes();
    if (token.isEmpty() && (chain.isEmpty() || key.isEmpty()))
        return complaint("gave neither a token nor a certificate with its key");
    if (token.contains('\n') || token.contains('\r'))
        return complaint("gave a token of more than one line");
    m_expires = 0;
    if (const QByteArray expiry = status["expirationTimestamp"].bytes(); !expiry.isEmpty()) {
        const QDateTime time = QDateTime::fromString(QString::fromUtf8(expiry), Qt::ISODate);
        if (!time.isValid())
            return complaint("gave an expirationTimestamp that is no time");
        m_expires = time.toMSecsSinceEpoch();
        if (m_expires <= QDateTime::currentMSecsSinceEpoch() + earlyMs)
            return complaint("gave a login that is over already");
    }
    m_authorization = bearer(token);
    m_have = true;
    if (!chain.isEmpty())
        Q_EMIT certificate(chain, key);
    return {};
}

Error Login::complaint(const QByteArray &what) const
{
    QByteArray message = "the login program \"" + m_exec->command.toUtf8() + "\" " + what;
    if (const QByteArray said = m_complaints.trimmed(); !said.isEmpty())
        message += ": " + said.left(1024);
    if (!m_exec->installHint.isEmpty())
        message += '\n' + m_exec->installHint;
    Error failure = error(Reason::Unauthorized, message);
    failure.code = 0; // nobody has answered: the cluster is out of reach, it has not refused
    return failure;
}

void Login::settle(const Result<> &result)
{
    m_limit.stop();
    end(std::exchange(m_process, nullptr));
    m_failure = result ? std::nullopt : std::optional(result.error());
    const auto waiters = std::exchange(m_waiters, {});
    for (const Waiter &waiter : waiters)
        waiter(result);
}

} // namespace orrery::client
