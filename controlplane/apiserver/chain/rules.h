// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/value.h"
#include "controlplane/apiserver/chain/requestinfo.h"

namespace orrery::chain {

/// rbac.authorization.k8s.io PolicyRule: what is allowed, and nothing about to whom. Thread: any; a value.
struct Rule
{
    QList<QByteArray> verbs, groups, resources, names, urls;

    static Rule fromValue(const api::Value &rule);
    static QList<Rule> listFromValue(const api::Value &rules);
    api::Value toValue() const;

    bool allows(const RequestInfo &info) const;
    /// Everything that the other one allows. Only of narrow rules (see missing()) is the answer exact.
    bool covers(const Rule &other) const;
    /// `{APIGroups:["apps"], Resources:["deployments"], Verbs:["get" "list"]}`, as messages show it.
    QByteArray text() const;
    bool operator==(const Rule &) const = default;
};

/// What of `wanted` the rules `held` do not allow; empty if they allow all of it.
QList<Rule> missing(const QList<Rule> &held, const QList<Rule> &wanted);

/// `"text"`, and `["a" "b"]`, as Go's %q prints them.
QByteArray quoted(QByteArrayView text);
QByteArray quoted(const QList<QByteArray> &texts);

} // namespace orrery::chain
