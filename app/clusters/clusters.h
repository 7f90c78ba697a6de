// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/clusters/tablist.h"
#include "app/clusters/work.h"

#include <QUrl>
#include <QVariant>

namespace orrery::clusters {

/// What the window opens with.
struct Opening
{
    QString folder; ///< this embedded cluster, running or not
    NodesWanted nodes; ///< of it
    QString kubeconfig; ///< or this context of this file, or of the usual ones
    QByteArray context;
    bool again = false; ///< or what was open last time; remembers, too, what is open now
};

/// The clusters of the window: those that are open, in tabs, and those that could be; what is done to them as wholes.
/// Does not: show anything, or know how a cluster is run (Program does).
/// Thread: gui. Lifetime: owner's, longer than the QML that uses it.
class Clusters : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the program")
    Q_PROPERTY(QAbstractListModel *tabs READ tabs CONSTANT)
    Q_PROPERTY(int count READ count NOTIFY tabsChanged)
    Q_PROPERTY(int current READ current WRITE setCurrent NOTIFY currentChanged) ///< -1: none
    Q_PROPERTY(orrery::clusters::Tab *currentTab READ currentTab NOTIFY currentChanged)
    /// [{id, name, embedded, place, context, server, user, insecure, current, running, here, elsewhere, open, port, size, version, problem}]
    Q_PROPERTY(QVariantList known READ known NOTIFY knownChanged)
    Q_PROPERTY(bool complete READ isComplete NOTIFY knownChanged) ///< it has been looked what there is
    Q_PROPERTY(QList<QObject *> work READ work NOTIFY workChanged) ///< Work that goes on
    Q_PROPERTY(int hostedCount READ hostedCount NOTIFY hostedChanged) ///< clusters that run in this process
    Q_PROPERTY(bool canHost READ canHost CONSTANT)
    Q_PROPERTY(bool newcomer READ isNewcomer NOTIFY knownChanged) ///< nothing is open, and there is no cluster of this user
    Q_PROPERTY(QString closing READ closing WRITE setClosing NOTIFY closingChanged) ///< what becomes of them when the window closes: "ask", "keep", "stop"
    Q_PROPERTY(QVariantList host READ host NOTIFY hostChanged) ///< [{title, meaning, remedy, level: "good"|"limited"|"missing"}]
public:
    explicit Clusters(Program program, const QString &clustersFolder = {}, QObject *parent = nullptr);
    ~Clusters() override;
    /// Off for tests and pictures: reads no settings, writes none. Before begin().
    void setKept(bool kept) { m_kept = kept; }
    void begin(const Opening &opening);
    void show(std::unique_ptr<cluster::Session> recorded);

    TabList *tabs() { return &m_tabs; }
    int count() const { return m_tabs.count(); }
    int current() const { return m_current; }
    void setCurrent(int index);
    Tab *currentTab() const { return m_tabs.at(m_current); }
    QVariantList known() const { return m_known; }
    bool isComplete() const { return m_catalogue && m_catalogue->isComplete(); }
    QList<QObject *> work() const;
    int hostedCount() const;
    bool canHost() const { return bool(m_program.host); }
    bool isNewcomer() const;
    QVariantList host() const { return m_host; }
    const QString &closing() const { return m_closing; }
    void setClosing(const QString &closing);

    Q_INVOKABLE void open(const QString &id); ///< in a tab of its own, or the one that it has
    Q_INVOKABLE void close(int index); ///< the tab; a cluster that is hosted here goes on
    Q_INVOKABLE void move(int from, int to);
    Q_INVOKABLE QString whyNoName(const QString &name) const; ///< empty: it is one
    /// And opens it. cpus and memory (MiB): of each node; 0: as usual.
    Q_INVOKABLE void create(const QString &name, int nodes, const QString &provider, int cpus = 0, int memory = 0);
    Q_INVOKABLE void start(const QString &id) { open(id); }
    Q_INVOKABLE void stop(const QString &id); ///< here or in another process of this program
    Q_INVOKABLE void rename(const QString &id, const QString &name);
    Q_INVOKABLE void duplicate(const QString &id, const QString &name);
    Q_INVOKABLE void remove(const QString &id);
    Q_INVOKABLE void exportTo(const QString &id, const QUrl &file);
    Q_INVOKABLE void importFrom(const QUrl &file, const QString &name);
    Q_INVOKABLE void addKubeconfig(const QUrl &file); ///< and opens its current context, or its only one
    Q_INVOKABLE void forget(const QString &id); ///< the kubeconfig that people opened, not the file
    Q_INVOKABLE void look(); ///< whether something has changed on the disk or in other processes
    Q_INVOKABLE void checkHost();
    /// Before the window closes: the clusters of this process stop, or go on in processes of their own. left() comes, or failed().
    Q_INVOKABLE void leave(bool keep);

Q_SIGNALS:
    void tabsChanged();
    void currentChanged();
    void knownChanged();
    void workChanged();
    void hostedChanged();
    void hostChanged();
    void closingChanged();
    void failed(const QString &title, const QString &message);
    void done(const QString &message);
    void left();

private:
    Tab *add(const cluster::Known &known);
    void adopt(Tab *tab);
    cluster::Known knownOf(const QString &id) const;
    void refresh();
    void remember();
    Work *run(const QString &title, bool cancellable, Work::Body body, const std::function<void(const QString &)> &then);
    void whenStopped(const QString &id, const std::function<void()> &then);
    cluster::CataloguePlaces places() const;

    Program m_program;
    QString m_folder; ///< of the clusters' folders
    std::unique_ptr<cluster::Catalogue> m_catalogue;
    TabList m_tabs;
    QList<Tab *> m_background; ///< without a tab, but still hosted here
    int m_current = -1;
    QVariantList m_known, m_host;
    QStringList m_opened; ///< kubeconfigs
    QStringList m_elsewhere; ///< folders of clusters outside of m_folder
    QString m_closing = QStringLiteral("ask");
    bool m_kept = true, m_remembers = false;
};

} // namespace orrery::clusters
