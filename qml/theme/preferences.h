// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QObject>
#include <QtQml/qqmlregistration.h>

namespace orrery::theme {

/// What the user chose, kept in QSettings and live: the look, the language, what new nodes are like, what closing does.
/// Does not: translate (the window does, on languageChanged), or do any of it.
/// Thread: gui. Lifetime: the engine's; the values are the process's.
class Preferences final : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON
    Q_PROPERTY(QString theme READ theme WRITE setTheme NOTIFY darkChanged) ///< "dark", "light", "system"
    Q_PROPERTY(bool dark READ isDark WRITE setDark NOTIFY darkChanged) ///< what that comes to; written: chosen
    Q_PROPERTY(bool knowsSystemTheme READ knowsSystemTheme CONSTANT) ///< else "system" is dark
    Q_PROPERTY(bool present READ isPresenting WRITE setPresenting NOTIFY presentChanged)
    Q_PROPERTY(int typeSize MEMBER m_typeSize WRITE setTypeSize NOTIFY typeSizeChanged) ///< percent, 90 to 150
    Q_PROPERTY(bool reducedMotion READ isReducedMotion WRITE setReducedMotion NOTIFY reducedMotionChanged)
    Q_PROPERTY(bool wideInspector READ isWideInspector WRITE setWideInspector NOTIFY wideInspectorChanged)
    Q_PROPERTY(QStringList favouriteKinds READ favouriteKinds WRITE setFavouriteKinds NOTIFY favouriteKindsChanged) ///< of the lists, by id
    Q_PROPERTY(QString language READ language WRITE setLanguage NOTIFY languageChanged)
    Q_PROPERTY(bool hideSecrets MEMBER m_hideSecrets WRITE setHideSecrets NOTIFY hideSecretsChanged) ///< always; Present does it by itself
    Q_PROPERTY(QString closing MEMBER m_closing WRITE setClosing NOTIFY closingChanged) ///< of the window: "ask", "keep" or "stop" the clusters
    // What Add nodes and the first run begin with.
    Q_PROPERTY(int nodeCount MEMBER m_nodeCount WRITE setNodeCount NOTIFY nodeDefaultsChanged)
    Q_PROPERTY(int nodeCpus MEMBER m_nodeCpus WRITE setNodeCpus NOTIFY nodeDefaultsChanged)
    Q_PROPERTY(int nodeMemory MEMBER m_nodeMemory WRITE setNodeMemory NOTIFY nodeDefaultsChanged) ///< MiB
    Q_PROPERTY(QString nodeProvider MEMBER m_nodeProvider WRITE setNodeProvider NOTIFY nodeDefaultsChanged) ///< "libvirt", "namespace", "hollow"
    Q_PROPERTY(QString dataFolder READ dataFolder CONSTANT) ///< where the clusters of this user lie
public:
    explicit Preferences(QObject *parent = nullptr);

    /// Off for tests and pictures: reads nothing, writes nothing. Before the first Preferences.
    static void setKept(bool kept);
    static bool areKept();

    QString theme() const { return m_theme; }
    void setTheme(const QString &theme);
    bool isDark() const;
    void setDark(bool dark) { setTheme(dark ? QStringLiteral("dark") : QStringLiteral("light")); }
    bool knowsSystemTheme() const;
    bool isPresenting() const { return m_present; }
    void setPresenting(bool present);
    void setTypeSize(int percent);
    bool isReducedMotion() const { return m_reducedMotion; }
    void setReducedMotion(bool reduced);
    bool isWideInspector() const { return m_wideInspector; }
    void setWideInspector(bool wide);
    QStringList favouriteKinds() const { return m_favouriteKinds; }
    void setFavouriteKinds(const QStringList &kinds);
    QString language() const { return m_language; } ///< "en", "zh_TW"; empty: the system's
    void setLanguage(const QString &language);
    void setHideSecrets(bool hide);
    QString closing() const { return m_closing; }
    void setClosing(const QString &behaviour);
    int nodeCount() const { return m_nodeCount; }
    void setNodeCount(int count);
    int nodeCpus() const { return m_nodeCpus; }
    void setNodeCpus(int cpus);
    int nodeMemory() const { return m_nodeMemory; }
    void setNodeMemory(int mebibytes);
    QString nodeProvider() const { return m_nodeProvider; }
    void setNodeProvider(const QString &provider);
    static QString dataFolder();

    Q_INVOKABLE void reset(); ///< all of it, as on the first day

Q_SIGNALS:
    void darkChanged();
    void presentChanged();
    void typeSizeChanged();
    void reducedMotionChanged();
    void wideInspectorChanged();
    void favouriteKindsChanged();
    void languageChanged();
    void hideSecretsChanged();
    void closingChanged();
    void nodeDefaultsChanged();

private:
    template <class T> void assign(T &member, const T &value, const char *key, void (Preferences::*signal)());

    QString m_theme = QStringLiteral("dark"), m_language, m_closing = QStringLiteral("ask"), m_nodeProvider = QStringLiteral("libvirt");
    bool m_present = false, m_reducedMotion = false, m_hideSecrets = false, m_wideInspector = false;
    int m_typeSize = 100, m_nodeCount = 3, m_nodeCpus = 1, m_nodeMemory = 512;
    QStringList m_favouriteKinds;
};

} // namespace orrery::theme
