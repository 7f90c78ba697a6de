// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/validation.h"

#include "controlplane/api/selector.h"

#include <arpa/inet.h>

namespace orrery::resources {

using namespace api;

namespace {

bool isLower(char c)
{
    return c >= 'a' && c <= 'z';
}
bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}
bool isAlnum(char c)
{
    return isLower(c) || isDigit(c) || (c >= 'A' && c <= 'Z');
}

QByteArray tooLongText(int limit)
{
    return "must be no more than " + QByteArray::number(limit) + " bytes";
}

bool isLabel(QByteArrayView text)
{
    if (text.isEmpty() || text.front() == '-' || text.back() == '-')
        return false;
    return std::all_of(text.begin(), text.end(), [](char c) { return isLower(c) || isDigit(c) || c == '-'; });
}

bool isSubdomain(QByteArrayView text)
{
    while (true) {
        const qsizetype dot = text.indexOf('.');
        if (!isLabel(dot < 0 ? text : text.first(dot)))
            return false;
        if (dot < 0)
            return true;
        text = text.sliced(dot + 1);
    }
}

/// ([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]
bool isNamePart(QByteArrayView text)
{
    if (text.isEmpty() || !isAlnum(text.front()) || !isAlnum(text.back()))
        return false;
    return std::all_of(text.begin(), text.end(), [](char c) { return isAlnum(c) || c == '-' || c == '_' || c == '.'; });
}

} // namespace

QByteArray subdomainProblem(QByteArrayView text)
{
    if (text.size() > 253)
        return tooLongText(253);
    if (isSubdomain(text))
        return {};
    return "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must "
           "start and end with an "
           "alphanumeric character (e.g. 'example.com', regex used for validation is "
           "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
}

QByteArray labelProblem(QByteArrayView text)
{
    if (text.size() > 63)
        return tooLongText(63);
    if (isLabel(text))
        return {};
    return "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and "
           "end with an alphanumeric "
           "character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
}

QByteArray label1035Problem(QByteArrayView text)
{
    if (text.size() > 63)
        return tooLongText(63);
    if (isLabel(text) && isLower(text.front()))
        return {};
    return "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic "
           "character, and end with an "
           "alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is "
           "'[a-z]([-a-z0-9]*[a-z0-9])?')";
}

QByteArray qualifiedNameProblem(QByteArrayView text)
{
    static const QByteArray rule = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end "
                                   "with an alphanumeric character "
                                   "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
                                   "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
    const qsizetype slash = text.indexOf('/');
    QByteArrayView name = text;
    if (slash >= 0) {
        const QByteArrayView prefix = text.first(slash);
        name = text.sliced(slash + 1);
        if (name.contains('/'))
            return "a qualified name " + rule
                + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
        if (prefix.isEmpty())
            return "prefix part must be non-empty";
        if (const QByteArray problem = subdomainProblem(prefix); !problem.isEmpty())
            return "prefix part " + problem;
    }
    if (name.isEmpty())
        return "name part must be non-empty";
    if (name.size() > 63)
        return "name part " + tooLongText(63);
    return isNamePart(name) ? QByteArray() : "name part " + rule;
}

QByteArray labelValueProblem(QByteArrayView text)
{
    if (text.size() > 63)
        return tooLongText(63);
    if (text.isEmpty() || isNamePart(text))
        return {};
    return "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must "
           "start and end with an "
           "alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is "
           "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
}

QByteArray configKeyProblem(QByteArrayView text)
{
    if (text.size() > 253)
        return tooLongText(253);
    const auto allowed = [](char c) { return isAlnum(c) || c == '-' || c == '_' || c == '.'; };
    if (text.isEmpty() || !std::all_of(text.begin(), text.end(), allowed))
        return "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or "
               "'KEY_NAME',  or 'key-name', regex "
               "used for validation is '[-._a-zA-Z0-9]+')";
    if (text == "." || text == "..")
        return "must not be '" + text.toByteArray() + '\'';
    return text.startsWith("..") ? QByteArray("must not start with '..'") : QByteArray();
}

