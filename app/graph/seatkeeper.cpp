// SPDX-License-Identifier: GPL-3.0-only
#include "app/graph/seatkeeper.h"

#include "controlplane/client/then.h"

#include <QCryptographicHash>
#include <QDir>
#include <QLoggingCategory>
#include <QSaveFile>
#include <QStandardPaths>

namespace orrery::graph {

namespace {
Q_LOGGING_CATEGORY(lc, "orrery.graph")
}

SeatKeeper::SeatKeeper(QObject *parent)
    : QObject(parent)
{
    m_thread.setMaxThreadCount(1);
}

void SeatKeeper::setSession(cluster::Session *session)
{
    m_session = session;
    m_file.clear();
    m_book = m_kept = {};
    m_open = false;
    if (!session)
        return;
    if (session->isOffline() || !s_kept) {
        finish({});
        return;
    }
    client::then(session->client().get(client::gvr::namespaces, {{}, "kube-system"}), this,
                 [this, asked = m_session](const api::Result<api::Object> &answer) {
                     if (!asked || asked != m_session)
                         return;
                     const QByteArray uid = answer ? answer.value().metadata()["uid"].bytes() : QByteArray();
                     open(uid.isEmpty() ? m_session->server().toUtf8() : uid);
                 });
}

void SeatKeeper::open(const QByteArray &cluster)
{
    m_file = fileOf(cluster);
    m_thread.start([box = client::Mailbox::to(this), file = m_file, this] {
        box->post([this, file, book = load(file)] {
            if (file == m_file)
                finish(book);
        });
    });
}

void SeatKeeper::finish(SeatBook book)
{
    m_book = m_kept = std::move(book);
    m_open = true;
    Q_EMIT opened();
}

void SeatKeeper::keep(const SeatBook &book)
{
    if (m_file.isEmpty() || !m_open || book == m_kept)
        return;
    m_kept = book;
    m_thread.start([file = m_file, book] { save(file, book); });
}

QString SeatKeeper::fileOf(const QByteArray &cluster)
{
    // A server's address is no file name, and a foreign cluster may call itself anything.
    const QByteArray name = QCryptographicHash::hash(cluster, QCryptographicHash::Sha256).first(16).toHex();
    return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QLatin1String("/seats/")
        + QString::fromLatin1(name) + QLatin1String(".json");
}

SeatBook SeatKeeper::load(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly) || file.size() > maxSeatBookBytes)
        return {};
    if (auto book = seatBookFrom(file.read(maxSeatBookBytes)))
        return *std::move(book);
    qCWarning(lc) << "seats not read"
                  << "file=" << path;
    return {};
}

void SeatKeeper::save(const QString &path, const SeatBook &book)
{
    const QByteArray json = toJson(book);
    if (json.size() > maxSeatBookBytes)
        return;
    QDir folder = QFileInfo(path).dir();
    folder.mkpath(QStringLiteral("."));
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(json) != json.size() || !file.commit()) {
        qCWarning(lc) << "seats not written"
                      << "file=" << path << "why=" << file.errorString();
        return;
    }
    const QFileInfoList files = folder.entryInfoList({QStringLiteral("*.json")}, QDir::Files, QDir::Time);
    for (qsizetype i = maxFiles; i < files.size(); ++i)
        QFile::remove(files[i].filePath());
}

} // namespace orrery::graph
