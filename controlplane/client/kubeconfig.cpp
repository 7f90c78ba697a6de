// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/client/kubeconfig.h"

#include "controlplane/api/yaml.h"
#include "controlplane/client/proxy.h"

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

/// What relative commands and files in it start from.
Result<ExecLogin> execOf(const Value &exec, const Value &cluster, const QDir &base)
{
    ExecLogin login;
    login.apiVersion = exec["apiVersion"].bytes();
    if (login.apiVersion != "client.authentication.k8s.io/v1" && login.apiVersion != "client.authentication.k8s.io/v1beta1")
        return error(Reason::BadRequest, "the kubeconfig's login program speaks \"" + login.apiVersion + "\"; client.authentication.k8s.io/v1 is wanted");
    if (exec["interactiveMode"].text() == "Always")
        return error(Reason::BadRequest, "the kubeconfig's login program wants a terminal to ask questions in; log in with it in one first, "
                                         "or set interactiveMode: IfAvailable");
    login.command = exec["command"].string();
    if (login.command.isEmpty())
        return error(Reason::BadRequest, "the kubeconfig's login program has no command");
    if (login.command.contains(QLatin1Char('/')))
        login.command = QDir::cleanPath(base.absoluteFilePath(login.command));
    for (const Value &argument : exec["args"].items())
        login.arguments += argument.string();
    for (const Value &variable : exec["env"].items())
        login.environment.append({ variable["name"].string(), variable["value"].string() });
    login.installHint = exec["installHint"].bytes().left(2048).trimmed();
    if (exec["provideClusterInfo"].boolean()) {
        login.clusterInfo = Value();
        for (const char *name : { "server", "tls-server-name", "insecure-skip-tls-verify", "certificate-authority-data", "proxy-url" }) {
            if (cluster.contains(name))
                login.clusterInfo = login.clusterInfo.with(name, cluster[name]);
        }
        for (const Value &extension : cluster["extensions"].items()) {
            if (extension["name"].text() == "client.authentication.k8s.io/exec")
                login.clusterInfo = login.clusterInfo.with("config", extension["extension"]);
        }
    }
    return login;
}

/// A line end would let the kubeconfig's author write headers of his own.
bool isOneLine(const QByteArray &text)
{
    return !text.contains('\r') && !text.contains('\n');
}

Result<> readUser(Connection &connection, const Value &user, const Value &cluster, const QDir &base)
{
    ORRERY_TRY(certificate, material(user, "client-certificate", base));
    ORRERY_TRY(key, material(user, "client-key", base));
    connection.clientCertificatePem = certificate;
    connection.clientKeyPem = key;
    connection.token = user["token"].bytes();
    if (connection.token.isEmpty() && user.contains("tokenFile")) {
        connection.tokenFile = base.absoluteFilePath(user["tokenFile"].string());
        ORRERY_TRY(token, readFile(connection.tokenFile));
        connection.token = token.trimmed();
    }
    connection.username = user["username"].bytes();
    connection.password = user["password"].bytes();
    if (user.contains("exec")) {
        ORRERY_TRY(exec, execOf(user["exec"], cluster, base));
        connection.exec = exec;
    } else if (connection.token.isEmpty() && connection.clientCertificatePem.isEmpty() && connection.username.isEmpty() && user.contains("auth-provider")) {
        return error(Reason::BadRequest, "the kubeconfig's user logs in with an auth-provider, which Kubernetes has given up; "
                                         "make the kubeconfig again with your provider's present tool");
    }
    connection.impersonateUser = user["as"].bytes();
    connection.impersonateUid = user["as-uid"].bytes();
    for (const Value &group : user["as-groups"].items())
        connection.impersonateGroups += group.bytes();
    for (const Member &extra : user["as-user-extra"].members()) {
        for (const Value &value : extra.value.items())
            connection.impersonateExtra.append({ extra.name.bytes(), value.bytes() });
    }
    if (connection.impersonateUser.isEmpty() && !(connection.impersonateUid.isEmpty() && connection.impersonateGroups.isEmpty()))
        return error(Reason::BadRequest, "the kubeconfig's user has as-groups or as-uid, but no \"as\"");
    return {};
}

} // namespace