QByteArray portNameProblem(QByteArrayView text)
{
    if (text.size() > 15)
        return "must be no more than 15 characters";
    if (!std::all_of(text.begin(), text.end(), [](char c) { return isLower(c) || isDigit(c) || c == '-'; }))
        return "must contain only alphanumeric characters (a-z, 0-9), and hyphens (-)";
    if (!std::any_of(text.begin(), text.end(), isLower))
        return "must contain at least one letter (a-z)";
    if (QByteArrayView(text).toByteArray().contains("--"))
        return "must not contain consecutive hyphens";
    return text.front() == '-' || text.back() == '-' ? QByteArray("must not begin or end with a hyphen") : QByteArray();
}

QByteArray ipProblem(QByteArrayView text)
{
    in6_addr address; // the larger of the two
    const QByteArray terminated = text.toByteArray();
    if (inet_pton(AF_INET, terminated.constData(), &address) == 1
        || inet_pton(AF_INET6, terminated.constData(), &address) == 1)
        return {};
    return "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
}

QByteArray cidrProblem(QByteArrayView text)
{
    static const QByteArray rule = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";
    const qsizetype slash = text.indexOf('/');
    if (slash < 0)
        return rule;
    const QByteArray ip = text.first(slash).toByteArray(), prefix = text.sliced(slash + 1).toByteArray();
    uchar address[16] = {};
    const int family = ip.contains(':') ? AF_INET6 : AF_INET;
    bool ok = false;
    const uint bits = prefix.toUInt(&ok), all = family == AF_INET6 ? 128 : 32;
    if (!ok || bits > all || QByteArray::number(bits) != prefix || inet_pton(family, ip.constData(), address) != 1)
        return rule;
    bool beyond = false;
    for (uint bit = bits; bit < all; ++bit) {
        uchar &byte = address[bit / 8];
        const uchar mask = uchar(0x80 >> bit % 8);
        beyond = beyond || (byte & mask);
        byte = uchar(byte & ~mask);
    }
    char shown[INET6_ADDRSTRLEN];
    inet_ntop(family, address, shown, sizeof shown);
    if (beyond)
        return "must not have bits set beyond the prefix length (should be \"" + QByteArray(shown) + '/' + prefix
            + "\")";
    return ip == shown ? QByteArray()
                       : "must be in canonical form (\"" + QByteArray(shown) + '/' + prefix + "\")";
}

bool isIpv6(QByteArrayView text)
{
    return text.contains(':');
}

QByteArray threeLabelsProblem(QByteArrayView text)
{
    if (const QByteArray problem = subdomainProblem(text); !problem.isEmpty())
        return problem;
    return text.count('.') < 2 ? QByteArray("should be a domain with at least three segments separated by dots")
                               : QByteArray();
}

QByteArray nameProblem(NameRule rule, QByteArrayView name)
{
    switch (rule) {
    case NameRule::Subdomain:
        return subdomainProblem(name);
    case NameRule::Label:
        return labelProblem(name);
    case NameRule::Label1035:
        return label1035Problem(name);
    case NameRule::PathSegment:
        if (name == "." || name == "..")
            return "may not be '" + name.toByteArray() + '\'';
        if (name.contains('/'))
            return "may not contain '/'";
        return name.contains('%') ? QByteArray("may not contain '%'") : QByteArray();
    }
    return {};
}

void validateLabels(FieldErrors &errors, const Path &path, const Value &labels)
{
    for (const Member &label : labels.members()) {
        if (const QByteArray problem = qualifiedNameProblem(label.key()); !problem.isEmpty())
            errors.invalid(path, label.name, problem);
        if (const QByteArray problem = labelValueProblem(label.value.text()); !problem.isEmpty())
            errors.invalid(path, label.value, problem);
    }
}

