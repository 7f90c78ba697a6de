// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/host/backup.h"

#include "controlplane/host/sealer.h"
#include "controlplane/pki/clusterkeys.h"
#include "controlplane/pki/files.h"

#include <QDir>
#include <QEventLoop>
#include <QFile>
#include <QTemporaryDir>
#include <QTimer>

namespace orrery::host {

using api::error;
using api::Reason;
using api::Result;

namespace {

constexpr const char *files[] = {"pki/ca.crt",        "pki/ca.key",          "pki/apiserver.crt",
                                 "pki/apiserver.key", "pki/admin.crt",       "pki/admin.key",
                                 "pki/sa.key",        "pki/encryption.keys", "port"};
constexpr qint64 chunk = 256 * 1024;

Result<std::unique_ptr<store::Store>> openStore(const QString &dataDir, const api::Clock &clock)
{
    ORRERY_TRY(keys, pki::EncryptionKeys::load(dataDir));
    return store::Store::open(
        {.path = dataDir + QLatin1String("/store.db"), .sealer = std::make_shared<SecretSealer>(std::move(keys))},
        clock);
}

Result<> writeAll(const QList<store::BackupFile> &content, const QString &dataDir)
{
    ORRERY_CHECK(pki::makeFolder(dataDir + QLatin1String("/pki")));
    for (const store::BackupFile &file : content) {
        const bool known
            = std::any_of(std::begin(files), std::end(files), [&](const char *name) { return file.name == name; });
        if (!known)
            return error(Reason::BadRequest, "the backup holds a file that no cluster has: " + file.name);
        ORRERY_CHECK(pki::writeFile(dataDir + '/' + QString::fromUtf8(file.name), file.bytes));
    }
    return {};
}

/// The cluster of the backup in a folder of its own, tried.
Result<store::BackupContent> unpack(const QString &file, const QString &folder, const api::Clock &clock)
{
    ORRERY_TRY(content, store::readBackup(file));
    const auto bad = [&](const QByteArray &why) {
        return error(Reason::BadRequest, QFile::encodeName(file) + " is damaged: " + why + "; use another backup");
    };
    for (const char *name : {"pki/ca.crt", "pki/ca.key", "pki/sa.key", "pki/encryption.keys"}) {
        if (std::none_of(content.files.begin(), content.files.end(), [&](const auto &one) { return one.name == name; }))
            return bad(QByteArray(name) + " is missing");
    }
    ORRERY_CHECK(writeAll(content.files, folder));
    if (const auto keys = pki::ClusterKeys::load(folder, clock.now()); !keys)
        return bad(keys.error().message);
    ORRERY_CHECK(store::extractStore(file, folder + QLatin1String("/store.db")));
    const auto store = openStore(folder, clock);
    if (!store)
        return bad(store.error().message);
    store::ListRange all;
    all.prefix = "/registry/";
    ORRERY_TRY(listing, (*store)->list(all));
    for (const store::Entry &entry : std::as_const(listing.entries)) {
        if (!entry.object.document().isObject())
            return bad(entry.key + " is no object");
    }
    return content;
}

/// A backup on its way to a client. Lives as long as the stream's callbacks.
class Sender final : public std::enable_shared_from_this<Sender>
{
public:
    Sender(std::shared_ptr<api::Stream> stream, const QString &path)
        : m_stream(std::move(stream))
        , m_file(path)
    {
    }
    void start()
    {
        if (!m_file.open(QIODevice::ReadOnly))
            return m_stream->end();
        QFile::remove(m_file.fileName()); // open, it stays readable; nothing is left behind, however this ends
        m_stream->onWritable = [self = shared_from_this()] { self->send(); };
        m_stream->onGone = [self = shared_from_this()] { self->finish(); };
        send();
    }

private:
    void send()
    {
        while (!m_over && m_stream->pending() <= 64 * 1024) {
            const QByteArray bytes = m_file.read(chunk);
            if (bytes.isEmpty()) {
                m_stream->end();
                return finish();
            }
            m_stream->write(bytes);
        }
    }
    void finish()
    {
        if (std::exchange(m_over, true))
            return;
        QTimer::singleShot(0, [stream = m_stream] { // not now: we may be within one of the two
            stream->onWritable = nullptr;
            stream->onGone = nullptr;
        });
    }

