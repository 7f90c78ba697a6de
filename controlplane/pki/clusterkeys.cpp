// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/pki/clusterkeys.h"

#include "controlplane/api/clock.h"
#include "controlplane/pki/files.h"

namespace orrery::pki {

using api::error;
using api::Reason;
using api::Result;

namespace {

constexpr qint64 renewBefore = 90 * 86'400ll * 1'000'000; ///< their end

constexpr int caDays = 3650;

Subject apiServerSubject(qint64 now)
{
    return {.commonName = "kube-apiserver",
            .dnsNames = {"localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc",
                         "kubernetes.default.svc.cluster.local"},
            .addresses = {"127.0.0.1", "::1", "10.96.0.1", "10.240.0.1"},
            .usage = Usage::Server,
            .now = now};
}

Subject adminSubject(qint64 now)
{
    return {.commonName = "kubernetes-admin", .organizations = {"system:masters"}, .usage = Usage::Client, .now = now};
}

qint64 timeOr(qint64 now)
{
    return now ? now : api::SystemClock().now();
}

/// The file, nothing if there is none, or the error.
Result<QByteArray> readIfThere(const QString &path)
{
    auto bytes = readFile(path);
    return bytes.failedWith(Reason::NotFound) ? Result<QByteArray>(QByteArray()) : bytes;
}

/// A key goes first: a key without its certificate is made good again at the next start, the other way round would be a
/// lost key.
Result<> writePair(const QString &base, const KeyPair &pair)
{
    ORRERY_CHECK(writeFile(base + QLatin1String(".key"), pair.keyPem));
    return writeFile(base + QLatin1String(".crt"), pair.certificatePem);
}

Result<KeyPair> loadPair(const QString &base)
{
    ORRERY_TRY(certificate, readIfThere(base + QLatin1String(".crt")));
    ORRERY_TRY(key, readIfThere(base + QLatin1String(".key")));
    return certificate.isEmpty() || key.isEmpty() ? KeyPair{} : KeyPair{certificate, key};
}

bool coversNames(const CertificateInfo &info, const Subject &subject)
{
    const auto hasAll = [](const QList<QByteArray> &have, const QList<QByteArray> &want) {
        return std::all_of(want.begin(), want.end(), [&](const QByteArray &name) { return have.contains(name); });
    };
    return info.commonName == subject.commonName && hasAll(info.dnsNames, subject.dnsNames)
        && hasAll(info.addresses, subject.addresses);
}

bool isGood(const KeyPair &pair, const KeyPair &ca, const Subject &subject)
{
    if (pair.isNull())
        return false;
    const auto info = inspectCertificate(pair.certificatePem);
    return info && info->notAfter - subject.now > renewBefore && coversNames(*info, subject)
        && verifyCertificate(ca.certificatePem, pair.certificatePem, subject.usage, subject.now);
}

/// base empty: without files.
Result<KeyPair> renewed(const QString &base, const KeyPair &ca, const Subject &subject)
{
    ORRERY_TRY(fresh, issue(ca, subject));
    if (!base.isEmpty())
        ORRERY_CHECK(writePair(base, fresh));
    return fresh;
}

Result<KeyPair> loadOrIssue(const QString &base, const KeyPair &ca, const Subject &subject)
{
    ORRERY_TRY(pair, loadPair(base));
    if (isGood(pair, ca, subject))
        return pair;
    return renewed(base, ca, subject);
}

} // namespace

Result<ClusterKeys> ClusterKeys::create(qint64 now)
{
    ORRERY_TRY(ca, createCa("orrery-ca", caDays, now));
    ORRERY_TRY(apiServer, issue(ca, apiServerSubject(now)));
    ORRERY_TRY(admin, issue(ca, adminSubject(now)));
    ORRERY_TRY(key, generateKey());
    ORRERY_TRY(publicPem, publicKey(key));
    return ClusterKeys{ca, apiServer, admin, key, publicPem};
}

Result<bool> ClusterKeys::renew(const QString &dir, qint64 now)
{
    bool any = false;
    for (const auto &[pair, name, subject] : {std::tuple(&apiServer, "/pki/apiserver", apiServerSubject(now)),
                                              std::tuple(&admin, "/pki/admin", adminSubject(now))}) {
        if (isGood(*pair, ca, subject))
            continue;
        ORRERY_TRY(fresh, renewed(dir.isEmpty() ? QString() : dir + QLatin1String(name), ca, subject));
        *pair = fresh;
        any = true;
    }
    return any;
}

Result<ClusterKeys> ClusterKeys::load(const QString &dir, qint64 time)
{
    const qint64 now = timeOr(time);
    const QString folder = dir + QLatin1String("/pki");
    ORRERY_CHECK(makeFolder(folder));
    ClusterKeys keys;
    const QString caBase = folder + QLatin1String("/ca");
    ORRERY_TRY(ca, loadPair(caBase));
    if (ca.isNull()) {
        ORRERY_TRY(alone, readIfThere(caBase + QLatin1String(".crt")));
        if (!alone.isEmpty())
            return error(Reason::InternalError,
                         "the key of the cluster's CA is missing: " + caBase.toUtf8()
                             + ".key; restore it, or reset the cluster");
    }
    keys.ca = ca;
    if (keys.ca.isNull()) {
        ORRERY_TRY(fresh, createCa("orrery-ca", caDays, now));
        ORRERY_CHECK(writePair(caBase, fresh));
        keys.ca = fresh;
    } else {
        // A damaged CA is the administrator's to mend: with another one every kubeconfig and node would be locked out.
        const auto info = inspectCertificate(keys.ca.certificatePem);
        if (!info || !info->isCa || !publicKey(keys.ca.keyPem))
            return error(Reason::InternalError,
                         "the cluster's CA in " + folder.toUtf8()
                             + " is damaged; restore ca.crt and ca.key, or reset the cluster");
    }
    ORRERY_TRY(apiServer, loadOrIssue(folder + QLatin1String("/apiserver"), keys.ca, apiServerSubject(now)));
    keys.apiServer = apiServer;
    ORRERY_TRY(admin, loadOrIssue(folder + QLatin1String("/admin"), keys.ca, adminSubject(now)));
    keys.admin = admin;
    const QString keyPath = folder + QLatin1String("/sa.key");
    ORRERY_TRY(key, readIfThere(keyPath));
    if (key.isEmpty()) {
        ORRERY_TRY(fresh, generateKey());
        ORRERY_CHECK(writeFile(keyPath, fresh));
        key = fresh;
    }
    keys.serviceAccountKey = key;
    ORRERY_TRY(publicPem, publicKey(key));
    keys.serviceAccountPublicKey = publicPem;
    return keys;
}

} // namespace orrery::pki
