// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/names.h"
#include "controlplane/api/objecteditor.h"
#include "controlplane/apiserver/chain/node.h"
#include "controlplane/apiserver/chain/plugins.h"

namespace orrery::chain {

using namespace api;

namespace {

const QByteArray tokenVolume = "kube-api-access-";
constexpr const char *tokenPath = "/var/run/secrets/kubernetes.io/serviceaccount";
/// An hour and seven seconds: a lifetime that nobody asks for by hand, so that tokens of this volume can be told.
constexpr int tokenSeconds = 3607;

bool isMirror(const Value &pod)
{
    return pod["metadata"]["annotations"].contains("kubernetes.io/config.mirror");
}

/// The token, the cluster's CA and the namespace, as programs in pods look for them.
Value tokenVolumeNamed(const QByteArray &name)
{
    const Value token = Value::object(
        {{"serviceAccountToken", Value::object({{"expirationSeconds", Value(tokenSeconds)}, {"path", "token"}})}});
    const Value ca = Value::object(
        {{"configMap",
          Value::object({{"name", "kube-root-ca.crt"},
                         {"items", Value::array({Value::object({{"key", "ca.crt"}, {"path", "ca.crt"}})})}})}});
    const Value field = Value::object({{"apiVersion", "v1"}, {"fieldPath", "metadata.namespace"}});
    const Value ns = Value::object(
        {{"downwardAPI",
          Value::object({{"items", Value::array({Value::object({{"path", "namespace"}, {"fieldRef", field}})})}})}});
    return Value::object(
        {{"name", name},
         {"projected", Value::object({{"sources", Value::array({token, ca, ns})}, {"defaultMode", Value(0644)}})}});
}

Value withTokenMounted(Value spec)
{
    QByteArray name;
    for (const Value &volume : spec["volumes"].items()) {
        if (volume["name"].text().startsWith(tokenVolume)) {
            name = volume["name"].bytes();
            break;
        }
    }
    const bool present = !name.isEmpty();
    if (!present)
        name = tokenVolume + nameSuffix();
    const Value mount = Value::object({{"name", name}, {"readOnly", Value(true)}, {"mountPath", tokenPath}});
    bool needed = false;
    for (const char *list : {"initContainers", "containers"}) {
        const Value containers = spec[list];
        const Value out = mapped(containers, [&needed, &mount](Value &container) {
            const Value mounts = container["volumeMounts"];
            const auto items = mounts.items();
            // Whoever mounts something there wants that, not the token.
            if (std::any_of(items.begin(), items.end(),
                            [](const Value &one) { return one["mountPath"].text() == tokenPath; }))
                return;
            needed = true;
            container
                = container.with("volumeMounts", mounts.isArray() ? mounts.withAppended(mount) : Value::array({mount}));
        });
        if (!out.identical(containers))
            spec = spec.with(list, out);
    }
    if (needed && !present) {
        const Value &volumes = spec["volumes"];
        const Value volume = tokenVolumeNamed(name);
        spec = spec.with("volumes", volumes.isArray() ? volumes.withAppended(volume) : Value::array({volume}));
    }
    return spec;
}

Result<Object> accountOf(const store::Store &store, const Attributes &attributes, const QByteArray &name)
{
    const auto account = store.getNewest("/registry/serviceaccounts/" + attributes.info.ns + '/' + name);
    if (account)
        return account->object;
    return forbidden(attributes,
                     "error looking up service account " + attributes.info.ns + '/' + name + ": serviceaccount \""
                         + name + "\" not found");
}

/// The Secrets that a pod of such an account may name, where the account says that only its own are mountable.
Result<> limitSecrets(const Object &account, const Attributes &attributes)
{
    if (account.annotation("kubernetes.io/enforce-mountable-secrets") != "true")
        return {};
    const auto has = [&account](const char *list, const QByteArray &name) {
        const auto items = account[list].items();
        return std::any_of(items.begin(), items.end(),
                           [&name](const Value &one) { return one["name"].text() == name; });
    };
    const Value &spec = attributes.document["spec"];
    const auto refuse = [&](const QByteArray &what) {
        return forbidden(attributes, what + " is not referenced by service account " + account.name());
    };
    const auto mountable = [&](const Value &name) { return name.text().isEmpty() || has("secrets", name.bytes()); };
    for (const Value &volume : spec["volumes"].items()) {
        if (!mountable(volume["secret"]["secretName"]))
            return refuse("volume with secret.secretName=" + quoted(volume["secret"]["secretName"].text()));
    }
    for (const char *list : {"initContainers", "containers", "ephemeralContainers"}) {
        for (const Value &container : spec[list].items()) {
            for (const Value &env : container["env"].items()) {
                const Value &name = env["valueFrom"]["secretKeyRef"]["name"];
                if (!mountable(name))
                    return refuse("container " + container["name"].bytes() + " with envVar " + env["name"].bytes()
                                  + " referencing secret.secretName=" + quoted(name.text()));
            }
            for (const Value &from : container["envFrom"].items()) {
                if (!mountable(from["secretRef"]["name"]))
                    return refuse("container " + container["name"].bytes()
                                  + " with envFrom referencing secret.secretName="
                                  + quoted(from["secretRef"]["name"].text()));
            }
        }
    }
    for (const Value &pull : spec["imagePullSecrets"].items()) {
        if (!has("imagePullSecrets", pull["name"].bytes()))
            return refuse("imagePullSecret=" + quoted(pull["name"].text()));
    }
    return {};
}

} // namespace

Result<> serviceAccountAdmit(const store::Store &store, Attributes &attributes)
{
    if (!isCreate(attributes, "pods") || isMirror(attributes.document))
        return {};
    Value spec = attributes.document["spec"];
    QByteArray name = spec["serviceAccountName"].bytes();
    if (name.isEmpty())
        name = "default";
    spec = spec.with("serviceAccountName", name).with("serviceAccount", name);
    const auto found = accountOf(store, attributes, name);
    // Every namespace gets that one, if it is new, in a moment.
    attributes.early = !found && name == "default";
    ORRERY_TRY(account, found);
    const Value &own = spec["automountServiceAccountToken"];
    if (own.isNull() ? account["automountServiceAccountToken"].boolean(true) : own.boolean())
        spec = withTokenMounted(spec);
    if (spec["imagePullSecrets"].isEmpty() && !account["imagePullSecrets"].isEmpty())
        spec = spec.with("imagePullSecrets", account["imagePullSecrets"]);
    attributes.document = attributes.document.with("spec", spec);
    return {};
}

Result<> serviceAccountValidate(const store::Store &store, const Attributes &attributes)
{
    const RequestInfo &info = attributes.info;
    const bool adds = info.subresource == "ephemeralcontainers" && attributes.operation == Attributes::Operation::Update
        && info.gvr.groupResource() == "pods";
    if (!adds && !isCreate(attributes, "pods"))
        return {};
    const Value &pod = attributes.document;
    const Value &spec = pod["spec"];
    const QByteArray name = spec["serviceAccountName"].bytes();
    if (isMirror(pod)) {
        // A node makes these itself: they must not open anything to it.
        if (!name.isEmpty())
            return forbidden(attributes, "a mirror pod may not reference service accounts");
        for (const Reference &reference : references(Object(pod))) {
            if (reference.resource == "secrets")
                return forbidden(attributes, "a mirror pod may not reference secrets");
        }
        for (const Value &volume : spec["volumes"].items()) {
            for (const Value &source : volume["projected"]["sources"].items()) {
                if (!source["serviceAccountToken"].isNull())
                    return forbidden(attributes, "a mirror pod may not use ServiceAccountToken volume projections");
            }
        }
        return {};
    }
    if (name.isEmpty())
        return forbidden(attributes, "no service account specified for pod " + info.ns + '/' + attributes.name);
    ORRERY_TRY(account, accountOf(store, attributes, name));
    return limitSecrets(account, attributes);
}

} // namespace orrery::chain
