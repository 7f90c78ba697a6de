// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/form.h"

#include "controlplane/api/protobuf.h"
#include "controlplane/api/yaml.h"

namespace orrery::resources {

using namespace api;

namespace {

QByteArray metaVersion(const Form &form)
{
    return form.beta ? "meta.k8s.io/v1beta1" : "meta.k8s.io/v1";
}

Value partial(const Form &form, const Object &object)
{
    return Value::object(
        {{"kind", "PartialObjectMetadata"}, {"apiVersion", metaVersion(form)}, {"metadata", object.metadata()}});
}

Value definition(const QByteArray &name, const QByteArray &type, const QByteArray &format,
                 const QByteArray &description, int priority)
{
    return Value::object(
        {{"name", name}, {"type", type}, {"format", format}, {"description", description}, {"priority", priority}});
}

/// Where the age stands among the kind's own columns: after the last that is always shown.
int agePosition(const Resource &resource)
{
    if (resource.agePosition >= 0)
        return resource.agePosition;
    int position = int(resource.columns.size());
    while (position > 0 && resource.columns[size_t(position) - 1].priority > 0)
        --position;
    return position;
}

Value definitions(const Resource &resource)
{
    std::vector<Value> out;
    if (resource.nameColumn)
        out.push_back(definition("Name", "string", "name", "Name must be unique within a namespace.", 0));
    const int ageAt = agePosition(resource);
    for (int i = 0; i <= int(resource.columns.size()); ++i) {
        if (i == ageAt && resource.ageColumn)
            out.push_back(definition(
                "Age", "string", "",
                "CreationTimestamp is a timestamp representing the server time when this object was created.", 0));
        if (i < int(resource.columns.size())) {
            const Column &column = resource.columns[size_t(i)];
            out.push_back(definition(column.name, column.type, column.format, column.description, column.priority));
        }
    }
    return Value::array(std::move(out));
}

Value row(const Form &form, const Resource &resource, const Object &object, qint64 now)
{
    std::vector<Value> cells;
    cells.reserve(resource.columns.size() + 2);
    if (resource.nameColumn)
        cells.push_back(object.metadata()["name"]);
    const int ageAt = agePosition(resource);
    for (int i = 0; i <= int(resource.columns.size()); ++i) {
        if (i == ageAt && resource.ageColumn)
            cells.push_back(Value(age(object.metadata()["creationTimestamp"], now)));
        if (i < int(resource.columns.size()))
            cells.push_back(resource.columns[size_t(i)].cell(object, now));
    }
    Value row = Value::object({{"cells", Value::array(std::move(cells))}});
    if (form.include == Form::Include::Metadata)
        row = row.with("object", partial(form, object));
    else if (form.include == Form::Include::Object)
        row = row.with("object", object.document());
    return row;
}

Value table(const Form &form, const Resource &resource, Value metadata, std::vector<Value> rows)
{
    return Value::object({{"kind", "Table"},
                          {"apiVersion", metaVersion(form)},
                          {"metadata", std::move(metadata)},
                          {"columnDefinitions", definitions(resource)},
                          {"rows", Value::array(std::move(rows))}});
}

/// Indented by two, as the server's answers are (kubectl's own output is by four).
QByteArray pretty(const Value &document)
{
    QByteArray out;
    for (const QByteArray &line : toPrettyJson(document).split('\n')) {
        qsizetype indent = 0;
        while (indent < line.size() && line[indent] == ' ')
            ++indent;
        out += QByteArrayView(line).sliced(indent / 2);
        out += '\n';
    }
    return out;
}

/// The document as the response's body.
void encode(Response &response, const Form &form, const Value &document)
{
    switch (form.wire) {
    case WireForm::Yaml:
        response.body = toYaml(document);
        response.contentType = "application/yaml";
        return;
    case WireForm::Protobuf: {
        auto bytes = toProtobuf(Schema::builtin(), document);
        if (!bytes) { // a kind without it, after all
            response = Response::of(bytes.error());
            return;
        }
        response.body = *std::move(bytes);
        response.contentType = protobufMediaType.toByteArray();
        return;
    }
    case WireForm::Nothing:
    case WireForm::Json:
        break;
    }
    response.body = form.pretty ? pretty(document) : toJson(document);
}

Value listMetadata(const ObjectList &list)
{
    Value metadata = Value::object({{"resourceVersion", QByteArray::number(list.resourceVersion)}});
    if (!list.continueToken.isEmpty())
        metadata = metadata.with("continue", list.continueToken);
    if (list.remaining > 0)
        metadata = metadata.with("remainingItemCount", Value(list.remaining));
    return metadata;
}

/// Whether the answer can be what this range says.
bool take(const MediaRange &range, Offer offer, Form &form)
{
    form.wire = preferredForm(range.type);
    form.kind = Form::Kind::Object;
    if (form.wire == WireForm::Nothing || (offer.watch && form.wire == WireForm::Yaml))
        return false;
    if (const QByteArray stream = range.parameter("stream"); !stream.isEmpty() && !(offer.watch && stream == "watch"))
        return false;
    const QByteArray as = range.parameter("as"), version = range.parameter("v");
    if (as.isEmpty())
        return offer.protobuf || form.wire != WireForm::Protobuf;
    if (range.parameter("g") != "meta.k8s.io" || (version != "v1" && version != "v1beta1"))
        return false;
    form.beta = version == "v1beta1";
    if (as == "PartialObjectMetadata" || as == "PartialObjectMetadataList")
        form.kind = Form::Kind::Partial;
    else if (as == "Table" && form.wire != WireForm::Protobuf) // Tables have no protobuf, as in Kubernetes
        form.kind = Form::Kind::Table;
    else
        return false;
    return true;
}

/// `pretty` in the query, else by the client: people read what browsers and curl get.
bool wantsPretty(const Request &request)
{
    const QByteArray asked = request.query.value("pretty");
    if (!asked.isEmpty())
        return asked == "1" || asked.compare("true", Qt::CaseInsensitive) == 0 || asked == "t" || asked == "T";
    const QByteArray agent = request.headers.value("user-agent");
    return agent.startsWith("curl") || agent.startsWith("Wget") || agent.startsWith("Mozilla/5.0");
}

} // namespace

Offer Offer::of(const Resource &resource, const Subresource *subresource)
{
    if (subresource && !subresource->kind.isEmpty())
        return {hasProtobuf(Schema::builtin(), subresource->apiVersion, subresource->kind)};
    return {resource.type && !resource.custom};
}

QByteArray Form::streamType() const
{
    return wire == WireForm::Protobuf ? protobufMediaType.toByteArray() + ";stream=watch" : QByteArray("application/json");
}

Result<Form> negotiate(const Request &request, Offer offer)
{
    Form form;
    const QByteArray accept = request.headers.value("accept");
    form.causes = request.headers.value("orrery-causes") == "1";
    form.pretty = wantsPretty(request);
    bool acceptable = accept.isEmpty() || accept == "application/json";
    if (!acceptable) {
        for (const MediaRange &range : parseAccept(accept)) {
            acceptable = take(range, offer, form);
            if (acceptable)
                break;
        }
    }
    if (!acceptable) {
        QByteArray types = offer.watch ? "application/json;stream=watch" : "application/json, application/yaml";
        if (offer.protobuf)
            types += ", " + protobufMediaType.toByteArray() + (offer.watch ? ";stream=watch" : "");
        return error(Reason::NotAcceptable, "only the following media types are accepted: " + types);
    }
    const QByteArray include = request.query.value("includeObject");
    if (include == "Object")
        form.include = Form::Include::Object;
    else if (include == "None")
        form.include = Form::Include::None;
    return form;
}

Object inForm(const Form &form, const Resource &resource, const Object &object, qint64 now)
{
    if (form.kind == Form::Kind::Object)
        return object;
    if (form.kind == Form::Kind::Partial)
        return Object(partial(form, object));
    const Value metadata = Value::object({{"resourceVersion", object.metadata()["resourceVersion"]}});
    return Object(table(form, resource, metadata, {row(form, resource, object, now)}));
}

static Response withDeprecation(Response response, const Resource &resource)
{
    if (!resource.deprecation.isEmpty())
        response.headers.add("warning", "299 - " + toJson(Value(resource.deprecation)));
    return response;
}

Response respond(const Form &form, const Resource &resource, const Object &object, int status, qint64 now)
{
    return withDeprecation(respond(form, inForm(form, resource, object, now), status), resource);
}

Response respond(const Form &form, const Object &object, int status)
{
    Response response = Response::of(object, status);
    if (form.wire != WireForm::Json || form.pretty)
        encode(response, form, object.document());
    return response;
}

QByteArray watchFrame(const Form &form, const WatchEvent &event, const Cause &cause)
{
    if (form.wire == WireForm::Protobuf) {
        // What has no protobuf cannot be watched in it; a Status always has.
        return protobufWatchFrame(event.type, toProtobuf(Schema::builtin(), event.object.document()).valueOr({}));
    }
    const QByteArray json = event.object.json();
    QByteArray frame;
    frame.reserve(json.size() + 128);
    frame += "{\"type\":\"" + eventTypeName(event.type) + "\",\"object\":" + json;
    if (form.causes && !cause.isEmpty())
        frame += ",\"cause\":\"" + cause.traceparent() + '"';
    frame += "}\n";
    return frame;
}

Response respond(const Form &form, const Resource &resource, ObjectList list, qint64 now)
{
    if (form.isPlain())
        return withDeprecation(Response::of(std::move(list)), resource);
    std::vector<Value> items;
    items.reserve(size_t(list.items.size()));
    for (const Object &object : std::as_const(list.items)) {
        if (form.kind == Form::Kind::Table)
            items.push_back(row(form, resource, object, now));
        else
            items.push_back(form.kind == Form::Kind::Partial ? partial(form, object) : object.document());
    }
    const bool metadataOnly = form.kind == Form::Kind::Partial;
    Response response;
    encode(response, form,
           form.kind == Form::Kind::Table
               ? table(form, resource, listMetadata(list), std::move(items))
               : Value::object({{"kind", metadataOnly ? QByteArray("PartialObjectMetadataList") : list.kind},
                                {"apiVersion", metadataOnly ? metaVersion(form) : list.apiVersion},
                                {"metadata", listMetadata(list)},
                                {"items", Value::array(std::move(items))}}));
    return withDeprecation(std::move(response), resource);
}

} // namespace orrery::resources
