// SPDX-License-Identifier: GPL-3.0-only
#include "app/providers/consolelog.h"

#include <QFile>
#include <QFileInfo>

namespace orrery::providers {

constexpr qsizetype lineLimit = 4096;

ConsoleLog::ConsoleLog(const QString &path, qint64 from, QObject *parent) : QObject(parent), m_path(path), m_offset(from)
{
    if (m_offset < 0)
        m_offset = QFileInfo(path).size();
    QFile file(path);
    if (!file.exists() && file.open(QIODevice::WriteOnly | QIODevice::Append)) // only what exists can be watched
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    file.close();
    m_watcher.addPath(path);
    m_soon.setSingleShot(true);
    m_soon.setInterval(50);
    connect(&m_soon, &QTimer::timeout, this, &ConsoleLog::read);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, [this] {
        if (!m_soon.isActive())
            m_soon.start();
    });
    m_soon.start();
}

/// What stands behind the last `mark` in a file's end, up to `stop`.
static QByteArray lastAfter(const QString &path, QByteArrayView mark, char stop)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    file.seek(qMax<qint64>(0, file.size() - 256 * 1024));
    const QByteArray text = file.readAll();
    const qsizetype at = text.lastIndexOf(mark);
    if (at < 0)
        return {};
    const qsizetype begin = at + mark.size();
    const qsizetype end = text.indexOf(stop, begin);
    return end < 0 ? QByteArray() : text.mid(begin, end - begin).trimmed();
}

QByteArray ConsoleLog::lastPhase(const QString &path)
{
    return lastAfter(path, "orrery: phase ", ' ');
}

QByteArray ConsoleLog::lastFailure(const QString &path)
{
    return lastAfter(path, "orrery: failed ", '\n');
}

void ConsoleLog::read()
{
    if (!m_watcher.files().contains(m_path))
        m_watcher.addPath(m_path); // it was replaced by a new one
    QFile file(m_path);
    if (!file.open(QIODevice::ReadOnly))
        return;
    if (file.size() < m_offset)
        m_offset = 0; // it was rotated
    file.seek(m_offset);
    while (true) {
        const QByteArray chunk = file.read(64 * 1024);
        if (chunk.isEmpty())
            break;
        m_offset += chunk.size();
        m_rest += chunk;
        qsizetype begin = 0;
        for (qsizetype end; (end = m_rest.indexOf('\n', begin)) >= 0; begin = end + 1)
            line(QByteArrayView(m_rest).sliced(begin, end - begin));
        m_rest.remove(0, begin);
        if (m_rest.size() > lineLimit)
            m_rest.clear();
    }
}

void ConsoleLog::line(QByteArrayView text)
{
    const qsizetype at = text.indexOf("orrery: ");
    if (at < 0)
        return;
    const QList<QByteArray> words = text.sliced(at + 8).trimmed().toByteArray().split(' ');
    if (words.value(0) == "phase" && words.size() >= 3)
        Q_EMIT phase(words[1], words[2].toLongLong());
    else if (words.value(0) == "failed")
        Q_EMIT failed(words.mid(1).join(' '));
}

} // namespace orrery::providers
