// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/actions/fieldpath.h"
#include "controlplane/api/schema.h"

namespace orrery::actions {

/// One input of a form. What it shows is in the document, at its path.
struct FieldCell
{
    enum class Editor : quint8 {
        Text,
        Block, ///< text of several lines
        Number,
        Choice, ///< of `options`; empty: not set
        OneOf, ///< which of `options`, members of the object at `path`, is set
        Name, ///< the name of a map's member
    };
    QByteArray path, label;
    Editor editor = Editor::Text;
    QList<QByteArray> options;
    QByteArray example; ///< of what could be typed
    QByteArray suggests; ///< what can be offered: a kind ("ConfigMap"), "volume", or words, separated by spaces
    /// What an emptied text means: the field goes; it goes once the input is left, for the input goes with it; it stays as "".
    enum class Emptied : quint8 { Goes, GoesLater, Stays } emptied = Emptied::Stays;
    bool operator==(const FieldCell &) const = default;
};

/// One line of a form: a title, up to three inputs, and what can be done with the object, list or map that it begins. Its identity is its
/// path, label and depth; values are not in it, so that typing into a field changes no row.
struct FieldRow
{
    QByteArray path, label;
    int depth = 0;
    QList<FieldCell> cells;
    QList<QByteArray> addable; ///< fields that the object at `path` can have besides
    bool canAdd = false; ///< an item, a member, or the object itself
    bool canRemove = false; ///< what is at `path`
    bool operator==(const FieldRow &) const = default;
};

/// What stands at a path, by the schema.
struct FieldShape
{
    api::Schema::Kind kind = api::Schema::Kind::Any;
    const api::Schema::Type *type = nullptr; ///< of an object
    const api::Schema::Field *field = nullptr;
};
FieldShape shapeAt(const api::Schema::Type &type, const FieldPath &path);

/// The form of what is at `path`: the fields that its type is mostly used for (a small table), those that the document has, and,
/// as `addable`, all others of the schema. except: members that are not shown. Thread: any.
QList<FieldRow> rowsOf(const api::Schema::Type &type, const api::Value &document, const QByteArray &path, const QList<QByteArray> &except = {});

/// What a person typed into the field at that path, as its type has it: 8080 for "8080" where a number is wanted. What is no number stays
/// text, for the API server to refuse. Null for an empty text.
api::Value fromText(const FieldShape &shape, const QByteArray &text);
/// What adding at that path gives: a new item, a new member "", or the object or scalar itself. Returns the document.
api::Value withAdded(const api::Schema::Type &type, const api::Value &document, const QByteArray &path);
/// The object at `path` with that one of the alternatives set, and no other of them.
api::Value withChosen(const api::Schema::Type &type, const api::Value &document, const QByteArray &path, const QList<QByteArray> &alternatives,
                      const QByteArray &chosen);
/// The first of the alternatives that the object has; empty if it has none.
QByteArray chosenOf(const api::Value &object, const QList<QByteArray> &alternatives);

} // namespace orrery::actions
