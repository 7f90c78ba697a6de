// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/write.h"

#include "controlplane/api/protobuf.h"
#include "controlplane/api/yaml.h"

namespace orrery::resources {

using namespace api;

namespace {

/// `Pod in version "v1" cannot be handled as a Pod: `
QByteArray handledAs(QByteArrayView apiVersion, QByteArrayView kind)
{
    const qsizetype slash = apiVersion.indexOf('/');
    const QByteArray version = (slash < 0 ? apiVersion : apiVersion.sliced(slash + 1)).toByteArray();
    return kind.toByteArray() + " in version \"" + version + "\" cannot be handled as a " + kind.toByteArray() + ": ";
}

QByteArray mediaType(const Request &request)
{
    QByteArray type = request.headers.value("content-type");
    if (const qsizetype parameters = type.indexOf(';'); parameters >= 0)
        type.truncate(parameters);
    return type.trimmed().toLower();
}

Error unknownFormat(const QByteArray &accepted)
{
    return error(Reason::UnsupportedMediaType,
                 "the body of the request was in an unknown format - accepted media types include: " + accepted);
}

} // namespace

Result<Value> readBody(const Request &request, QList<QByteArray> *duplicates)
{
    if (!request.object.isNull())
        return request.object.document();
    const QByteArray type = mediaType(request);
    if (type == "application/yaml" || type == "application/apply-patch+yaml") {
        ORRERY_TRY(documents, parseYaml(request.body, {}, duplicates));
        if (documents.size() != 1)
            return error(Reason::BadRequest, "the body of the request must be one YAML document");
        return documents.constFirst().value;
    }
    if (type == "application/vnd.kubernetes.protobuf") {
        if (request.body.size() > JsonLimits().bytes)
            return error(Reason::RequestEntityTooLarge, "the request is too large");
        return parseProtobuf(Schema::builtin(), request.body);
    }
    const bool json = type.isEmpty() || type == "application/json" || type.endsWith("+json") || type == "*/*"
        || type == "application/x-www-form-urlencoded"; // curl -d without a header
    if (!json)
        return unknownFormat("application/json, application/yaml, application/vnd.kubernetes.protobuf");
    return parseJson(request.body, {}, duplicates);
}

Result<Value> Generic::decodeBody(Write &write, const Schema::Type *type, QByteArrayView apiVersion,
                                  QByteArrayView kind) const
{
    QList<QByteArray> duplicates;
    const bool reports = write.options.fieldValidation != WriteOptions::FieldValidation::Ignore;
    if (write.resource.custom && mediaType(write.request()) == "application/vnd.kubernetes.protobuf")
        return unknownFormat("application/json, application/yaml");
    ORRERY_TRY(document, readBody(write.request(), reports ? &duplicates : nullptr));
    if (!document.isObject())
        return error(Reason::BadRequest,
                     "couldn't get version/kind; json parse error: the body of the request is not an object");
    const Value &saidVersion = document["apiVersion"];
    const Value &saidKind = document["kind"];
    if (!saidVersion.isNull() && saidVersion.text() != apiVersion)
        return error(Reason::BadRequest,
                     "the API version in the data (" + saidVersion.bytes()
                         + ") does not match the expected API version (" + apiVersion.toByteArray() + ')');
    if (!saidKind.isNull() && saidKind.text() != kind)
        return error(Reason::BadRequest,
                     "the kind in the data (" + saidKind.bytes() + ") does not match the expected kind ("
                         + kind.toByteArray() + ')');
    if (saidVersion.isNull() || saidKind.isNull()) {
        std::vector<Member> members{{"apiVersion", apiVersion}, {"kind", kind}};
        for (const Member &member : document.members()) {
            if (member.key() != "apiVersion" && member.key() != "kind")
                members.push_back(member);
        }
        document = Value::object(std::move(members));
    }
    return decode(write, type, document, duplicates, apiVersion, kind);
}

Result<Value> Generic::decode(Write &write, const Schema::Type *type, const Value &document,
                              const QList<QByteArray> &duplicates, QByteArrayView apiVersion, QByteArrayView kind) const
{
    Schema::Report report;
    report.duplicates = duplicates;
    Value decoded = document;
    if (type) {
        const bool own = type == write.resource.type && write.resource.decode;
        auto result
            = own ? write.resource.decode(document, &report) : Schema::builtin().decode(*type, document, &report);
        if (!result) {
            Error problem = result.error();
            problem.message.prepend(handledAs(apiVersion, kind));
            return problem;
        }
        decoded = *std::move(result);
    }
    if (write.options.fieldValidation == WriteOptions::FieldValidation::Ignore)
        return decoded;
    QList<QByteArray> problems;
    for (const QByteArray &path : std::as_const(report.unknown))
        problems.append("unknown field \"" + path + '"');
    for (const QByteArray &path : std::as_const(report.duplicates))
        problems.append("duplicate field \"" + path + '"');
    if (problems.isEmpty())
        return decoded;
    if (write.options.fieldValidation == WriteOptions::FieldValidation::Strict)
        return error(Reason::BadRequest, handledAs(apiVersion, kind) + "strict decoding error: " + problems.join(", "));
    write.warnings += problems;
    return decoded;
}

Result<DeleteOptions> readDeleteOptions(const Request &request)
{
    DeleteOptions options;
    FieldErrors errors;
    const Query &query = request.query;
    Value body;
    if (!request.object.isNull() || !request.body.isEmpty()) {
        ORRERY_TRY(parsed, readBody(request, nullptr));
        body = std::move(parsed);
        if (!body.isNull() && !body.isObject())
            return error(Reason::BadRequest, "the body of a deletion must be DeleteOptions");
    }
    const Value &grace = body["gracePeriodSeconds"];
    if (!grace.isNull() && !grace.isInteger())
        return error(Reason::BadRequest, "DeleteOptions: gracePeriodSeconds must be an integer");
    if (grace.isInteger()) {
        options.gracePeriodSeconds = grace.integer();
    } else if (query.contains("gracePeriodSeconds")) {
        bool good = false;
        options.gracePeriodSeconds = query.value("gracePeriodSeconds").toLongLong(&good);
        if (!good)
            return error(Reason::BadRequest, "gracePeriodSeconds must be an integer");
    }
    if (options.gracePeriodSeconds && *options.gracePeriodSeconds < 0)
        options.gracePeriodSeconds = 1; // as Kubernetes does
    options.propagationPolicy = body["propagationPolicy"].bytes();
    if (options.propagationPolicy.isEmpty())
        options.propagationPolicy = query.value("propagationPolicy");
    const Value &orphan = body["orphanDependents"];
    if (orphan.isBool()) {
        if (!options.propagationPolicy.isEmpty())
            errors.invalid("propagationPolicy", options.propagationPolicy,
                           "orphanDependents and deletionPropagation cannot be both set");
        options.propagationPolicy = orphan.boolean() ? "Orphan" : "Background";
    }
    static const QList<QByteArray> policies{"Background", "Foreground", "Orphan"};
    if (!options.propagationPolicy.isEmpty() && !policies.contains(options.propagationPolicy))
        errors.notSupported("propagationPolicy", options.propagationPolicy,
                            {"Foreground", "Background", "Orphan", "nil"});
    const Value &preconditions = body["preconditions"];
    options.uid = preconditions["uid"].bytes();
    options.resourceVersion = preconditions["resourceVersion"].bytes();
    QList<QByteArray> dryRuns = query.values("dryRun");
    for (const Value &value : body["dryRun"].items())
        dryRuns.append(value.bytes());
    for (const QByteArray &value : std::as_const(dryRuns)) {
        if (value == "All")
            options.dryRun = true;
        else if (!value.isEmpty())
            errors.notSupported("dryRun", value, {"All"});
    }
    if (!errors.isEmpty())
        return errors.error("meta.k8s.io", "DeleteOptions", "");
    return options;
}

} // namespace orrery::resources
