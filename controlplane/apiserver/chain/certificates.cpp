// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/chain/authorization.h"
#include "controlplane/apiserver/chain/plugins.h"

#include "controlplane/pki/pki.h"

namespace orrery::chain {

using namespace api;

namespace {

bool updates(const Attributes &attributes, const char *subresource)
{
    return attributes.operation == Attributes::Operation::Update
        && attributes.info.gvr.groupResource() == "certificatesigningrequests.certificates.k8s.io"
        && attributes.info.subresource == subresource;
}

/// For the signer by its name, or for all of its domain ("example.com/*").
bool maySign(const Authorization &authorization, const User &user, const char *verb, const QByteArray &signer)
{
    const qsizetype slash = signer.indexOf('/');
    for (const QByteArray &name : {signer, signer.left(std::max<qsizetype>(slash, 0)) + "/*"}) {
        RequestInfo info;
        info.isResource = true;
        info.verb = verb;
        info.gvr = {"certificates.k8s.io", "*", "signers"};
        info.name = name;
        if (authorization.allows({user, info, {}}))
            return true;
    }
    return false;
}

} // namespace

Result<> certificateApproval(const Authorization &authorization, const Attributes &attributes)
{
    if (!updates(attributes, "approval"))
        return {};
    const QByteArray signer = attributes.old.spec()["signerName"].bytes();
    if (maySign(authorization, attributes.user, "approve", signer))
        return {};
    return forbidden(attributes, "user not permitted to approve requests with signerName " + quoted(signer));
}

Result<> certificateSigning(const Authorization &authorization, const Attributes &attributes)
{
    if (!updates(attributes, "status"))
        return {};
    const Value &status = attributes.document["status"];
    const Value &old = attributes.old.status();
    if (status["certificate"] == old["certificate"] && status["conditions"] == old["conditions"])
        return {};
    const QByteArray signer = attributes.old.spec()["signerName"].bytes();
    if (maySign(authorization, attributes.user, "sign", signer))
        return {};
    return forbidden(attributes, "user not permitted to sign requests with signerName " + quoted(signer));
}

Result<> certificateSubjectRestriction(const Attributes &attributes)
{
    if (!isCreate(attributes, "certificatesigningrequests.certificates.k8s.io"))
        return {};
    const Value &spec = attributes.document["spec"];
    const QByteArray signer = spec["signerName"].bytes();
    if (signer != "kubernetes.io/kube-apiserver-client")
        return {};
    const auto csr = pki::inspectCsr(QByteArray::fromBase64(spec["request"].bytes()));
    if (!csr)
        return forbidden(attributes, "unable to parse csr: " + csr.error().message);
    if (csr->organizations.contains("system:masters"))
        return forbidden(attributes, "use of " + signer + " signer with system:masters group is not allowed");
    return {};
}

} // namespace orrery::chain
