// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/metrics.h"

#include <cmath>

namespace orrery::api {

namespace {

QByteArray numberText(double value)
{
    if (std::isnan(value))
        return "NaN";
    if (std::isinf(value))
        return value > 0 ? "+Inf" : "-Inf";
    if (value == std::floor(value) && std::abs(value) < 1e15)
        return QByteArray::number(qint64(value));
    return QByteArray::number(value, 'g', 15);
}

/// Within a label's quotes; HELP lines escape all of it but the quote.
QByteArray escaped(const QByteArray &text, bool quotes)
{
    QByteArray out;
    out.reserve(text.size());
    for (const char c : text) {
        if (c == '\\')
            out += "\\\\";
        else if (c == '\n')
            out += "\\n";
        else if (c == '"' && quotes)
            out += "\\\"";
        else
            out += c;
    }
    return out;
}

} // namespace

void Histogram::observe(double value)
{
    size_t bucket = 0;
    while (bucket < m_bounds.size() && value > m_bounds[bucket])
        ++bucket;
    m_counts[bucket].fetch_add(1, std::memory_order_relaxed);
    m_sum.fetch_add(value, std::memory_order_relaxed);
}

template <class T> T &Metrics::Family<T>::with(const Labels &values)
{
    Q_ASSERT(values.size() == labels.size());
    const std::lock_guard lock(mutex);
    auto found = children.find(values);
    if (found != children.end())
        return *found->second;
    const Labels kept = children.size() < maxChildren ? values : Labels(labels.size(), "other");
    std::unique_ptr<T> &child = children[kept];
    if (!child) {
        if constexpr (std::is_same_v<T, Histogram>)
            child = std::make_unique<T>(bounds);
        else
            child = std::make_unique<T>();
    }
    return *child;
}
template class Metrics::Family<Counter>;
template class Metrics::Family<Gauge>;
template class Metrics::Family<Histogram>;

template <class T>
Metrics::Family<T> &Metrics::family(Families<T> &families, const QByteArray &name, const QByteArray &help,
                                    const Labels &labels, const std::vector<double> &bounds)
{
    const std::lock_guard lock(m_mutex);
    std::unique_ptr<Family<T>> &family = families[name];
    if (!family) {
        family = std::make_unique<Family<T>>();
        family->help = help;
        family->labels = labels;
        family->bounds = bounds;
    }
    Q_ASSERT(family->labels == labels);
    return *family;
}

Metrics::Family<Counter> &Metrics::counter(const QByteArray &name, const QByteArray &help, const Labels &labels)
{
    return family(m_counters, name, help, labels, {});
}

Metrics::Family<Gauge> &Metrics::gauge(const QByteArray &name, const QByteArray &help, const Labels &labels)
{
    return family(m_gauges, name, help, labels, {});
}

Metrics::Family<Histogram> &Metrics::histogram(const QByteArray &name, const QByteArray &help,
                                               const std::vector<double> &bounds, const Labels &labels)
{
    return family(m_histograms, name, help, labels, bounds);
}

void Metrics::collect(std::function<void(Page &)> collector)
{
    const std::lock_guard lock(m_mutex);
    m_collectors.push_back(std::move(collector));
}

void Metrics::Page::begin(const QByteArray &name, const char *type, const QByteArray &help)
{
    m_name = name;
    text += "# HELP " + name + ' ' + escaped(help, false) + "\n# TYPE " + name + ' ' + type + '\n';
}

void Metrics::Page::line(const QByteArray &name, const Labels &labels, const Labels &values, const QByteArray &number)
{
    text += name;
    for (qsizetype i = 0; i < labels.size(); ++i)
        text += (i ? ',' : '{') + labels[i] + "=\"" + escaped(values[i], true) + '"';
    if (!labels.isEmpty())
        text += '}';
    text += ' ' + number + '\n';
}

void Metrics::Page::sample(const Labels &labels, const Labels &values, double value)
{
    line(m_name, labels, values, numberText(value));
}

QByteArray Metrics::text() const
{
    const std::lock_guard lock(m_mutex);
    Page page;
    const auto plain = [&](const auto &families, const char *type) {
        for (const auto &[name, family] : families) {
            const std::lock_guard children(family->mutex);
            if (family->children.empty())
                continue;
            page.begin(name, type, family->help);
            for (const auto &[values, child] : family->children)
                page.line(name, family->labels, values, QByteArray::number(child->value()));
        }
    };
    plain(m_counters, "counter");
    plain(m_gauges, "gauge");
    for (const auto &[name, family] : m_histograms) {
        const std::lock_guard children(family->mutex);
        if (family->children.empty())
            continue;
        page.begin(name, "histogram", family->help);
        const Labels labels = family->labels + Labels{"le"};
        for (const auto &[values, child] : family->children) {
            qint64 count = 0;
            for (size_t i = 0; i <= family->bounds.size(); ++i) {
                count += child->m_counts[i].load(std::memory_order_relaxed);
                const QByteArray bound = i < family->bounds.size() ? numberText(family->bounds[i]) : "+Inf";
                page.line(name + "_bucket", labels, values + Labels{bound}, QByteArray::number(count));
            }
            page.line(name + "_sum", family->labels, values, numberText(child->m_sum.load(std::memory_order_relaxed)));
            page.line(name + "_count", family->labels, values, QByteArray::number(count));
        }
    }
    for (const auto &collector : m_collectors)
        collector(page);
    return page.text;
}

std::vector<double> Metrics::exponential(double first, double factor, int count)
{
    std::vector<double> bounds;
    for (double bound = first; count > 0; --count, bound *= factor)
        bounds.push_back(bound);
    return bounds;
}

} // namespace orrery::api
