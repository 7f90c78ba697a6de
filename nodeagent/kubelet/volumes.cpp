// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/kubelet/volumes.h"

#include "controlplane/api/clock.h"
#include "controlplane/api/quantity.h"

#include <QDir>
#include <QFile>
#include <QMap>
#include <QUuid>

#include <sys/mount.h>
#include <unistd.h>

namespace orrery::kubelet {

namespace {

using api::error;
using api::Object;
using api::Reason;
using api::Result;
using api::Value;

struct File
{
    QByteArray content;
    int mode = 0644;
};
using Files = QMap<QByteArray, File>; ///< relative path -> content

bool isInside(const QByteArray &path)
{
    const QString clean = QDir::cleanPath(QString::fromUtf8(path));
    return !clean.isEmpty() && !clean.startsWith(u'/') && clean != "." && clean != ".." && !clean.startsWith("../")
        && !clean.startsWith("..");
}

QFile::Permissions permissions(int mode)
{
    QFile::Permissions result;
    const QFile::Permission bits[]
        = {QFile::ExeOther,  QFile::WriteOther, QFile::ReadOther,  QFile::ExeGroup, QFile::WriteGroup,
           QFile::ReadGroup, QFile::ExeOwner,   QFile::WriteOwner, QFile::ReadOwner};
    for (int i = 0; i < 9; ++i) {
        if (mode & (1 << i))
            result |= bits[i];
    }
    return result;
}

Files currentFiles(const QString &dir)
{
    Files files;
    const QDir data(dir + "/..data");
    QList<QString> pending{QString()};
    while (!pending.isEmpty()) {
        const QString sub = pending.takeLast();
        const auto entries
            = QDir(data.filePath(sub)).entryInfoList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden);
        for (const auto &entry : entries) {
            const QString path = sub.isEmpty() ? entry.fileName() : sub + u'/' + entry.fileName();
            if (entry.isDir())
                pending.append(path);
            else if (QFile file(entry.filePath()); file.open(QIODevice::ReadOnly))
                files.insert(path.toUtf8(), {file.readAll(), 0});
        }
    }
    return files;
}

Result<> writeFiles(const QString &dir, const Files &files)
{
    if (QFileInfo(dir + "/..data").isSymLink()) {
        const Files current = currentFiles(dir);
        const bool same = current.size() == files.size()
            && std::all_of(files.keyBegin(), files.keyEnd(), [&](const QByteArray &path) {
                              return current.contains(path) && current[path].content == files[path].content;
                          });
        if (same)
            return {};
    }
    const QString folder = "..v" + QUuid::createUuid().toString(QUuid::Id128).left(12);
    const auto failed
        = [&](const QString &path) { return error(Reason::InternalError, "cannot write " + path.toUtf8()); };
    if (!QDir().mkpath(dir + u'/' + folder))
        return failed(dir);
    QFile::setPermissions(dir + u'/' + folder, permissions(0755));
    for (auto it = files.cbegin(); it != files.cend(); ++it) {
        const QString path = dir + u'/' + folder + u'/' + QString::fromUtf8(it.key());
        QDir().mkpath(path.left(path.lastIndexOf(u'/')));
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(it->content) != it->content.size())
            return failed(path);
        file.setPermissions(permissions(it->mode));
    }
    const QString old = QFile::symLinkTarget(dir + "/..data");
    const QByteArray link = (dir + "/..data_tmp").toUtf8(), data = (dir + "/..data").toUtf8();
    ::unlink(link.constData());
    if (::symlink(folder.toUtf8().constData(), link.constData()) != 0
        || ::rename(link.constData(), data.constData()) != 0)
        return failed(dir);
    QSet<QString> top;
    for (const auto &path : files.keys())
        top.insert(QString::fromUtf8(path).section(u'/', 0, 0));
    for (const auto &name : std::as_const(top)) {
        if (!QFileInfo(dir + u'/' + name).isSymLink()
            && ::symlink(("..data/" + name).toUtf8().constData(), (dir + u'/' + name).toUtf8().constData()) != 0)
            return failed(dir + u'/' + name);
    }
    for (const auto &entry : QDir(dir).entryInfoList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::System)) {
        if (entry.isSymLink() && !entry.fileName().startsWith("..") && !top.contains(entry.fileName()))
            QFile::remove(entry.filePath());
    }
    if (!old.isEmpty())
        QDir(old).removeRecursively();
    return {};
}

