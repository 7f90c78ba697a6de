// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/clock.h"
#include "controlplane/api/exchange.h"
#include "controlplane/api/schema.h"
#include "controlplane/apiserver/resources/fielderrors.h"
#include "controlplane/apiserver/resources/validation.h"
#include "controlplane/store/store.h"

#include <QFlags>

#include <functional>
#include <memory>

namespace orrery::chain {
class Admission;
class Authentication;
class Authorization;
} // namespace orrery::chain

namespace orrery::resources {

class ServiceAddresses;
class Generic;

enum class Verb {
    Create = 1,
    Delete = 2,
    DeleteCollection = 4,
    Get = 8,
    List = 16,
    Patch = 32,
    Update = 64,
    Watch = 128
};
Q_DECLARE_FLAGS(Verbs, Verb)
Q_DECLARE_OPERATORS_FOR_FLAGS(Verbs)
inline constexpr Verbs allVerbs = Verbs(0xff);
inline constexpr Verbs readWrite = Verbs(int(Verb::Get) | int(Verb::Patch) | int(Verb::Update));
QList<QByteArray> verbNames(Verbs verbs); ///< in the order discovery lists them

/// What the kinds' functions may use of the server. Thread: the api thread. Lifetime: ApiServer's.
struct Context
{
    store::Store &store;
    const api::Clock &clock;
    const chain::Admission &admission;
    const chain::Authentication &authentication;
    const chain::Authorization &authorization;
    ServiceAddresses &addresses;
    /// pods/log, exec, attach, portforward, proxies; machines/console.
    std::function<void(const api::ExchangePtr &exchange, const api::Object &object, QByteArrayView subresource)> connect;
    /// serviceaccounts/token: the signed token, or why not.
    std::function<api::Result<QByteArray>(const api::Object &serviceAccount, const api::Value &tokenRequest)> signToken;
};

/// A column of kubectl's table. priority 0 is always shown, 1 only with -o wide.
struct Column
{
    QByteArray name;
    QByteArray type = "string"; ///< string, integer, number, boolean, date
    int priority = 0;
    std::function<api::Value(const api::Object &object, qint64 now)> cell;
    QByteArray description;
    QByteArray format;
};

/// A part of an object with its own address. It is read through view and written through apply; what is neither (a
/// stream, a deletion) has handle.
struct Subresource
{
    QByteArray name; ///< "status"
    QByteArray apiVersion; ///< of what is sent and answered
    QByteArray kind;
    Verbs verbs;
    std::function<api::Value(const api::Object &parent)> view; ///< none: the object itself
    /// The object as the body changes it. now: microseconds.
    std::function<api::Result<api::Value>(const api::Value &parent, const api::Value &body, qint64 now)> apply;
    bool answersStatus = false; ///< a metav1.Status answers a successful create, not the object
    bool connects = false; ///< Context::connect serves it
    std::function<void(Generic &generic, const api::ExchangePtr &exchange, const api::Object &parent,
                       const api::Value &body)>
        handle;
    /// The rules of an update through here, instead of the kind's validateUpdate; "status" has none but these.
    std::function<void(FieldErrors &errors, const api::Value &document, const api::Value &old)> validateUpdate;
};

/// A kind, as the server sees it: data, and functions where data can't say it. Every function is pure but for Context,
/// and may be absent. To add a kind: one file that returns its Resource, one line in registry.cpp. Custom resources
/// are Resources made at run time (extensions/). One kind in several versions is one Resource for each, of which all
/// but one are storedAs that one (see anotherVersion()). All functions speak of documents of the Resource's own
/// version, but for those said to be about stored objects. Thread: the api thread. Lifetime: the Registry's, and as
/// long as a write or watch goes on that began with it.
struct Resource : std::enable_shared_from_this<Resource>
{
    api::Gvr gvr;
    QByteArray kind;
    QByteArray singular;
    QByteArray listKind; ///< empty: the kind and "List"
    bool namespaced = true;
    QList<QByteArray> shortNames, categories;
    Verbs verbs = allVerbs;
    const api::Schema::Type *type = nullptr; ///< filled in by the registry from apiVersion and kind
    QByteArray prefix; ///< "/registry/pods/", the storedAs's if there is one; filled in by the registry
    quint64 serial = 0; ///< of no other Resource ever; filled in by the registry
    std::optional<api::Gvr> storedAs; ///< the version that objects are kept in; none: this one
    std::function<api::Value(const api::Value &document)> fromStored, toStored; ///< none: as they are
    QByteArray deprecation; ///< a warning that comes with every answer
    bool custom = false; ///< of a CustomResourceDefinition
    api::Value openApi; ///< of a custom resource: its schema; null: what the table says of type
    /// How a document is read, if not by type and the schema's table: unknown members dropped and reported.
    std::function<api::Result<api::Value>(const api::Value &document, api::Schema::Report *report)> decode;
    NameRule nameRule = NameRule::Subdomain;
    bool hasGeneration = false; ///< metadata.generation counts changes of what is not status or metadata
    bool statusSubresource = false; ///< create and update ignore status...
    bool keepsStatusOnCreate = false; ///< ...but create does not (Node)
    bool createOnUpdate = false; ///< PUT makes what is not there
    bool unconditionalUpdate = true; ///< PUT without a resourceVersion is taken
    bool orphansByDefault = false; ///< DELETE without a propagation policy keeps what it owns (old kinds)
    bool returnsDeleted = false; ///< DELETE answers the object, not a Status
    qint64 ttlSeconds = 0; ///< objects vanish this long after their last write
    store::Store *storage = nullptr; ///< not the cluster's store: e.g. the ring of steps
    std::vector<Column> columns; ///< besides Name (first) and Age (last, unless ageColumn is false)
    int agePosition = -1; ///< index in columns that Age comes before; -1: after the last with priority 0
    bool nameColumn = true, ageColumn = true;
    QList<QByteArray> selectableFields; ///< besides metadata.name and metadata.namespace
    /// The value of a selectable field that is not at its path; null: it is.
    std::function<api::Value(const api::Object &object, QByteArrayView field)> selectable;
    /// POST creates a subresource of the object that the body names: {"pods", "binding"}. Nothing is stored.
    std::pair<QByteArray, QByteArray> createsAt;
    std::vector<Subresource> subresources;

