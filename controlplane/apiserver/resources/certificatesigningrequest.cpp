// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/cells.h"

namespace orrery::resources::kinds {

using namespace api;

namespace {

/// Who asks is whom the server saw, whatever the object says.
void prepareCreate(Value &document, const Context &, const User &user)
{
    Value spec = document["spec"].without("extra").without("uid").with("username", user.name);
    std::vector<Value> groups(user.groups.begin(), user.groups.end());
    spec = spec.with("groups", Value::array(std::move(groups)));
    if (!user.uid.isEmpty())
        spec = spec.with("uid", user.uid);
    if (!user.extra.isEmpty()) {
        Value extra;
        for (auto it = user.extra.begin(); it != user.extra.end(); ++it)
            extra = extra.with(it.key(), Value::array(std::vector<Value>(it.value().begin(), it.value().end())));
        spec = spec.with("extra", extra);
    }
    document = document.with("spec", spec);
}

void prepareUpdate(Value &document, const Object &old, const Context &)
{
    document = document.with("spec", old.spec());
}

void validateUsages(FieldErrors &errors, const Value &usages)
{
    static const QList<QByteArray> known{"any",
                                         "cert sign",
                                         "client auth",
                                         "code signing",
                                         "content commitment",
                                         "crl sign",
                                         "data encipherment",
                                         "decipher only",
                                         "digital signature",
                                         "email protection",
                                         "encipher only",
                                         "ipsec end system",
                                         "ipsec tunnel",
                                         "ipsec user",
                                         "key agreement",
                                         "key encipherment",
                                         "microsoft sgc",
                                         "netscape sgc",
                                         "ocsp signing",
                                         "s/mime",
                                         "server auth",
                                         "signing",
                                         "timestamping"};
    if (usages.isEmpty())
        errors.required("spec.usages");
    QList<QByteArray> seen;
    eachItem("spec.usages", usages, [&](const Value &usage, const Path &at) {
        if (!known.contains(usage.bytes()))
            errors.notSupported(at, usage, known);
        if (seen.contains(usage.bytes()))
            errors.duplicate(at, usage);
        seen.append(usage.bytes());
    });
}

void validate(FieldErrors &errors, const Value &document)
{
    const Value &spec = document["spec"];
    const QByteArray pem = QByteArray::fromBase64(spec["request"].bytes());
    if (!pem.contains("-----BEGIN CERTIFICATE REQUEST-----"))
        errors.invalid("spec.request", spec["request"], "PEM block type must be CERTIFICATE REQUEST");
    const QByteArrayView signer = spec["signerName"].text();
    if (signer.isEmpty())
        errors.required("spec.signerName");
    else if (!signer.contains('/'))
        errors.invalid("spec.signerName", spec["signerName"],
                       "must be a fully qualified domain and path of the form 'example.com/signer-name'");
    else if (signer == "kubernetes.io/legacy-unknown")
        errors.invalid("spec.signerName", spec["signerName"],
                       "the legacy signerName is not allowed via this API version");
    else if (const QByteArray problem = subdomainProblem(signer.first(signer.indexOf('/'))); !problem.isEmpty())
        errors.invalid("spec.signerName", spec["signerName"], problem);
    validateUsages(errors, spec["usages"]);
    const Value &seconds = spec["expirationSeconds"];
    if (!seconds.isNull() && seconds.integer() < 600)
        errors.invalid("spec.expirationSeconds", seconds,
                       "may not specify a duration less than 600 seconds (10 minutes)");
}

const Value *find(const Value &conditions, QByteArrayView type)
{
    for (const Value &condition : conditions.items()) {
        if (condition["type"].text() == type)
            return &condition;
    }
    return nullptr;
}

/// Only the approver says Approved and Denied; each stays once said.
Result<Value> applyApproval(const Value &parent, const Value &body, qint64 now)
{
    const Value &wanted = body["status"]["conditions"];
    FieldErrors errors;
    if (find(wanted, "Approved") && find(wanted, "Denied"))
        errors.invalid("status.conditions", "Denied", "Approved and Denied conditions are mutually exclusive");
    for (const char *type : {"Approved", "Denied"}) {
        if (find(parent["status"]["conditions"], type) && !find(wanted, type))
            errors.forbidden("status.conditions",
                             "updates may not remove a condition of type \"" + QByteArray(type) + '"');
    }
    if (!errors.isEmpty())
        return errors.error("certificates.k8s.io", "CertificateSigningRequest", parent["metadata"]["name"].text());
    const Value time(formatTime(now));
    const Value conditions = mapped(wanted, [&](Value &condition) {
        setDefault(condition, "status", "True");
        setDefault(condition, "lastUpdateTime", time);
        setDefault(condition, "lastTransitionTime", time);
    });
    Value document = parent.withPath({"status", "conditions"}, conditions);
    const Value &version = body["metadata"]["resourceVersion"];
    return version.text().isEmpty() ? document : document.withPath({"metadata", "resourceVersion"}, version);
}

Result<Value> applyStatus(const Value &parent, const Value &body, qint64)
{
    Value status = body["status"];
    std::vector<Value> conditions;
    for (const Value &condition : parent["status"]["conditions"].items()) {
        if (condition["type"].text() == "Approved" || condition["type"].text() == "Denied")
            conditions.push_back(condition);
    }
    for (const Value &condition : status["conditions"].items()) {
        if (condition["type"].text() != "Approved" && condition["type"].text() != "Denied")
            conditions.push_back(condition);
    }
    status = conditions.empty() ? status.without("conditions")
                                : status.with("conditions", Value::array(std::move(conditions)));
    const Value &issued = parent["status"]["certificate"];
    if (!issued.isNull() && !(status["certificate"] == issued)) {
        FieldErrors errors;
        errors.forbidden("status.certificate",
                         "updates may not set certificate content if existing certificate content is not empty");
        return errors.error("certificates.k8s.io", "CertificateSigningRequest", parent["metadata"]["name"].text());
    }
    Value document = parent.with("status", status);
    const Value &version = body["metadata"]["resourceVersion"];
    return version.text().isEmpty() ? document : document.withPath({"metadata", "resourceVersion"}, version);
}

Value conditionCell(const Object &request, qint64)
{
    QByteArray text;
    const Value &conditions = request.status()["conditions"];
    for (const char *type : {"Approved", "Denied", "Failed"}) {
        if (find(conditions, type))
            text += (text.isEmpty() ? "" : ",") + QByteArray(type);
    }
    if (text.isEmpty())
        text = "Pending";
    if (!request.status()["certificate"].text().isEmpty())
        text += ",Issued";
    return text;
}

Value durationCell(const Object &request, qint64)
{
    const Value &seconds = request.spec()["expirationSeconds"];
    return seconds.isNull() ? Value("<none>") : Value(humanDuration(seconds.integer()));
}

} // namespace

Resource certificateSigningRequest()
{
    Resource resource;
    resource.gvr = {"certificates.k8s.io", "v1", "certificatesigningrequests"};
    resource.kind = "CertificateSigningRequest";
    resource.namespaced = false;
    resource.shortNames = {"csr"};
    resource.statusSubresource = true;
    resource.selectableFields = {"spec.signerName"};
    resource.agePosition = 0;
    resource.columns = {
        {"SignerName", "string", 0, [](const Object &object, qint64) { return object.spec()["signerName"]; }},
        {"Requestor", "string", 0, [](const Object &object, qint64) { return object.spec()["username"]; }},
        {"RequestedDuration", "string", 0, durationCell},
        {"Condition", "string", 0, conditionCell},
    };
    resource.prepareCreate = prepareCreate;
    resource.prepareUpdate = prepareUpdate;
    resource.validate = validate;
    Subresource approval{"approval", "certificates.k8s.io/v1", "CertificateSigningRequest", readWrite};
    approval.apply = applyApproval;
    Subresource status = statusSubresource("certificates.k8s.io/v1", "CertificateSigningRequest");
    status.apply = applyStatus;
    resource.subresources = {approval, status};
    return resource;
}

} // namespace orrery::resources::kinds
