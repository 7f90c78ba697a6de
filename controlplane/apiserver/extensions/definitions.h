// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/clock.h"
#include "controlplane/api/exchange.h"
#include "controlplane/apiserver/resources/generic.h"

namespace orrery::extensions {

/// Makes CustomResourceDefinitions come true: looks whether their names are free, says so in their status, serves their
/// kinds, and when one is deleted, deletes its instances before it lets it go. Level-triggered: what it does follows
/// from what the store holds. Does not: validate definitions (definition.h) or ask conversion webhooks.
/// Thread: the api thread. Lifetime: ApiServer's; what it was given outlives it.
class Definitions final
{
public:
    using Answered = std::function<void(const api::Response &response)>;
    /// ask: sends a request as the server itself.
    using Ask = std::function<void(api::Request request, Answered answered)>;
    Definitions(store::Store &store, const api::Clock &clock, resources::Registry &registry,
                resources::Generic &generic, Ask ask);
    ~Definitions();

    /// Serves at once what was established before, then follows the store.
    void start();

private:
    struct Known
    {
        api::Object object;
        api::Cause cause; ///< of what changed it last
        api::Value served; ///< what the served kinds were made of
        QList<api::Gvr> kinds;
        std::unique_ptr<store::Store::WatchHandle> instances; ///< while it is being deleted
        bool writing = false; ///< a write of ours has no answer yet...
        api::Value claimed; ///< ...that accepts these names
    };

    void receive(const QList<store::Change> &changes);
    void look(const QByteArray &name);
    void lookAll(const QByteArray &group);
    bool isBuiltIn(const api::Object &definition) const;
    void serve(Known &known);
    void withdraw(Known &known);
    void cleanUp(const QByteArray &name, Known &known);
    void deleteInstances(const Known &known);
    api::Value statusOf(const Known &known) const;
    void write(const QByteArray &name, Known &known, const api::Object &changed, const char *subresource);

    store::Store &m_store;
    const api::Clock &m_clock;
    resources::Registry &m_registry;
    resources::Generic &m_generic;
    const Ask m_ask;
    std::map<QByteArray, Known> m_known;
    std::unique_ptr<store::Store::WatchHandle> m_watch;
    const std::shared_ptr<char> m_alive = std::make_shared<char>();
};

/// The names of a definition that nothing else in its group has, and why the others are refused; see
/// definitionnames.cpp.
struct AcceptedNames
{
    api::Value names;
    QByteArray reason, message; ///< of the last refusal; empty: all are accepted
};
/// others: the names that other definitions of the group have.
AcceptedNames acceptNames(const api::Value &definition, const QList<api::Value> &others,
                          const resources::Registry &registry);

} // namespace orrery::extensions
