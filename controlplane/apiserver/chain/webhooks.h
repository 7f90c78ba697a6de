// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/metrics.h"
#include "controlplane/apiserver/chain/webhook.h"
#include "controlplane/apiserver/chain/webhookcall.h"

#include <deque>
#include <map>

namespace orrery::chain {

/// What webhooks need to know of the kinds that are served. Each may be empty.
struct ServedKinds
{
    /// The other versions (and groups) that the same objects are served in.
    std::function<QList<api::Gvr>(const api::Gvr &)> equivalents;
    std::function<api::Result<api::Value>(const api::Value &document, const api::Gvr &from, const api::Gvr &to)>
        convert;
    /// A document of that address as if it had just come in: known fields only, defaults filled in.
    std::function<api::Result<api::Value>(const api::Value &document, const RequestInfo &info)> decode;
};

/// The webhooks of all MutatingWebhookConfigurations and ValidatingWebhookConfigurations, in memory, and the way a
/// write takes through them: those that change it one after the other, by the name of their configuration; those that
/// only judge it all at once. Follows the store by watches; a configuration counts once it is visible. Does not:
/// evaluate matchConditions (a webhook that has them fails, as one whose expression does), speak HTTPS (the caller
/// does). Thread: the api thread. Lifetime: Admission's; the store outlives it. What is asked when it ends stays
/// unanswered.
class Webhooks final
{
public:
    explicit Webhooks(store::Store &store);
    ~Webhooks();
    void setCaller(WebhookCaller caller) { m_caller = std::move(caller); }
    void setMetrics(api::Metrics &metrics); ///< apiserver_admission_webhook_...
    void setServedKinds(ServedKinds kinds) { m_kinds = std::move(kinds); }
    void kindsChanged() { m_equivalents.clear(); }

    enum class Phase { Mutating, Validating };
    /// Whether a rule names the write: if not, it need not be asked at all.
    bool concern(Phase phase, const Attributes &attributes) const;

    using Next = std::function<void(api::Result<>)>;
    using Admit = std::function<api::Result<>(Attributes &)>;
    /// Lets the mutating webhooks change the document, then calls next, at once if none was asked after all. attributes
    /// stay where they are until then. readmit: the plugins, which look again at what a webhook has changed.
    void mutate(Attributes &attributes, Admit readmit, Next next);
    void validate(const Attributes &attributes, Next next);

private:
    using List = std::vector<std::shared_ptr<const Webhook>>;
    struct Following
    {
        std::map<QByteArray, QList<std::shared_ptr<const Webhook>>> configurations; ///< by name, which is their order
        std::shared_ptr<const List> all = std::make_shared<const List>();
        std::unique_ptr<store::Store::WatchHandle> watch;
    };
    class Mutation;
    class Validation;
    void follow(Phase phase, const char *resource);
    void take(Phase phase, const QByteArray &name, const api::Object &configuration);
    std::optional<api::Gvr> match(const Webhook &webhook, const Attributes &attributes) const;
    api::Result<std::optional<api::Gvr>> wanted(const Webhook &webhook, const Attributes &attributes) const;
    using Answered = std::function<void(api::Result<struct ReviewAnswer>)>;
    void ask(const std::shared_ptr<const Webhook> &webhook, const api::Gvr &gvr, const Attributes &attributes,
             Phase phase, Answered answered);
    void count(const Webhook &webhook, Phase phase, const Attributes &attributes, qint64 nanoseconds,
               const api::Result<struct ReviewAnswer> &answer) const;
    using Called = std::function<void(api::Result<api::Value> answer)>;
    void call(const QByteArray &webhook, const WebhookCall &call, const Called &done);
    void drain(const QByteArray &webhook);
    Following &following(Phase phase) { return m_following[int(phase)]; }

    store::Store &m_store;
    WebhookCaller m_caller;
    ServedKinds m_kinds;
    mutable QHash<api::Gvr, QList<api::Gvr>> m_equivalents; ///< as far as asked for
    struct Counters;
    std::unique_ptr<const Counters> m_counters;
    Following m_following[2];
    struct Waiting
    {
        WebhookCall call;
        Called done;
    };
    struct Line
    {
        std::deque<Waiting> queue;
        int running = 0;
        bool draining = false;
    };
    std::map<QByteArray, Line> m_lines; ///< of each webhook that is being asked
    const std::shared_ptr<char> m_alive = std::make_shared<char>();
};

} // namespace orrery::chain
