// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/chain/admissionreview.h"

#include "controlplane/apiserver/chain/authentication.h"
#include "controlplane/apiserver/chain/rules.h"

namespace orrery::chain {

using namespace api;
using Operation = Attributes::Operation;

namespace {

constexpr auto reviewGroup = "admission.k8s.io/";

Value kindOf(const Value &document)
{
    const QByteArray apiVersion = document["apiVersion"].bytes();
    const qsizetype slash = apiVersion.indexOf('/');
    return Value::object({{"group", slash < 0 ? QByteArray() : apiVersion.left(slash)},
                          {"version", apiVersion.mid(slash + 1)},
                          {"kind", document["kind"]}});
}

Value resourceOf(const Gvr &gvr)
{
    return Value::object({{"group", gvr.group}, {"version", gvr.version}, {"resource", gvr.resource}});
}

/// CreateOptions, UpdateOptions (of patches, too) or DeleteOptions, as they came.
Value optionsOf(const Attributes &attributes)
{
    if (attributes.operation == Operation::Connect || !attributes.request)
        return {};
    if (attributes.operation == Operation::Delete)
        return attributes.options;
    Value options
        = Value::object({{"kind", attributes.operation == Operation::Create ? "CreateOptions" : "UpdateOptions"},
                         {"apiVersion", "meta.k8s.io/v1"}});
    const Query &query = attributes.request->query;
    if (attributes.dryRun)
        options = options.with("dryRun", Value::array({Value("All")}));
    for (const char *member : {"fieldManager", "fieldValidation"}) {
        if (const QByteArray text = query.value(member); !text.isEmpty())
            options = options.with(member, text);
    }
    return options;
}

Error internal(const QByteArray &why)
{
    return error(Reason::InternalError, "Internal error occurred: " + why);
}

/// As Kubernetes words and numbers a refusal.
Error denied(const Webhook &webhook, const Value &result)
{
    const QByteArray by = "admission webhook " + quoted(webhook.name) + " denied the request";
    const QByteArray message = result["message"].bytes(), reason = result["reason"].bytes();
    const int code = int(std::clamp<qint64>(result["code"].integer(400), 400, 599));
    Error denial = fromStatus(result, code);
    denial.code = code;
    if (reason.isEmpty())
        denial.reason = Reason::Unknown; // a bare code is no reason here
    denial.message = !message.isEmpty() ? by + ": " + message
        : !reason.isEmpty()             ? by + ": " + reason
                                        : by + " without explanation";
    return denial;
}

} // namespace

Value admissionReview(const Webhook &webhook, const QByteArray &uid, const Attributes &attributes,
                      const ReviewSubject &subject)
{
    const RequestInfo &info = attributes.info;
    const bool deletes = attributes.operation == Operation::Delete;
    std::vector<Member> request;
    const auto addText = [&request](const char *name, const QByteArray &text) {
        if (!text.isEmpty())
            request.push_back({name, text});
    };
    request.push_back({"uid", uid});
    request.push_back({"kind", kindOf(deletes ? subject.old : subject.document)});
    request.push_back({"resource", resourceOf(subject.gvr)});
    addText("subResource", info.subresource);
    request.push_back({"requestKind", kindOf(deletes ? attributes.old.document() : attributes.document)});
    request.push_back({"requestResource", resourceOf(info.gvr)});
    addText("requestSubResource", info.subresource);
    addText("name", attributes.name);
    const bool isNamespace = info.gvr.group.isEmpty() && info.gvr.resource == "namespaces";
    addText("namespace", isNamespace ? attributes.name : info.ns);
    request.push_back({"operation", operationName(attributes.operation)});
    request.push_back({"userInfo", userInfo(attributes.user)});
    request.push_back({"object", subject.document});
    request.push_back({"oldObject", subject.old});
    request.push_back({"dryRun", Value(attributes.dryRun)});
    request.push_back({"options", optionsOf(attributes)});
    return Value::object({{"kind", "AdmissionReview"},
                          {"apiVersion", reviewGroup + webhook.reviewVersion},
                          {"request", Value::object(std::move(request))}});
}

Error failedCalling(const Webhook &webhook, const QByteArray &why)
{
    return internal("failed calling webhook " + quoted(webhook.name) + ": " + why);
}

Result<ReviewAnswer> readReview(const Webhook &webhook, const QByteArray &uid, bool mutating, const Value &answer)
{
    const auto invalid = [&webhook](const QByteArray &why) {
        return failedCalling(webhook, "received invalid webhook response: " + why);
    };
    const Value &response = answer["response"];
    const bool v1 = webhook.reviewVersion == "v1";
    if (v1 && (answer["apiVersion"].text() != "admission.k8s.io/v1" || answer["kind"].text() != "AdmissionReview"))
        return invalid("expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got "
                       + answer["apiVersion"].bytes() + ", Kind=" + answer["kind"].bytes());
    if (!response.isObject())
        return invalid("webhook response was absent");
    if (v1 && response["uid"].text() != uid)
        return invalid("expected response.uid=" + quoted(uid) + ", got " + quoted(response["uid"].text()));
    const QByteArray encoded = response["patch"].bytes(), type = response["patchType"].bytes();
    if (v1 && mutating) {
        if (!encoded.isEmpty() && type.isEmpty())
            return invalid("webhook returned response.patch but not response.patchType");
        if (encoded.isEmpty() && !type.isEmpty())
            return invalid("webhook returned response.patchType but not response.patch");
        if (!type.isEmpty() && type != "JSONPatch")
            return invalid("webhook returned invalid response.patchType of " + quoted(type));
    } else if (v1 && (!encoded.isEmpty() || !type.isEmpty())) {
        return invalid("webhook response.patch and response.patchType must be absent for validating webhooks");
    }
    ReviewAnswer read;
    for (const Value &warning : response["warnings"].items())
        read.warnings.append(warning.bytes());
    for (const Member &annotation : response["auditAnnotations"].members())
        read.auditAnnotations.insert(webhook.name + '/' + annotation.key().toByteArray(), annotation.value.bytes());
    read.allowed = response["allowed"].boolean();
    if (!read.allowed)
        read.denial = denied(webhook, response["status"]);
    if (!read.allowed || !mutating || encoded.isEmpty())
        return read;
    const auto json = QByteArray::fromBase64Encoding(encoded, QByteArray::AbortOnBase64DecodingErrors);
    const auto patch = json ? parseJson(*json) : Result<Value>(error(Reason::BadRequest, "illegal base64 data"));
    read.allowed = patch && patch->isArray();
    if (!read.allowed)
        read.denial = internal(patch ? QByteArray("a JSON patch is a list of operations") : patch.error().message);
    else if (!patch->isEmpty())
        read.patch = *patch;
    return read;
}

} // namespace orrery::chain
