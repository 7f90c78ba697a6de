// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/fieldset.h"
#include "controlplane/apiserver/chain/admission.h"
#include "controlplane/apiserver/resources/registry.h"
#include "controlplane/apiserver/resources/watch.h"

namespace orrery::chain {
struct ServedKinds;
}

namespace orrery::resources {

/// How writes ask to be treated (CreateOptions, UpdateOptions, PatchOptions).
struct WriteOptions
{
    enum class FieldValidation { Ignore, Warn, Strict };
    FieldValidation fieldValidation = FieldValidation::Warn;
    bool dryRun = false;
};

/// metav1.DeleteOptions.
struct DeleteOptions
{
    std::optional<qint64> gracePeriodSeconds;
    QByteArray propagationPolicy; ///< Background, Foreground, Orphan, or empty
    QByteArray uid, resourceVersion; ///< preconditions
    bool dryRun = false;
};

/// Serves any Resource: create, get, list, watch, update, patch, delete, deletecollection and subresources, as
/// kubernetes.io's API concepts describe them. What differs between kinds is in their Resource. Does not: authenticate
/// or authorize (ApiServer has), know any kind. Thread: the api thread. Lifetime: ApiServer's.
class Generic final
{
public:
    Generic(const Registry &registry, const Context &context);
    ~Generic();

    /// Answers a request for a resource, now or later.
    void serve(const api::ExchangePtr &exchange, const chain::RequestInfo &info, const Resource &resource);

    const Context &context() const { return m_context; }
    const Registry &registry() const { return m_registry; }
    Watches &watches() { return m_watches; }
    void setTokenSigner(std::function<api::Result<QByteArray>(const api::Object &, const api::Value &)> sign)
    {
        m_context.signToken = std::move(sign);
    }

    /// What webhooks need to know of them.
    chain::ServedKinds servedKinds() const;

    /// The deletion itself: finalizers, grace, removal; done once, with the object and whether it is gone. For
    /// handlers, too.
    using Deleted = std::function<void(api::Result<api::Object> object, bool gone)>;
    void removeObject(const Resource &resource, const store::Entry &entry, const DeleteOptions &options,
                      const api::Cause &cause, const Deleted &done);
    /// Removes objects of kinds with a time to live that are past it.
    void expire();

private:
    struct Write;
    struct Way;
    using WritePtr = std::shared_ptr<Write>;
    static const Way creation, question, posting, change, deletion, connection;
    void get(const api::ExchangePtr &exchange, const chain::RequestInfo &info, const Resource &resource,
             const Subresource *subresource);
    void list(const api::ExchangePtr &exchange, const chain::RequestInfo &info, const Resource &resource);
    void commit(const WritePtr &write);
    bool isAbandoned(const Write &write) const;
    bool isCurrent(const Write &write) const;
    bool isFree(const Write &write) const;
    void again(const Write &write);
    void refuse(const Write &write, api::Error error) const;
    api::Result<> nothing(Write &) { return {}; }
    // create.cpp
    api::Result<> beginCreate(Write &write);
    api::Result<> beginNew(Write &write, api::Value document);
    api::Value creators(const Write &write, const api::Value &document);
    api::Result<> completeCreate(Write &write);
    api::Result<> putCreate(const WritePtr &write);
    api::Result<> beginQuestion(Write &write);
    api::Result<> putAnswer(const WritePtr &write);
    void postBelow(const Write &write);
    api::Result<> beginPost(Write &write);
    api::Result<> completePost(Write &write);
    api::Result<> putPost(const WritePtr &write);
    // update.cpp, apply.cpp
    api::Result<> beginChange(Write &write);
    api::Result<> completeChange(Write &write);
    api::Result<> putChange(const WritePtr &write);
    api::Result<api::Value> replaced(Write &write) const;
    api::Result<api::Value> patched(Write &write) const;
    api::Result<api::Value> applied(Write &write) const;
    api::Result<api::Value> readConfiguration(Write &write, const api::Schema::Type *type, const QByteArray &apiVersion, const QByteArray &kind) const;
    api::Result<api::Value> withBody(const Write &write, const api::Value &body) const;
    // remove.cpp
    api::Result<> beginDelete(Write &write);
    api::Result<> putDelete(const WritePtr &write);
    void removeCollection(const WritePtr &write);
    // connect.cpp
    api::Result<> beginConnect(Write &write);
    api::Result<> putConnect(const WritePtr &write);

    void respond(const Write &write, const api::Object &object, int status) const;
    void respond(const Write &write, api::Response response) const;
    void written(const Resource &resource, const api::Object &old, const store::Entry &now, bool removed);
    api::Result<api::Value> decodeBody(Write &write, const api::Schema::Type *type, QByteArrayView apiVersion,
                                       QByteArrayView kind) const;
    api::Result<api::Value> decode(Write &write, const api::Schema::Type *type, const api::Value &document,
                                   const QList<QByteArray> &duplicates, QByteArrayView apiVersion,
                                   QByteArrayView kind) const;
    void scheduleExpiry();

    const Registry &m_registry;
    Context m_context;
    Watches m_watches;
    QHash<std::pair<quint64, QByteArray>, api::FieldSet> m_createdFields; ///< the last set of each creator: most are alike and share it
    struct Expiry
    {
        qint64 time;
        std::shared_ptr<const Resource> resource;
        QByteArray key;
        qint64 revision;
    };
    std::deque<Expiry> m_expiries; ///< in order of time
    QTimer m_expiryTimer;
};

/// The parsed body as a document, whatever its media type. duplicates: see api::parseJson.
/// Errors: BadRequest, RequestEntityTooLarge, UnsupportedMediaType.
api::Result<api::Value> readBody(const api::Request &request, QList<QByteArray> *duplicates);
/// Errors: BadRequest, Invalid.
api::Result<DeleteOptions> readDeleteOptions(const api::Request &request);

} // namespace orrery::resources