void validateAnnotations(FieldErrors &errors, const Path &path, const Value &annotations)
{
    static constexpr qsizetype limit = 256 * 1024;
    qsizetype total = 0;
    for (const Member &annotation : annotations.members()) {
        if (const QByteArray problem = qualifiedNameProblem(annotation.key().toByteArray().toLower());
            !problem.isEmpty())
            errors.invalid(path, annotation.name, problem);
        total += annotation.key().size() + annotation.value.text().size();
    }
    if (total > limit)
        errors.tooLong(path, limit);
}

void validateObjectMeta(FieldErrors &errors, const Value &metadata, bool namespaced, NameRule rule)
{
    const Path path("metadata");
    const QByteArrayView generateName = metadata["generateName"].text();
    if (!generateName.isEmpty()) {
        // The five characters to come make a trailing hyphen good.
        if (const QByteArray problem = nameProblem(rule, generateName.toByteArray() + 'a'); !problem.isEmpty())
            errors.invalid(path / "generateName", metadata["generateName"], problem);
    }
    if (metadata["name"].text().isEmpty())
        errors.required(path / "name", "name or generateName is required");
    else if (const QByteArray problem = nameProblem(rule, metadata["name"].text()); !problem.isEmpty())
        errors.invalid(path / "name", metadata["name"], problem);
    const QByteArrayView ns = metadata["namespace"].text();
    if (!namespaced && !ns.isEmpty())
        errors.forbidden(path / "namespace", "not allowed on this type");
    else if (namespaced && ns.isEmpty())
        errors.required(path / "namespace");
    else if (namespaced && !labelProblem(ns).isEmpty())
        errors.invalid(path / "namespace", metadata["namespace"], labelProblem(ns));
    validateNotNegative(errors, path / "generation", metadata["generation"]);
    validateLabels(errors, path / "labels", metadata["labels"]);
    validateAnnotations(errors, path / "annotations", metadata["annotations"]);
    qsizetype index = 0;
    bool controlled = false;
    for (const Value &owner : metadata["ownerReferences"].items()) {
        const Path at = (path / "ownerReferences")[index++];
        for (const char *member : {"apiVersion", "kind", "name", "uid"}) {
            if (owner[member].text().isEmpty())
                errors.invalid(at / member, owner[member].isNull() ? Value("") : owner[member],
                               QByteArray(qstrcmp(member, "apiVersion") == 0 ? "version" : member)
                                   + " must not be empty");
        }
        if (owner["controller"].boolean() && controlled)
            errors.invalid(path / "ownerReferences", metadata["ownerReferences"],
                           "Only one reference can have Controller set to true");
        controlled = controlled || owner["controller"].boolean();
    }
    for (const Value &finalizer : metadata["finalizers"].items()) {
        const QByteArrayView name = finalizer.text();
        if (const QByteArray problem = qualifiedNameProblem(name); !problem.isEmpty())
            errors.invalid(path / "finalizers", finalizer, problem);
        else if (!name.contains('/') && name != "orphan" && name != "foregroundDeletion" && name != "kubernetes")
            errors.invalid(path / "finalizers", finalizer,
                           "name is neither a standard finalizer name nor is it fully qualified");
    }
}

void validateObjectMetaUpdate(FieldErrors &errors, const Value &metadata, const Value &old)
{
    const Path path("metadata");
    for (const char *member : {"name", "namespace", "uid", "creationTimestamp"})
        validateImmutable(errors, path / member, metadata[member], old[member]);
    if (!old["deletionTimestamp"].isNull()) {
        for (const Value &finalizer : metadata["finalizers"].items()) {
            const auto had = old["finalizers"].items();
            if (std::find(had.begin(), had.end(), finalizer) == had.end())
                errors.forbidden(
                    path / "finalizers",
                    "no new finalizers can be added if the object is being deleted, found new finalizers []string{"
                        + toJson(finalizer) + '}');
        }
    }
}

