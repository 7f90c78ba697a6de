// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/cells.h"

#include "controlplane/api/selector.h"

namespace orrery::resources::kinds {

using namespace api;

namespace {

constexpr auto group = "rbac.authorization.k8s.io";

void validateRules(FieldErrors &errors, const Value &rules, bool namespaced)
{
    for (qsizetype i = 0; i < rules.size(); ++i) {
        const Value &rule = rules.at(i);
        const Path path = Path("rules")[i];
        if (rule["verbs"].isEmpty())
            errors.required(path / "verbs", "verbs must contain at least one value");
        const Value &urls = rule["nonResourceURLs"];
        if (!urls.isEmpty()) {
            if (namespaced)
                errors.invalid(path / "nonResourceURLs", urls, "namespaced rules cannot apply to non-resource URLs");
            if (!rule["apiGroups"].isEmpty() || !rule["resources"].isEmpty() || !rule["resourceNames"].isEmpty())
                errors.invalid(path / "nonResourceURLs", urls,
                               "rules cannot apply to both regular resources and non-resource URLs");
            continue;
        }
        if (rule["apiGroups"].isEmpty())
            errors.required(path / "apiGroups", "resource rules must supply at least one api group");
        if (rule["resources"].isEmpty())
            errors.required(path / "resources", "resource rules must supply at least one resource");
    }
}

void validateRole(FieldErrors &errors, const Value &document)
{
    validateRules(errors, document["rules"], true);
}

void validateClusterRole(FieldErrors &errors, const Value &document)
{
    validateRules(errors, document["rules"], false);
    const Value &aggregation = document["aggregationRule"];
    if (aggregation.isNull())
        return;
    const Value &selectors = aggregation["clusterRoleSelectors"];
    const Path path("aggregationRule.clusterRoleSelectors");
    if (selectors.isEmpty())
        errors.required(path, "at least one clusterRoleSelector required if aggregationRule is non-nil");
    for (qsizetype i = 0; i < selectors.size(); ++i)
        validateLabelSelector(errors, path[i], selectors.at(i));
}

void validateSubject(FieldErrors &errors, const Value &subject, const Path &path, bool namespaced)
{
    const QByteArray name = subject["name"].bytes(), kind = subject["kind"].bytes();
    if (name.isEmpty())
        errors.required(path / "name");
    if (kind == "ServiceAccount") {
        if (!name.isEmpty()) {
            if (const QByteArray problem = nameProblem(NameRule::Subdomain, name); !problem.isEmpty())
                errors.invalid(path / "name", subject["name"], problem);
        }
        if (!subject["apiGroup"].text().isEmpty())
            errors.notSupported(path / "apiGroup", subject["apiGroup"], {""});
        if (!namespaced && subject["namespace"].text().isEmpty())
            errors.required(path / "namespace");
    } else if (kind == "User" || kind == "Group") {
        if (subject["apiGroup"].text() != group)
            errors.notSupported(path / "apiGroup", subject["apiGroup"], {group});
    } else {
        errors.notSupported(path / "kind", subject["kind"], {"Group", "ServiceAccount", "User"});
    }
}

void validateBinding(FieldErrors &errors, const Value &document, bool namespaced)
{
    const Value &roleRef = document["roleRef"];
    if (roleRef["apiGroup"].text() != group)
        errors.notSupported("roleRef.apiGroup", roleRef["apiGroup"], {group});
    const QByteArrayView kind = roleRef["kind"].text();
    if (kind != "ClusterRole" && !(namespaced && kind == "Role"))
        errors.notSupported("roleRef.kind", roleRef["kind"],
                            namespaced ? QList<QByteArray>{"ClusterRole", "Role"} : QList<QByteArray>{"ClusterRole"});
    if (roleRef["name"].text().isEmpty())
        errors.required("roleRef.name");
    else if (const QByteArray problem = nameProblem(NameRule::PathSegment, roleRef["name"].text()); !problem.isEmpty())
        errors.invalid("roleRef.name", roleRef["name"], problem);
    const Value &subjects = document["subjects"];
    for (qsizetype i = 0; i < subjects.size(); ++i)
        validateSubject(errors, subjects.at(i), Path("subjects")[i], namespaced);
}

void bindingDefaults(Value &document)
{
    if (const Value &roleRef = document["roleRef"]; roleRef.isObject() && roleRef["apiGroup"].text().isEmpty())
        document = document.withPath({"roleRef", "apiGroup"}, group);
    const Value subjects = mapped(document["subjects"], [](Value &subject) {
        const QByteArrayView kind = subject["kind"].text();
        if ((kind == "User" || kind == "Group") && subject["apiGroup"].text().isEmpty())
            subject = subject.with("apiGroup", group);
    });
    if (!subjects.identical(document["subjects"]))
        document = document.with("subjects", subjects);
}

void validateBindingUpdate(FieldErrors &errors, const Value &document, const Value &old)
{
    if (!(document["roleRef"] == old["roleRef"]))
        errors.invalid("roleRef", document["roleRef"], "cannot change roleRef");
}

Value roleCell(const Object &object, qint64)
{
    return object["roleRef"]["kind"].bytes() + '/' + object["roleRef"]["name"].bytes();
}

/// The names of the subjects of one kind.
template <const QByteArrayView &kind> Value subjectsCell(const Object &object, qint64)
{
    QByteArray names;
    for (const Value &subject : object["subjects"].items()) {
        if (subject["kind"].text() != kind)
            continue;
        names += names.isEmpty() ? "" : ", ";
        if (!subject["namespace"].text().isEmpty())
            names += subject["namespace"].bytes() + '/';
        names += subject["name"].bytes();
    }
    return names;
}

constexpr QByteArrayView user = "User", people = "Group", account = "ServiceAccount";

Resource kindOf(const char *kind, bool namespaced)
{
    Resource resource;
    resource.kind = kind;
    resource.gvr = {group, "v1", resource.kind.toLower() + 's'};
    resource.namespaced = namespaced;
    resource.nameRule = NameRule::PathSegment;
    resource.createOnUpdate = true;
    return resource;
}

Resource roleKind(const char *kind, bool namespaced)
{
    Resource resource = kindOf(kind, namespaced);
    showCreationOnly(resource);
    resource.validate = namespaced ? validateRole : validateClusterRole;
    return resource;
}

Resource bindingKind(const char *kind, bool namespaced)
{
    Resource resource = kindOf(kind, namespaced);
    resource.columns = {
        {"Role", "string", 0, roleCell},
        {"Users", "string", 1, subjectsCell<user>},
        {"Groups", "string", 1, subjectsCell<people>},
        {"ServiceAccounts", "string", 1, subjectsCell<account>},
    };
    resource.defaults = bindingDefaults;
    if (namespaced)
        resource.validate = [](FieldErrors &errors, const Value &document) { validateBinding(errors, document, true); };
    else
        resource.validate
            = [](FieldErrors &errors, const Value &document) { validateBinding(errors, document, false); };
    resource.validateUpdate = validateBindingUpdate;
    return resource;
}

} // namespace

Resource clusterRoleBinding()
{
    return bindingKind("ClusterRoleBinding", false);
}
Resource clusterRole()
{
    return roleKind("ClusterRole", false);
}
Resource roleBinding()
{
    return bindingKind("RoleBinding", true);
}
Resource role()
{
    return roleKind("Role", true);
}

} // namespace orrery::resources::kinds
