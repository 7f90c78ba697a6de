// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QFont>
#include <QObject>
#include <QtQml/qqmlregistration.h>

namespace orrery::theme {

/// Makes the window's fonts. They come from here and not from `font.family` because QML (up to 6.11) takes one family
/// only, and Chinese needs a second one, or it gets Japanese forms; and because names and addresses must not be shaped
/// (Inter turns "2x9" into "2×9"). Does not: ship fonts; it takes the system's Inter and JetBrains Mono, else what the
/// system has. Thread: gui. Lifetime: the engine's.
class Fonts final : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON
public:
    explicit Fonts(QObject *parent = nullptr)
        : QObject(parent)
    {
    }

    /// Sizes in device-independent pixels; weight as Font.Weight.
    Q_INVOKABLE static QFont ui(int pixelSize, int weight);
    Q_INVOKABLE static QFont display(int pixelSize, int weight);
    Q_INVOKABLE static QFont mono(int pixelSize, int weight);
    Q_INVOKABLE static QFont names(int pixelSize, int weight); ///< ui, unshaped: names of objects
};

} // namespace orrery::theme
