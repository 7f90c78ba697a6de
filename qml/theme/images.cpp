// SPDX-License-Identifier: GPL-3.0-only
#include "qml/theme/images.h"

#include <QFile>
#include <QPainter>
#include <QQmlEngine>
#include <QQuickImageProvider>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QSvgRenderer>

#include <cmath>

namespace orrery::theme {
namespace {

QImage blank(QSize size)
{
    QImage image(size, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    return image;
}

QSize bounded(QSize wanted, QSize otherwise)
{
    const QSize size = wanted.isValid() && !wanted.isEmpty() ? wanted : otherwise;
    return size.boundedTo(QSize(8192, 8192));
}

class IconProvider final : public QQuickImageProvider
{
public:
    IconProvider()
        : QQuickImageProvider(QQuickImageProvider::Image)
    {
    }

    QImage requestImage(const QString &id, QSize *size, const QSize &requested) override
    {
        const QStringList parts = id.split(QLatin1Char('/'));
        const QImage image
            = draw(parts.value(0), parts.value(1).right(6), parts.value(2), bounded(requested, QSize(24, 24)));
        if (size)
            *size = image.size();
        return image;
    }

private:
    static QImage draw(const QString &name, const QString &tint, const QString &stroke, QSize size)
    {
        QImage image = blank(size);
        QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
        if (!file.open(QIODevice::ReadOnly)) {
            qWarning("no such icon name=%s", qUtf8Printable(name));
            return image;
        }
        QByteArray svg = file.readAll();
        svg.replace("currentColor", '#' + tint.toLatin1());
        if (!stroke.isEmpty())
            svg.replace("stroke-width=\"2\"", "stroke-width=\"" + stroke.toLatin1() + '"');
        QSvgRenderer renderer(svg);
        QPainter painter(&image);
        renderer.render(&painter);
        return image;
    }
};

class GlowProvider final : public QQuickImageProvider
{
public:
    GlowProvider()
        : QQuickImageProvider(QQuickImageProvider::Image)
    {
    }

    QImage requestImage(const QString &id, QSize *size, const QSize &) override
    {
        const QColor color(QLatin1Char('#') + id.right(6));
        const int side = 128;
        const double centre = (side - 1) / 2.0;
        QImage image = blank(QSize(side, side));
        for (int y = 0; y < side; ++y) {
            for (int x = 0; x < side; ++x) {
                const double distance = std::hypot(x - centre, y - centre) / centre;
                if (distance < 1)
                    image.setPixelColor(
                        x, y, QColor(color.red(), color.green(), color.blue(), int(255 * std::pow(1 - distance, 2.2))));
            }
        }
        if (size)
            *size = image.size();
        return image;
    }
};

class SkyProvider final : public QQuickImageProvider
{
public:
    SkyProvider()
        : QQuickImageProvider(QQuickImageProvider::Image)
    {
    }

    QImage requestImage(const QString &id, QSize *size, const QSize &requested) override
    {
        QImage image(bounded(requested, QSize(1600, 1000)), QImage::Format_RGB32);
        const double w = image.width(), h = image.height();
        QPainter painter(&image);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        const bool dark = id.startsWith(QLatin1String("dark"));
        QRadialGradient ground(w * 0.54, h * 0.16, w * 0.66);
        if (dark) {
            ground.setColorAt(0, QColor(0x1a2238));
            ground.setColorAt(0.55, QColor(0x0f1527));
            ground.setColorAt(1, QColor(0x0a0e1a));
            painter.fillRect(image.rect(), ground);
            QRandomGenerator random(7); // the same sky every time
            for (int i = 0; i < 420; ++i) {
                const double a = random.bounded(1.0), r = 0.5 + 0.9 * random.bounded(1.0);
                painter.setBrush(QColor(190, 208, 255, int(10 + 60 * a * a * a)));
                painter.drawEllipse(QPointF(random.bounded(w), random.bounded(h)), r, r);
            }
        } else {
            ground.setColorAt(0, QColor(0xfdfbf6));
            ground.setColorAt(1, QColor(0xf1ecdf));
            painter.fillRect(image.rect(), ground);
            painter.setBrush(QColor(120, 100, 60, 26));
            for (int y = 12; y < image.height(); y += 24) {
                for (int x = 12; x < image.width(); x += 24)
                    painter.drawEllipse(QPointF(x, y), 0.9, 0.9);
            }
        }
        if (size)
            *size = image.size();
        return image;
    }
};

} // namespace

void addImageProviders(QQmlEngine *engine)
{
    engine->addImageProvider(QStringLiteral("icon"), new IconProvider);
    engine->addImageProvider(QStringLiteral("glow"), new GlowProvider);
    engine->addImageProvider(QStringLiteral("sky"), new SkyProvider);
}

} // namespace orrery::theme
