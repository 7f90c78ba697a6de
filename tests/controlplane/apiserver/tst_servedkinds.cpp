// SPDX-License-Identifier: GPL-3.0-only
#include "testapi.h"

#include <QFile>

using namespace orrery;
using namespace orrery::api;
using namespace orrery::test;

/// Discovery says of every kind what Kubernetes' says: resources.tsv is held against /api and /apis.
class TestServedKinds : public QObject
{
    Q_OBJECT

    static QByteArray joined(QList<QByteArray> texts, bool sorted = false)
    {
        if (sorted)
            std::sort(texts.begin(), texts.end());
        return texts.join(',');
    }
    static QList<QByteArray> texts(const Value &list)
    {
        QList<QByteArray> out;
        for (const Value &item : list.items())
            out.append(item.bytes());
        return out;
    }

    /// Lines like the file's, as discovery of one group version has them.
    static QList<QByteArray> served(TestApi &api, const QByteArray &group, const QByteArray &version)
    {
        const QByteArray path = group.isEmpty() ? "/api/" + version : "/apis/" + group + '/' + version;
        const Value list = api.expect(200, "GET", path);
        QHash<QByteArray, QList<QByteArray>> below;
        for (const Value &resource : list["resources"].items()) {
            const QByteArray name = resource["name"].bytes();
            if (const qsizetype slash = name.indexOf('/'); slash > 0)
                below[name.left(slash)].append(name.mid(slash + 1));
        }
        QList<QByteArray> lines;
        for (const Value &resource : list["resources"].items()) {
            const QByteArray name = resource["name"].bytes();
            if (name.contains('/'))
                continue;
            lines.append(QList<QByteArray>{group, version, name, resource["singularName"].bytes(),
                                           resource["kind"].bytes(),
                                           resource["namespaced"].boolean() ? "true" : "false",
                                           joined(texts(resource["shortNames"])), joined(texts(resource["categories"])),
                                           joined(below.value(name), true), joined(texts(resource["verbs"]))}
                             .join('\t'));
        }
        return lines;
    }

private Q_SLOTS:
    void kinds()
    {
        QFile file(QStringLiteral(ORRERY_SOURCE_DIR "/tests/controlplane/apiserver/resources.tsv"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QList<QByteArray> wanted;
        for (const QByteArray &line : file.readAll().split('\n')) {
            if (!line.isEmpty() && !line.startsWith('#'))
                wanted.append(line);
        }
        QVERIFY(wanted.size() > 60);

        TestApi api;
        QList<QByteArray> found = served(api, {}, "v1");
        const Value groups = api.expect(200, "GET", "/apis");
        for (const Value &group : groups["groups"].items()) {
            if (group["name"].text() == "orrery.dev")
                continue;
            for (const Value &version : group["versions"].items())
                found += served(api, group["name"].bytes(), version["version"].bytes());
        }
        std::sort(wanted.begin(), wanted.end());
        std::sort(found.begin(), found.end());
        for (const QByteArray &line : std::as_const(wanted)) {
            if (!found.contains(line))
                qWarning("missing: %s", line.constData());
        }
        for (const QByteArray &line : std::as_const(found)) {
            if (!wanted.contains(line))
                qWarning("served:  %s", line.constData());
        }
        QVERIFY(found == wanted);
    }

    void preferredVersions()
    {
        TestApi api;
        const Value group = api.expect(200, "GET", "/apis/autoscaling");
        QCOMPARE(group["preferredVersion"]["version"].bytes(), "v2");
    }

    /// Parts of the control plane, as `kubectl get cs` shows them.
    void components()
    {
        TestApi api;
        const Headers table{{"accept", "application/json;as=Table;v=v1;g=meta.k8s.io"}};
        const Response response = api.send("GET", "/api/v1/componentstatuses", {}, table);
        QCOMPARE(response.status, 200);
        QCOMPARE(toJson(parseJson(response.json())->operator[]("rows").at(0)["cells"]),
                 R"(["etcd-0","Healthy","ok",""])");
        QCOMPARE(response.headers.value("warning"), R"(299 - "v1 ComponentStatus is deprecated in v1.19+")");
        api.expect(200, "GET", "/api/v1/componentstatuses/etcd-0");
        api.expect(404, "GET", "/api/v1/componentstatuses/none");
        api.expect(405, "DELETE", "/api/v1/componentstatuses/etcd-0");
        const Response endpoints = api.send("GET", "/api/v1/namespaces/default/endpoints");
        QCOMPARE(endpoints.headers.value("warning"),
                 R"(299 - "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice")");
    }
};

QTEST_GUILESS_MAIN(TestServedKinds)
#include "tst_servedkinds.moc"
