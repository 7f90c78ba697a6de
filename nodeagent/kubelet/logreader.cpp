// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/kubelet/logreader.h"

#include "controlplane/api/clock.h"

#include <QFileInfo>

namespace orrery::kubelet {

namespace {

constexpr qint64 chunk = 64 * 1024;
constexpr qsizetype longestLine = 1024 * 1024;

} // namespace

LogReader::LogReader(const QString &path, const api::TunnelOpen &options, qint64 now, QObject *parent)
    : QObject(parent)
    , m_file(path)
    , m_options(options)
    , m_left(options.limitBytes >= 0 ? options.limitBytes : -1)
    , m_following(options.follow)
{
    if (options.sinceSeconds > 0)
        m_since = now - options.sinceSeconds * 1'000'000;
    else if (const auto since = api::parseTime(options.sinceTime))
        m_since = *since;
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, [this](const QString &) {
        pump();
        // Rotated: the rest of the old file has been read through our handle; the new one has, or will have, its name.
        if (m_file.isOpen() && QFileInfo(m_file.fileName()).size() < m_file.pos()) {
            m_file.close();
            open();
            pump();
        }
    });
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, [this] {
        if (!m_file.isOpen()) {
            open();
            pump();
        }
    });
}

void LogReader::start()
{
    m_started = true;
    if (m_following)
        m_watcher.addPath(QFileInfo(m_file.fileName()).path());
    open();
    if (m_file.isOpen() && m_options.tailLines >= 0)
        seekToTail();
    pump();
}

void LogReader::open()
{
    if (!m_file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return;
    if (m_following)
        m_watcher.addPath(m_file.fileName());
}

void LogReader::seekToTail()
{
    qint64 position = m_file.size(), newlines = -1; // the last line ends with one
    if (m_options.tailLines == 0) {
        m_file.seek(position);
        return;
    }
    while (position > 0) {
        const qint64 from = std::max<qint64>(0, position - chunk);
        m_file.seek(from);
        const QByteArray bytes = m_file.read(position - from);
        for (qsizetype i = bytes.size(); i-- > 0;) {
            if (bytes[i] == '\n' && ++newlines == m_options.tailLines) {
                m_file.seek(from + i + 1);
                return;
            }
        }
        position = from;
    }
    m_file.seek(0);
}

QByteArray LogReader::take(QByteArrayView line)
{
    const qsizetype stream = line.indexOf(' '), tag = stream < 0 ? -1 : line.indexOf(' ', stream + 1);
    const qsizetype text = tag < 0 ? -1 : line.indexOf(' ', tag + 1);
    if (text < 0 || !line.sliced(stream + 1).startsWith("std"))
        return {};
    const bool isErr = line.sliced(stream + 1).startsWith("stderr");
    if (m_options.out != m_options.err && isErr != m_options.err)
        return {};
    const auto time = line.first(stream);
    if (m_since) {
        const auto parsed = api::parseTime(time);
        if (parsed && *parsed < m_since)
            return {};
    }
    const bool partial = line.sliced(tag + 1, text - tag - 1).startsWith('P');
    QByteArray out;
    if (m_options.timestamps && m_lineStart)
        out = time.toByteArray() + ' ';
    out += line.sliced(text + 1);
    if (!partial)
        out += '\n';
    m_lineStart = !partial;
    return out;
}

void LogReader::pump()
{
    while (m_started && !m_ended && !(full && full())) {
        const QByteArray bytes = m_file.isOpen() ? m_file.read(chunk) : QByteArray();
        if (bytes.isEmpty()) {
            if (!m_following) {
                m_ended = true;
                Q_EMIT ended();
            }
            return;
        }
        m_rest += bytes;
        QByteArray out;
        qsizetype at = 0;
        for (qsizetype end; (end = m_rest.indexOf('\n', at)) >= 0; at = end + 1)
            out += take(QByteArrayView(m_rest).sliced(at, end - at));
        m_rest.remove(0, at);
        if (m_rest.size() > longestLine)
            m_rest.clear(); // no log of containerd's has such lines
        if (m_left >= 0 && out.size() >= m_left) {
            out.truncate(m_left);
            m_following = false;
            m_ended = true;
        }
        if (m_left >= 0)
            m_left -= out.size();
        if (!out.isEmpty() && data)
            data(out);
        if (m_ended)
            Q_EMIT ended();
    }
}

void LogReader::resume()
{
    pump();
}

void LogReader::endAtNextGap()
{
    m_following = false;
    pump();
}

} // namespace orrery::kubelet
