// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/chain/requestinfo.h"
#include "controlplane/store/store.h"

#include <functional>
#include <memory>
#include <vector>

namespace orrery::api {
class Metrics;
}

namespace orrery::chain {

class Authorization;
class QuotaLedger;
class AdmissionDurations;
class Webhooks;

/// One write on its way to the store.
struct Attributes
{
    enum class Operation { Create, Update, Delete, Connect };
    Operation operation = Operation::Create;
    const RequestInfo &info;
    const api::User &user;
    QByteArray name; ///< the object's, also where the path has none (create)
    api::Value document; ///< what will be stored; admission may change it
    api::Object old; ///< null for create
    bool dryRun = false;
    mutable QList<QByteArray> warnings; ///< for the client; validate has something to say, too
    mutable QMap<QByteArray, QByteArray> auditAnnotations; ///< for the audit log
    const api::Request *request = nullptr; ///< as it came
    api::Value options; ///< of a deletion: DeleteOptions
    mutable bool waited = false; ///< webhooks were asked: what was read before may have changed
    bool early = false; ///< refused for the lack of something that a controller is about to make: worth another try
};

/// One admission plugin. admit may change the document, validate only refuses; each may be empty. reserve has the last
/// word on a create or update, in the turn of the store's put, when nothing but a broken disk can stop the write any
/// more: there is counted what must not be overrun (a dry run's is only looked at).
struct Plugin
{
    const char *name;
    std::function<api::Result<>(Attributes &attributes)> admit;
    std::function<api::Result<>(const Attributes &attributes)> validate;
    std::function<api::Result<>(const Attributes &attributes)> reserve = {};
};

/// What the cluster's rules say about a write that the user may make: an ordered list of plugins, all of which must
/// agree. First all admit and then the mutating webhooks; after the kind's own validation, all validate and then the
/// validating webhooks; right before the store, all reserve. The list is in admission.cpp. Thread: the api thread.
/// Lifetime: owner's; store and authorization outlive it.
class Admission final
{
public:
    Admission(store::Store &store, const Authorization &authorization);
    ~Admission();

    using Next = std::function<void(api::Result<> agreed)>;
    /// Each calls next once: in this turn, unless a webhook is asked. attributes stay where they are until then.
    template <class Call> void admit(Attributes &attributes, Call next) const
    {
        const api::Result<> admitted = admit(attributes);
        if (admitted && asksMutating(attributes))
            askMutating(attributes, std::move(next));
        else
            next(admitted);
    }
    template <class Call> void validate(const Attributes &attributes, Call next) const
    {
        const api::Result<> valid = validate(attributes);
        if (valid && asksValidating(attributes))
            askValidating(attributes, std::move(next));
        else
            next(valid);
    }
    api::Result<> reserve(const Attributes &attributes) const;
    /// After every assigned write, for what is counted; a null old is new, a null now is removed. Both as stored.
    void written(const api::Gvr &gvr, const api::Object &old, const api::Object &now, qint64 revision) const;
    Webhooks &webhooks() { return *m_webhooks; }
    /// Counts from now on, under Kubernetes' names. The metrics outlive it.
    void count(api::Metrics &metrics);

private:
    api::Result<> admit(Attributes &attributes) const;
    api::Result<> validate(const Attributes &attributes) const;
    bool asksMutating(const Attributes &attributes) const;
    bool asksValidating(const Attributes &attributes) const;
    void askMutating(Attributes &attributes, Next next) const;
    void askValidating(const Attributes &attributes, Next next) const;

    std::unique_ptr<Webhooks> m_webhooks;
    std::unique_ptr<QuotaLedger> m_quotas;
    std::vector<Plugin> m_plugins;
    std::unique_ptr<AdmissionDurations> m_durations; ///< null: nobody counts
};

/// `pods "web" is forbidden: <why>`
api::Error forbidden(const Attributes &attributes, const QByteArray &why);

} // namespace orrery::chain
