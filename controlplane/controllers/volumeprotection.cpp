// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/controllers/volumeprotection.h"

#include "controlplane/types/podresources.h"

namespace orrery::controllers {

using namespace api;
using namespace client;

namespace {

const Gvr claims{"", "v1", "persistentvolumeclaims"};
const Gvr volumes{"", "v1", "persistentvolumes"};
constexpr const char *byClaim = "claim";

QList<Key> claimsOf(const Object &pod)
{
    QList<Key> keys;
    for (const Value &volume : pod.spec()["volumes"].items()) {
        if (const QByteArray name = volume["persistentVolumeClaim"]["claimName"].bytes(); !name.isEmpty())
            keys.append({pod.ns(), name});
        else if (!volume["ephemeral"].isNull())
            keys.append({pod.ns(), pod.name() + '-' + volume["name"].bytes()});
    }
    return keys;
}

} // namespace

Watches VolumeProtection::watches() const
{
    return {For(claims), For(volumes), Maps(gvr::pods, claimsOf)};
}

void VolumeProtection::setUp(Informers &informers)
{
    m_claims = informers.get(claims);
    m_volumes = informers.get(volumes);
    m_pods = informers.get(gvr::pods);
    m_pods->addIndex(byClaim, [](const Object &pod) {
        QList<QByteArray> names;
        for (const Key &key : claimsOf(pod))
            names.append(key.path());
        return names;
    });
}

bool VolumeProtection::isUsed(const Object &claim) const
{
    const QList<Object> pods = m_pods->indexed(byClaim, claim.key().path());
    return std::any_of(pods.begin(), pods.end(), [](const Object &pod) {
        return !pod.spec()["nodeName"].text().isEmpty() && !types::isFinished(pod.document());
    });
}

Result<Requeue> VolumeProtection::reconcile(const Key &key)
{
    const bool isClaim = !key.ns.isEmpty();
    const Object object = isClaim ? m_claims->get(key) : m_volumes->get(key);
    const QByteArray finalizer = isClaim ? "kubernetes.io/pvc-protection" : "kubernetes.io/pv-protection";
    if (!object || !object.isDeleting() || !object.finalizers().contains(finalizer))
        return Requeue{};
    if (isClaim ? isUsed(object) : object.status()["phase"].text() == "Bound")
        return Requeue{};
    std::vector<Value> left;
    for (const Value &one : object.metadata()["finalizers"].items()) {
        if (one.text() != finalizer)
            left.push_back(one);
    }
    const Result<Object> written
        = m_client.update(isClaim ? claims : volumes, object.withMetadata("finalizers", Value::array(std::move(left))))
              .result();
    if (!written && !written.failedWith(Reason::NotFound) && !written.failedWith(Reason::Conflict))
        return written.error();
    return Requeue{}; // after a conflict the informer brings us back
}

} // namespace orrery::controllers
