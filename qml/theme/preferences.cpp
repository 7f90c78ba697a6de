// SPDX-License-Identifier: GPL-3.0-only
#include "qml/theme/preferences.h"

#include <QGuiApplication>
#include <QSettings>
#include <QStandardPaths>
#include <QStyleHints>
#include <QVariant>

namespace orrery::theme {
namespace {

bool kept = true;

/// Qt::ColorScheme where Qt has it (from 6.5): 0 unknown, 1 light, 2 dark.
int systemScheme()
{
    return QGuiApplication::styleHints()->property("colorScheme").toInt();
}

QString oneOf(const QString &value, std::initializer_list<const char *> choices)
{
    const bool known = std::any_of(choices.begin(), choices.end(), [&](const char *choice) { return value == QLatin1String(choice); });
    return known ? value : QString::fromLatin1(*choices.begin());
}

} // namespace

Preferences::Preferences(QObject *parent)
    : QObject(parent)
{
    // 6.4 has no such signal; where there is one, the window follows the system at once.
    if (QGuiApplication::styleHints()->metaObject()->indexOfSignal("colorSchemeChanged(Qt::ColorScheme)") >= 0)
        connect(QGuiApplication::styleHints(), SIGNAL(colorSchemeChanged(Qt::ColorScheme)), this, SIGNAL(darkChanged()));
    if (!kept)
        return;
    // Through the setters, which bound what was written by hand or by another version.
    const QSettings settings;
    const auto value = [&](const char *key, const QVariant &otherwise) {
        return settings.value(QStringLiteral("window/") + QLatin1String(key), otherwise);
    };
    const QString before = settings.contains(QStringLiteral("window/dark")) ? (value("dark", true).toBool() ? QStringLiteral("dark") : QStringLiteral("light"))
                                                                             : QStringLiteral("system");
    setTheme(value("theme", before).toString());
    setPresenting(value("present", m_present).toBool());
    setTypeSize(value("typeSize", m_typeSize).toInt());
    setReducedMotion(value("reducedMotion", m_reducedMotion).toBool());
    setLanguage(value("language", m_language).toString());
    setHideSecrets(value("hideSecrets", m_hideSecrets).toBool());
    setClosing(value("closing", m_closing).toString());
    setNodeCount(value("nodeCount", m_nodeCount).toInt());
    setNodeCpus(value("nodeCpus", m_nodeCpus).toInt());
    setNodeMemory(value("nodeMemory", m_nodeMemory).toInt());
    setNodeProvider(value("nodeProvider", m_nodeProvider).toString());
    setWideInspector(value("wideInspector", m_wideInspector).toBool());
    setFavouriteKinds(value("favouriteKinds", m_favouriteKinds).toStringList());
}

void Preferences::setKept(bool keeps)
{
    kept = keeps;
}

bool Preferences::areKept()
{
    return kept;
}

template <class T> void Preferences::assign(T &member, const T &value, const char *key, void (Preferences::*signal)())
{
    if (member == value)
        return;
    member = value;
    if (kept)
        QSettings().setValue(QStringLiteral("window/") + QLatin1String(key), value);
    Q_EMIT(this->*signal)();
}

void Preferences::setTheme(const QString &theme)
{
    assign(m_theme, oneOf(theme, {"system", "dark", "light"}), "theme", &Preferences::darkChanged);
}

bool Preferences::isDark() const
{
    return m_theme == u"dark" || (m_theme == u"system" && systemScheme() != 1);
}

bool Preferences::knowsSystemTheme() const
{
    return systemScheme() != 0;
}

void Preferences::setPresenting(bool present)
{
    assign(m_present, present, "present", &Preferences::presentChanged);
}

void Preferences::setTypeSize(int percent)
{
    assign(m_typeSize, std::clamp(percent, 90, 150), "typeSize", &Preferences::typeSizeChanged);
}

void Preferences::setReducedMotion(bool reduced)
{
    assign(m_reducedMotion, reduced, "reducedMotion", &Preferences::reducedMotionChanged);
}

void Preferences::setWideInspector(bool wide)
{
    assign(m_wideInspector, wide, "wideInspector", &Preferences::wideInspectorChanged);
}

void Preferences::setFavouriteKinds(const QStringList &kinds)
{
    assign(m_favouriteKinds, kinds.first(std::min<qsizetype>(kinds.size(), 100)), "favouriteKinds", &Preferences::favouriteKindsChanged);
}

void Preferences::setLanguage(const QString &language)
{
    assign(m_language, language.left(16), "language", &Preferences::languageChanged);
}

void Preferences::setHideSecrets(bool hide)
{
    assign(m_hideSecrets, hide, "hideSecrets", &Preferences::hideSecretsChanged);
}

void Preferences::setClosing(const QString &behaviour)
{
    assign(m_closing, oneOf(behaviour, {"ask", "keep", "stop"}), "closing", &Preferences::closingChanged);
}

void Preferences::setNodeCount(int count)
{
    assign(m_nodeCount, std::clamp(count, 1, 100), "nodeCount", &Preferences::nodeDefaultsChanged);
}

void Preferences::setNodeCpus(int cpus)
{
    assign(m_nodeCpus, std::clamp(cpus, 1, 64), "nodeCpus", &Preferences::nodeDefaultsChanged);
}

void Preferences::setNodeMemory(int mebibytes)
{
    assign(m_nodeMemory, std::clamp(mebibytes, 320, 262'144), "nodeMemory", &Preferences::nodeDefaultsChanged);
}

void Preferences::setNodeProvider(const QString &provider)
{
    assign(m_nodeProvider, oneOf(provider, {"libvirt", "namespace", "hollow"}), "nodeProvider", &Preferences::nodeDefaultsChanged);
}

QString Preferences::dataFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QStringLiteral("/orrery/clusters");
}

void Preferences::reset()
{
    if (kept)
        QSettings().remove(QStringLiteral("window"));
    setTheme(QStringLiteral("system"));
    setPresenting(false);
    setTypeSize(100);
    setReducedMotion(false);
    setWideInspector(false);
    setFavouriteKinds({});
    setLanguage({});
    setHideSecrets(false);
    setClosing(QStringLiteral("ask"));
    setNodeCount(3);
    setNodeCpus(1);
    setNodeMemory(512);
    setNodeProvider(QStringLiteral("libvirt"));
}

} // namespace orrery::theme
