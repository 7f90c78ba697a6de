// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/clock.h"
#include "controlplane/client/eventrecorder.h"
#include "controlplane/client/reconciler.h"

#include <memory>
#include <vector>

namespace orrery::controllers {

/// What a certificate request asks to be.
struct CertificateSubject
{
    QByteArray commonName;
    QList<QByteArray> organizations;
    bool hasAlternativeNames = false; ///< DNS names, addresses, ... of any kind
};

/// What controllers get from the outside. client and clock are needed; without the two certificate functions no certificate is issued,
/// without clusterCaPem no kube-root-ca.crt is written.
struct Dependencies
{
    client::Client client;
    const api::Clock *clock = nullptr;
    std::function<api::Result<QByteArray>(const QByteArray &csrPem, const QByteArray &signerName, qint64 seconds)> signCertificate; ///< PEM
    std::function<api::Result<CertificateSubject>(const QByteArray &csrPem)> readCertificateRequest;
    QByteArray clusterCaPem;
};

/// Every controller, in the order in which they start. Call it on the controllers' thread, once the API answers (the garbage collector
/// asks it which kinds there are), and give each to a client::ControllerRunner over one client::Informers.
std::vector<std::unique_ptr<client::Reconciler>> makeControllers(const Dependencies &dependencies);

} // namespace orrery::controllers