    const std::shared_ptr<api::Stream> m_stream;
    QFile m_file;
    bool m_over = false;
};

} // namespace

Result<QList<store::BackupFile>> clusterFiles(const QString &dataDir)
{
    QList<store::BackupFile> out;
    for (const char *name : files) {
        auto bytes = pki::readFile(dataDir + '/' + QLatin1String(name));
        if (bytes)
            out.append({name, std::move(*bytes)});
        else if (!bytes.failedWith(Reason::NotFound))
            return std::move(bytes).error();
    }
    return out;
}

void removeLeftovers(const QString &dataDir)
{
    QDir folder(dataDir);
    for (const QString &name : folder.entryList({".backup-*", ".restore-*"}, QDir::Dirs | QDir::Hidden))
        QDir(folder.filePath(name)).removeRecursively();
}

void sendBackup(const api::ExchangePtr &exchange, store::Store &store, const QString &dataDir)
{
    if (dataDir.isEmpty()) {
        exchange->respond(error(Reason::ServiceUnavailable, "a cluster in memory has no backup"));
        return;
    }
    const auto content = clusterFiles(dataDir);
    const auto folder = std::make_shared<QTemporaryDir>(dataDir + QLatin1String("/.backup-XXXXXX"));
    if (!content || !folder->isValid()) {
        exchange->respond(content ? error(Reason::InternalError, "cannot write to the data folder") : content.error());
        return;
    }
    const QString path = folder->filePath(QStringLiteral("backup"));
    store.backup(path, *content, [exchange, folder, path](const Result<qint64> &revision) {
        if (!revision) {
            exchange->respond(revision.error());
            return;
        }
        api::Response head;
        head.contentType = "application/vnd.sqlite3";
        head.headers.add("orrery-revision", QByteArray::number(*revision));
        if (auto stream = exchange->begin(std::move(head)))
            std::make_shared<Sender>(std::move(stream), path)->start();
    });
}

Result<qint64> backUpStopped(const QString &dataDir, const QString &file, const api::Clock &clock)
{
    ORRERY_TRY(content, clusterFiles(dataDir));
    ORRERY_TRY(store, openStore(dataDir, clock));
    QEventLoop loop;
    std::optional<Result<qint64>> result;
    store->backup(file, content, [&](Result<qint64> revision) {
        result = std::move(revision);
        loop.quit();
    });
    loop.exec();
    return *result;
}

Result<store::BackupContent> verifyBackup(const QString &file, const api::Clock &clock)
{
    const QTemporaryDir folder(QFileInfo(file).absolutePath() + QLatin1String("/.verify-XXXXXX"));
    if (!folder.isValid())
        return error(Reason::InternalError, "cannot write beside " + QFile::encodeName(file));
    return unpack(file, folder.path(), clock);
}

Result<store::BackupContent> restoreBackup(const QString &file, const QString &dataDir, const api::Clock &clock)
{
    const QTemporaryDir folder(dataDir + QLatin1String("/.restore-XXXXXX"));
    if (!folder.isValid())
        return error(Reason::InternalError, "cannot write to the folder " + QFile::encodeName(dataDir));
    ORRERY_TRY(content, unpack(file, folder.path(), clock));
    for (const char *suffix : {"", "-wal", "-shm"})
        QFile::remove(dataDir + QLatin1String("/store.db") + QLatin1String(suffix));
    // Put aside, to go with the folder: without keys in it, ours would not be taken for a cluster's if we were killed.
    QDir().rename(dataDir + QLatin1String("/pki"), folder.path() + QLatin1String("/replaced"));
    for (const char *name : {"/pki", "/store.db", "/port"}) {
        const QString from = folder.path() + QLatin1String(name), to = dataDir + QLatin1String(name);
        if (!QFile::exists(from))
            continue;
        if (name == QByteArray("/port"))
            QFile::remove(to);
        if (!QDir().rename(from, to))
            return error(Reason::InternalError, "cannot write " + QFile::encodeName(to));
    }
    return content;
}

} // namespace orrery::host