const Kubeconfig::Entry *Kubeconfig::find(const QList<Entry> &entries, const QByteArray &name)
{
    for (const Entry &entry : entries) {
        if (entry.name == name)
            return &entry;
    }
    return nullptr;
}

Result<Kubeconfig> Kubeconfig::read(const QStringList &files)
{
    Kubeconfig all;
    bool any = false;
    for (const QString &path : files) {
        if (files.size() > 1 && !QFile::exists(path))
            continue;
        ORRERY_TRY(text, readFile(path));
        ORRERY_TRY(documents, parseYaml(text, { .bytes = maxFile }));
        const Value config = documents.isEmpty() ? Value() : documents.first().value;
        if (!config.isObject())
            return error(Reason::BadRequest, path.toUtf8() + " is no kubeconfig");
        any = true;
        if (all.m_current.isEmpty())
            all.m_current = config["current-context"].bytes();
        const QString folder = QFileInfo(path).absolutePath();
        for (const auto &[list, key, into] : { std::tuple("contexts", "context", &all.m_contexts), std::tuple("clusters", "cluster", &all.m_clusters),
                                               std::tuple("users", "user", &all.m_users) }) {
            for (const Value &item : config[list].items()) {
                const QByteArray name = item["name"].bytes();
                if (into->size() < 10'000 && !name.isEmpty() && !find(*into, name))
                    into->append({ name, item[key], folder });
            }
        }
    }
    if (!any)
        return error(Reason::NotFound, "there is no kubeconfig: " + files.join(u' ').toUtf8());
    return all;
}

QList<Context> Kubeconfig::contexts() const
{
    QList<Context> contexts;
    for (const Entry &entry : m_contexts) {
        Context context { entry.name, entry.value["cluster"].bytes(), entry.value["user"].bytes(), entry.value["namespace"].bytes() };
        if (const Entry *cluster = find(m_clusters, context.cluster)) {
            context.server = cluster->value["server"].bytes();
            context.proxy = cluster->value["proxy-url"].bytes();
            context.insecure = cluster->value["insecure-skip-tls-verify"].boolean();
        }
        contexts += context;
    }
    return contexts;
}

Result<Connection> Kubeconfig::connection(const QByteArray &context) const
{
    Connection connection;
    connection.contextName = context.isEmpty() ? m_current : context;
    if (connection.contextName.isEmpty())
        return error(Reason::NotFound, "the kubeconfig has no current-context");
    const Entry *chosen = find(m_contexts, connection.contextName);
    if (!chosen)
        return error(Reason::NotFound, "the kubeconfig has no context \"" + connection.contextName + '"');
    const Entry *cluster = find(m_clusters, chosen->value["cluster"].bytes());
    if (!cluster)
        return error(Reason::NotFound, "the kubeconfig has no cluster \"" + chosen->value["cluster"].bytes() + '"');
    const Value &server = cluster->value;
    connection.ns = chosen->value["namespace"].bytes();
    connection.server = server["server"].bytes();
    connection.serverName = server["tls-server-name"].bytes();
    connection.insecureSkipVerify = server["insecure-skip-tls-verify"].boolean();
    if (connection.server.isEmpty())
        return error(Reason::BadRequest, "the kubeconfig's cluster has no server");
    ORRERY_TRY(authority, material(server, "certificate-authority", QDir(cluster->folder)));
    connection.caPem = authority;
    connection.proxy = server["proxy-url"].bytes();
    if (connection.proxy.isEmpty())
        connection.proxy = proxyOfEnvironment(connection.server, [](const char *name) { return qgetenv(name); });
    if (const Entry *user = find(m_users, chosen->value["user"].bytes()))
        ORRERY_CHECK(readUser(connection, user->value, server, QDir(user->folder)));
    for (const QByteArray *text : { &connection.token, &connection.impersonateUser, &connection.impersonateUid }) {
        if (!isOneLine(text->trimmed()))
            return error(Reason::BadRequest, "the kubeconfig's token or user has more than one line");
    }
    return connection;
}

Result<Connection> readKubeconfig(const QString &path, const QByteArray &context)
{
    ORRERY_TRY(config, Kubeconfig::read({ path }));
    return config.connection(context);
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
