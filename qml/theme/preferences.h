// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QObject>
#include <QtQml/qqmlregistration.h>

namespace orrery::theme {

/// What the user chose about the look: dark or light, Present mode, still pictures, language. Kept in QSettings.
/// Does not: translate (the window does, on languageChanged).
/// Thread: gui. Lifetime: the engine's; the values are the process's.
class Preferences final : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON
    Q_PROPERTY(bool dark READ isDark WRITE setDark NOTIFY darkChanged)
    Q_PROPERTY(bool present READ isPresenting WRITE setPresenting NOTIFY presentChanged)
    Q_PROPERTY(bool reducedMotion READ isReducedMotion WRITE setReducedMotion NOTIFY reducedMotionChanged)
    Q_PROPERTY(QString language READ language WRITE setLanguage NOTIFY languageChanged)
public:
    explicit Preferences(QObject *parent = nullptr);

    /// Off for tests and pictures: reads nothing, writes nothing. Before the first Preferences.
    static void setKept(bool kept);

    bool isDark() const { return m_dark; }
    void setDark(bool dark);
    bool isPresenting() const { return m_present; }
    void setPresenting(bool present);
    bool isReducedMotion() const { return m_reducedMotion; }
    void setReducedMotion(bool reduced);
    QString language() const { return m_language; } ///< "en", "zh_TW"; empty: the system's
    void setLanguage(const QString &language);

Q_SIGNALS:
    void darkChanged();
    void presentChanged();
    void reducedMotionChanged();
    void languageChanged();

private:
    bool m_dark = true, m_present = false, m_reducedMotion = false;
    QString m_language;
};

} // namespace orrery::theme
