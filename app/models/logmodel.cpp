// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/logmodel.h"

#include "app/models/facts.h"

#include <QDateTime>

namespace orrery::models {

namespace {
constexpr qint64 sliceMs = 8; ///< of work at a time; the window draws in between
constexpr int gapMs = 4;
constexpr size_t linesAhead = 2'000; ///< of each source, read and not yet merged

const LogLine::Level leastLevels[] = {LogLine::Level::None, LogLine::Level::Warning, LogLine::Level::Error};
} // namespace

LogModel::LogModel(QObject *parent)
    : QAbstractListModel(parent)
{
    m_slice.setSingleShot(true);
    connect(&m_slice, &QTimer::timeout, this, &LogModel::work);
    connect(&m_pods, &PodSet::changed, this, &LogModel::follow);
}

LogModel::~LogModel() = default;

void LogModel::setSession(cluster::Session *session)
{
    m_session = session;
    restart();
}

void LogModel::setKind(const QString &kind)
{
    m_kind = kind;
    restart();
}

void LogModel::setNs(const QString &ns)
{
    m_ns = ns;
    restart();
}

void LogModel::setName(const QString &name)
{
    m_name = name;
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

/// Several properties change together when another pod is selected: one start follows, not five.
void LogModel::restart()
{
    m_sources.clear();
    m_slice.stop();
    Q_EMIT targetChanged();
    if (!std::exchange(m_restarting, true))
        QMetaObject::invokeMethod(this, &LogModel::open, Qt::QueuedConnection);
}

void LogModel::open()
{
    m_restarting = false;
    m_sources.clear();
    m_tooMany = false;
    clear();
    LogRows::Filter filter = m_rows.filter();
    filter.hidden.clear();
    refilter(filter);
    m_pods.follow(m_session, m_kind, m_ns, m_name);
    follow();
}

void LogModel::follow()
{
    if (m_restarting)
        return;
    QStringList containers;
    QList<LogSource::Target> wanted;
    for (const api::Object &pod : m_pods.pods()) {
        for (const QString &name : containersOf(pod)) {
            if (!containers.contains(name))
                containers += name;
            if (m_container.isEmpty() || m_container == name)
                wanted.append({pod.ns(), pod.name(), name.toUtf8(), m_previous, true, 0});
        }
    }
    if (std::exchange(m_containers, containers) != containers)
        Q_EMIT containersChanged();
    int living = 0;
    for (const auto &source : m_sources) {
        const api::Object pod = m_pods.pod(source->target().pod);
        source->setPod(pod);
        living += bool(pod);
    }
    const int share = std::max(1'000, maxLines / std::max(1, int(wanted.size())));
    m_tooMany = false;
    for (LogSource::Target &target : wanted) {
        const bool known = std::any_of(m_sources.cbegin(), m_sources.cend(), [&](const auto &source) {
            return source->target().pod == target.pod && source->target().container == target.container;
        });
        if (known)
            continue;
        if (living >= maxSources || m_sources.size() >= 0xffff) {
            m_tooMany = true;
            break;
        }
        target.tailLines = share;
        ++living;
        auto source = std::make_unique<LogSource>(m_session, target, quint16(m_sources.size()), this);
        source->setPod(m_pods.pod(target.pod));
        connect(source.get(), &LogSource::arrived, this, [this] { schedule(); });
        connect(source.get(), &LogSource::changed, this, &LogModel::sourceChanged);
        m_sources.push_back(std::move(source));
    }
    schedule();
    Q_EMIT stateChanged();
}

void LogModel::sourceChanged()
{
    schedule();
    Q_EMIT stateChanged();
}

void LogModel::schedule(int milliseconds)
{
    if (!m_slice.isActive() || m_slice.remainingTime() > milliseconds)
        m_slice.start(milliseconds);
}

/// One slice: read, merge, show, search. What is left waits for the next, and the window draws before that.
void LogModel::work()
{
    bool more = false;
    for (const auto &source : m_sources)
        more = source->read(std::max<qint64>(1, sliceMs / 2 / qint64(m_sources.size())), linesAhead) || more;
    bool held = false;
    std::vector<LogLine> lines = merge(held);
    more = more || lines.size() == linesAhead;
    if (!lines.empty())
        insert(std::move(lines));
    const int before = matches();
    more = m_rows.scan(sliceMs / 2) || more;
    if (matches() != before)
        Q_EMIT matchesChanged();
    if (more)
        schedule(gapMs);
    else if (held)
        schedule(100);
}

/// The oldest lines of all sources, in order; only as far as no source can still have older ones in what it is reading.
std::vector<LogLine> LogModel::merge(bool &held)
{
    std::vector<LogLine> lines;
    while (lines.size() < linesAhead) {
        LogSource *oldest = nullptr;
        for (const auto &source : m_sources) {
            if (source->holdsOthers())
                held = true;
            else if (source->hasLine() && (!oldest || source->front().time < oldest->front().time))
                oldest = source.get();
        }
        if (held || !oldest)
            break;
        lines.push_back(oldest->take());
    }
    return lines;
}

void LogModel::insert(std::vector<LogLine> lines)
{
    qsizetype bytes = 0;
    for (const LogLine &line : lines)
        bytes += line.text.size();
    if (const int excess = m_rows.excess(qsizetype(lines.size()), bytes); excess > 0) {
        beginRemoveRows({}, 0, excess - 1);
        m_rows.drop(qsizetype(lines.size()), bytes);
        endRemoveRows();
    } else {
        m_rows.drop(qsizetype(lines.size()), bytes);
    }
    // Nearly always all of them belong at the end, in one piece.
    size_t next = 0;
    while (next < lines.size()) {
        const qint64 place = m_rows.placeOf(lines[next]);
        const bool atEnd = m_rows.isEnd(place);
        size_t end = atEnd ? lines.size() : next + 1;
        int shown = 0;
        for (size_t i = next; i < end; ++i)
            shown += m_rows.shows(lines[i]);
        const int row = atEnd ? count() : m_rows.rowOf(place);
        if (shown > 0)
            beginInsertRows({}, row, row + shown - 1);
        for (qint64 at = place; next < end; ++next, ++at)
            m_rows.insert(at, std::move(lines[next]));
        if (!atEnd) {
            m_anchor += m_anchor >= place;
            m_head += m_head >= place;
        }
        if (shown > 0)
            endInsertRows();
    }
    Q_EMIT countChanged();
    schedule(gapMs); // to search them
}

void LogModel::clear()
{
    beginResetModel();
    m_rows.clear();
    m_anchor = m_head = -1;
    endResetModel();
    Q_EMIT countChanged();
    Q_EMIT matchesChanged();
    Q_EMIT selectionChanged();
}

int LogModel::level() const
{
    return int(std::find(std::begin(leastLevels), std::end(leastLevels), m_rows.filter().least) - std::begin(leastLevels));
}

void LogModel::setLevel(int level)
{
    LogRows::Filter filter = m_rows.filter();
    filter.least = leastLevels[std::clamp(level, 0, int(std::size(leastLevels)) - 1)];
    refilter(filter);
}

void LogModel::toggleSource(int index)
{
    LogRows::Filter filter = m_rows.filter();
    if (!filter.hidden.remove(quint16(index)))
        filter.hidden.insert(quint16(index));
    refilter(filter);
    Q_EMIT stateChanged();
}

void LogModel::refilter(LogRows::Filter filter)
{
    if (filter == m_rows.filter())
        return;
    beginResetModel();
    m_rows.setFilter(std::move(filter));
    endResetModel();
    Q_EMIT viewChanged();
    Q_EMIT countChanged();
    Q_EMIT matchesChanged();
    schedule();
}

void LogModel::setSearch(const QString &text)
{
    if (text == m_search)
        return;
    m_search = text;
    m_rows.search(searchKey(text));
    Q_EMIT viewChanged();
    Q_EMIT matchesChanged();
    if (count() > 0)
        Q_EMIT dataChanged(index(0), index(count() - 1), {StyledRole});
    schedule();
}

QVariantList LogModel::palette() const
{
    return {m_style.palette.cbegin(), m_style.palette.cend()};
}

void LogModel::setPalette(const QVariantList &palette)
{
    m_style.palette.clear();
    for (const QVariant &color : palette)
        m_style.palette += color.value<QColor>();
    Q_EMIT viewChanged();
    if (count() > 0)
        Q_EMIT dataChanged(index(0), index(count() - 1), {StyledRole});
}

void LogModel::setMark(const QColor &mark)
{
    m_style.mark = mark;
    Q_EMIT viewChanged();
}

bool LogModel::isLoading() const
{
    const auto coming = [](const auto &source) { return source->state() == LogSource::State::History; };
    return !m_pods.isKnown() || std::any_of(m_sources.cbegin(), m_sources.cend(), coming);
}

QString LogModel::tag(quint16 index) const
{
    const LogSource::Target &target = m_sources[index]->target();
    const auto differs = [&](auto part) {
        return std::any_of(m_sources.cbegin(), m_sources.cend(),
                           [&](const auto &other) { return part(other->target()) != part(target); });
    };
    QStringList parts;
    // Pods of one workload differ in what follows the last dash.
    if (differs([](const LogSource::Target &target) { return target.pod; }))
        parts += QString::fromUtf8(target.pod.mid(target.pod.lastIndexOf('-') + 1));
    if (differs([](const LogSource::Target &target) { return target.container; }))
        parts += QString::fromUtf8(target.container);
    return parts.join(u'/');
}

QVariantList LogModel::sources() const
{
    static const QString states[] = {QStringLiteral("opening"), QStringLiteral("history"),      QStringLiteral("live"),
                                     QStringLiteral("waiting"), QStringLiteral("reconnecting"), QStringLiteral("ended"),
                                     QStringLiteral("refused")};
    QVariantList list;
    for (size_t i = 0; i < m_sources.size(); ++i) {
        const LogSource &source = *m_sources[i];
        list += QVariantMap{
            {QStringLiteral("name"), QString::fromUtf8(source.target().pod + '/' + source.target().container)},
            {QStringLiteral("tag"), tag(quint16(i))},
            {QStringLiteral("state"), states[int(source.state())]},
            {QStringLiteral("message"), source.message()},
            {QStringLiteral("reconnects"), source.reconnects()},
            {QStringLiteral("hidden"), m_rows.filter().hidden.contains(quint16(i))}};
    }
    return list;
}

QString LogModel::message() const
{
    using State = LogSource::State;
    if (m_sources.empty())
        return !m_pods.isKnown() ? QString() : m_kind == u"Pod" ? tr("There is no such pod.") : tr("It has no pods.");
    QStringList reasons;
    int reconnecting = 0;
    for (const auto &source : m_sources) {
        if (source->state() == State::Live || source->state() == State::History)
            continue;
        reconnecting += source->state() == State::Reconnecting;
        if (!source->message().isEmpty() && !reasons.contains(source->message()))
            reasons += source->message();
    }
    QString text = reasons.mid(0, 3).join(u'\n');
    if (reconnecting > 0)
        text = tr("Connecting again, without losing lines: %1").arg(text);
    if (m_tooMany)
        text = tr("Only %1 of the containers: choose one to see another.").arg(maxSources) + u'\n' + text;
    return text.trimmed();
}

// ------------------------------------------------------------------------------------------------------------------- rows

int LogModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

static QString timeOf(const LogLine &line)
{
    return line.time ? QDateTime::fromMSecsSinceEpoch(line.time / 1000).toString(QStringLiteral("HH:mm:ss")) : QString();
}

QVariant LogModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const LogLine &line = m_rows.line(index.row());
    switch (role) {
    case TimeRole:
        return timeOf(line);
    case TextRole:
    case Qt::DisplayRole:
        return QString::fromUtf8(plainText(line));
    case StyledRole:
        return styledText(line, m_style, m_rows.needle());
    case LevelRole:
        return line.level == LogLine::Level::Error ? QStringLiteral("bad")
            : line.level == LogLine::Level::Warning ? QStringLiteral("warning")
            : line.level == LogLine::Level::Debug   ? QStringLiteral("quiet")
                                                    : QStringLiteral("good");
    case SourceRole:
        return line.source;
    case TagRole:
        return line.source < m_sources.size() ? tag(line.source) : QString();
    case SelectedRole: {
        const qint64 number = m_rows.numberOf(index.row());
        return m_anchor >= 0 && number >= std::min(m_anchor, m_head) && number <= std::max(m_anchor, m_head);
    }
    }
    return {};
}

QHash<int, QByteArray> LogModel::roleNames() const
{
    return {{TimeRole, "time"},     {TextRole, "line"}, {StyledRole, "styled"},    {LevelRole, "level"},
            {SourceRole, "source"}, {TagRole, "tag"},   {SelectedRole, "selected"}};
}

} // namespace orrery::models
