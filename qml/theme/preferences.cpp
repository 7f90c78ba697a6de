// SPDX-License-Identifier: GPL-3.0-only
#include "qml/theme/preferences.h"

#include <QGuiApplication>
#include <QSettings>
#include <QStyleHints>
#include <QVariant>

namespace orrery::theme {
namespace {

bool kept = true;

void keep(const char *key, const QVariant &value)
{
    if (kept)
        QSettings().setValue(QLatin1String(key), value);
}

/// The system's choice where Qt knows it (colorScheme is 6.5's; 1 is light), else dark.
bool systemIsDark()
{
    return QGuiApplication::styleHints()->property("colorScheme").toInt() != 1;
}

} // namespace

Preferences::Preferences(QObject *parent)
    : QObject(parent)
{
    if (!kept)
        return;
    const QSettings settings;
    m_dark = settings.value(QStringLiteral("window/dark"), systemIsDark()).toBool();
    m_present = settings.value(QStringLiteral("window/present"), false).toBool();
    m_reducedMotion = settings.value(QStringLiteral("window/reducedMotion"), false).toBool();
    m_language = settings.value(QStringLiteral("window/language")).toString();
}

void Preferences::setKept(bool keeps)
{
    kept = keeps;
}

void Preferences::setDark(bool dark)
{
    if (dark == m_dark)
        return;
    m_dark = dark;
    keep("window/dark", dark);
    Q_EMIT darkChanged();
}

void Preferences::setPresenting(bool present)
{
    if (present == m_present)
        return;
    m_present = present;
    keep("window/present", present);
    Q_EMIT presentChanged();
}

void Preferences::setReducedMotion(bool reduced)
{
    if (reduced == m_reducedMotion)
        return;
    m_reducedMotion = reduced;
    keep("window/reducedMotion", reduced);
    Q_EMIT reducedMotionChanged();
}

void Preferences::setLanguage(const QString &language)
{
    if (language == m_language)
        return;
    m_language = language;
    keep("window/language", language);
    Q_EMIT languageChanged();
}

} // namespace orrery::theme
