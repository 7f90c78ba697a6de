// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/chain/webhooks.h"

#include "controlplane/api/patch.h"
#include "controlplane/apiserver/chain/admissionreview.h"
#include "controlplane/apiserver/chain/rules.h"
#include "controlplane/pki/pki.h"

#include <QElapsedTimer>
#include <QLoggingCategory>
#include <QSet>

namespace orrery::chain {

using namespace api;

namespace {

Q_LOGGING_CATEGORY(lc, "orrery.chain")

constexpr int atOnce = 64; ///< calls of one webhook
constexpr size_t waiting = 10'000;
constexpr qsizetype warningBytes = 4096; ///< of all webhooks together

Error internal(const QByteArray &why)
{
    return error(Reason::InternalError, "Internal error occurred: " + why);
}

void note(const Attributes &attributes, const ReviewAnswer &answer)
{
    qsizetype bytes = 0;
    for (const QByteArray &warning : std::as_const(attributes.warnings))
        bytes += warning.size();
    for (const QByteArray &warning : answer.warnings) {
        bytes += warning.size();
        if (bytes <= warningBytes)
            attributes.warnings.append(warning);
    }
    attributes.auditAnnotations.insert(answer.auditAnnotations);
}

} // namespace

struct Webhooks::Counters
{
    explicit Counters(Metrics &metrics)
        : duration(
            metrics.histogram("apiserver_admission_webhook_admission_duration_seconds",
                              "Admission webhook latency histogram in seconds, identified by name and broken out "
                              "for each operation and type (validating or admit).",
                              {0.005, 0.025, 0.1, 0.5, 1, 2.5, 10, 25}, {"name", "type", "operation", "rejected"}))
        , requests(metrics.counter("apiserver_admission_webhook_request_total",
                                   "Admission webhook request total, identified by name.",
                                   {"name", "type", "operation", "code", "rejected"}))
        , rejections(metrics.counter("apiserver_admission_webhook_rejection_count",
                                     "Admission webhook rejection count, identified by name.",
                                     {"name", "type", "operation", "error_type", "rejection_code"}))
        , failOpen(metrics.counter("apiserver_admission_webhook_fail_open_count",
                                   "Admission webhook fail open count, identified by name.", {"name", "type"}))
    {
    }
    Metrics::Family<Histogram> &duration;
    Metrics::Family<Counter> &requests, &rejections, &failOpen;
};

Webhooks::Webhooks(store::Store &store)
    : m_store(store)
{
    follow(Phase::Mutating, "mutatingwebhookconfigurations");
    follow(Phase::Validating, "validatingwebhookconfigurations");
}

Webhooks::~Webhooks() = default;

void Webhooks::setMetrics(Metrics &metrics)
{
    m_counters = std::make_unique<const Counters>(metrics);
}

void Webhooks::follow(Phase phase, const char *resource)
{
    store::ListRange range;
    range.prefix = "/registry/" + QByteArray(resource) + ".admissionregistration.k8s.io/";
    const auto listing = m_store.list(range);
    if (!listing) {
        qCCritical(lc).noquote() << "no webhooks"
                                 << "resource=" << resource << "error=" << listing.error().message;
        return;
    }
    for (const store::Entry &entry : listing->entries)
        take(phase, entry.object.name(), entry.object);
    auto watch = m_store.watch(range.prefix, listing->revision, [this, phase](const QList<store::Change> &changes) {
        for (const store::Change &change : changes) {
            const bool gone = change.type == store::Change::Type::Deleted;
            take(phase, change.entry.object.name(), gone ? Object() : change.entry.object);
        }
    });
    if (watch)
        following(phase).watch = std::move(*watch);
    else
        qCCritical(lc).noquote() << "no webhooks"
                                 << "resource=" << resource << "error=" << watch.error().message;
}

void Webhooks::take(Phase phase, const QByteArray &name, const Object &configuration)
{
    Following &following = this->following(phase);
    QList<std::shared_ptr<const Webhook>> webhooks;
    if (configuration) {
        for (const Value &webhook : configuration["webhooks"].items())
            webhooks.append(std::make_shared<const Webhook>(webhook, name));
    }
    following.configurations.insert_or_assign(name, webhooks);
    if (!configuration)
        following.configurations.erase(name);
    auto all = std::make_shared<List>();
    for (const auto &[_, webhooks] : following.configurations)
        all->insert(all->end(), webhooks.begin(), webhooks.end());
    following.all = std::move(all);
}

/// The resource that the webhook's rules name: the write's own, or an equivalent one.
std::optional<Gvr> Webhooks::match(const Webhook &webhook, const Attributes &attributes) const
{
    const Gvr &own = attributes.info.gvr;
    if (webhook.names(attributes, own))
        return own;
    if (!webhook.equivalent || !m_kinds.equivalents)
        return std::nullopt;
    auto others = m_equivalents.constFind(own);
    if (others == m_equivalents.constEnd())
        others = m_equivalents.insert(own, m_kinds.equivalents(own));
    for (const Gvr &other : *others) {
        if (webhook.names(attributes, other))
            return other;
    }
    return std::nullopt;
}

bool Webhooks::concern(Phase phase, const Attributes &attributes) const
{
    const List &all = *m_following[int(phase)].all;
    return !all.empty() && !isExemptFromWebhooks(attributes.info.gvr)
        && std::any_of(all.begin(), all.end(),
                       [&](const auto &webhook) { return match(*webhook, attributes).has_value(); });
}

/// As what the webhook is to be asked about the write; nothing: not at all.
Result<std::optional<Gvr>> Webhooks::wanted(const Webhook &webhook, const Attributes &attributes) const
{
    const std::optional<Gvr> gvr = match(webhook, attributes);
    Result<> problem;
    if (!gvr || !webhook.selects(attributes, m_store, &problem)) {
        if (!problem)
            return problem.error();
        return std::optional<Gvr>();
    }
    if (webhook.hasConditions) {
        if (webhook.failsOpen)
            return std::optional<Gvr>();
        Error refused = forbidden(attributes,
                                  "matchConditions of webhook " + quoted(webhook.name)
                                      + " cannot be evaluated: this server does not evaluate CEL expressions");
        return refused;
    }
    if (attributes.dryRun && webhook.hasSideEffects)
        return error(Reason::BadRequest, "admission webhook " + quoted(webhook.name) + " does not support dry run");
    return gvr;
}

void Webhooks::ask(const std::shared_ptr<const Webhook> &webhook, const Gvr &gvr, const Attributes &attributes,
                   Phase phase, Answered answered)
{
    attributes.waited = true;
    const auto inVersion = [&](const Value &document) -> Result<Value> {
        if (document.isNull() || gvr == attributes.info.gvr || !m_kinds.convert)
            return document;
        return m_kinds.convert(document, attributes.info.gvr, gvr);
    };
    const bool hasOld = attributes.operation == Attributes::Operation::Update
        || attributes.operation == Attributes::Operation::Delete;
    const auto document = inVersion(attributes.document);
    const auto old = inVersion(hasOld ? attributes.old.document() : Value());
    if (!document || !old) {
        answered(failedCalling(*webhook, document ? old.error().message : document.error().message));
        return;
    }
    if (!m_caller || webhook->reviewVersion.isEmpty()) {
        answered(
            failedCalling(*webhook, m_caller ? "no common AdmissionReview version" : "webhooks cannot be reached"));
        return;
    }
    QElapsedTimer timer;
    timer.start();
    answered
        = [this, webhook, phase, timer, &attributes, next = std::move(answered)](const Result<ReviewAnswer> &answer) {
              count(*webhook, phase, attributes, timer.nsecsElapsed(), answer);
              next(answer);
          };
    const QByteArray uid = pki::randomUuid();
    const Value review = admissionReview(*webhook, uid, attributes, {gvr, *document, *old});
    call(webhook->configuration + '/' + webhook->name, {webhook->client, toJson(review), webhook->timeoutSeconds},
         [webhook, uid, phase, answered = std::move(answered)](const Result<Value> &answer) {
             if (answer) {
                 answered(readReview(*webhook, uid, phase == Phase::Mutating, *answer));
                 return;
             }
             const Error failure = failedCalling(*webhook, "failed to call webhook: " + answer.error().message);
             qCInfo(lc).noquote() << "webhook failed"
                                  << "webhook=" << webhook->name << "configuration=" << webhook->configuration
                                  << "error=" << answer.error().message;
             answered(failure);
         });
}

void Webhooks::count(const Webhook &webhook, Phase phase, const Attributes &attributes, qint64 nanoseconds,
                     const Result<ReviewAnswer> &answer) const
{
    if (!m_counters)
        return;
    const QByteArray type = phase == Phase::Mutating ? "admit" : "validating";
    const QByteArray operation = operationName(attributes.operation);
    const bool rejected = answer ? !answer->allowed : !webhook.failsOpen;
    const QByteArray code = QByteArray::number(!answer ? 0 : answer->allowed ? 200 : answer->denial.httpStatus());
    const QByteArray isRejected = rejected ? "true" : "false";
    m_counters->duration.with({webhook.name, type, operation, isRejected}).observe(double(nanoseconds) / 1e9);
    m_counters->requests.with({webhook.name, type, operation, code, isRejected}).add();
    if (!answer && webhook.failsOpen)
        m_counters->failOpen.with({webhook.name, type}).add();
    if (rejected)
        m_counters->rejections
            .with({webhook.name, type, operation, answer ? "no_error" : "calling_webhook_error", code})
            .add();
}

/// Calls of one webhook that are too many wait for their turn: their time begins then.
void Webhooks::call(const QByteArray &webhook, const WebhookCall &call, const Called &done)
{
    std::deque<Waiting> &queue = m_lines[webhook].queue;
    if (queue.size() >= waiting)
        return done(error(Reason::TooManyRequests, "too many calls of this webhook are waiting"));
    queue.push_back({call, done});
    drain(webhook);
}

void Webhooks::drain(const QByteArray &webhook)
{
    Line &line = m_lines[webhook];
    if (std::exchange(line.draining, true))
        return; // from within an answer that came at once: the loop below goes on
    while (line.running < atOnce && !line.queue.empty()) {
        const Waiting next = std::move(line.queue.front());
        line.queue.pop_front();
        ++line.running;
        m_caller(next.call, [this, alive = std::weak_ptr(m_alive), webhook, done = next.done](const auto &answer) {
            if (alive.expired())
                return;
            --m_lines[webhook].running;
            done(answer);
            drain(webhook);
        });
    }
    line.draining = false;
    if (line.running == 0 && line.queue.empty())
        m_lines.erase(webhook);
}

/// The way of one write through the mutating webhooks. Shared by what waits for their answers.
class Webhooks::Mutation final : public std::enable_shared_from_this<Mutation>
{
public:
    Mutation(Webhooks &webhooks, Attributes &attributes, Admit readmit, Next next)
        : m_webhooks(webhooks)
        , m_attributes(attributes)
        , m_readmit(std::move(readmit))
        , m_next(std::move(next))
        , m_all(webhooks.m_following[int(Phase::Mutating)].all)
    {
    }

