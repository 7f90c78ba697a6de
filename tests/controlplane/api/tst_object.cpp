// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/clock.h"
#include "controlplane/api/object.h"

#include <QtTest>

using namespace orrery::api;

class tst_Object : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void accessors()
    {
        const Object pod(*parseJson(
            R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","namespace":"default","uid":"u1","resourceVersion":"42",
            "generation":3,"labels":{"a":"b"},"annotations":{"c":"d"},"deletionTimestamp":"2026-01-01T00:00:00Z","finalizers":["f1","f2"],
            "ownerReferences":[{"kind":"Job","name":"j","uid":"u0"},{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"rs","uid":"u2","controller":true,"blockOwnerDeletion":true}]},
            "spec":{"nodeName":"n1"},"status":{"phase":"Running"}})"));
        QCOMPARE(pod.key(), (Key{"default", "web"}));
        QCOMPARE(pod.uid(), QByteArray("u1"));
        QCOMPARE(pod.resourceVersion(), 42);
        QCOMPARE(pod.generation(), 3);
        QCOMPARE(pod.label("a"), QByteArray("b"));
        QCOMPARE(pod.annotation("c"), QByteArray("d"));
        QVERIFY(pod.isDeleting());
        QCOMPARE(pod.finalizers(), QList<QByteArray>({"f1", "f2"}));
        QCOMPARE(pod.ownerReferences().size(), 2);
        QCOMPARE(pod.controller()->name, QByteArray("rs"));
        QVERIFY(pod.controller()->blockOwnerDeletion);
        QCOMPARE(pod.spec()["nodeName"].text(), QByteArrayView("n1"));
    }

    void nullObject()
    {
        const Object none;
        QVERIFY(none.isNull() && !none);
        QVERIFY(none.name().isEmpty() && none.document().isNull());
        QVERIFY(Object(Value()).isNull());
        QVERIFY(!none.controller());
    }

    void bytes()
    {
        const Object object(*parseJson(R"({"b":1,"a":2})"));
        QCOMPARE(object.json(), QByteArray(R"({"b":1,"a":2})"));
        QCOMPARE(object.json().constData(), object.json().constData()); // made once
        const QByteArray stored = R"({"a":1})";
        const Object loaded(*parseJson(stored), stored);
        QCOMPARE(loaded.json().constData(), stored.constData());
        std::vector<std::unique_ptr<QThread>> threads;
        const Object shared(*parseJson(R"({"x":[1,2,3]})"));
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back(
                QThread::create([shared] { QCOMPARE(shared.json(), QByteArray(R"({"x":[1,2,3]})")); }));
            threads.back()->start();
        }
        for (const auto &thread : threads)
            QVERIFY(thread->wait());
    }

    void edits()
    {
        const Object object = newObject("v1", "ConfigMap", {"ns", "cm"});
        QCOMPARE(object.json(),
                 QByteArray(R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"cm","namespace":"ns"}})"));
        const Object edited = object.withMetadata("labels", *parseJson(R"({"a":"b"})")).withPath({"data", "k"}, "v");
        QCOMPARE(edited.label("a"), QByteArray("b"));
        QCOMPARE(edited["data"]["k"].text(), QByteArrayView("v"));
        QVERIFY(object["data"].isNull());
        QVERIFY(edited.withoutMetadata("labels").labels().isNull());
        QVERIFY(object == newObject("v1", "ConfigMap", {"ns", "cm"}));
        QVERIFY(!(object == edited));
        QCOMPARE(newObject("v1", "Node", {{}, "n"}).json(),
                 QByteArray(R"({"apiVersion":"v1","kind":"Node","metadata":{"name":"n"}})"));
        const Value owner = controllerReference(edited.withMetadata("uid", "u"));
        QCOMPARE(
            toJson(owner),
            QByteArray(
                R"({"apiVersion":"v1","kind":"ConfigMap","name":"cm","uid":"u","controller":true,"blockOwnerDeletion":true})"));
    }

    void conditions()
    {
        const qint64 first = *parseTime("2026-01-01T00:00:00Z"), later = *parseTime("2026-01-01T00:01:00Z");
        Value list = withCondition(Value(), "Ready", false, "Starting", "not yet", first);
        QCOMPARE(
            toJson(list),
            QByteArray(
                R"([{"type":"Ready","status":"False","lastTransitionTime":"2026-01-01T00:00:00Z","reason":"Starting","message":"not yet"}])"));
        const Value sameStatus = withCondition(list, "Ready", false, "Waiting", "", later);
        QCOMPARE(sameStatus.at(0)["lastTransitionTime"].text(), QByteArrayView("2026-01-01T00:00:00Z"));
        QCOMPARE(sameStatus.at(0)["reason"].text(), QByteArrayView("Waiting"));
        QVERIFY(!sameStatus.at(0).contains("message"));
        list = withCondition(sameStatus, "Ready", true, "Done", "", later);
        QCOMPARE(list.at(0)["lastTransitionTime"].text(), QByteArrayView("2026-01-01T00:01:00Z"));
        QVERIFY(withCondition(list, "Ready", true, "Done", "", later + 1000000).identical(list)); // nothing changed
        list = withCondition(list, "Other", true, "", "", later);
        QCOMPARE(list.size(), 2);
        const Object object(Value::object({{"status", Value::object({{"conditions", list}})}}));
        QCOMPARE(condition(object, "Other")["status"].text(), QByteArrayView("True"));
        QVERIFY(condition(object, "None").isNull());
    }

    void statuses()
    {
        Error error{Reason::NotFound, "pods \"x\" not found"};
        error.kind = "pods";
        error.name = "x";
        const Object status = toStatus(error);
        const QByteArray expected = "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\","
                                    "\"message\":\"pods \\\"x\\\" not found\",\"reason\":\"NotFound\","
                                    "\"details\":{\"name\":\"x\",\"kind\":\"pods\"},\"code\":404}";
        QCOMPARE(status.json(), expected);
        error.causes = {{"FieldValueRequired", "Required value", "spec.x"}};
        error.retryAfterSeconds = 3;
        const Error back = fromStatus(toStatus(error).document(), 0);
        QCOMPARE(back.reason, Reason::NotFound);
        QCOMPARE(back.message, error.message);
        QCOMPARE(back.name, QByteArray("x"));
        QCOMPARE(back.causes.size(), 1);
        QCOMPARE(back.causes[0].field, QByteArray("spec.x"));
        QCOMPARE(back.retryAfterSeconds, 3);
        QCOMPARE(fromStatus(Value(), 503).reason, Reason::ServiceUnavailable);
        QCOMPARE(fromStatus(Value(), 418).httpStatus(), 418);
    }

    void reasons_data()
    {
        QTest::addColumn<int>("reason");
        for (int i = 0; i <= int(Reason::ServiceUnavailable); ++i)
            QTest::addRow("%s", reasonName(Reason(i)).constData()) << i;
    }
    void reasons()
    {
        QFETCH(int, reason);
        QVERIFY(httpCode(Reason(reason)) >= 400);
        if (Reason(reason) != Reason::Unknown)
            QCOMPARE(reasonFromName(reasonName(Reason(reason)), 0), Reason(reason));
        QCOMPARE(httpCode(reasonFromName("", httpCode(Reason(reason)))), httpCode(Reason(reason)));
    }

    void keys()
    {
        QCOMPARE(Key::fromPath("ns/name"), (Key{"ns", "name"}));
        QCOMPARE(Key::fromPath("name"), (Key{"", "name"}));
        QCOMPARE((Key{"ns", "name"}).path(), QByteArray("ns/name"));
        QVERIFY((Key{"a", "z"}) < (Key{"b", "a"}));
        const Gvr pods{"", "v1", "pods"}, deployments{"apps", "v1", "deployments"};
        QCOMPARE(pods.path({"default", "web"}, "log"), QByteArray("/api/v1/namespaces/default/pods/web/log"));
        QCOMPARE(pods.path(), QByteArray("/api/v1/pods"));
        QCOMPARE(deployments.path({"default", ""}), QByteArray("/apis/apps/v1/namespaces/default/deployments"));
        QCOMPARE(deployments.groupResource(), QByteArray("deployments.apps"));
        QCOMPARE(deployments.apiVersion(), QByteArray("apps/v1"));
        QCOMPARE(pods.path({"", "a/b c"}), QByteArray("/api/v1/pods/a%2Fb%20c"));
    }

    void times_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("micro");
        const auto row
            = [](const char *text, const char *micro) { QTest::newRow(text) << QByteArray(text) << QByteArray(micro); };
        row("1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000000Z");
        row("2026-02-28T23:59:59.5Z", "2026-02-28T23:59:59.500000Z");
        row("2024-02-29T12:00:00+08:00", "2024-02-29T04:00:00.000000Z");
        row("2024-12-31T23:30:00-01:00", "2025-01-01T00:30:00.000000Z");
        row("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z");
        row("2026-01-01T00:00:00.123456789Z", "2026-01-01T00:00:00.123456Z");
        for (const char *bad :
             {"", "2026", "2026-01-01", "2026-01-01T00:00:00", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z",
              "2026-01-01T24:00:00Z", "2026-01-01t00:00:00Z", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00+0800",
              "2026-01-01T00:00:00Zx", "2026-01-01 00:00:00Z"})
            row(bad, "");
    }
    void times()
    {
        QFETCH(QByteArray, text);
        const auto time = parseTime(text);
        QTEST(time ? formatMicroTime(*time) : QByteArray(), "micro");
        if (time) {
            QCOMPARE(formatTime(*time), formatMicroTime(*time).first(19) + 'Z');
            QCOMPARE(parseTime(formatMicroTime(*time)), time);
        }
    }
};

QTEST_APPLESS_MAIN(tst_Object)
#include "tst_object.moc"