void validateLabelSelector(FieldErrors &errors, const Path &path, const Value &selector)
{
    validateLabels(errors, path / "matchLabels", selector["matchLabels"]);
    qsizetype index = 0;
    for (const Value &expression : selector["matchExpressions"].items()) {
        const Path at = (path / "matchExpressions")[index++];
        const QByteArrayView op = expression["operator"].text();
        const bool wantsValues = op == "In" || op == "NotIn";
        if (wantsValues && expression["values"].isEmpty())
            errors.required(at / "values", "must be specified when `operator` is 'In' or 'NotIn'");
        else if ((op == "Exists" || op == "DoesNotExist") && !expression["values"].isEmpty())
            errors.forbidden(at / "values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
        else if (!wantsValues && op != "Exists" && op != "DoesNotExist")
            errors.invalid(at / "operator", expression["operator"], "not a valid selector operator");
        if (const QByteArray problem = qualifiedNameProblem(expression["key"].text()); !problem.isEmpty())
            errors.invalid(at / "key", expression["key"], problem);
        for (const Value &value : expression["values"].items()) {
            if (const QByteArray problem = labelValueProblem(value.text()); !problem.isEmpty())
                errors.invalid(at / "values", value, problem);
        }
    }
}

void validateNotNegative(FieldErrors &errors, const Path &path, const Value &number)
{
    if (number.integer() < 0)
        errors.invalid(path, number, "must be greater than or equal to 0");
}

void validatePort(FieldErrors &errors, const Path &path, const Value &port)
{
    if (port.integer() < 1 || port.integer() > 65535)
        errors.invalid(path, port, "must be between 1 and 65535, inclusive");
}

void validatePortReference(FieldErrors &errors, const Path &path, const Value &port)
{
    if (!port.isString()) {
        validatePort(errors, path, port.isNull() ? Value(0) : port);
        return;
    }
    if (const QByteArray problem
        = port.text().isEmpty() ? QByteArray("must contain at least one letter (a-z)") : portNameProblem(port.text());
        !problem.isEmpty())
        errors.invalid(path, port, problem);
}

void validateImmutable(FieldErrors &errors, const Path &path, const Value &now, const Value &old)
{
    if (!(now == old))
        errors.invalid(path, now, "field is immutable");
}

void validateEnum(FieldErrors &errors, const Path &path, const Value &value, const QList<QByteArray> &supported)
{
    if (value.text().isEmpty())
        errors.required(path);
    else if (!supported.contains(value.bytes()))
        errors.notSupported(path, value, supported);
}

void validateIntOrPercent(FieldErrors &errors, const Path &path, const Value &value)
{
    if (!value.isString()) {
        validateNotNegative(errors, path, value);
        return;
    }
    const QByteArrayView text = value.text();
    const bool percent = text.size() > 1 && text.back() == '%' && std::all_of(text.begin(), text.end() - 1, isDigit);
    if (!percent)
        errors.invalid(path, value,
                       "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or "
                       "'93%', regex used for "
                       "validation is '[0-9]+%')");
}

void validateText(FieldErrors &errors, const Path &path, const Value &text, QByteArray (*problem)(QByteArrayView))
{
    if (const QByteArray found = problem(text.text()); !found.isEmpty())
        errors.invalid(path, text, found);
}

void validateRequiredText(FieldErrors &errors, const Path &path, const Value &text,
                          QByteArray (*problem)(QByteArrayView))
{
    if (text.text().isEmpty())
        errors.required(path);
    else if (problem)
        validateText(errors, path, text, problem);
}

void validateChoice(FieldErrors &errors, const Path &path, const Value &value, const QList<QByteArray> &supported)
{
    if (!value.isNull() && !supported.contains(value.bytes()))
        errors.notSupported(path, value, supported);
}

void validateRange(FieldErrors &errors, const Path &path, const Value &number, qint64 least, qint64 most)
{
    if (number.integer() < least || number.integer() > most)
        errors.invalid(path, number.isNull() ? Value(0) : number,
                       "must be between " + QByteArray::number(least) + " and " + QByteArray::number(most)
                           + ", inclusive");
}

void setDefault(Value &object, QByteArrayView name, const Value &otherwise)
{
    const Value *found = object.find(name);
    if (!found || found->isNull() || (otherwise.isString() && found->isString() && found->text().isEmpty()))
        object = object.with(name, otherwise);
}

} // namespace orrery::resources