    /// Goes on to the next webhook that is to be asked, if any.
    void run()
    {
        for (;;) {
            if (m_at == m_all->size()) {
                if (m_again || !m_changed)
                    return m_next({});
                if (const Result<> admitted = lookAgain(); !admitted)
                    return m_next(admitted);
                continue;
            }
            const std::shared_ptr<const Webhook> webhook = (*m_all)[m_at++];
            if (m_again && !m_due.contains(webhook.get()))
                continue;
            const auto gvr = m_webhooks.wanted(*webhook, m_attributes);
            if (!gvr)
                return m_next(gvr.error());
            if (!*gvr)
                continue;
            m_due.remove(webhook.get());
            m_webhooks.ask(webhook, **gvr, m_attributes, Phase::Mutating,
                           [self = shared_from_this(), webhook, gvr = **gvr](const Result<ReviewAnswer> &answer) {
                               const Result<> taken = self->take(*webhook, gvr, answer);
                               if (taken)
                                   self->run();
                               else
                                   self->m_next(taken);
                           });
            return;
        }
    }

private:
    Result<> take(const Webhook &webhook, const Gvr &gvr, const Result<ReviewAnswer> &answer)
    {
        if (!answer)
            return webhook.failsOpen ? Result<>() : Result<>(answer.error());
        note(m_attributes, *answer);
        if (!answer->allowed)
            return answer->denial;
        if (!answer->patch.isNull()) {
            ORRERY_TRY(document, patched(webhook, gvr, answer->patch));
            if (!(document == m_attributes.document)) {
                m_attributes.document = document;
                m_changed = true;
                m_due.unite(m_asked); // who may want to see what has become of it
                m_asked.clear();
            }
        }
        if (webhook.reinvoked)
            m_asked.insert(&webhook);
        return {};
    }

