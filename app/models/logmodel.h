// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/models/logrows.h"
#include "app/models/logsource.h"
#include "app/models/podset.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>
#include <QUrl>

namespace orrery::models {

/// The logs of an object's containers, merged by time, newest last, at most 100,000 lines (the oldest go). For a pod its
/// containers, for a workload or a Service those of all its pods, as they come and go. Work is done in slices, so that no
/// number of lines holds up the window.
/// Thread: gui. Lifetime: QML's.
class LogModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(orrery::cluster::Session *session MEMBER m_session WRITE setSession NOTIFY targetChanged)
    Q_PROPERTY(QString kind MEMBER m_kind WRITE setKind NOTIFY targetChanged)
    Q_PROPERTY(QString ns MEMBER m_ns WRITE setNs NOTIFY targetChanged)
    Q_PROPERTY(QString name MEMBER m_name WRITE setName NOTIFY targetChanged)
    Q_PROPERTY(QString container MEMBER m_container WRITE setContainer NOTIFY targetChanged) ///< empty: all
    Q_PROPERTY(bool previous MEMBER m_previous WRITE setPrevious NOTIFY targetChanged)
    Q_PROPERTY(int level READ level WRITE setLevel NOTIFY viewChanged) ///< 0 all, 1 warnings and errors, 2 errors
    Q_PROPERTY(QString search MEMBER m_search WRITE setSearch NOTIFY viewChanged)
    Q_PROPERTY(QVariantList palette READ palette WRITE setPalette NOTIFY viewChanged) ///< a terminal's colours; empty: none
    Q_PROPERTY(QColor mark READ mark WRITE setMark NOTIFY viewChanged)
    Q_PROPERTY(int count READ count NOTIFY countChanged)
    Q_PROPERTY(int total READ total NOTIFY countChanged) ///< with what the filter hides
    Q_PROPERTY(int columns READ columns NOTIFY countChanged) ///< of the longest line
    Q_PROPERTY(int matches READ matches NOTIFY matchesChanged)
    Q_PROPERTY(bool loading READ isLoading NOTIFY stateChanged)
    Q_PROPERTY(QStringList containers READ containers NOTIFY containersChanged) ///< that there are to choose from
    Q_PROPERTY(QVariantList sources READ sources NOTIFY stateChanged) ///< [{name, tag, state, message, hidden}]
    Q_PROPERTY(QString message READ message NOTIFY stateChanged) ///< why nothing more comes; empty while something may
    Q_PROPERTY(int selected READ selected NOTIFY selectionChanged) ///< how many lines
public:
    enum Role { TimeRole = Qt::UserRole + 1, TextRole, StyledRole, LevelRole, SourceRole, TagRole, SelectedRole };
    static constexpr int maxLines = int(LogRows::maxLines);
    static constexpr int maxSources = 64;

    explicit LogModel(QObject *parent = nullptr);
    ~LogModel() override;
    void setSession(cluster::Session *session);
    void setKind(const QString &kind);
    void setNs(const QString &ns);
    void setName(const QString &name);
    void setContainer(const QString &container);
    void setPrevious(bool previous);
    int level() const;
    void setLevel(int level);
    void setSearch(const QString &text);
    QVariantList palette() const;
    void setPalette(const QVariantList &palette);
    QColor mark() const { return m_style.mark; }
    void setMark(const QColor &mark);
    int count() const { return m_rows.count(); }
    int total() const { return int(m_rows.total()); }
    int columns() const { return int(m_rows.columns()); }
    int matches() const { return m_rows.matches(); }
    bool isLoading() const;
    QStringList containers() const { return m_containers; }
    QVariantList sources() const;
    QString message() const;
    int selected() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    Q_INVOKABLE void clear();
    /// The row of the next (previous) line with what is searched, around the end; -1 if there is none.
    Q_INVOKABLE int nextMatch(int row, bool forward) const { return m_rows.nextMatch(row, forward); }
    Q_INVOKABLE int matchesBefore(int row) const { return m_rows.matchesBefore(row); }
    /// The first row at or after a time: "14:05", "14:05:30", "2026-01-02 14:05", or "10m", "2h" ago. -1: not a time.
    Q_INVOKABLE int rowAt(const QString &time) const;
    Q_INVOKABLE void select(int row, bool extend);
    Q_INVOKABLE void selectAll();
    Q_INVOKABLE void copySelection(); ///< to the clipboard, soon
    Q_INVOKABLE void toggleSource(int index);
    /// Writes all lines that are shown to a file, away from this thread; saved() follows.
    Q_INVOKABLE void save(const QUrl &file);
    Q_INVOKABLE QUrl suggestedFile() const; ///< to save to
    void insert(std::vector<LogLine> lines); ///< sorted by time among themselves

Q_SIGNALS:
    void targetChanged();
    void viewChanged();
    void countChanged();
    void matchesChanged();
    void stateChanged();
    void containersChanged();
    void selectionChanged();
    void saved(bool ok, const QString &message);

private:
    void restart();
    void open();
    void follow(); ///< the pods that there are now
    void sourceChanged();
    void work();
    void schedule(int milliseconds = 0);
    std::vector<LogLine> merge(bool &held);
    void refilter(LogRows::Filter filter);
    struct Excerpt;
    Excerpt excerpt(int from, int to) const;
    QString tag(quint16 source) const;

    QPointer<cluster::Session> m_session;
    QString m_kind = QStringLiteral("Pod"), m_ns, m_name, m_container, m_search;
    bool m_previous = false, m_restarting = false, m_tooMany = false;
    PodSet m_pods;
    QStringList m_containers;
    std::vector<std::unique_ptr<LogSource>> m_sources;
    LogRows m_rows;
    LogStyle m_style;
    qint64 m_anchor = -1, m_head = -1; ///< the selection: numbers of lines
    QTimer m_slice;
};

} // namespace orrery::models
