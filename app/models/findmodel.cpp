// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/findmodel.h"

#include "app/models/fuzzy.h"
#include "app/models/things.h"

namespace orrery::models {

namespace {

constexpr int mostRecent = 8;
constexpr int inWords = 800; ///< the score of a word that is not in the title but among what else is known

QString symbolOf(const QString &kind)
{
    static const QHash<QString, QString> symbols{
        {QStringLiteral("Pod"), QStringLiteral("pod")},           {QStringLiteral("Node"), QStringLiteral("node")},
        {QStringLiteral("Service"), QStringLiteral("service")},   {QStringLiteral("Machine"), QStringLiteral("machine")},
        {QStringLiteral("Deployment"), QStringLiteral("workload")}, {QStringLiteral("ReplicaSet"), QStringLiteral("workload")},
        {QStringLiteral("StatefulSet"), QStringLiteral("workload")}, {QStringLiteral("DaemonSet"), QStringLiteral("workload")},
        {QStringLiteral("Job"), QStringLiteral("workload")},      {QStringLiteral("CronJob"), QStringLiteral("clock")},
        {QStringLiteral("ConfigMap"), QStringLiteral("config")},  {QStringLiteral("Secret"), QStringLiteral("key")},
        {QStringLiteral("Namespace"), QStringLiteral("namespace")}, {QStringLiteral("ServiceAccount"), QStringLiteral("user")},
        {QStringLiteral("PersistentVolume"), QStringLiteral("store")},
        {QStringLiteral("PersistentVolumeClaim"), QStringLiteral("store")}};
    return symbols.value(kind, QStringLiteral("list"));
}

/// The title as HTML, its found letters in <b>.
QString styled(const QString &title, const QStringList &words)
{
    QList<bool> found(title.size(), false);
    const QString lower = title.toLower();
    if (lower.size() == title.size()) { // else positions would not fit
        for (const QString &word : words) {
            for (const Fuzzy::Mark &mark : Fuzzy::marks(lower, word))
                std::fill_n(found.begin() + mark.from, mark.length, true);
        }
    }
    QString html;
    for (qsizetype i = 0; i < title.size(); ++i) {
        if (found[i] && (i == 0 || !found[i - 1]))
            html += QLatin1String("<b>");
        html += QString(title[i]).toHtmlEscaped();
        if (found[i] && (i + 1 == title.size() || !found[i + 1]))
            html += QLatin1String("</b>");
    }
    return html;
}

/// The sum of what each word scores in the title, else among the other words; 0 unless each is somewhere.
template <class Elsewhere> int scoreOf(QStringView title, const QStringList &words, Elsewhere elsewhere)
{
    int sum = 1; // no words: everything
    for (const QString &word : words) {
        int score = Fuzzy::score(title, word);
        if (score < inWords && elsewhere(word))
            score = inWords;
        if (score == 0)
            return 0;
        sum += score;
    }
    return sum;
}

} // namespace

/// A row before it is one: what it is, and how good.
struct FindModel::Hit
{
    enum class Type : quint8 { Command, Kind, Namespace, Object } type;
    int score;
    int index; ///< of a command or a kind; of an object's block
    qsizetype entry = 0;
    QStringView name; ///< of an object: equals are ordered by it
};

FindModel::FindModel(QObject *parent)
    : QAbstractListModel(parent)
{
    m_later.setSingleShot(true);
    m_later.setInterval(120);
    connect(&m_later, &QTimer::timeout, this, &FindModel::rank);
    connect(&m_index, &FindIndex::changed, this, [this] {
        if (m_active && !m_later.isActive())
            m_later.start();
    });
}

void FindModel::setSession(cluster::Session *session)
{
    if (m_session == session)
        return;
    m_session = session;
    m_recent.clear();
    if (m_active)
        m_index.start(session);
    Q_EMIT sessionChanged();
    rank();
}

void FindModel::setActive(bool active)
{
    if (std::exchange(m_active, active) == active)
        return;
    if (active)
        m_index.start(m_session);
    else
        m_index.stop();
    m_later.stop();
    Q_EMIT activeChanged();
    rank();
}

void FindModel::setText(const QString &text)
{
    if (std::exchange(m_text, text) == text)
        return;
    m_filter = cluster::Filter(text);
    if (m_active && !m_filter.isEmpty())
        m_index.readOthers();
    Q_EMIT textChanged();
    rank();
}

void FindModel::setCommands(const QVariantList &commands)
{
    if (std::exchange(m_commands, commands) == commands)
        return;
    Q_EMIT commandsChanged();
    rank();
}

QString FindModel::notice() const
{
    if (!m_filter.problem().isEmpty())
        return m_filter.problem();
    if (m_index.leftOut() > 0)
        return tr("%Ln object(s) were too many to look at.", nullptr, m_index.leftOut());
    return {};
}

void FindModel::rank()
{
    m_later.stop();
    m_more = 0;
    QList<QVariantMap> rows;
    if (m_active)
        rows = m_filter.isEmpty() ? beginning() : ranking();
    if (rows != m_rows) {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
    }
    Q_EMIT ranked();
}

/// Nothing typed: what was picked last, then all that can be done.
QList<QVariantMap> FindModel::beginning() const
{
    QList<QVariantMap> rows;
    const auto isKnown = [this](const QVariantMap &row) { // what has gone is not offered
        if (row[QStringLiteral("type")].toString() == u"command")
            return std::any_of(m_commands.cbegin(), m_commands.cend(), [&](const QVariant &command) {
                return command.toMap()[QStringLiteral("id")] == row[QStringLiteral("id")];
            });
        if (row[QStringLiteral("type")].toString() != u"object")
            return true;
        const api::Key key{row[QStringLiteral("ns")].toString().toUtf8(), row[QStringLiteral("name")].toString().toUtf8()};
        for (const FindIndex::Block &block : m_index.blocks()) {
            if (block.kind == row[QStringLiteral("kind")].toString())
                return m_index.isReading() || block.places.contains(key);
        }
        return true; // of a kind that is not read yet
    };
    for (const QVariantMap &recent : m_recent) {
        if (!isKnown(recent))
            continue;
        QVariantMap row = recent;
        row[QStringLiteral("section")] = tr("Last");
        row[QStringLiteral("styled")] = row[QStringLiteral("title")].toString().toHtmlEscaped();
        rows += row;
    }
    for (int i = 0; i < int(m_commands.size()); ++i)
        rows += rowOf({Hit::Type::Command, 0, i}, {});
    return rows;
}

QList<QVariantMap> FindModel::ranking()
{
    const QStringList words = m_filter.words();
    const cluster::Filter rest = m_filter.withoutWords();
    QList<Hit> hits;
    if (rest.isEmpty())
        addFixed(words, hits);
    const qsizetype fixed = hits.size();
    addObjects(words, rest, hits);
    const qsizetype objects = hits.size() - fixed;

    const qsizetype shown = std::min<qsizetype>(hits.size(), most);
    std::partial_sort(hits.begin(), hits.begin() + shown, hits.end(), [](const Hit &a, const Hit &b) {
        if (a.score != b.score)
            return a.score > b.score;
        if (a.type != b.type)
            return a.type < b.type;
        if (a.type != Hit::Type::Object)
            return a.index < b.index;
        if (const int order = a.name.compare(b.name))
            return order < 0;
        return std::pair(a.index, a.entry) < std::pair(b.index, b.entry);
    });
    QList<QVariantMap> rows;
    for (qsizetype i = 0; i < shown; ++i)
        rows += rowOf(hits[i], words);
    m_more = int(hits.size() - shown);
    if (objects > 0) {
        const QString title = tr("Show only what matches “%1”").arg(m_text.trimmed());
        const QVariantMap row{{QStringLiteral("type"), QStringLiteral("filter")}, {QStringLiteral("id"), m_text.trimmed()},
                              {QStringLiteral("title"), title},                   {QStringLiteral("styled"), title.toHtmlEscaped()},
                              {QStringLiteral("detail"), tr("On the map and in lists")},
                              {QStringLiteral("symbol"), QStringLiteral("filter")}, {QStringLiteral("keys"), tr("Tab")},
                              {QStringLiteral("enabled"), true},
                              {QStringLiteral("level"), -1}};
        // Who writes nothing but the grammar wants to narrow; who writes words wants to go there.
        rows.insert(words.isEmpty() ? 0 : rows.size(), row);
    }
    return rows;
}

void FindModel::addFixed(const QStringList &words, QList<Hit> &hits) const
{
    for (int i = 0; i < int(m_commands.size()); ++i) {
        const QVariantMap command = m_commands[i].toMap();
        const QString other = command[QStringLiteral("words")].toString();
        const int score = scoreOf(command[QStringLiteral("title")].toString().toLower(), words,
                                  [&](const QString &word) { return other.contains(word); });
        if (score > 0)
            hits += Hit{Hit::Type::Command, score, i};
    }
    if (!m_session)
        return;
    const QList<cluster::Kind> &kinds = m_session->kinds();
    for (int i = 0; i < int(kinds.size()); ++i) {
        const QString other = wordsOf(kinds[i]);
        if (const int score = scoreOf(QString::fromUtf8(kinds[i].kind).toLower(), words,
                                      [&](const QString &word) { return other.contains(word); }))
            hits += Hit{Hit::Type::Kind, score, i};
    }
    for (int i = 0; i < int(m_index.blocks().size()); ++i) {
        const FindIndex::Block &block = m_index.blocks()[i];
        if (block.kind != u"Namespace")
            continue;
        for (size_t entry = 0; entry < block.entries.size(); ++entry) {
            const QString &name = block.entries[entry].thing.name;
            if (const int score = scoreOf(name, words, [](const QString &) { return false; }))
                hits += Hit{Hit::Type::Namespace, score - 1, i, qsizetype(entry), name};
        }
    }
}

void FindModel::addObjects(const QStringList &words, const cluster::Filter &rest, QList<Hit> &hits) const
{
    for (int i = 0; i < int(m_index.blocks().size()); ++i) {
        const FindIndex::Block &block = m_index.blocks()[i];
        for (size_t entry = 0; entry < block.entries.size(); ++entry) {
            const cluster::Filter::Thing &thing = block.entries[entry].thing;
            if (!rest.matches(thing))
                continue;
            const int score = scoreOf(thing.name, words, [&](const QString &word) {
                return thing.text.contains(word) || thing.status.contains(word) || thing.kind.startsWith(word);
            });
            if (score > 0)
                hits += Hit{Hit::Type::Object, score, i, qsizetype(entry), thing.name};
        }
    }
}

QVariantMap FindModel::rowOf(const Hit &hit, const QStringList &words) const
{
    QVariantMap row;
    const auto set = [&](const char *key, const QVariant &value) { row.insert(QString::fromLatin1(key), value); };
    set("enabled", true);
    set("level", -1);
    switch (hit.type) {
    case Hit::Type::Command: {
        row = m_commands[hit.index].toMap();
        if (!row.contains(QStringLiteral("enabled")))
            set("enabled", true);
        set("type", QStringLiteral("command"));
        set("level", -1);
        if (!words.isEmpty())
            row.remove(QStringLiteral("section"));
        break;
    }
    case Hit::Type::Kind: {
        const cluster::Kind &kind = m_session->kinds()[hit.index];
        set("type", QStringLiteral("kind"));
        set("id", QString::fromUtf8(kind.id));
        set("title", QString::fromUtf8(kind.kind));
        set("detail", kind.gvr.group.isEmpty() ? tr("All of them, as a list")
                                               : tr("All of them, as a list · %1").arg(QString::fromUtf8(kind.gvr.group)));
        set("symbol", QStringLiteral("list"));
        break;
    }
    case Hit::Type::Namespace:
    case Hit::Type::Object: {
        const FindIndex::Block &block = m_index.blocks()[hit.index];
        const FindIndex::Entry &entry = block.entries[hit.entry];
        const bool whole = entry.object["cells"].isNull();
        const QString ns = QString::fromUtf8(entry.object.ns());
        set("kind", block.kind);
        set("ns", ns);
        set("name", QString::fromUtf8(entry.object.name()));
        set("title", QString::fromUtf8(entry.object.name()));
        if (hit.type == Hit::Type::Namespace) {
            set("type", QStringLiteral("namespace"));
            set("id", QStringLiteral("ns:") + QString::fromUtf8(entry.object.name()));
            set("detail", tr("Show only this namespace"));
            set("symbol", QStringLiteral("filter"));
            break;
        }
        const State state = whole ? stateOf(entry.object) : State();
        QStringList details{block.kind};
        for (const QString &detail : {ns, state.text, entry.thing.ip.section(u' ', 0, 0)}) {
            if (!detail.isEmpty())
                details += detail;
        }
        set("type", QStringLiteral("object"));
        set("id", block.kind + u'/' + ns + u'/' + QString::fromUtf8(entry.object.name()));
        set("detail", details.join(QStringLiteral(" · ")));
        set("symbol", symbolOf(block.kind));
        if (whole)
            set("level", int(state.level));
        break;
    }
    }
    set("styled", styled(row[QStringLiteral("title")].toString(), words));
    return row;
}

QVariantMap FindModel::at(int row) const
{
    return row >= 0 && row < count() ? m_rows[row] : QVariantMap();
}

void FindModel::remember(int row)
{
    const QVariantMap picked = at(row);
    if (picked.isEmpty())
        return;
    const QString id = QStringLiteral("id"), type = QStringLiteral("type");
    m_recent.removeIf([&](const QVariantMap &each) { return each[id] == picked[id] && each[type] == picked[type]; });
    m_recent.prepend(picked);
    if (m_recent.size() > mostRecent)
        m_recent.removeLast();
}

QVariant FindModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const QVariantMap &row = m_rows[index.row()];
    return role == Qt::DisplayRole ? row[QStringLiteral("title")] : role == Qt::UserRole ? QVariant(row) : QVariant();
}

QHash<int, QByteArray> FindModel::roleNames() const
{
    return {{Qt::UserRole, "row"}, {Qt::DisplayRole, "title"}};
}

} // namespace orrery::models