/// The keys of a ConfigMap or Secret as files: all, or those that items chooses.
Result<> addObject(Files &files, const Object &pod, const Value &source, QByteArrayView nameField, bool secret,
                   int defaultMode, const References &references)
{
    const QByteArray name = source[nameField].bytes();
    const bool optional = source["optional"].boolean();
    const auto object = (secret ? references.secrets : references.configMaps).value({pod.ns(), name});
    const QByteArray what = QByteArray(secret ? "secret \"" : "configmap \"") + name + '"';
    if (!object)
        return optional ? Result<>() : error(Reason::NotFound, what + " not found");
    QMap<QByteArray, QByteArray> content;
    for (const auto &member : object["data"].members())
        content.insert(member.name.bytes(),
                       secret ? QByteArray::fromBase64(member.value.bytes()) : member.value.bytes());
    for (const auto &member : object["binaryData"].members())
        content.insert(member.name.bytes(), QByteArray::fromBase64(member.value.bytes()));
    if (source["items"].isEmpty()) {
        for (auto it = content.cbegin(); it != content.cend(); ++it)
            files.insert(it.key(), {it.value(), defaultMode});
        return {};
    }
    for (const auto &item : source["items"].items()) {
        const QByteArray key = item["key"].bytes(), path = item["path"].bytes();
        if (!isInside(path))
            return error(Reason::BadRequest, "path must stay inside the volume: " + path);
        if (content.contains(key))
            files.insert(path, {content[key], int(item["mode"].integer(defaultMode))});
        else if (!optional)
            return error(Reason::NotFound, what + " has no key " + key);
    }
    return {};
}

Result<> addDownward(Files &files, const Object &pod, const Value &source, int defaultMode,
                     const EnvironmentSources &sources)
{
    for (const auto &item : source["items"].items()) {
        const QByteArray path = item["path"].bytes();
        if (!isInside(path))
            return error(Reason::BadRequest, "path must stay inside the volume: " + path);
        auto value = item["fieldRef"].isNull() ? resourceValue(pod, item["resourceFieldRef"], {}, sources)
                                               : fieldValue(pod, item["fieldRef"]["fieldPath"].text(), sources);
        if (!value)
            return std::move(value).error();
        files.insert(path, {*value, int(item["mode"].integer(defaultMode))});
    }
    return {};
}

/// Seconds until a token wants to be renewed, after four fifths of its life or a day; none if it says nothing of itself.
/// Its file's age says less: files are written anew together.
std::optional<qint64> tokenFreshness(const QByteArray &token, qint64 now)
{
    const QList<QByteArray> parts = token.split('.');
    const auto claims
        = api::parseJson(QByteArray::fromBase64(parts.value(1), QByteArray::Base64UrlEncoding), {8, 64 * 1024});
    if (!claims || !(*claims)["iat"].isInteger() || !(*claims)["exp"].isInteger())
        return {};
    const qint64 from = (*claims)["iat"].integer(), life = (*claims)["exp"].integer() - from;
    return from + std::min<qint64>(life * 4 / 5, 24 * 3600) - now;
}

/// What setting up a pod's volumes needs besides the pod.
struct Setting
{
    const EnvironmentSources &sources;
    const client::Client &client;
    std::optional<qint64> renewIn; ///< seconds
};

