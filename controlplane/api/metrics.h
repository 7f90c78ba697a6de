// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QByteArray>
#include <QList>

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace orrery::api {

/// A number that only grows. Thread: any.
class Counter final
{
public:
    void add(qint64 count = 1) { m_value.fetch_add(count, std::memory_order_relaxed); }
    qint64 value() const { return m_value.load(std::memory_order_relaxed); }

private:
    std::atomic<qint64> m_value{0};
};

/// A number that goes up and down. Thread: any.
class Gauge final
{
public:
    void add(qint64 count = 1) { m_value.fetch_add(count, std::memory_order_relaxed); }
    void set(qint64 value) { m_value.store(value, std::memory_order_relaxed); }
    qint64 value() const { return m_value.load(std::memory_order_relaxed); }

private:
    std::atomic<qint64> m_value{0};
};

/// How values are spread over buckets, whose upper bounds are given in ascending order. Thread: any.
class Histogram final
{
public:
    explicit Histogram(const std::vector<double> &bounds)
        : m_bounds(bounds)
        , m_counts(bounds.size() + 1)
    {
    }
    void observe(double value);

private:
    friend class Metrics;
    const std::vector<double> &m_bounds; ///< its family's
    std::vector<std::atomic<qint64>> m_counts; ///< one more: above all bounds
    std::atomic<double> m_sum{0};
};

/// What GET /metrics shows, in Prometheus' text format 0.0.4. Families are made where they are counted, under
/// Kubernetes' names where it has them; who counts keeps the reference to the child that it counts with. The number of
/// children of a family is bounded: label values beyond that count as "other". Does not: forget children.
/// Thread: any. Lifetime: outlives all who count.
class Metrics final
{
public:
    using Labels = QList<QByteArray>;
    static constexpr size_t maxChildren = 2000;

    template <class T> class Family final
    {
    public:
        /// The child with those label values, in the order of the family's labels.
        T &with(const Labels &values);

    private:
        friend class Metrics;
        QByteArray help;
        Labels labels;
        std::vector<double> bounds;
        mutable std::mutex mutex;
        std::map<Labels, std::unique_ptr<T>> children;
    };

    /// A page of samples being written; for values that are looked up when somebody asks (see collect).
    class Page final
    {
    public:
        void begin(const QByteArray &name, const char *type, const QByteArray &help);
        void sample(const Labels &labels, const Labels &values, double value);
        void sample(double value) { sample({}, {}, value); }
        QByteArray text;

    private:
        friend class Metrics;
        void line(const QByteArray &name, const Labels &labels, const Labels &values, const QByteArray &number);
        QByteArray m_name;
    };

    /// The family of that name; made on first use.
    Family<Counter> &counter(const QByteArray &name, const QByteArray &help, const Labels &labels = {});
    Family<Gauge> &gauge(const QByteArray &name, const QByteArray &help, const Labels &labels = {});
    Family<Histogram> &histogram(const QByteArray &name, const QByteArray &help, const std::vector<double> &bounds,
                                 const Labels &labels = {});
    /// Called for each page, on the thread that asks for it.
    void collect(std::function<void(Page &page)> collector);

    QByteArray text() const;

    static std::vector<double> exponential(double first, double factor, int count);

private:
    template <class T> using Families = std::map<QByteArray, std::unique_ptr<Family<T>>>;
    template <class T>
    Family<T> &family(Families<T> &families, const QByteArray &name, const QByteArray &help, const Labels &labels,
                      const std::vector<double> &bounds);

    mutable std::mutex m_mutex;
    Families<Counter> m_counters;
    Families<Gauge> m_gauges;
    Families<Histogram> m_histograms;
    std::vector<std::function<void(Page &)>> m_collectors;
};

} // namespace orrery::api