    /// The document as the patch makes it, in the write's own version.
    Result<Value> patched(const Webhook &webhook, const Gvr &gvr, const Value &patch) const
    {
        const Value &document = m_attributes.document;
        const ServedKinds &kinds = m_webhooks.m_kinds;
        const Gvr &own = m_attributes.info.gvr;
        const bool other = gvr != own && kinds.convert;
        if (document.isNull())
            return internal("admission webhook " + quoted(webhook.name)
                            + " attempted to modify the object, which is not supported for this operation");
        Result<Value> result = other ? kinds.convert(document, own, gvr) : document;
        if (result)
            result = jsonPatch(*result, patch);
        if (result && other)
            result = kinds.convert(*result, gvr, own);
        if (result
            && (!((*result)["apiVersion"] == document["apiVersion"]) || !((*result)["kind"] == document["kind"])))
            return internal("admission webhook " + quoted(webhook.name) + " attempted to change apiVersion or kind");
        if (result && kinds.decode)
            result = kinds.decode(*result, m_attributes.info);
        return result ? result : internal(result.error().message);
    }

    /// Once, if a webhook has changed anything: the plugins see it, then the webhooks that want to.
    Result<> lookAgain()
    {
        const Value before = m_attributes.document;
        ORRERY_CHECK(m_readmit(m_attributes));
        if (!(before == m_attributes.document))
            m_due.unite(m_asked);
        m_again = true;
        m_at = 0;
        return {};
    }

