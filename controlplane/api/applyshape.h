// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/schema.h"

namespace orrery::api {

/// How server-side apply sees a place in a document: what it merges there, and by which keys. Private to this folder.
/// Thread: any. Lifetime: the schema's.
struct Shape
{
    enum class Kind : quint8 {
        Leaf, ///< taken or left as a whole
        Struct, ///< the fields of `type`
        Map, ///< entries of `field`'s element
        MapList, ///< items known by `field`'s listMapKeys
        SetList, ///< items known by their value
        Deduced, ///< no schema: what the value looks like
        Custom, ///< the root of an object without a schema
    };
    Kind kind = Kind::Leaf;
    const Schema::Type *type = nullptr;
    const Schema::Field *field = nullptr;

    static Shape ofRoot(const Schema::Type *type);
    static Shape of(const Schema::Field &field);
    Shape element() const; ///< of a list or map
    Shape member(QByteArrayView name,
                 const Schema::Field **known
                 = nullptr) const; ///< of an object; known: null where the schema has no such name
    /// What it is for these values: a leaf where they are not of its kind. Null values say nothing.
    Kind kindFor(const Value &a, const Value &b) const;
    static bool isObject(Kind kind)
    {
        return kind == Kind::Struct || kind == Kind::Map || kind == Kind::Deduced || kind == Kind::Custom;
    }
    /// "k:{...}" or "v:..." of an item; empty, and why, if it has none.
    QByteArray itemName(const Value &item, QByteArray *problem = nullptr) const;
};

/// Members of an object's own metadata that only say which object it is: nobody owns them.
bool isIdentity(QByteArrayView metadataMember);

} // namespace orrery::api