Result<> addToken(Files &files, const Object &pod, const Value &source, int mode, const QString &dir, Setting &setting)
{
    const QByteArray path = source["path"].bytes();
    if (!isInside(path))
        return error(Reason::BadRequest, "path must stay inside the volume: " + path);
    const auto take = [&](const QByteArray &token, std::optional<qint64> left) {
        files.insert(path, {token, mode});
        if (left)
            setting.renewIn = std::min(setting.renewIn.value_or(*left), std::max<qint64>(*left, 1));
        return Result<>();
    };
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    QFile present(dir + "/..data/" + QString::fromUtf8(path));
    if (present.open(QIODevice::ReadOnly)) {
        const QByteArray token = present.readAll();
        if (const auto left = tokenFreshness(token, now); left && *left > 0)
            return take(token, left);
    }
    const qint64 seconds = std::max<qint64>(source["expirationSeconds"].integer(3600), 600);
    const QByteArray account
        = pod.spec()["serviceAccountName"].isNull() ? QByteArray("default") : pod.spec()["serviceAccountName"].bytes();
    const Value &audience = source["audience"];
    Value spec = Value::object(
        {{"audiences", audience.text().isEmpty() ? Value::array({}) : Value::array({audience})},
         {"expirationSeconds", seconds},
         {"boundObjectRef",
          Value::object({{"apiVersion", "v1"}, {"kind", "Pod"}, {"name", pod.name()}, {"uid", pod.uid()}})}});
    const auto request
        = api::newObject("authentication.k8s.io/v1", "TokenRequest", {pod.ns(), account}).with("spec", spec);
    ORRERY_TRY(answer, setting.client.create(client::gvr::serviceAccounts, request, "token").result());
    const QByteArray token = answer.status()["token"].bytes();
    auto left = tokenFreshness(token, now);
    if (left) // a node whose clock is wrong must not ask without end
        left = std::max<qint64>(*left, 60);
    return take(token, left);
}

Result<> projected(Files &files, const Object &pod, const Value &source, const QString &dir, Setting &setting)
{
    const EnvironmentSources &sources = setting.sources;
    const int mode = int(source["defaultMode"].integer(0644));
    for (const auto &part : source["sources"].items()) {
        if (const auto &map = part["configMap"]; !map.isNull())
            ORRERY_CHECK(addObject(files, pod, map, "name", false, mode, sources.references));
        if (const auto &secret = part["secret"]; !secret.isNull())
            ORRERY_CHECK(addObject(files, pod, secret, "name", true, mode, sources.references));
        if (const auto &downward = part["downwardAPI"]; !downward.isNull())
            ORRERY_CHECK(addDownward(files, pod, downward, mode, sources));
        if (const auto &token = part["serviceAccountToken"]; !token.isNull())
            ORRERY_CHECK(addToken(files, pod, token, mode, dir, setting));
    }
    return {};
}

Result<> emptyDir(const QString &dir, const Value &source)
{
    const bool existed = QFileInfo::exists(dir);
    if (!QDir().mkpath(dir))
        return error(Reason::InternalError, "cannot make " + dir.toUtf8());
    if (!existed && source["medium"].text() == "Memory") {
        const qint64 size = api::Quantity::of(source["sizeLimit"]).value();
        const QByteArray options = size > 0 ? "size=" + QByteArray::number(size) : QByteArray();
        if (::mount("tmpfs", dir.toUtf8().constData(), "tmpfs", MS_NOSUID | MS_NODEV, options.constData()) != 0)
            return error(Reason::InternalError, "cannot mount a tmpfs at " + dir.toUtf8());
    }
    QFile::setPermissions(dir, permissions(0777));
    return {};
}

Result<QString> hostPath(const Value &source)
{
    const QString path = source["path"].string();
    const QByteArray type = source["type"].bytes();
    const QFileInfo info(path);
    const auto wrong = [&](const char *what) {
        return error(Reason::BadRequest, "hostPath type check failed: " + path.toUtf8() + " is not " + what);
    };
    if (type == "DirectoryOrCreate" || (type.isEmpty() && !info.exists()))
        QDir().mkpath(path);
    else if (type == "FileOrCreate" && !info.exists())
        QFile(path).open(QIODevice::WriteOnly);
    else if (type == "Directory" && !info.isDir())
        return wrong("a directory");
    else if (type == "File" && !info.isFile())
        return wrong("a file");
    return path;
}

} // namespace

