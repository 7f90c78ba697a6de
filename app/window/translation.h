// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QQmlEngine>
#include <QTranslator>

namespace orrery::window {

/// Text in the language that is set, else of the system. English has a file too: for its plurals.
/// Thread: gui. Lifetime: within the engine's.
class Translation final
{
public:
    explicit Translation(QQmlEngine *engine);
    void set(const QString &language); ///< "en", "zh_TW"; empty: the system's

private:
    QQmlEngine *m_engine;
    QTranslator m_translator;
};

} // namespace orrery::window
