// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/webhookrules.h"

#include <QSet>
#include <QUrl>

namespace orrery::resources {

using namespace api;

namespace {

bool contains(const Value &list, QByteArrayView text)
{
    const auto items = list.items();
    return std::any_of(items.begin(), items.end(), [text](const Value &item) { return item.text() == text; });
}

void validateResources(FieldErrors &errors, const Path &path, const Value &resources)
{
    if (resources.isEmpty())
        errors.required(path);
    bool everything = false, allResources = false, plain = false;
    QSet<QByteArray> allBelow, anyResource; // "x/*" and "*/x"
    eachItem(path, resources, [&](const Value &item, const Path &at) {
        const QByteArray text = item.bytes();
        if (text.isEmpty()) {
            errors.required(at);
            return;
        }
        everything = everything || text == "*/*";
        allResources = allResources || text == "*";
        const qsizetype slash = text.indexOf('/');
        if (slash < 0) {
            plain = plain || text != "*";
            return;
        }
        const QByteArray resource = text.left(slash), below = text.mid(slash + 1);
        if (allBelow.contains(resource))
            errors.invalid(at, item, "if '" + resource + "/*' is present, must not specify " + text);
        if (anyResource.contains(below))
            errors.invalid(at, item, "if '*/" + below + "' is present, must not specify " + text);
        if (below == "*")
            allBelow.insert(resource);
        if (resource == "*")
            anyResource.insert(below);
    });
    if (resources.size() > 1 && everything)
        errors.invalid(path, resources, "if '*/*' is present, must not specify other resources");
    if (allResources && plain)
        errors.invalid(path, resources, "if '*' is present, must not specify other resources without subresources");
}

void validateUrl(FieldErrors &errors, const Path &path, const Value &text)
{
    static const QByteArray form = "; desired format: https://host[/path]";
    const QUrl url = QUrl::fromEncoded(text.bytes(), QUrl::StrictMode);
    if (!url.isValid()) {
        errors.required(path, "url must be a valid URL: " + url.errorString().toUtf8() + form);
        return;
    }
    if (url.scheme() != QLatin1String("https"))
        errors.invalid(path, url.scheme().toUtf8(), "'https' is the only allowed URL scheme" + form);
    if (url.host().isEmpty())
        errors.invalid(path, "", "host must be specified" + form);
    if (!url.userInfo().isEmpty())
        errors.invalid(path, url.userInfo().toUtf8(), "user information is not permitted in the URL");
    if (url.hasFragment())
        errors.invalid(path, url.fragment().toUtf8(), "fragments are not permitted in the URL");
    if (url.hasQuery())
        errors.invalid(path, url.query().toUtf8(), "query parameters are not permitted in the URL");
}

void validateServicePath(FieldErrors &errors, const Path &path, const Value &value)
{
    const QByteArray text = value.bytes();
    if (text.isEmpty() || text == "/")
        return;
    if (text == "//") {
        errors.invalid(path, value, "segment[0] may not be empty");
        return;
    }
    if (!text.startsWith('/'))
        errors.invalid(path, value, "must start with a '/'");
    QByteArray rest = text.mid(1);
    if (rest.endsWith('/'))
        rest.chop(1);
    int index = 0;
    for (const QByteArray &segment : rest.split('/')) {
        const QByteArray name = "segment[" + QByteArray::number(index++) + ']';
        if (segment.isEmpty())
            errors.invalid(path, value, name + " may not be empty");
        else if (const QByteArray problem = subdomainProblem(segment); !problem.isEmpty())
            errors.invalid(path, value, name + ": " + problem);
    }
}

} // namespace

void defaultAdmissionRules(Value &holder, QByteArrayView member)
{
    const Value rules = mapped(holder[member], [](Value &rule) { setDefault(rule, "scope", "*"); });
    if (!rules.identical(holder[member]))
        holder = holder.with(member, rules);
}

void validateAdmissionRule(FieldErrors &errors, const Path &path, const Value &rule)
{
    const std::pair<const char *, const char *> lists[]
        = {{"apiGroups", "API groups"}, {"apiVersions", "API versions"}};
    for (const auto &[member, what] : lists) {
        const Value &list = rule[member];
        if (list.isEmpty())
            errors.required(path / member);
        if (list.size() > 1 && contains(list, "*"))
            errors.invalid(path / member, list, "if '*' is present, must not specify other " + QByteArray(what));
    }
    eachItem(path / "apiVersions", rule["apiVersions"], [&](const Value &version, const Path &at) {
        if (version.text().isEmpty())
            errors.required(at);
    });
    validateResources(errors, path / "resources", rule["resources"]);
    validateChoice(errors, path / "scope", rule["scope"], {"*", "Cluster", "Namespaced"});
    const Value &operations = rule["operations"];
    if (operations.isEmpty())
        errors.required(path / "operations");
    if (operations.size() > 1 && contains(operations, "*"))
        errors.invalid(path / "operations", operations, "if '*' is present, must not specify other operations");
    eachItem(path / "operations", operations, [&](const Value &operation, const Path &at) {
        validateChoice(errors, at, operation, {"*", "CONNECT", "CREATE", "DELETE", "UPDATE"});
    });
}

void validateWebhookClient(FieldErrors &errors, const Path &path, const Value &client)
{
    const Value &url = client["url"], &service = client["service"];
    if (url.isNull() == service.isNull()) {
        errors.required(path, "exactly one of url or service is required");
    } else if (!url.isNull()) {
        validateUrl(errors, path / "url", url);
    } else {
        const Path at = path / "service";
        if (service["name"].text().isEmpty())
            errors.required(at / "name", "service name is required");
        if (service["namespace"].text().isEmpty())
            errors.required(at / "namespace", "service namespace is required");
        const Value &port = service["port"];
        if (!port.isNull() && (port.integer() < 1 || port.integer() > 65535))
            errors.invalid(at / "port", port, "port is not valid: must be between 1 and 65535, inclusive");
        validateServicePath(errors, at / "path", service["path"]);
    }
}

void validateMatchConditions(FieldErrors &errors, const Path &path, const Value &conditions)
{
    if (conditions.size() > 64) {
        errors.tooMany(path, conditions.size(), 64);
        return;
    }
    QSet<QByteArray> names;
    eachItem(path, conditions, [&](const Value &condition, const Path &at) {
        if (condition["expression"].bytes().trimmed().isEmpty())
            errors.required(at / "expression");
        validateRequiredText(errors, at / "name", condition["name"], qualifiedNameProblem);
        const QByteArray name = condition["name"].bytes();
        if (!name.isEmpty() && names.contains(name))
            errors.duplicate(at / "name", condition["name"]);
        names.insert(name);
    });
}

} // namespace orrery::resources
