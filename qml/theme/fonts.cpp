// SPDX-License-Identifier: GPL-3.0-only
#include "qml/theme/fonts.h"

#include <QFontDatabase>

namespace orrery::theme {
namespace {

const QString chinese = QStringLiteral("Noto Sans CJK TC");

QFont make(QStringList families, int pixelSize, int weight)
{
    QFont font;
    families << chinese;
    font.setFamilies(families);
    font.setPixelSize(std::max(1, pixelSize));
    font.setWeight(QFont::Weight(weight));
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
}

} // namespace

QFont Fonts::ui(int pixelSize, int weight)
{
    return make({QStringLiteral("Inter"), QStringLiteral("Noto Sans"), QStringLiteral("DejaVu Sans")}, pixelSize,
                weight);
}

QFont Fonts::display(int pixelSize, int weight)
{
    return make({QStringLiteral("Inter Display"), QStringLiteral("Inter"), QStringLiteral("DejaVu Sans")}, pixelSize,
                weight);
}

QFont Fonts::mono(int pixelSize, int weight)
{
    static const QString fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont).family();
    QFont font = make({QStringLiteral("JetBrains Mono"), QStringLiteral("DejaVu Sans Mono"), fixed}, pixelSize, weight);
    font.setStyleHint(QFont::Monospace);
    font.setStyleStrategy(QFont::PreferNoShaping);
    return font;
}

QFont Fonts::names(int pixelSize, int weight)
{
    QFont font = ui(pixelSize, weight);
    font.setStyleStrategy(QFont::PreferNoShaping);
    return font;
}

} // namespace orrery::theme
