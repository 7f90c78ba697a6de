// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/logmodel.h"

#include "controlplane/api/clock.h"

#include <QDateTime>

namespace orrery::models {

namespace {
constexpr qsizetype maxLineBytes = 16 * 1024;

QString levelOf(QByteArrayView text)
{
    const QByteArray lower = text.first(std::min<qsizetype>(text.size(), 160)).toByteArray().toLower();
    if (lower.contains("error") || lower.contains("fatal") || lower.contains("panic"))
        return QStringLiteral("bad");
    return lower.contains("warn") ? QStringLiteral("warning") : QStringLiteral("good");
}
} // namespace

LogModel::LogModel(QObject *parent)
    : QAbstractListModel(parent)
{
}

LogModel::~LogModel() = default;

void LogModel::setSession(cluster::Session *session)
{
    m_session = session;
    restart();
}

void LogModel::setNs(const QString &ns)
{
    m_ns = ns;
    restart();
}

void LogModel::setPod(const QString &pod)
{
    m_pod = pod;
    restart();
}

void LogModel::setContainer(const QString &container)
{
    m_container = container;
    restart();
}

void LogModel::setPrevious(bool previous)
{
    m_previous = previous;
    restart();
}

void LogModel::setFollow(bool follow)
{
    m_follow = follow;
    restart();
}

/// Several properties change together when another pod is selected: one request follows, not five.
void LogModel::restart()
{
    m_stream.reset();
    Q_EMIT targetChanged();
    if (!std::exchange(m_restarting, true))
        QMetaObject::invokeMethod(this, &LogModel::open, Qt::QueuedConnection);
}

void LogModel::open()
{
    m_restarting = false;
    clear();
    setMessage({});
    if (!m_session || m_pod.isEmpty() || m_container.isEmpty())
        return;
    api::Request request;
    request.path = client::gvr::pods.path({m_ns.toUtf8(), m_pod.toUtf8()}, "log");
    request.query.add("container", m_container.toUtf8());
    request.query.add("timestamps", "true");
    request.query.add("tailLines", "10000");
    if (m_follow)
        request.query.add("follow", "true");
    if (m_previous)
        request.query.add("previous", "true");
    client::StreamHandlers handlers;
    handlers.data = [this](const QByteArray &bytes) { append(bytes); };
    handlers.ended = [this](const api::Result<> &result) {
        setMessage(result ? tr("The log ended.") : QString::fromUtf8(result.error().message));
    };
    m_stream = m_session->client().transport()->stream(std::move(request), this, std::move(handlers));
}

void LogModel::setMessage(const QString &message)
{
    if (m_message == message)
        return;
    m_message = message;
    Q_EMIT messageChanged();
}

void LogModel::append(const QByteArray &bytes)
{
    std::vector<Line> lines;
    m_partial += bytes;
    qsizetype begin = 0;
    for (qsizetype end; (end = m_partial.indexOf('\n', begin)) >= 0 || m_partial.size() - begin > maxLineBytes;
         begin = end + 1) {
        if (end < 0)
            end = begin + maxLineBytes - 1;
        QByteArray text = m_partial.mid(begin, std::min(end - begin, maxLineBytes));
        const qsizetype space = text.indexOf(' ');
        const bool stamped = space > 0 && space < 40 && api::parseTime(QByteArrayView(text).first(space));
        lines.push_back({std::move(text), stamped ? space : 0});
    }
    m_partial.remove(0, std::min(begin, m_partial.size()));
    if (lines.empty())
        return;
    if (lines.size() > maxLines)
        lines.erase(lines.begin(), lines.end() - maxLines);
    if (const int excess = int(m_lines.size() + lines.size()) - maxLines; excess > 0) {
        beginRemoveRows({}, 0, excess - 1);
        m_lines.erase(m_lines.begin(), m_lines.begin() + excess);
        endRemoveRows();
    }
    beginInsertRows({}, int(m_lines.size()), int(m_lines.size() + lines.size()) - 1);
    m_lines.insert(m_lines.end(), std::make_move_iterator(lines.begin()), std::make_move_iterator(lines.end()));
    endInsertRows();
    Q_EMIT countChanged();
}

void LogModel::clear()
{
    m_partial.clear();
    if (m_lines.empty())
        return;
    beginResetModel();
    m_lines.clear();
    endResetModel();
    Q_EMIT countChanged();
}

int LogModel::find(const QString &text, int from) const
{
    const QByteArray wanted = text.toUtf8().toLower();
    for (int row = std::max(0, from); row < count() && !wanted.isEmpty(); ++row) {
        if (m_lines[size_t(row)].text.toLower().contains(wanted))
            return row;
    }
    return -1;
}

int LogModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant LogModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Line &line = m_lines[size_t(index.row())];
    const QByteArrayView text = QByteArrayView(line.text).sliced(line.stamp ? line.stamp + 1 : 0);
    switch (role) {
    case TimeRole: {
        const auto time = line.stamp ? api::parseTime(QByteArrayView(line.text).first(line.stamp)) : std::nullopt;
        return time ? QDateTime::fromMSecsSinceEpoch(*time / 1000).toString(QStringLiteral("HH:mm:ss")) : QString();
    }
    case TextRole:
    case Qt::DisplayRole:
        return QString::fromUtf8(text);
    case LevelRole:
        return levelOf(text);
    }
    return {};
}

QHash<int, QByteArray> LogModel::roleNames() const
{
    return {{TimeRole, "time"}, {TextRole, "line"}, {LevelRole, "level"}};
}

} // namespace orrery::models
