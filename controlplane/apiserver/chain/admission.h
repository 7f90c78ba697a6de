// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/chain/requestinfo.h"
#include "controlplane/store/store.h"

#include <functional>
#include <vector>

namespace orrery::chain {

class Authorization;

/// One write on its way to the store.
struct Attributes
{
    enum class Operation { Create, Update, Delete, Connect };
    Operation operation = Operation::Create;
    const RequestInfo &info;
    const api::User &user;
    QByteArray name; ///< the object's, also where the path has none (create)
    api::Value document; ///< what will be stored; admission may change it
    api::Object old; ///< null for create
    bool dryRun = false;
    QList<QByteArray> warnings;
};

/// One admission plugin. admit may change the document, validate only refuses; either may be empty.
struct Plugin
{
    const char *name;
    std::function<api::Result<>(Attributes &attributes)> admit;
    std::function<api::Result<>(const Attributes &attributes)> validate;
};

/// What the cluster's rules say about a write that the user may make: an ordered list of plugins, all of which must
/// agree. First all admit, then, after the kind's own validation, all validate. The list is in admission.cpp. Thread:
/// the api thread. Lifetime: owner's; store and authorization outlive it.
class Admission final
{
public:
    Admission(const store::Store &store, const Authorization &authorization);
    api::Result<> admit(Attributes &attributes) const;
    api::Result<> validate(const Attributes &attributes) const;

private:
    std::vector<Plugin> m_plugins;
};

/// `pods "web" is forbidden: <why>`
api::Error forbidden(const Attributes &attributes, const QByteArray &why);

} // namespace orrery::chain
