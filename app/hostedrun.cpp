// SPDX-License-Identifier: GPL-3.0-only
#include "app/hostedrun.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>

namespace orrery {

using api::error;
using api::Reason;
using api::Result;

class HostedRun::Thread final : public QThread
{
public:
    Thread(HostedRun *hosted, const RunOptions &options)
        : m_hosted(hosted)
        , m_options(options)
    {
        setObjectName(QStringLiteral("host"));
    }

protected:
    void run() override
    {
        auto started = Run::start(m_options);
        if (!started)
            return tell([error = started.error()](HostedRun *hosted) { Q_EMIT hosted->failed(error); });
        std::unique_ptr<Run> run = std::move(*started);
        QObject::connect(&run->cluster(), &cluster::EmbeddedCluster::failed, &run->cluster(), [this](const api::Error &error) {
            m_failed = true;
            tell([error](HostedRun *hosted) { Q_EMIT hosted->failed(error); });
        });
        tell([connection = run->cluster().connection()](HostedRun *hosted) { Q_EMIT hosted->started(connection); });
        if (const auto made = run->ensureMachines(); !made)
            qWarning("machines not made: %s", made.error().message.constData());
        exec();
        run.reset();
        if (!m_failed)
            tell([](HostedRun *hosted) { Q_EMIT hosted->stopped(); });
    }

private:
    template <class F>
    void tell(F call)
    {
        QMetaObject::invokeMethod(m_hosted, [hosted = m_hosted, call = std::move(call)] { call(hosted); }, Qt::QueuedConnection);
    }
    HostedRun *m_hosted; // waits for this thread
    RunOptions m_options;
    bool m_failed = false;
};

HostedRun::HostedRun(const RunOptions &options)
    : m_thread(new Thread(this, options))
{
    m_thread->start();
}

HostedRun::~HostedRun()
{
    m_thread->quit();
    m_thread->wait();
}

void HostedRun::stop()
{
    m_thread->quit();
}

namespace {

constexpr int answerMs = 30'000;

/// The last thing that it complained about.
QByteArray complaintOf(const QString &file)
{
    QFile log(file);
    if (!log.open(QIODevice::ReadOnly))
        return {};
    const QByteArrayList lines = log.read(64 * 1024).trimmed().split('\n');
    return lines.last().left(1024);
}

Result<> serveOne(const QString &folder, const RunOptions &options)
{
    QStringList arguments{QStringLiteral("serve"), QStringLiteral("--data"), folder};
    if (QDir(dataFolderOf(options)).absolutePath() == QDir(folder).absolutePath()) {
        if (!options.cluster.kubeconfig.isEmpty())
            arguments += {QStringLiteral("--kubeconfig"), options.cluster.kubeconfig};
        if (!options.cluster.auditPolicy.isEmpty())
            arguments += {QStringLiteral("--audit-policy-file"), options.cluster.auditPolicy};
        if (options.cluster.fast)
            arguments += QStringLiteral("--fast");
    }
    const QString said = folder + QLatin1String("/serve.log");
    QFile::remove(said);
    QProcess serve;
    serve.setProgram(QCoreApplication::applicationFilePath());
    serve.setArguments(arguments);
    serve.setStandardInputFile(QProcess::nullDevice());
    serve.setStandardOutputFile(said);
    serve.setStandardErrorFile(said, QIODevice::Append);
    serve.setWorkingDirectory(QStringLiteral("/"));
    qint64 process = 0;
    if (!serve.startDetached(&process))
        return error(Reason::InternalError, "cannot start " + QFile::encodeName(serve.program()));
    QElapsedTimer waited;
    waited.start();
    const QString its = QStringLiteral("/proc/%1").arg(process);
    while (waited.elapsed() < answerMs) {
        QFile out(said);
        if (out.open(QIODevice::ReadOnly) && out.read(64 * 1024).contains("ready https://"))
            return {};
        if (!QFile::exists(its))
            return error(Reason::InternalError, "the cluster did not go on: " + complaintOf(said));
        QThread::msleep(20);
    }
    return error(Reason::Timeout, "the cluster did not answer within 30 s: " + complaintOf(said));
}

} // namespace

Result<> serveDetached(const QStringList &folders, const RunOptions &options)
{
    for (const QString &folder : folders)
        ORRERY_CHECK(serveOne(folder, options));
    return {};
}

} // namespace orrery
