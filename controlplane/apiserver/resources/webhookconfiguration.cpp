// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/resource.h"
#include "controlplane/apiserver/resources/webhookrules.h"

#include <QSet>

// MutatingWebhookConfiguration and ValidatingWebhookConfiguration.
// https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/

namespace orrery::resources::kinds {

using namespace api;

namespace {

constexpr auto group = "admissionregistration.k8s.io";

template <bool mutating> void defaults(Value &document)
{
    const Value webhooks = mapped(document["webhooks"], [](Value &webhook) {
        setDefault(webhook, "failurePolicy", "Fail");
        setDefault(webhook, "matchPolicy", "Equivalent");
        setDefault(webhook, "namespaceSelector", Value::object({}));
        setDefault(webhook, "objectSelector", Value::object({}));
        setDefault(webhook, "timeoutSeconds", Value(10));
        if (mutating)
            setDefault(webhook, "reinvocationPolicy", "Never");
        if (const Value &service = webhook["clientConfig"]["service"]; !service.isNull() && service["port"].isNull())
            webhook = webhook.withPath({"clientConfig", "service", "port"}, Value(443));
        defaultAdmissionRules(webhook, "rules");
    });
    if (!webhooks.identical(document["webhooks"]))
        document = document.with("webhooks", webhooks);
}

void validateVersions(FieldErrors &errors, const Path &path, const Value &versions)
{
    if (versions.isEmpty()) {
        errors.required(path, "must specify one of v1, v1beta1");
        return;
    }
    QSet<QByteArray> seen;
    bool known = false, good = true;
    eachItem(path, versions, [&](const Value &version, const Path &at) {
        const QByteArray text = version.bytes();
        if (seen.contains(text)) {
            errors.invalid(at, version, "duplicate version");
            good = false;
        } else if (const QByteArray problem = label1035Problem(text); !problem.isEmpty()) {
            errors.invalid(at, version, problem);
            good = false;
        }
        seen.insert(text);
        known = known || text == "v1" || text == "v1beta1";
    });
    if (good && !known)
        errors.invalid(path, versions, "must include at least one of v1, v1beta1");
}

void validateWebhook(FieldErrors &errors, const Path &path, const Value &webhook)
{
    validateRequiredText(errors, path / "name", webhook["name"], threeLabelsProblem);
    eachItem(path / "rules", webhook["rules"],
             [&errors](const Value &rule, const Path &at) { validateAdmissionRule(errors, at, rule); });
    validateChoice(errors, path / "failurePolicy", webhook["failurePolicy"], {"Fail", "Ignore"});
    validateChoice(errors, path / "matchPolicy", webhook["matchPolicy"], {"Equivalent", "Exact"});
    if (webhook["sideEffects"].isNull())
        errors.required(path / "sideEffects", "must specify one of None, NoneOnDryRun");
    validateChoice(errors, path / "sideEffects", webhook["sideEffects"], {"None", "NoneOnDryRun"});
    const Value &timeout = webhook["timeoutSeconds"];
    if (!timeout.isNull() && (timeout.integer() < 1 || timeout.integer() > 30))
        errors.invalid(path / "timeoutSeconds", timeout, "the timeout value must be between 1 and 30 seconds");
    validateLabelSelector(errors, path / "namespaceSelector", webhook["namespaceSelector"]);
    validateLabelSelector(errors, path / "objectSelector", webhook["objectSelector"]);
    validateChoice(errors, path / "reinvocationPolicy", webhook["reinvocationPolicy"], {"IfNeeded", "Never"});
    validateWebhookClient(errors, path / "clientConfig", webhook["clientConfig"]);
    validateVersions(errors, path / "admissionReviewVersions", webhook["admissionReviewVersions"]);
    validateMatchConditions(errors, path / "matchConditions", webhook["matchConditions"]);
}

void validate(FieldErrors &errors, const Value &document)
{
    QSet<QByteArray> names;
    eachItem("webhooks", document["webhooks"], [&](const Value &webhook, const Path &at) {
        validateWebhook(errors, at, webhook);
        const QByteArray name = webhook["name"].bytes();
        if (!name.isEmpty() && names.contains(name))
            errors.duplicate(at / "name", webhook["name"]);
        names.insert(name);
    });
}

Resource configuration(const char *kind)
{
    Resource resource;
    resource.kind = kind;
    resource.gvr = {group, "v1", resource.kind.toLower() + 's'};
    resource.namespaced = false;
    resource.categories = {"api-extensions"};
    resource.hasGeneration = true;
    resource.columns = {
        {"Webhooks", "integer", 0,
         [](const Object &object, qint64) { return Value(qint64(object["webhooks"].size())); }},
    };
    resource.validate = validate;
    return resource;
}

} // namespace

Resource mutatingWebhookConfiguration()
{
    Resource resource = configuration("MutatingWebhookConfiguration");
    resource.defaults = defaults<true>;
    return resource;
}

Resource validatingWebhookConfiguration()
{
    Resource resource = configuration("ValidatingWebhookConfiguration");
    resource.defaults = defaults<false>;
    return resource;
}

} // namespace orrery::resources::kinds
