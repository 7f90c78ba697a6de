// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/form.h"

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

Response encoded(const Form &form, const Value &document, int status)
{
    Response response;
    response.status = status;
    if (form.yaml) {
        response.body = toYaml(document);
        response.contentType = "application/yaml";
        return response;
    }
    response.body = form.pretty ? toPrettyJson(document) + '\n' : toJson(document);
    return response;
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

/// One item of an Accept header. Whether it is one of ours.
bool take(QByteArrayView item, Form &form)
{
    QList<QByteArray> parts = item.toByteArray().split(';');
    const QByteArray type = parts.takeFirst().trimmed().toLower();
    const bool yaml = type == "application/yaml";
    if (type != "application/json" && !yaml && type != "*/*" && type != "application/*" && !type.isEmpty())
        return false;
    QByteArray as, version, group;
    for (const QByteArray &part : parts) {
        const qsizetype equals = part.indexOf('=');
        const QByteArray name = part.left(equals).trimmed();
        const QByteArray value = equals < 0 ? QByteArray() : part.mid(equals + 1).trimmed();
        if (name == "as")
            as = value;
        else if (name == "v")
            version = value;
        else if (name == "g")
            group = value;
    }
    form.yaml = yaml;
    form.kind = Form::Kind::Object;
    if (as.isEmpty())
        return true;
    if (group != "meta.k8s.io" || (version != "v1" && version != "v1beta1"))
        return false;
    form.beta = version == "v1beta1";
    if (as == "Table")
        form.kind = Form::Kind::Table;
    else if (as == "PartialObjectMetadata" || as == "PartialObjectMetadataList")
        form.kind = Form::Kind::Partial;
    else
        return false;
    return true;
}

} // namespace

Result<Form> negotiate(const Request &request)
{
    Form form;
    const QByteArray accept = request.headers.value("accept");
    form.causes = request.headers.value("orrery-causes") == "1";
    form.pretty = request.query.contains("pretty") && request.query.value("pretty") != "false"
        && request.query.value("pretty") != "0";
    bool acceptable = accept.isEmpty() || accept == "application/json";
    if (!acceptable) {
        qsizetype start = 0;
        while (!acceptable && start <= accept.size()) {
            qsizetype end = accept.indexOf(',', start);
            if (end < 0)
                end = accept.size();
            acceptable = take(QByteArrayView(accept).sliced(start, end - start).trimmed(), form);
            start = end + 1;
        }
    }
    if (!acceptable)
        return error(Reason::NotAcceptable,
                     "only the following media types are accepted: application/json, application/yaml");
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

Response respond(const Form &form, const Resource &resource, const Object &object, int status, qint64 now)
{
    return respond(form, inForm(form, resource, object, now), status);
}

Response respond(const Form &form, const Object &object, int status)
{
    if (form.yaml || form.pretty)
        return encoded(form, object.document(), status);
    return Response::of(object, status);
}

Response respond(const Form &form, const Resource &resource, ObjectList list, qint64 now)
{
    if (form.isPlain())
        return Response::of(std::move(list));
    std::vector<Value> items;
    items.reserve(size_t(list.items.size()));
    for (const Object &object : std::as_const(list.items)) {
        if (form.kind == Form::Kind::Table)
            items.push_back(row(form, resource, object, now));
        else
            items.push_back(form.kind == Form::Kind::Partial ? partial(form, object) : object.document());
    }
    if (form.kind == Form::Kind::Table)
        return encoded(form, table(form, resource, listMetadata(list), std::move(items)), 200);
    const bool metadataOnly = form.kind == Form::Kind::Partial;
    return encoded(form,
                   Value::object({{"kind", metadataOnly ? QByteArray("PartialObjectMetadataList") : list.kind},
                                  {"apiVersion", metadataOnly ? metaVersion(form) : list.apiVersion},
                                  {"metadata", listMetadata(list)},
                                  {"items", Value::array(std::move(items))}}),
                   200);
}

} // namespace orrery::resources