    std::function<void(api::Value &document)>
        defaults; ///< on every document that comes in, after the schema's own defaults
    std::function<void(api::Value &document, const Context &context, const api::User &user)> prepareCreate;
    std::function<void(api::Value &document, const api::Object &old, const Context &context)> prepareUpdate;
    std::function<void(FieldErrors &errors, const api::Value &document)> validate;
    std::function<void(FieldErrors &errors, const api::Value &document)> validateCreate; ///< what an update may have
    std::function<void(FieldErrors &errors, const api::Value &document, const api::Value &old)> validateUpdate;
    /// Last before the store: what must be allocated (ClusterIPs). Never for dry runs' sake kept; see written.
    std::function<void(FieldErrors &errors, api::Value &document, const api::Value &old, const Context &context)>
        allocate;
    /// After every assigned write; old is null for a new object, now for a removed one. Both as stored.
    std::function<void(const api::Object &old, const api::Object &now, const Context &context)> written;
    /// Seconds a deletion waits for the object's owner (the kubelet) to finish; 0: removed at once. About stored
    /// objects, as isHeld and prepareDelete.
    std::function<qint64(const api::Object &object, std::optional<qint64> asked)> gracePeriod;
    /// What else, besides metadata.finalizers, keeps a deleted object (a Namespace's spec.finalizers), and what
    /// deletion changes in it.
    std::function<bool(const api::Value &document)> isHeld;
    std::function<void(api::Value &document)> prepareDelete;
    std::function<void(QList<QByteArray> &warnings, const api::Value &document)> warnings;
    /// For kinds that are questions (SelfSubjectAccessReview): the answer; nothing is stored.
    std::function<api::Result<api::Value>(const api::Value &question, const api::User &user, const Context &context)>
        answer;

    QByteArray storeKey(const api::Key &key) const
    {
        return namespaced ? prefix + key.ns + '/' + key.name : prefix + key.name;
    }
    const Subresource *subresource(QByteArrayView name) const;
    /// Between the store and this version; objects that need no change stay the same, with their bytes.
    api::Object served(const api::Object &stored) const;
    api::Object stored(const api::Value &document) const
    {
        return api::Object(toStored ? toStored(document) : document);
    }
    api::Value withDefaults(api::Value document) const; ///< the schema's, then defaults
    store::Store &store(const Context &context) const { return storage ? *storage : context.store; }
};

/// Status errors about one object, with Kubernetes' words and details.
api::Error notFound(const Resource &resource, QByteArrayView name);
api::Error alreadyExists(const Resource &resource, QByteArrayView name);
api::Error conflict(const Resource &resource, QByteArrayView name, const QByteArray &why = {});
api::Error methodNotAllowed(const Resource &resource, QByteArrayView verb);

/// status of the body into the parent: what the usual "status" subresource does.
Subresource statusSubresource(const QByteArray &apiVersion, const QByteArray &kind);
/// autoscaling/v1 Scale of spec.replicas, status.replicas and spec.selector.
Subresource scaleSubresource();

/// "5m12s", as kubectl shows ages; "<unknown>" for no time. Both in microseconds.
QByteArray age(const api::Value &timestamp, qint64 now);
QByteArray humanDuration(qint64 seconds);

} // namespace orrery::resources
