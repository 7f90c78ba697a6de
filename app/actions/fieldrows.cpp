// SPDX-License-Identifier: GPL-3.0-only
#include "app/actions/fieldrows.h"

#include "app/actions/fieldfacts.h"

namespace orrery::actions {

using api::Schema;
using api::Value;
using Kind = Schema::Kind;

namespace {

constexpr int inARow = 3;

bool isScalar(Kind kind)
{
    return kind != Kind::Reference && kind != Kind::List && kind != Kind::Map;
}

FieldShape shapeOf(const Schema::Field &field)
{
    return {field.kind, field.kind == Kind::Reference ? field.type : nullptr, &field};
}

/// Of an item of a list or a member of a map.
FieldShape elementOf(const Schema::Field &field)
{
    if (field.nested)
        return shapeOf(*field.nested);
    return {field.element, field.element == Kind::Reference ? field.type : nullptr, &field};
}

FieldCell cellOf(const FieldShape &shape, const QByteArray &owner, const QByteArray &path, const QByteArray &label, const Value &value)
{
    FieldCell cell{path, label};
    const QByteArray name = shape.field ? shape.field->name : QByteArray();
    cell.suggests = suggestionsFor(owner, name);
    if (shape.kind == Kind::Boolean) {
        cell.editor = FieldCell::Editor::Choice;
        cell.options = {"true", "false"};
    } else if (shape.field && !shape.field->enumValues.isEmpty() && shape.kind == Kind::String && cell.suggests.isEmpty()) {
        cell.editor = FieldCell::Editor::Choice;
        cell.options = shape.field->enumValues;
        cell.options.removeAll(QByteArray());
    } else if (shape.kind == Kind::Int32 || shape.kind == Kind::Int64) {
        cell.editor = FieldCell::Editor::Number;
    } else if (value.text().contains('\n')) {
        cell.editor = FieldCell::Editor::Block;
    }
    return cell;
}

class Builder final
{
public:
    explicit Builder(QList<FieldRow> &rows)
        : m_rows(rows)
    {
    }

    /// A field that is no scalar: its title, and what is in it.
    void field(const FieldShape &shape, const Value &value, const QByteArray &path, const QByteArray &label, int depth, bool removable = true)
    {
        FieldRow title{path, label, depth};
        title.canRemove = removable && !value.isNull();
        if (shape.kind == Kind::Reference) {
            title.canAdd = value.isNull();
            if (value.isNull())
                m_rows += title;
            else
                object(*shape.type, value, path, depth + 1, {}, &title);
            return;
        }
        title.canAdd = true;
        m_rows += title;
        const FieldShape element = elementOf(*shape.field);
        if (shape.kind == Kind::List) {
            for (qsizetype i = 0; i < value.size(); ++i)
                item(element, value.at(i), path + '[' + QByteArray::number(i) + ']', depth + 1);
        } else {
            map(shape, element, value, path, depth + 1);
        }
    }

    /// head: what the object's first inputs stand beside; title: the line above it.
    void object(const Schema::Type &type, const Value &value, const QByteArray &path, int depth, const FieldRow &head, FieldRow *title,
                const QList<QByteArray> &except = {})
    {
        QList<FieldCell> cells;
        QList<std::pair<FieldShape, QByteArray>> nested; // and their paths, below this object
        FieldRow first = head;
        first.path = path;
        first.depth = depth;
        collect(type, value, path, {}, cells, nested, title ? title->addable : first.addable, except);
        if (title)
            m_rows += *title;
        for (qsizetype i = 0; i == 0 || i < cells.size(); i += inARow) {
            first.cells = cells.mid(i, inARow);
            if (!first.cells.isEmpty() || first.canRemove)
                m_rows += first;
            first.addable.clear();
            first.canRemove = false;
        }
        const int inner = !title && head.canRemove ? depth + 1 : depth;
        for (const auto &[shape, name] : nested)
            field(shape, valueAt(value, parsePath(name)), path.isEmpty() ? name : path + '.' + name, name, inner);
    }

private:
    void item(const FieldShape &shape, const Value &value, const QByteArray &path, int depth)
    {
        FieldRow row{path, {}, depth};
        row.canRemove = true;
        if (shape.kind == Kind::Reference) {
            object(*shape.type, value, path, depth, row, nullptr);
        } else if (isScalar(shape.kind)) {
            row.cells = {cellOf(shape, {}, path, {}, value)};
            m_rows += row;
        } else {
            m_rows += row;
            field(shape, value, path, {}, depth + 1, false);
        }
    }

