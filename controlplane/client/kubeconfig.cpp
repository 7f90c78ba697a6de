// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/client/kubeconfig.h"

#include "controlplane/api/yaml.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

namespace orrery::client {

using namespace api;

namespace {

constexpr qint64 maxFile = 4 * 1024 * 1024;

Result<QByteArray> readFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return error(Reason::NotFound, "cannot read " + path.toUtf8() + ": " + file.errorString().toUtf8());
    if (file.size() > maxFile)
        return error(Reason::BadRequest, path.toUtf8() + " is longer than 4 MiB");
    return file.read(maxFile);
}

/// `name-data` in base64, or the file that `name` points to, seen from the kubeconfig.
Result<QByteArray> material(const Value &from, const QByteArray &name, const QDir &base)
{
    if (const Value &data = from[QByteArray(name + "-data")]; !data.isNull() && !data.text().isEmpty()) {
        const auto decoded = QByteArray::fromBase64Encoding(data.bytes(), QByteArray::AbortOnBase64DecodingErrors);
        if (!decoded)
            return error(Reason::BadRequest, "the kubeconfig's " + name + "-data is no base64");
        return *decoded;
    }
    if (const QByteArray file = from[name].bytes(); !file.isEmpty())
        return readFile(base.absoluteFilePath(QString::fromUtf8(file)));
    return QByteArray();
}

const Value &named(const Value &list, QByteArrayView name)
{
    static const Value none;
    for (const Value &item : list.items()) {
        if (item["name"].text() == name)
            return item;
    }
    return none;
}

} // namespace

Result<Connection> readKubeconfig(const QString &path, const QByteArray &context)
{
    ORRERY_TRY(text, readFile(path));
    ORRERY_TRY(documents, parseYaml(text, { .bytes = maxFile }));
    const Value config = documents.isEmpty() ? Value() : documents.first().value;
    if (!config.isObject())
        return error(Reason::BadRequest, path.toUtf8() + " is no kubeconfig");

    Connection connection;
    connection.contextName = context.isEmpty() ? config["current-context"].bytes() : context;
    if (connection.contextName.isEmpty())
        return error(Reason::NotFound, path.toUtf8() + " has no current-context");
    const Value &chosen = named(config["contexts"], connection.contextName)["context"];
    if (chosen.isNull())
        return error(Reason::NotFound, "the kubeconfig has no context \"" + connection.contextName + '"');
    const Value &cluster = named(config["clusters"], chosen["cluster"].text())["cluster"];
    if (cluster.isNull())
        return error(Reason::NotFound, "the kubeconfig has no cluster \"" + chosen["cluster"].bytes() + '"');
    const Value &user = named(config["users"], chosen["user"].text())["user"];

    const QDir base = QFileInfo(path).absoluteDir();
    connection.ns = chosen["namespace"].bytes();
    connection.server = cluster["server"].bytes();
    connection.serverName = cluster["tls-server-name"].bytes();
    connection.insecureSkipVerify = cluster["insecure-skip-tls-verify"].boolean();
    if (connection.server.isEmpty())
        return error(Reason::BadRequest, "the kubeconfig's cluster has no server");
    ORRERY_TRY(authority, material(cluster, "certificate-authority", base));
    ORRERY_TRY(certificate, material(user, "client-certificate", base));
    ORRERY_TRY(key, material(user, "client-key", base));
    connection.caPem = authority;
    connection.clientCertificatePem = certificate;
    connection.clientKeyPem = key;
    connection.token = user["token"].bytes();
    if (connection.token.isEmpty() && user.contains("tokenFile")) {
        ORRERY_TRY(token, readFile(base.absoluteFilePath(user["tokenFile"].string())));
        connection.token = token.trimmed();
    }
    if (connection.token.isEmpty() && connection.clientCertificatePem.isEmpty() && (user.contains("exec") || user.contains("auth-provider")))
        return error(Reason::BadRequest, "the kubeconfig's user logs in with a helper program, which is not supported");
    return connection;
}

Result<> writeKubeconfig(const QString &path, const Connection &connection)
{
    const auto quoted = [](const QByteArray &text) { return toJson(Value(text)); };
    const QByteArray context = connection.contextName.isEmpty() ? QByteArray("orrery") : connection.contextName;
    QByteArray out = "apiVersion: v1\nkind: Config\ncurrent-context: " + quoted(context) + "\nclusters:\n- name: " + quoted(context)
        + "\n  cluster:\n    server: " + quoted(connection.server) + '\n';
    if (!connection.caPem.isEmpty())
        out += "    certificate-authority-data: " + connection.caPem.toBase64() + '\n';
    if (!connection.serverName.isEmpty())
        out += "    tls-server-name: " + quoted(connection.serverName) + '\n';
    if (connection.insecureSkipVerify)
        out += "    insecure-skip-tls-verify: true\n";
    out += "contexts:\n- name: " + quoted(context) + "\n  context:\n    cluster: " + quoted(context) + "\n    user: " + quoted(context + "-admin") + '\n';
    if (!connection.ns.isEmpty())
        out += "    namespace: " + quoted(connection.ns) + '\n';
    QByteArray user;
    if (!connection.clientCertificatePem.isEmpty()) {
        user += "    client-certificate-data: " + connection.clientCertificatePem.toBase64() + "\n    client-key-data: "
            + connection.clientKeyPem.toBase64() + '\n';
    }
    if (!connection.token.isEmpty())
        user += "    token: " + quoted(connection.token) + '\n';
    out += "users:\n- name: " + quoted(context + "-admin") + (user.isEmpty() ? QByteArray("\n  user: {}\n") : "\n  user:\n" + user);

    const QFileInfo info(path);
    if (!QDir().mkpath(info.absolutePath()))
        return error(Reason::InternalError, "cannot make the folder " + info.absolutePath().toUtf8());
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner)
        || file.write(out) != out.size() || !file.commit())
        return error(Reason::InternalError, "cannot write " + path.toUtf8() + ": " + file.errorString().toUtf8());
    return {};
}

} // namespace orrery::client