Result<QHash<QByteArray, QString>> setUpVolumes(const Object &pod, const NodeConfig &node,
                                                const EnvironmentSources &sources, const client::Client &client,
                                                std::optional<qint64> *renewIn)
{
    Setting setting{sources, client, {}};
    QHash<QByteArray, QString> paths;
    for (const auto &volume : pod.spec()["volumes"].items()) {
        const QByteArray name = volume["name"].bytes();
        const QString dir = node.podDir(pod.uid()) + "/volumes/" + QString::fromUtf8(name);
        const auto fail = [&](const api::Error &cause) {
            return error(cause.reason, "MountVolume.SetUp failed for volume \"" + name + "\" : " + cause.message);
        };
        Files files;
        Result<> result;
        if (const auto &host = volume["hostPath"]; !host.isNull()) {
            auto path = hostPath(host);
            if (!path)
                return fail(path.error());
            paths.insert(name, *path);
            continue;
        }
        if (const auto &empty = volume["emptyDir"]; !empty.isNull()) {
            if (auto made = emptyDir(dir, empty); !made)
                return fail(made.error());
            paths.insert(name, dir);
            continue;
        }
        if (const auto &map = volume["configMap"]; !map.isNull())
            result
                = addObject(files, pod, map, "name", false, int(map["defaultMode"].integer(0644)), sources.references);
        else if (const auto &secret = volume["secret"]; !secret.isNull())
            result = addObject(files, pod, secret, "secretName", true, int(secret["defaultMode"].integer(0644)),
                               sources.references);
        else if (const auto &downward = volume["downwardAPI"]; !downward.isNull())
            result = addDownward(files, pod, downward, int(downward["defaultMode"].integer(0644)), sources);
        else if (const auto &source = volume["projected"]; !source.isNull())
            result = projected(files, pod, source, dir, setting);
        else
            result = error(Reason::BadRequest, "this kind of volume is not supported");
        if (result)
            result = writeFiles(dir, files);
        if (!result)
            return fail(result.error());
        paths.insert(name, dir);
    }
    if (renewIn && setting.renewIn)
        *renewIn = setting.renewIn;
    return paths;
}

void tearDownVolumes(const NodeConfig &node, const QByteArray &podUid)
{
    const QString dir = node.podDir(podUid);
    if (podUid.isEmpty() || podUid.contains('/') || !QFileInfo::exists(dir))
        return;
    for (const auto &entry : QDir(dir + "/volumes").entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        if (!entry.isSymLink())
            ::umount2(entry.filePath().toUtf8().constData(),
                      MNT_DETACH | UMOUNT_NOFOLLOW); // not mounted: nothing happens
    }
    QDir(dir).removeRecursively();
}

ReferenceNames referenceNames(const Object &pod)
{
    ReferenceNames names;
    const auto add = [](QSet<QByteArray> &set, const Value &name) {
        if (!name.isNull())
            set.insert(name.bytes());
    };
    for (const auto &volume : pod.spec()["volumes"].items()) {
        add(names.configMaps, volume["configMap"]["name"]);
        add(names.secrets, volume["secret"]["secretName"]);
        for (const auto &source : volume["projected"]["sources"].items()) {
            add(names.configMaps, source["configMap"]["name"]);
            add(names.secrets, source["secret"]["name"]);
        }
    }
    for (const char *list : {"initContainers", "containers", "ephemeralContainers"}) {
        for (const auto &container : pod.spec()[list].items()) {
            for (const auto &source : container["envFrom"].items()) {
                add(names.configMaps, source["configMapRef"]["name"]);
                add(names.secrets, source["secretRef"]["name"]);
            }
            for (const auto &variable : container["env"].items()) {
                add(names.configMaps, variable["valueFrom"]["configMapKeyRef"]["name"]);
                add(names.secrets, variable["valueFrom"]["secretKeyRef"]["name"]);
            }
        }
    }
    for (const auto &secret : pod.spec()["imagePullSecrets"].items())
        add(names.secrets, secret["name"]);
    return names;
}

} // namespace orrery::kubelet
