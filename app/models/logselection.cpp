// SPDX-License-Identifier: GPL-3.0-only
// LogModel: what a person takes out of it, and where he jumps to.
#include "app/models/logmodel.h"

#include "controlplane/client/mailbox.h"

#include <QClipboard>
#include <QDateTime>
#include <QGuiApplication>
#include <QRegularExpression>
#include <QSaveFile>
#include <QStandardPaths>
#include <QThreadPool>

namespace orrery::models {

namespace {

/// "14:05", "14:05:30", "2026-01-02 14:05", "2026-01-02T14:05:30", or "90s", "10m", "2h" before `now`; local time.
QDateTime momentOf(const QString &text, const QDateTime &now)
{
    static const QRegularExpression ago(QStringLiteral("^-?(\\d{1,6})\\s*([smhd])$"));
    const QString wanted = text.trimmed();
    if (const auto match = ago.match(wanted); match.hasMatch()) {
        const QChar unit = match.captured(2)[0];
        const qint64 seconds = unit == u's' ? 1 : unit == u'm' ? 60 : unit == u'h' ? 3'600 : 86'400;
        return now.addSecs(-match.captured(1).toLongLong() * seconds);
    }
    for (const char *format : {"HH:mm:ss", "H:mm"}) {
        if (const QTime time = QTime::fromString(wanted, QLatin1String(format)); time.isValid())
            return QDateTime(now.date(), time);
    }
    for (const char *format : {"yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd"}) {
        if (const QDateTime moment = QDateTime::fromString(wanted, QLatin1String(format)); moment.isValid())
            return moment;
    }
    return QDateTime::fromString(wanted, Qt::ISODate);
}

} // namespace

int LogModel::rowAt(const QString &time) const
{
    const QDateTime moment = momentOf(time, QDateTime::currentDateTime());
    return moment.isValid() ? m_rows.rowAt(moment.toMSecsSinceEpoch() * 1000) : -1;
}

void LogModel::select(int row, bool extend)
{
    if (row < 0 || row >= count())
        m_anchor = m_head = -1;
    else
        m_head = m_rows.numberOf(row);
    if (!extend || m_anchor < 0)
        m_anchor = m_head;
    if (count() > 0)
        Q_EMIT dataChanged(index(0), index(count() - 1), {SelectedRole});
    Q_EMIT selectionChanged();
}

void LogModel::selectAll()
{
    select(0, false);
    select(count() - 1, true);
}

int LogModel::selected() const
{
    return m_anchor < 0 ? 0 : m_rows.rowOf(std::max(m_anchor, m_head) + 1) - m_rows.rowOf(std::min(m_anchor, m_head));
}

/// Lines as text, as kubectl writes them with --timestamps, behind the names of their containers if there are several. They share their
/// bytes with the model: their text is made elsewhere, where it holds nobody up.
struct LogModel::Excerpt
{
    std::vector<LogLine> lines;
    QByteArrayList tags;

    QByteArray text(const LogLine &line) const
    {
        QByteArray text;
        if (line.time)
            text = QDateTime::fromMSecsSinceEpoch(line.time / 1000, Qt::UTC).toString(Qt::ISODateWithMs).toLatin1() + ' ';
        return text + tags.value(line.source) + plainText(line) + '\n';
    }
};

LogModel::Excerpt LogModel::excerpt(int from, int to) const
{
    Excerpt excerpt;
    excerpt.lines.reserve(size_t(std::max(0, to - from)));
    for (int row = from; row < to; ++row)
        excerpt.lines.push_back(m_rows.line(row));
    for (size_t i = 0; i < m_sources.size(); ++i)
        excerpt.tags += m_sources.size() > 1 ? tag(quint16(i)).toUtf8() + ' ' : QByteArray();
    return excerpt;
}

void LogModel::copySelection()
{
    if (selected() == 0)
        return;
    const int from = m_rows.rowOf(std::min(m_anchor, m_head)), to = m_rows.rowOf(std::max(m_anchor, m_head) + 1);
    QThreadPool::globalInstance()->start([excerpt = excerpt(from, to), box = client::Mailbox::to(this)] {
        QByteArray text;
        for (const LogLine &line : excerpt.lines)
            text += excerpt.text(line);
        box->post([text = QString::fromUtf8(text)] { QGuiApplication::clipboard()->setText(text); });
    });
}

QUrl LogModel::suggestedFile() const
{
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::DownloadLocation);
    return QUrl::fromLocalFile(folder + u'/' + m_name + QStringLiteral(".log"));
}

void LogModel::save(const QUrl &file)
{
    const QString path = file.toLocalFile();
    QThreadPool::globalInstance()->start([excerpt = excerpt(0, count()), path, box = client::Mailbox::to(this), this] {
        QSaveFile out(path);
        bool good = out.open(QIODevice::WriteOnly);
        for (const LogLine &line : excerpt.lines) {
            if (!good)
                break;
            good = out.write(excerpt.text(line)) > 0;
        }
        good = good && out.commit();
        const QString why = out.errorString();
        box->post([this, good, why, path, count = excerpt.lines.size()] {
            Q_EMIT saved(good, good ? tr("%n line(s) saved to %1", nullptr, int(count)).arg(path)
                                    : tr("%1 cannot be written: %2").arg(path, why));
        });
    });
}

} // namespace orrery::models
