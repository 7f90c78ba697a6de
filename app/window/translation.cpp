// SPDX-License-Identifier: GPL-3.0-only
#include "app/window/translation.h"

#include <QCoreApplication>
#include <QLocale>

namespace orrery::window {

Translation::Translation(QQmlEngine *engine)
    : m_engine(engine)
{
}

void Translation::set(const QString &language)
{
    QString name = language.isEmpty() ? QLocale::system().name() : language;
    if (!name.startsWith(QLatin1String("zh")))
        name = QStringLiteral("en");
    else
        name = QStringLiteral("zh_TW");
    QCoreApplication::removeTranslator(&m_translator);
    if (m_translator.load(QStringLiteral(":/i18n/orrery_%1.qm").arg(name)))
        QCoreApplication::installTranslator(&m_translator);
    m_engine->setUiLanguage(name);
    m_engine->retranslate();
}

} // namespace orrery::window
