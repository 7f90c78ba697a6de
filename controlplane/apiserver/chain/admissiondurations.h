// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/metrics.h"
#include "controlplane/apiserver/chain/admission.h"

#include <chrono>

namespace orrery::chain {

/// How long plugins took, and all of them together: apiserver_admission_*.
/// Thread: the api thread. Lifetime: Admission's; the metrics outlive it.
class AdmissionDurations final
{
public:
    AdmissionDurations(api::Metrics &metrics, const std::vector<Plugin> &plugins)
        : m_steps(metrics.histogram("apiserver_admission_step_admission_duration_seconds",
                                    "Admission sub-step latency histogram in seconds, broken out for each operation "
                                    "and API resource and step type (validate or admit).",
                                    bounds(), {"type", "operation", "rejected"}))
        , m_controllers(
              metrics.histogram("apiserver_admission_controller_admission_duration_seconds",
                                "Admission controller latency histogram in seconds, identified by name and broken out "
                                "for each operation and API resource and type (validate or admit).",
                                bounds(), {"name", "type", "operation", "rejected"}))
    {
        for (const Plugin &plugin : plugins)
            m_known.push_back({plugin.name, {}});
        m_known.push_back({QByteArray(), {}}); // all of them
    }

    enum class Type { Admit, Validate };
    /// One step: what a plugin took is since the last one.
    class Step final
    {
    public:
        Step(AdmissionDurations *durations, Type type, Attributes::Operation operation)
            : m_durations(durations)
            , m_type(type)
            , m_operation(operation)
            , m_begin(durations ? now() : 0)
            , m_last(m_begin)
        {
        }
        /// rejected: the step ends here.
        void plugin(size_t index, bool rejected)
        {
            if (!m_durations)
                return;
            const qint64 time = now();
            m_durations->observe(index, m_type, m_operation, rejected, time - m_last);
            m_last = time;
            m_rejected = rejected;
        }
        ~Step()
        {
            if (m_durations)
                m_durations->observe(m_durations->m_known.size() - 1, m_type, m_operation, m_rejected,
                                     m_last - m_begin);
        }
        Step(const Step &) = delete;
        Step &operator=(const Step &) = delete;

    private:
        static qint64 now()
        {
            return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1);
        }
        AdmissionDurations *const m_durations;
        const Type m_type;
        const Attributes::Operation m_operation;
        const qint64 m_begin;
        qint64 m_last;
        bool m_rejected = false;
    };

private:
    struct Known
    {
        QByteArray name;
        api::Histogram *histograms[2][4][2] = {};
    };
    static const std::vector<double> &bounds()
    {
        static const std::vector<double> seconds{0.0001, 0.001, 0.005, 0.025, 0.1, 0.5, 1, 2.5};
        return seconds;
    }
    void observe(size_t index, Type type, Attributes::Operation operation, bool rejected, qint64 nanoseconds)
    {
        Known &known = m_known[index];
        api::Histogram *&histogram = known.histograms[int(type)][int(operation)][rejected ? 1 : 0];
        if (!histogram) {
            static const char *const operations[] = {"CREATE", "UPDATE", "DELETE", "CONNECT"};
            const api::Metrics::Labels labels{type == Type::Admit ? "admit" : "validate", operations[int(operation)],
                                              rejected ? "true" : "false"};
            histogram = known.name.isEmpty() ? &m_steps.with(labels)
                                             : &m_controllers.with(api::Metrics::Labels{known.name} + labels);
        }
        histogram->observe(double(nanoseconds) / 1e9);
    }

    api::Metrics::Family<api::Histogram> &m_steps, &m_controllers;
    std::vector<Known> m_known; ///< as the plugins, and one for the whole step
};

} // namespace orrery::chain