    Webhooks &m_webhooks;
    Attributes &m_attributes;
    const Admit m_readmit;
    const Next m_next;
    const std::shared_ptr<const List> m_all;
    size_t m_at = 0;
    bool m_changed = false, m_again = false;
    QSet<const Webhook *> m_asked; ///< reinvocationPolicy IfNeeded, and nothing has changed since
    QSet<const Webhook *> m_due; ///< something has
};

void Webhooks::mutate(Attributes &attributes, Admit readmit, Next next)
{
    std::make_shared<Mutation>(*this, attributes, std::move(readmit), std::move(next))->run();
}

void Webhooks::validate(const Attributes &attributes, Next next)
{
    struct Asking
    {
        std::shared_ptr<const Webhook> webhook;
        Gvr gvr;
    };
    QList<Asking> asking;
    for (const auto &webhook : *following(Phase::Validating).all) {
        const auto gvr = wanted(*webhook, attributes);
        if (!gvr)
            return next(gvr.error());
        if (*gvr)
            asking.append({webhook, **gvr});
    }
    if (asking.isEmpty())
        return next({});
    // All are asked and all are waited for; of several refusals the first in order is told.
    struct Progress
    {
        qsizetype left;
        qsizetype refusedBy;
        Result<> result;
        Next next;
    };
    auto progress = std::make_shared<Progress>(Progress{asking.size(), asking.size(), {}, std::move(next)});
    for (qsizetype i = 0; i < asking.size(); ++i) {
        const auto webhook = asking.at(i).webhook;
        ask(webhook, asking.at(i).gvr, attributes, Phase::Validating,
            [progress, webhook, i, &attributes](const Result<ReviewAnswer> &answer) {
                Result<> result;
                if (answer) {
                    note(attributes, *answer);
                    if (!answer->allowed)
                        result = answer->denial;
                } else if (!webhook->failsOpen) {
                    result = answer.error();
                }
                if (!result && i < progress->refusedBy) {
                    progress->refusedBy = i;
                    progress->result = result;
                }
                if (--progress->left == 0)
                    progress->next(progress->result);
            });
    }
}

} // namespace orrery::chain
