// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/flowcontrol/flowcontrol.h"

#include <chrono>

namespace orrery::flowcontrol {

using api::Metrics;
using api::User;

namespace {

constexpr const char *schemas = "/registry/flowschemas.flowcontrol.apiserver.k8s.io/";
constexpr const char *levels = "/registry/prioritylevelconfigurations.flowcontrol.apiserver.k8s.io/";

qint64 steadyNow()
{
    return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1);
}

} // namespace

/// A schema with the level that it leads to.
struct FlowControl::Class
{
    Schema schema;
    std::shared_ptr<Level> level;
    FlowPtr flow;
    api::Counter *dispatched = nullptr, *full = nullptr, *timedOut = nullptr;
    api::Histogram *waited = nullptr;
};

FlowControl::FlowControl(store::Store &store, Metrics &metrics)
    : m_store(store)
    , m_metrics(metrics)
    , m_dispatcher(steadyNow, [this] {
        QMetaObject::invokeMethod(
            this, [this] { m_dispatcher.dispatch(); }, Qt::QueuedConnection);
    })
{
    follow(schemas);
    follow(levels);
    reload();
    const std::weak_ptr<char> alive = m_alive;
    metrics.collect([this, alive](Metrics::Page &page) {
        if (alive.expired())
            return;
        const auto show = [&](const char *name, const char *help, auto value) {
            page.begin(name, "gauge", help);
            for (const auto &level : m_dispatcher.levels())
                page.sample({"priority_level"}, {level->rules.name}, double(value(*level)));
        };
        show("apiserver_flowcontrol_nominal_limit_seats",
             "Nominal number of execution seats configured for each priority level.",
             [](const Level &level) { return level.rules.exempt ? 0 : level.seats; });
        show("apiserver_flowcontrol_current_executing_requests",
             "Number of requests between their start and their answer.",
             [](const Level &level) { return level.executing; });
        show("apiserver_flowcontrol_current_inqueue_requests", "Number of requests that wait for their turn.",
             [](const Level &level) { return level.waiting; });
    });
}

FlowControl::~FlowControl() = default;

void FlowControl::follow(const char *resource)
{
    auto watch = m_store.watch(resource, m_store.visibleRevision(), [this](const QList<store::Change> &) {
        if (!std::exchange(m_reloading, true)) // many come together at the first start
            QMetaObject::invokeMethod(this, &FlowControl::reload, Qt::QueuedConnection);
    });
    if (watch)
        m_watches.push_back(std::move(*watch));
}

void FlowControl::reload()
{
    m_reloading = false;
    const auto objects = [this](const char *prefix) {
        store::ListRange range;
        range.prefix = prefix;
        return m_store.list(range).valueOr({}).entries;
    };
    std::vector<LevelRules> levelRules;
    for (const store::Entry &entry : objects(levels))
        levelRules.push_back(LevelRules::fromObject(entry.object));
    std::vector<Schema> all;
    for (const store::Entry &entry : objects(schemas))
        all.push_back(Schema::fromObject(entry.object));
    const auto complete = [](auto &list, const auto &mandatory) {
        for (const auto &one : mandatory) {
            if (std::none_of(list.begin(), list.end(), [&](const auto &other) { return other.name == one.name; }))
                list.push_back(one);
        }
    };
    complete(levelRules, mandatoryLevels());
    complete(all, mandatorySchemas());
    m_dispatcher.setLevels(levelRules);
    std::stable_sort(all.begin(), all.end(), [](const Schema &a, const Schema &b) {
        return std::tie(a.precedence, a.name) < std::tie(b.precedence, b.name);
    });

    auto &dispatched = m_metrics.counter("apiserver_flowcontrol_dispatched_requests_total",
                                         "Number of requests executed by API Priority and Fairness.",
                                         {"flow_schema", "priority_level"});
    auto &rejected = m_metrics.counter("apiserver_flowcontrol_rejected_requests_total",
                                       "Number of requests rejected by API Priority and Fairness.",
                                       {"flow_schema", "priority_level", "reason"});
    auto &waited = m_metrics.histogram(
        "apiserver_flowcontrol_request_wait_duration_seconds", "Length of time a request spent waiting in its queue.",
        {0, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30}, {"flow_schema", "priority_level", "execute"});
    m_classes.clear();
    for (Schema &schema : all) {
        auto level = m_dispatcher.level(schema.level);
        if (!level)
            continue; // dangling: as if it were not there
        auto made = std::make_shared<Class>();
        made->flow = std::make_shared<Flow>(Flow{schema.uid, level->rules.uid});
        const QByteArray reason = level->rules.queues ? "queue-full" : "concurrency-limit";
        made->dispatched = &dispatched.with({schema.name, schema.level});
        made->full = &rejected.with({schema.name, schema.level, reason});
        made->timedOut = &rejected.with({schema.name, schema.level, "time-out"});
        made->waited = &waited.with({schema.name, schema.level, "true"});
        made->level = std::move(level);
        made->schema = std::move(schema);
        m_classes.push_back(std::move(made));
    }
}

const std::shared_ptr<const FlowControl::Class> &FlowControl::classify(const User &user,
                                                                       const chain::RequestInfo &info) const
{
    for (const auto &one : m_classes) {
        if (one->schema.fits(user, info))
            return one;
    }
    return m_classes.back(); // catch-all, which a damaged object could have narrowed
}

void FlowControl::submit(const User &user, const chain::RequestInfo &info, Run run)
{
    const auto chosen = classify(user, info);
    if (chosen->level->rules.exempt) {
        chosen->dispatched->add();
        run(Outcome::Run, {}, chosen->flow);
        return;
    }
    const size_t flow = qHashMulti(0, chosen->schema.name, chosen->schema.flow(user, info));
    Waiting request;
    request.run = [chosen, run = std::move(run), since = steadyNow()](Outcome outcome, Seat seat) {
        switch (outcome) {
        case Outcome::Run:
            chosen->dispatched->add();
            chosen->waited->observe(double(steadyNow() - since) / 1e9);
            break;
        case Outcome::Rejected:
            chosen->full->add();
            break;
        case Outcome::TimedOut:
            chosen->timedOut->add();
            break;
        }
        run(outcome, std::move(seat), chosen->flow);
    };
    m_dispatcher.submit(chosen->level, flow, std::move(request));
}

} // namespace orrery::flowcontrol
