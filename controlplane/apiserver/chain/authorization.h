// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/chain/requestinfo.h"
#include "controlplane/store/store.h"

#include <functional>
#include <vector>

namespace orrery::chain {

enum class Decision { Allow, Deny, NoOpinion };

/// One way to decide. fields: the request's field selector, for authorizers that only let a part of a collection be
/// read.
struct Question
{
    const api::User &user;
    const RequestInfo &info;
    QByteArray fieldSelector;
};
struct Authorizer
{
    const char *name;
    std::function<Decision(const Question &question)> decide;
};

/// Whether a user may do what is asked: an ordered list of authorizers, the first with an opinion decides, none means
/// no. The list is in authorization.cpp; RBAC is one more line. Thread: the api thread. Lifetime: owner's; the store
/// outlives it.
class Authorization final
{
public:
    explicit Authorization(const store::Store &store);
    bool allows(const Question &question) const;
    /// Errors: Forbidden, with Kubernetes' words; Unauthorized for a stranger's request of what is not public.
    api::Result<> check(const Question &question) const;

private:
    std::vector<Authorizer> m_authorizers;
};

} // namespace orrery::chain
