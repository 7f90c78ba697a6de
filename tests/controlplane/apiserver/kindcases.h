// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "testapi.h"

namespace orrery::test {

// Rows of tables about kinds: what is refused and with which words, what is filled in, what may not change, and what
// kubectl's table shows. A test gives its rows in x_data() and calls checkX() in x().

inline const api::Headers mergePatch{{"content-type", "application/merge-patch+json"}};
inline const api::Headers asTable{{"accept", "application/json;as=Table;v=v1;g=meta.k8s.io"}};

/// {"metadata":{"name":NAME},MEMBERS}
inline QByteArray named(const QByteArray &name, const QByteArray &members)
{
    return "{\"metadata\":{\"name\":\"" + name + "\"}" + (members.isEmpty() ? QByteArray() : ',' + members) + '}';
}

inline void invalidColumns()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("message"); // after "is invalid: "; ends with "..." where only the beginning counts
}
inline void invalidRow(const char *name, const QByteArray &path, const QByteArray &body, const QByteArray &message)
{
    QTest::newRow(name) << path << body << message;
}
inline void compareMessage(const QByteArray &found, QByteArray wanted)
{
    const qsizetype begins = found.indexOf("is invalid: ");
    QByteArray words = begins < 0 ? found : found.mid(begins + 12);
    if (wanted.endsWith("...")) {
        wanted.chop(3);
        words.truncate(wanted.size());
    }
    QCOMPARE(words, wanted);
}
inline void checkInvalid(TestApi &api)
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, message);
    compareMessage(api.expect(422, "POST", path, body)["message"].bytes(), message);
}

inline void defaultsColumns()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("member"); // of the answer; "spec"
    QTest::addColumn<QByteArray>("json"); // what it is
}
inline void defaultsRow(const char *name, const QByteArray &path, const QByteArray &body, const QByteArray &member,
                        const QByteArray &json)
{
    QTest::newRow(name) << path << body << member << json;
}
inline void checkDefaults(TestApi &api)
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, member);
    QFETCH(QByteArray, json);
    const api::Value made = api.expect(201, "POST", path + "?dryRun=All", body);
    const auto wanted = api::parseJson(json);
    QVERIFY(bool(wanted));
    if (!(made[member] == *wanted))
        QCOMPARE(api::toJson(made[member]), json);
}

inline void changeColumns()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("body"); // whose name is x
    QTest::addColumn<QByteArray>("patch");
    QTest::addColumn<QByteArray>("message"); // empty: it is taken
}
inline void changeRow(const char *name, const QByteArray &path, const QByteArray &body, const QByteArray &patch,
                      const QByteArray &message)
{
    QTest::newRow(name) << path << body << patch << message;
}
inline void checkChange()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, patch);
    QFETCH(QByteArray, message);
    TestApi api;
    api.expect(201, "POST", path, body);
    const api::Value answer = api.expect(message.isEmpty() ? 200 : 422, "PATCH", path + "/x", patch, mergePatch);
    if (!message.isEmpty())
        compareMessage(answer["message"].bytes(), message);
}

inline void tableColumns()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("body"); // whose name is x
    QTest::addColumn<QByteArray>("status"); // empty: it has none
    QTest::addColumn<QByteArray>("columns"); // "Name Status Age Wide*": * is shown with -o wide only
    QTest::addColumn<QByteArray>("cells");
}
inline void tableRow(const char *name, const QByteArray &path, const QByteArray &body, const QByteArray &status,
                     const QByteArray &columns, const QByteArray &cells)
{
    QTest::newRow(name) << path << body << status << columns << cells;
}
inline void checkTable()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, status);
    QFETCH(QByteArray, columns);
    QFETCH(QByteArray, cells);
    TestApi api;
    api.expect(201, "POST", path, body);
    if (!status.isEmpty())
        api.expect(200, "PATCH", path + "/x/status", "{\"status\":" + status + '}', mergePatch);
    const api::Value table = api.expect(200, "GET", path + "/x", {}, asTable);
    QByteArray found;
    for (const api::Value &column : table["columnDefinitions"].items())
        found += (found.isEmpty() ? "" : " ") + column["name"].bytes() + (column["priority"].integer() > 0 ? "*" : "");
    QCOMPARE(found, columns);
    QCOMPARE(api::toJson(table["rows"].at(0)["cells"]), cells);
}

} // namespace orrery::test