    void map(const FieldShape &shape, const FieldShape &element, const Value &value, const QByteArray &path, int depth)
    {
        // What a container asks for is asked for by these two names, mostly.
        QList<QByteArray> usual;
        if (element.kind == Kind::Quantity && (shape.field->name == "requests" || shape.field->name == "limits"))
            usual = path.contains("ontainers[") ? QList<QByteArray>{"cpu", "memory"} : value.contains("storage") ? QList<QByteArray>{"storage"} : QList<QByteArray>();
        FieldRow known{path, {}, depth};
        for (const QByteArray &name : usual) {
            known.cells += FieldCell{below(path, name), name};
            known.cells.last().emptied = FieldCell::Emptied::Goes;
            known.cells.last().example = name == "cpu" ? "100m" : name == "memory" ? "64Mi" : "1Gi";
        }
        if (!known.cells.isEmpty())
            m_rows += known;
        for (qsizetype i = 0; i < qsizetype(value.members().size()); ++i) {
            if (usual.contains(value.members()[size_t(i)].key()))
                continue;
            FieldRow row{path + ".#" + QByteArray::number(i), {}, depth};
            row.canRemove = true;
            row.cells = {FieldCell{row.path, {}, FieldCell::Editor::Name}};
            const Value &member = value.members()[size_t(i)].value;
            if (isScalar(element.kind))
                row.cells += cellOf(element, {}, row.path, {}, member);
            if (shape.field->name == "data" || shape.field->name == "stringData")
                row.cells.last().editor = FieldCell::Editor::Block; // files, as likely as words
            m_rows += row;
            if (element.kind == Kind::Reference)
                object(*element.type, member, row.path, depth + 1, {}, nullptr);
        }
    }

    /// Inputs and nested fields of an object; those of the alternative that it has are among them.
    void collect(const Schema::Type &type, const Value &value, const QByteArray &path, const QByteArray &inside, QList<FieldCell> &cells,
                 QList<std::pair<FieldShape, QByteArray>> &nested, QList<QByteArray> &addable, const QList<QByteArray> &except)
    {
        const FieldFacts &facts = factsOf(type.name);
        const Value here = inside.isEmpty() ? value : valueAt(value, parsePath(inside));
        const auto fullName = [&](const QByteArray &name) { return inside.isEmpty() ? name : inside + '.' + name; };
        const auto fullPath = [&](const QByteArray &name) { return path.isEmpty() ? fullName(name) : path + '.' + fullName(name); };
        QList<QByteArray> names = facts.first, alternatives;
        for (const QByteArray &path : facts.oneOf)
            alternatives += path.split('.').first();
        for (const api::Member &member : here.members()) {
            const QByteArray name = member.key().toByteArray();
            if (!names.contains(name) && !alternatives.contains(name))
                names += name;
        }
        const auto take = [&](const QByteArray &name) {
            const Schema::Field *field = type.field(name);
            if (!field || except.contains(name) || isServersField(type.name, name))
                return;
            if (isScalar(field->kind)) {
                const QByteArray label = inside.isEmpty() ? name : inside.mid(inside.lastIndexOf('.') + 1) + '.' + name;
                cells += cellOf(shapeOf(*field), type.name, fullPath(name), label, here[name]);
                // An alternative without a field would be none.
                cells.last().emptied = !facts.first.contains(name) ? FieldCell::Emptied::GoesLater
                    : inside.isEmpty()                             ? FieldCell::Emptied::Goes
                                                                   : FieldCell::Emptied::Stays;
            } else {
                nested.append({shapeOf(*field), fullName(name)});
            }
        };
        const qsizetype lead = names.value(0) == "name" ? 1 : 0;
        if (lead)
            take(names[0]);
        if (!facts.oneOf.isEmpty()) {
            cells += FieldCell{inside.isEmpty() ? path : path + '.' + inside, "from", FieldCell::Editor::OneOf, facts.oneOf};
            const QByteArray chosen = chosenOf(here, facts.oneOf);
            if (!chosen.isEmpty()) {
                const FieldShape shape = shapeAt(type, parsePath(chosen));
                if (isScalar(shape.kind))
                    cells += cellOf(shape, type.name, fullPath(chosen), chosen, valueAt(here, parsePath(chosen)));
                else if (shape.type)
                    collect(*shape.type, value, path, fullName(chosen), cells, nested, addable, {});
            }
        }
        for (qsizetype i = lead; i < names.size(); ++i)
            take(names[i]);
        for (const Schema::Field &field : type.fields) {
            if (!names.contains(field.name) && !alternatives.contains(field.name) && !except.contains(field.name)
                && !isServersField(type.name, field.name))
                addable += fullName(field.name);
        }
    }

