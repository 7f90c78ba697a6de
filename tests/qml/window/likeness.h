// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QImage>
#include <QPoint>

#include <algorithm>
#include <array>
#include <cmath>

namespace orrery {

/// How far two pictures are from each other for a person's eye, who sees patches, not pixels: both are averaged over cells of 4 x 4 pixels
/// and compared in CIELAB (CIE 1976), where a distance of 2.3 is just noticeable; then the worst place counts, not the sum. So another hinting of the
/// letters passes, and a card that moved, a pod that is missing, another colour do not.
struct Likeness
{
    double mean = 0; ///< distance over all cells
    double worst = 0; ///< share of cells, 0..1, that differ by more than `noticeable`, in the tile (100 x 100 pixels) where it is largest
    QPoint where; ///< that tile's corner, in pixels
    static constexpr double noticeable = 10;
    static constexpr int cell = 4, tile = 25; ///< pixels; cells
    bool isAlike() const { return mean < 1.0 && worst < 0.15; }
};

inline std::array<double, 3> labOf(QRgb pixel)
{
    const auto linear = [](int value) {
        const double v = value / 255.0;
        return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
    };
    const double r = linear(qRed(pixel)), g = linear(qGreen(pixel)), b = linear(qBlue(pixel));
    const auto f = [](double t) { return t > 216.0 / 24389 ? std::cbrt(t) : (24389.0 / 27 * t + 16) / 116; };
    const double x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505), y = f(0.2126 * r + 0.7152 * g + 0.0722 * b),
                 z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
    return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

/// Pictures of different sizes have nothing in common.
inline Likeness likenessOf(const QImage &one, const QImage &other)
{
    if (one.size() != other.size() || one.isNull())
        return {100, 1, {}};
    const QSize cells(std::max(1, one.width() / Likeness::cell), std::max(1, one.height() / Likeness::cell));
    const auto averaged = [&](const QImage &image) {
        return image.convertToFormat(QImage::Format_RGB32).scaled(cells, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    };
    const QImage a = averaged(one), b = averaged(other);
    const auto distance = [&](int x, int y) {
        const auto p = labOf(a.pixel(x, y)), q = labOf(b.pixel(x, y));
        return std::hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
    };
    Likeness result;
    for (int top = 0; top < cells.height(); top += Likeness::tile) {
        for (int left = 0; left < cells.width(); left += Likeness::tile) {
            const int bottom = std::min(top + Likeness::tile, cells.height()), right = std::min(left + Likeness::tile, cells.width());
            double different = 0;
            for (int y = top; y < bottom; ++y) {
                for (int x = left; x < right; ++x) {
                    const double apart = distance(x, y);
                    result.mean += apart;
                    different += apart > Likeness::noticeable;
                }
            }
            different /= double(bottom - top) * (right - left);
            if (different > result.worst) {
                result.worst = different;
                result.where = QPoint(left, top) * Likeness::cell;
            }
        }
    }
    result.mean /= double(cells.width()) * cells.height();
    return result;
}

} // namespace orrery
