// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/chain/defaultpolicy.h"

#include <algorithm>

namespace orrery::chain {

using namespace api;

namespace {

constexpr auto rbac = "rbac.authorization.k8s.io";

// One line each:
//   role [NAMESPACE/]NAME [into AGGREGATE]...   a role; into: the cluster roles that gather it
//   gathers AGGREGATE                           it gathers those
//   allow GROUP RESOURCES VERBS [NAMES]         a rule; "core" is the group without a name; of several: a,b
//   paths PATHS VERBS                           a rule about what is no resource
//   bind [NAMESPACE/]NAME ROLE SUBJECT...       a binding; ROLE begins with '=' where it is of the namespace
// "read", "write" and "all" stand for get,list,watch, for all verbs that change, and for both.
constexpr auto policy = R"(
role cluster-admin
allow * * *
paths * *
role system:discovery
paths /api,/api/*,/apis,/apis/*,/healthz,/livez,/openapi,/openapi/*,/readyz,/version,/version/ get
role system:public-info-viewer
paths /healthz,/livez,/readyz,/version,/version/ get
role system:basic-user
allow authorization.k8s.io selfsubjectaccessreviews,selfsubjectrulesreviews create
allow authentication.k8s.io selfsubjectreviews create
role system:monitoring
paths /healthz,/healthz/*,/livez,/livez/*,/metrics,/metrics/slis,/readyz,/readyz/* get

role admin
gathers admin
role edit into admin
gathers edit
role view into edit
gathers view
role system:aggregate-to-admin into admin
allow authorization.k8s.io localsubjectaccessreviews create
allow rbac.authorization.k8s.io rolebindings,roles all
role system:aggregate-to-edit into edit
allow core pods/attach,pods/exec,pods/portforward,pods/proxy,secrets,services/proxy read
allow core serviceaccounts impersonate
allow core pods,pods/attach,pods/exec,pods/portforward,pods/proxy write
allow core pods/eviction create
allow core configmaps,events,persistentvolumeclaims,replicationcontrollers,replicationcontrollers/scale,secrets,serviceaccounts,services,services/proxy write
allow core serviceaccounts/token create
allow apps daemonsets,deployments,deployments/rollback,deployments/scale,replicasets,replicasets/scale,statefulsets,statefulsets/scale write
allow autoscaling horizontalpodautoscalers write
allow batch cronjobs,jobs write
allow policy poddisruptionbudgets write
allow networking.k8s.io ingresses,networkpolicies write
allow extensions daemonsets,deployments,deployments/rollback,deployments/scale,ingresses,networkpolicies,replicasets,replicasets/scale,replicationcontrollers/scale write
allow coordination.k8s.io leases all
allow resource.k8s.io resourceclaims,resourceclaimtemplates write
role system:aggregate-to-view into view
allow core configmaps,endpoints,persistentvolumeclaims,persistentvolumeclaims/status,pods,replicationcontrollers,replicationcontrollers/scale,serviceaccounts,services,services/status read
allow core bindings,events,limitranges,namespaces/status,pods/log,pods/status,replicationcontrollers/status,resourcequotas,resourcequotas/status read
allow core namespaces read
allow discovery.k8s.io endpointslices read
allow apps controllerrevisions,daemonsets,daemonsets/status,deployments,deployments/scale,deployments/status,replicasets,replicasets/scale,replicasets/status,statefulsets,statefulsets/scale,statefulsets/status read
allow autoscaling horizontalpodautoscalers,horizontalpodautoscalers/status read
allow batch cronjobs,cronjobs/status,jobs,jobs/status read
allow policy poddisruptionbudgets,poddisruptionbudgets/status read
allow networking.k8s.io ingresses,ingresses/status,networkpolicies read
allow extensions daemonsets,daemonsets/status,deployments,deployments/scale,deployments/status,ingresses,ingresses/status,networkpolicies,replicasets,replicasets/scale,replicasets/status,replicationcontrollers/scale read
allow resource.k8s.io resourceclaims,resourceclaims/status,resourceclaimtemplates read
role system:aggregated-metrics-reader into view
allow metrics.k8s.io pods,nodes read

role system:auth-delegator
allow authentication.k8s.io tokenreviews create
allow authorization.k8s.io subjectaccessreviews create
role system:service-account-issuer-discovery
paths /.well-known/openid-configuration,/.well-known/openid-configuration/,/openid/v1/jwks,/openid/v1/jwks/ get
role system:kubelet-api-admin
allow core nodes get,list,watch,proxy
allow core nodes/log,nodes/metrics,nodes/proxy,nodes/stats,nodes/configz,nodes/healthz,nodes/pods *
role system:node-bootstrapper
allow certificates.k8s.io certificatesigningrequests create,get,list,watch
role system:node-proxier
allow core services,endpoints list,watch
allow core nodes read
allow core,events.k8s.io events create,patch,update
allow discovery.k8s.io endpointslices list,watch
allow networking.k8s.io servicecidrs list,watch
role system:node-problem-detector
allow core nodes get
allow core nodes/status patch
allow core,events.k8s.io events create,patch,update
role system:kube-dns
allow core endpoints,services list,watch
role system:kube-aggregator
allow core services,endpoints read
role system:persistent-volume-provisioner
allow core persistentvolumes create,delete,get,list,watch
allow core persistentvolumeclaims get,list,update,watch
allow storage.k8s.io storageclasses read
allow core events watch,create,patch,update
role system:volume-scheduler
allow core persistentvolumes get,list,patch,update,watch
allow storage.k8s.io storageclasses read
allow core persistentvolumeclaims get,list,patch,update,watch
role system:certificates.k8s.io:certificatesigningrequests:nodeclient
allow certificates.k8s.io certificatesigningrequests/nodeclient create
role system:certificates.k8s.io:certificatesigningrequests:selfnodeclient
allow certificates.k8s.io certificatesigningrequests/selfnodeclient create
role system:certificates.k8s.io:kube-apiserver-client-approver
allow certificates.k8s.io signers approve kubernetes.io/kube-apiserver-client
role system:certificates.k8s.io:kube-apiserver-client-kubelet-approver
allow certificates.k8s.io signers approve kubernetes.io/kube-apiserver-client-kubelet
role system:certificates.k8s.io:kubelet-serving-approver
allow certificates.k8s.io signers approve kubernetes.io/kubelet-serving
role system:certificates.k8s.io:legacy-unknown-approver
allow certificates.k8s.io signers approve kubernetes.io/legacy-unknown

role system:node
allow authentication.k8s.io tokenreviews create
allow authorization.k8s.io subjectaccessreviews,localsubjectaccessreviews create
allow core services read
allow core nodes create,get,list,watch
allow core nodes/status patch,update
allow core nodes patch,update
allow core events create,patch,update
allow events.k8s.io events create,patch,update
allow core pods read
allow core pods create,delete
allow core pods/status patch,update
allow core pods/eviction create
allow core configmaps,secrets read
allow core persistentvolumeclaims,persistentvolumes get
allow core endpoints get
allow certificates.k8s.io certificatesigningrequests create,get,list,watch
allow coordination.k8s.io leases create,delete,get,patch,update
allow storage.k8s.io volumeattachments get
allow core serviceaccounts/token create
allow core serviceaccounts get
allow core persistentvolumeclaims/status get,patch,update
allow storage.k8s.io csidrivers read
allow storage.k8s.io csinodes create,delete,get,patch,update
allow node.k8s.io runtimeclasses read
allow resource.k8s.io resourceclaims get
allow resource.k8s.io resourceslices create,get,list,watch,update,patch,delete,deletecollection

role system:kube-scheduler
allow core,events.k8s.io events create,patch,update
allow coordination.k8s.io leases create
allow coordination.k8s.io leases get,list,update,watch
allow core nodes read
allow core pods delete,get,list,watch
allow core bindings,pods/binding create
allow core pods/status patch,update
allow core replicationcontrollers,services read
allow apps replicasets,statefulsets read
allow policy poddisruptionbudgets read
allow core persistentvolumeclaims,persistentvolumes read
allow core namespaces read
allow storage.k8s.io csinodes,csidrivers,csistoragecapacities,volumeattachments read
allow scheduling.k8s.io priorityclasses read
allow authentication.k8s.io tokenreviews create
allow authorization.k8s.io subjectaccessreviews create
allow resource.k8s.io resourceclaims,deviceclasses,resourceslices read
allow resource.k8s.io resourceclaims update
allow resource.k8s.io resourceclaims/status patch,update

role system:kube-controller-manager
allow core,events.k8s.io events create,patch,update
allow coordination.k8s.io leases create,get,list,update,watch
allow core secrets,serviceaccounts create,get,update,delete
allow core serviceaccounts/token create
allow core configmaps get
allow core namespaces get
allow authentication.k8s.io tokenreviews create
allow authorization.k8s.io subjectaccessreviews create
allow * * list,watch
role orrery:controllers
allow * * all
allow certificates.k8s.io signers approve,sign
allow rbac.authorization.k8s.io clusterroles escalate

role kube-system/extension-apiserver-authentication-reader
allow core configmaps read extension-apiserver-authentication
role kube-system/system::leader-locking-kube-controller-manager
allow coordination.k8s.io leases get,update kube-controller-manager
role kube-system/system::leader-locking-kube-scheduler
allow coordination.k8s.io leases get,update kube-scheduler

bind cluster-admin cluster-admin Group:system:masters
bind system:discovery system:discovery Group:system:authenticated
bind system:basic-user system:basic-user Group:system:authenticated
bind system:public-info-viewer system:public-info-viewer Group:system:authenticated Group:system:unauthenticated
bind system:monitoring system:monitoring Group:system:monitoring
bind system:service-account-issuer-discovery system:service-account-issuer-discovery Group:system:serviceaccounts
bind system:node system:node
bind system:node-proxier system:node-proxier User:system:kube-proxy
bind system:kube-dns system:kube-dns ServiceAccount:kube-system:kube-dns
bind system:kube-scheduler system:kube-scheduler User:system:kube-scheduler
bind system:volume-scheduler system:volume-scheduler User:system:kube-scheduler
bind system:kube-controller-manager system:kube-controller-manager User:system:kube-controller-manager
bind orrery:controllers orrery:controllers User:system:kube-controller-manager
bind orrery:node-bootstrappers system:node-bootstrapper Group:system:bootstrappers
bind orrery:node-network system:node-proxier Group:system:nodes
bind kube-system/system::extension-apiserver-authentication-reader =extension-apiserver-authentication-reader User:system:kube-controller-manager User:system:kube-scheduler
bind kube-system/system::leader-locking-kube-controller-manager =system::leader-locking-kube-controller-manager User:system:kube-controller-manager ServiceAccount:kube-system:kube-controller-manager
bind kube-system/system::leader-locking-kube-scheduler =system::leader-locking-kube-scheduler User:system:kube-scheduler ServiceAccount:kube-system:kube-scheduler
)";

QList<QByteArray> verbsOf(const QByteArray &text)
{
    static const QList<QByteArray> read{"get", "list", "watch"};
    static const QList<QByteArray> write{"create", "delete", "deletecollection", "patch", "update"};
    static const QList<QByteArray> all{"create", "delete", "deletecollection", "get",
                                       "list",   "patch",  "update",           "watch"};
    return text == "read" ? read : text == "write" ? write : text == "all" ? all : text.split(',');
}

Object named(const char *kind, const QByteArray &name)
{
    const qsizetype slash = name.indexOf('/');
    const Key key = slash < 0 ? Key{{}, name} : Key{name.left(slash), name.mid(slash + 1)};
    return newObject(rbac + QByteArray("/v1"), (key.ns.isEmpty() ? QByteArray("Cluster") : QByteArray()) + kind, key)
        .withMetadata("labels", Value::object({{"kubernetes.io/bootstrapping", "rbac-defaults"}}))
        .withMetadata("annotations", Value::object({{"rbac.authorization.kubernetes.io/autoupdate", "true"}}));
}

QByteArray aggregateLabel(const QByteArray &role)
{
    return rbac + QByteArray("/aggregate-to-") + role;
}

Value subjectOf(const QByteArray &text)
{
    const qsizetype colon = text.indexOf(':');
    const QByteArray kind = text.left(colon), name = text.mid(colon + 1);
    if (kind != "ServiceAccount")
        return Value::object({{"apiGroup", rbac}, {"kind", kind}, {"name", name}});
    const qsizetype end = name.indexOf(':');
    return Value::object({{"kind", kind}, {"name", name.mid(end + 1)}, {"namespace", name.left(end)}});
}

Object bindingOf(const QList<QByteArray> &words)
{
    const bool local = words[2].startsWith('=');
    const Value roleRef = Value::object(
        {{"apiGroup", rbac}, {"kind", local ? "Role" : "ClusterRole"}, {"name", local ? words[2].mid(1) : words[2]}});
    std::vector<Value> subjects;
    for (const QByteArray &subject : words.mid(3))
        subjects.push_back(subjectOf(subject));
    Object binding = named("RoleBinding", words[1]).with("roleRef", roleRef);
    return subjects.empty() ? binding : binding.with("subjects", Value::array(std::move(subjects)));
}

/// The labels or annotations with those that are missing or different.
Value merged(const Value &existing, const Value &wanted)
{
    Value out = existing;
    for (const Member &member : wanted.members()) {
        if (!(out[member.key()] == member.value))
            out = out.with(member.key(), member.value);
    }
    return out;
}

/// The list with the items that it lacks.
Value completed(const Value &existing, const Value &wanted)
{
    Value out = existing;
    for (const Value &item : wanted.items()) {
        const auto items = out.items();
        if (std::find(items.begin(), items.end(), item) == items.end())
            out = out.isArray() ? out.withAppended(item) : Value::array({item});
    }
    return out;
}

} // namespace

QList<Object> defaultPolicy()
{
    QList<Object> out;
    for (const QByteArray &line : QByteArray(policy).split('\n')) {
        const QList<QByteArray> words = line.split(' ');
        const QByteArray &what = words.first();
        if (what == "role") {
            Object role = named("Role", words[1]);
            for (qsizetype i = 3; i < words.size(); i += 2)
                role = role.withPath({"metadata", "labels", aggregateLabel(words[i])}, "true");
            out.append(role.with("rules", Value::array({})));
        } else if (what == "bind") {
            out.append(bindingOf(words));
        } else if (what == "gathers") {
            const Value selector
                = Value::object({{"matchLabels", Value::object({{aggregateLabel(words[1]), "true"}})}});
            out.last() = out.last().with("aggregationRule",
                                         Value::object({{"clusterRoleSelectors", Value::array({selector})}}));
        } else if (what == "allow" || what == "paths") {
            Rule rule;
            if (what == "paths") {
                rule.urls = words[1].split(',');
                rule.verbs = verbsOf(words[2]);
            } else {
                rule.groups = words[1].split(',');
                std::replace(rule.groups.begin(), rule.groups.end(), QByteArray("core"), QByteArray(""));
                rule.resources = words[2].split(',');
                rule.verbs = verbsOf(words[3]);
                if (words.size() > 4)
                    rule.names = words[4].split(',');
            }
            out.last() = out.last().with("rules", out.last()["rules"].withAppended(rule.toValue()));
        }
    }
    return out;
}

const QList<Rule> &nodeRules()
{
    static const QList<Rule> rules = [] {
        const QList<Object> all = defaultPolicy();
        const auto node = std::find_if(all.begin(), all.end(), [](const Object &object) {
            return object.kind() == "ClusterRole" && object.name() == "system:node";
        });
        return Rule::listFromValue((*node)["rules"]);
    }();
    return rules;
}

Value reconciled(const Value &existing, const Value &wanted)
{
    constexpr auto autoupdate = "rbac.authorization.kubernetes.io/autoupdate";
    const Value &metadata = existing["metadata"];
    if (metadata["annotations"][autoupdate].text() == "false")
        return existing;
    Value out = existing;
    for (const char *member : {"labels", "annotations"}) {
        const Value &now = metadata[member];
        if (const Value then = merged(now, wanted["metadata"][member]); !(then == now))
            out = out.withPath({"metadata", member}, then);
    }
    if (wanted.contains("aggregationRule")) { // its rules are the controller's
        const Value &now = existing["aggregationRule"]["clusterRoleSelectors"];
        if (const Value then = completed(now, wanted["aggregationRule"]["clusterRoleSelectors"]); !(then == now))
            out = out.withPath({"aggregationRule", "clusterRoleSelectors"}, then);
    } else if (wanted.contains("rules")) {
        const QList<Rule> lacks = missing(Rule::listFromValue(existing["rules"]), Rule::listFromValue(wanted["rules"]));
        std::vector<Value> add;
        for (const Rule &rule : lacks)
            add.push_back(rule.toValue());
        if (!add.empty())
            out = out.with("rules", completed(existing["rules"], Value::array(std::move(add))));
    }
    if (wanted.contains("subjects")) {
        const Value &now = existing["subjects"];
        if (const Value then = completed(now, wanted["subjects"]); !(then == now))
            out = out.with("subjects", then);
    }
    return out;
}

} // namespace orrery::chain