    QList<FieldRow> &m_rows;
};

Value starterOf(const FieldShape &shape)
{
    switch (shape.kind) {
    case Kind::Reference:
        if (const auto starter = api::parseJson(factsOf(shape.type->name).starter); starter && starter->isObject())
            return *starter;
        return Value::object(std::vector<api::Member>());
    case Kind::Boolean:
        return true;
    case Kind::Int32:
    case Kind::Int64:
    case Kind::Double:
    case Kind::IntOrString:
        return shape.field->defaultValue.isNumber() ? shape.field->defaultValue : Value(0);
    case Kind::List:
        return Value::array({starterOf(elementOf(*shape.field))});
    case Kind::Map:
        return Value::object({{Value(""), starterOf(elementOf(*shape.field))}});
    default:
        return shape.field && !shape.field->enumValues.isEmpty() ? Value(shape.field->enumValues.constFirst()) : Value("");
    }
}

} // namespace

FieldShape shapeAt(const Schema::Type &type, const FieldPath &path)
{
    FieldShape shape{Kind::Reference, &type, nullptr};
    for (const QByteArray &segment : path) {
        if (shape.kind == Kind::Reference && shape.type) {
            const Schema::Field *field = shape.type->field(segment);
            shape = field ? shapeOf(*field) : FieldShape();
        } else if (shape.field && !isScalar(shape.kind)) {
            shape = elementOf(*shape.field);
        } else {
            return {};
        }
    }
    return shape;
}

QList<FieldRow> rowsOf(const Schema::Type &type, const Value &document, const QByteArray &path, const QList<QByteArray> &except)
{
    QList<FieldRow> rows;
    const FieldPath parsed = parsePath(path);
    const FieldShape shape = shapeAt(type, parsed);
    const Value value = valueAt(document, parsed);
    const QByteArray label = parsed.isEmpty() ? QByteArray() : parsed.last();
    Builder builder(rows);
    if (isScalar(shape.kind)) {
        if (shape.field) {
            const FieldShape owner = shapeAt(type, parsed.first(parsed.size() - 1));
            rows += FieldRow{path, {}, 0, {cellOf(shape, owner.type ? owner.type->name : QByteArray(), path, label, value)}};
            rows.last().cells.last().emptied = FieldCell::Emptied::Goes;
        }
    } else if (parsed.isEmpty() || (shape.kind == Kind::Reference && !except.isEmpty())) {
        FieldRow title{path, parsed.isEmpty() ? type.name.mid(type.name.lastIndexOf('.') + 1) : path};
        builder.object(*shape.type, value, path, 1, {}, &title, except);
    } else {
        // Labels are the object's or its pods'.
        builder.field(shape, value, path, parsed.contains("metadata") ? path : label, 0);
    }
    return rows;
}

Value fromText(const FieldShape &shape, const QByteArray &text)
{
    if (text.isEmpty())
        return {};
    bool ok = false;
    switch (shape.kind) {
    case Kind::Boolean:
        return text == "true" ? Value(true) : text == "false" ? Value(false) : Value(text);
    case Kind::Int32:
    case Kind::Int64:
    case Kind::IntOrString: {
        const qint64 number = text.toLongLong(&ok);
        return ok ? Value(number) : Value(text);
    }
    case Kind::Double: {
        const double number = text.toDouble(&ok);
        return ok ? Value(number) : Value(text);
    }
    default:
        return Value(text);
    }
}

Value withAdded(const Schema::Type &type, const Value &document, const QByteArray &path)
{
    const FieldPath where = parsePath(path);
    const FieldShape shape = shapeAt(type, where);
    const Value here = valueAt(document, where);
    if (!shape.field && shape.kind == Kind::Any)
        return document;
    if (shape.kind == Kind::List && here.isArray())
        return withValueAt(document, where, here.withAppended(starterOf(elementOf(*shape.field))));
    if (shape.kind == Kind::Map && here.isObject())
        return here.contains("") ? document : withValueAt(document, where, here.with("", starterOf(elementOf(*shape.field))));
    return here.isNull() ? withValueAt(document, where, starterOf(shape)) : document;
}

Value withChosen(const Schema::Type &type, const Value &document, const QByteArray &path, const QList<QByteArray> &alternatives,
                 const QByteArray &chosen)
{
    const FieldPath where = parsePath(path);
    const Value before = valueAt(document, where);
    if (chosenOf(before, alternatives) == chosen)
        return document;
    Value object = before;
    for (const QByteArray &alternative : alternatives) {
        // Only the first segment: an emptied valueFrom goes with what was in it.
        object = object.without(alternative.split('.').first());
    }
    if (!chosen.isEmpty())
        object = withValueAt(object, parsePath(chosen), starterOf(shapeAt(type, where + parsePath(chosen))));
    return withValueAt(document, where, object);
}

QByteArray chosenOf(const Value &object, const QList<QByteArray> &alternatives)
{
    for (const QByteArray &alternative : alternatives) {
        const FieldPath path = parsePath(alternative);
        const Value parent = valueAt(object, path.first(path.size() - 1));
        if (parent.contains(path.last()))
            return alternative;
    }
    return {};
}

} // namespace orrery::actions
