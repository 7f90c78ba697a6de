// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/controllers/certificates.h"

#include "controlplane/controllers/support.h"

namespace orrery::controllers {

using namespace api;
using namespace client;

namespace {

const Gvr certificateRequests { "certificates.k8s.io", "v1", "certificatesigningrequests" };
constexpr const char *nodeSigner = "kubernetes.io/kube-apiserver-client-kubelet";
constexpr const char *clientSigner = "kubernetes.io/kube-apiserver-client";
constexpr qint64 year = 365 * 24 * 3600;

bool contains(const Value &list, QByteArrayView text)
{
    const auto items = list.items();
    return std::any_of(items.begin(), items.end(), [text](const Value &item) { return item.text() == text; });
}

} // namespace

bool mayApprove(const Object &request, const CertificateSubject &subject)
{
    const Value &spec = request.spec();
    if (spec["signerName"].text() != nodeSigner || subject.hasAlternativeNames)
        return false;
    if (subject.organizations != QList<QByteArray> { "system:nodes" } || !subject.commonName.startsWith("system:node:")
        || subject.commonName == "system:node:")
        return false;
    if (!contains(spec["usages"], "client auth") || !contains(spec["usages"], "digital signature"))
        return false;
    for (const Value &usage : spec["usages"].items()) {
        if (usage.text() != "client auth" && usage.text() != "digital signature" && usage.text() != "key encipherment")
            return false;
    }
    if (contains(spec["groups"], "system:bootstrappers") && spec["username"].text().startsWith("system:bootstrap:"))
        return true;
    return contains(spec["groups"], "system:nodes") && spec["username"].text() == subject.commonName;
}

Watches Certificates::watches() const
{
    return { For(certificateRequests) };
}

void Certificates::setUp(Informers &informers)
{
    m_requests = informers.get(certificateRequests);
}

Result<Requeue> Certificates::reconcile(const Key &key)
{
    const Object request = m_requests->get(key);
    if (!request || request.isDeleting())
        return Requeue {};
    // An hour after the answer, a day without one, it is of no use to anybody.
    const bool issued = !request.status()["certificate"].text().isEmpty();
    const bool decided = !request.status()["conditions"].isEmpty();
    const qint64 created = parseTime(request.metadata()["creationTimestamp"].text()).value_or(m_dependencies.clock->now());
    const qint64 left = created + (decided ? 3600 : 24 * 3600) * qint64(1'000'000) - m_dependencies.clock->now();
    if (left <= 0) {
        const Result<Object> removed = m_dependencies.client.remove(certificateRequests, key).result();
        if (!removed && !removed.failedWith(Reason::NotFound))
            return removed.error();
        return Requeue {};
    }
    const Requeue later { std::chrono::milliseconds(left / 1000 + 1) };
    if (issued || !m_dependencies.signCertificate || !m_dependencies.readCertificateRequest)
        return later;
    if (!condition(request, "Denied").isNull() || !condition(request, "Failed").isNull())
        return later;

    const auto decoded = QByteArray::fromBase64Encoding(request.spec()["request"].bytes(), QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded)
        return later;
    if (!condition(request, "Approved").isNull()) {
        ORRERY_CHECK(sign(request, *decoded));
        return later;
    }
    const Result<CertificateSubject> subject = m_dependencies.readCertificateRequest(*decoded);
    if (!subject || !mayApprove(request, *subject))
        return later; // a person may still decide
    const Value now = formatTime(m_dependencies.clock->now());
    const Value approved = Value::object({ { "type", "Approved" },
                                           { "status", "True" },
                                           { "reason", "AutoApproved" },
                                           { "message", "Auto approving kubelet client certificate." },
                                           { "lastUpdateTime", now },
                                           { "lastTransitionTime", now } });
    const Object next = request.withPath({ "status", "conditions" }, request.status()["conditions"].withAppended(approved));
    const Result<Object> written = m_dependencies.client.update(certificateRequests, next, "approval").result();
    if (!written)
        return written.error();
    ORRERY_CHECK(sign(*written, *decoded)); // at once: a node waits for it
    return later;
}

Result<> Certificates::sign(const Object &request, const QByteArray &csrPem)
{
    const QByteArray signer = request.spec()["signerName"].bytes();
    if (signer != nodeSigner && signer != clientSigner)
        return {};
    const Value &wanted = request.spec()["expirationSeconds"];
    const qint64 seconds = std::clamp<qint64>(wanted.integer(year), 600, year);
    const Result<QByteArray> certificate = m_dependencies.signCertificate(csrPem, signer, seconds);
    Value status = request.status();
    const char *subresource = "status";
    if (certificate) {
        status = status.with("certificate", certificate->toBase64());
    } else {
        const Value now = formatTime(m_dependencies.clock->now());
        status = status.with("conditions", status["conditions"].withAppended(Value::object({ { "type", "Failed" },
                                                                                             { "status", "True" },
                                                                                             { "reason", "SignerValidationFailure" },
                                                                                             { "message", certificate.error().message },
                                                                                             { "lastUpdateTime", now },
                                                                                             { "lastTransitionTime", now } })));
    }
    const Result<Object> written = m_dependencies.client.update(certificateRequests, request.with("status", status), subresource).result();
    if (!written)
        return written.error();
    return {};
}

} // namespace orrery::controllers
