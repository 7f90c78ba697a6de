// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/cluster/kinds.h"
#include "controlplane/api/object.h"

namespace orrery::actions {

/// What one can do to an object: a row of the table that menus, keys and the palette are made of. Does not: do it (Actions does).
/// Thread: any; a value.
struct Verb
{
    enum class Way {
        Page, ///< a page of the inspector
        Sheet, ///< asks first
        AtOnce,
    };
    enum class Group { Look, Run, Node, Mark, End };
    QByteArray id; ///< "scale"
    const char *title; ///< untranslated
    QByteArray symbol; ///< of resources/icons
    QByteArray key; ///< as QKeySequence reads it; empty: none
    QList<QByteArray> kinds; ///< ids; empty: every kind
    Group group = Group::Look;
    Way way = Way::Sheet;
    QByteArray needs; ///< the right it takes: "patch", or of a subresource "get log"
    api::Gvr of; ///< on which resource; none: the kind's own
    bool danger = false;
    bool many = false; ///< can be done to many objects at once
};

/// All of them, in the order of the menu.
const QList<Verb> &verbs();
const Verb *verb(QByteArrayView id);

/// What is known of the object where it is known: its state decides between cordon and uncordon.
struct Subject
{
    const cluster::Kind *kind = nullptr;
    api::Object object; ///< null: not known
    api::Object machine; ///< a node's own, where it has one
};
QString titleOf(const Verb &verb, const Subject &subject = {});
/// Whether the verb has a meaning for it.
bool applies(const Verb &verb, const Subject &subject);
/// Why not now, although it has one; empty if nothing is in the way.
QString hindrance(const Verb &verb, const Subject &subject);

} // namespace orrery::actions
