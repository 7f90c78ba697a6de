// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/cluster/session.h"

#include <QAbstractListModel>
#include <QPointer>
#include <QtQml/qqmlregistration.h>

#include <deque>

namespace orrery::models {

/// The lines of one container's log, newest last, at most 100,000 (the oldest go); follows while `follow` is set.
/// Thread: gui. Lifetime: QML's.
class LogModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(orrery::cluster::Session *session MEMBER m_session WRITE setSession NOTIFY targetChanged)
    Q_PROPERTY(QString ns MEMBER m_ns WRITE setNs NOTIFY targetChanged)
    Q_PROPERTY(QString pod MEMBER m_pod WRITE setPod NOTIFY targetChanged)
    Q_PROPERTY(QString container MEMBER m_container WRITE setContainer NOTIFY targetChanged)
    Q_PROPERTY(bool previous MEMBER m_previous WRITE setPrevious NOTIFY targetChanged)
    Q_PROPERTY(bool follow MEMBER m_follow WRITE setFollow NOTIFY targetChanged)
    Q_PROPERTY(int count READ count NOTIFY countChanged)
    Q_PROPERTY(
        QString message READ message NOTIFY messageChanged) ///< why there is nothing to see, or that the log ended
public:
    enum Role { TimeRole = Qt::UserRole + 1, TextRole, LevelRole };
    static constexpr int maxLines = 100'000;

    explicit LogModel(QObject *parent = nullptr);
    ~LogModel() override;
    void setSession(cluster::Session *session);
    void setNs(const QString &ns);
    void setPod(const QString &pod);
    void setContainer(const QString &container);
    void setPrevious(bool previous);
    void setFollow(bool follow);
    QString message() const { return m_message; }
    int count() const { return int(m_lines.size()); }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;
    Q_INVOKABLE void clear();
    /// The rows that contain the text, case-insensitively, from `from` on; -1 if there are none.
    Q_INVOKABLE int find(const QString &text, int from = 0) const;
    void append(const QByteArray &bytes); ///< a piece of the stream, cut anywhere

Q_SIGNALS:
    void targetChanged();
    void countChanged();
    void messageChanged();

private:
    void restart();
    void open();
    void setMessage(const QString &message);
    struct Line
    {
        QByteArray text;
        qsizetype stamp;
    }; // stamp: length of the RFC 3339 time before the text

    QPointer<cluster::Session> m_session;
    QString m_ns, m_pod, m_container, m_message;
    bool m_previous = false, m_follow = true, m_restarting = false;
    std::deque<Line> m_lines;
    QByteArray m_partial;
    std::unique_ptr<client::Subscription> m_stream;
};

} // namespace orrery::models
