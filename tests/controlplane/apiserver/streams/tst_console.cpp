// SPDX-License-Identifier: GPL-3.0-only
#include "tests/controlplane/apiserver/testapi.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace orrery;
using test::TestApi;

/// GET machines/NAME/console through the whole server, from a file that a machine would write.
class TestConsole final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void whatThereIs();
    void tails_data();
    void tails();
    void refuses();
    void followsUntilItGoes();
    void waitsForWhoDoesNotRead();

private:
    QString file(const QByteArray &machine) const { return m_folder.filePath(QString::fromUtf8(machine)); }
    void write(const QByteArray &machine, const QByteArray &text) const
    {
        QFile file(this->file(machine));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Append));
        QCOMPARE(file.write(text), text.size());
    }
    static QByteArray path(const QByteArray &machine, const QByteArray &query = {})
    {
        return "/apis/orrery.dev/v1/machines/" + machine + "/console" + query;
    }

    QTemporaryDir m_folder;
    std::unique_ptr<TestApi> m_api;
};

void TestConsole::initTestCase()
{
    QVERIFY(m_folder.isValid());
    apiserver::Hooks hooks;
    hooks.consoleFile = [this](const QByteArray &machine) { return file(machine); };
    m_api = std::make_unique<TestApi>(std::move(hooks));
    for (const QByteArray name : {"a", "b", "c", "quiet"})
        m_api->expect(201, "POST", "/apis/orrery.dev/v1/machines",
                      R"({"apiVersion":"orrery.dev/v1","kind":"Machine","metadata":{"name":")" + name + R"("},"spec":{"provider":"libvirt"}})");
}

void TestConsole::whatThereIs()
{
    write("a", "kernel\nroot\n\x1b[1mnetwork\n");
    const auto exchange = m_api->start("GET", path("a"));
    QCOMPARE(exchange->response.status, 200);
    QVERIFY(exchange->response.contentType.startsWith("text/plain"));
    QCOMPARE(exchange->stream->body, QByteArray("kernel\nroot\n\x1b[1mnetwork\n"));
    QVERIFY(exchange->stream->ended);
}

void TestConsole::tails_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("from the beginning of a line") << QByteArray("?tailBytes=10") << QByteArray("third\n");
    QTest::newRow("nothing of the past") << QByteArray("?tailBytes=0") << QByteArray();
    QTest::newRow("more than there is") << QByteArray("?tailBytes=1000") << QByteArray("first\nsecond\nthird\n");
}

void TestConsole::tails()
{
    QFETCH(QByteArray, query);
    if (!QFile::exists(file("b")))
        write("b", "first\nsecond\nthird\n");
    QTEST(m_api->start("GET", path("b", query))->stream->body, "expected");
}

void TestConsole::refuses()
{
    QCOMPARE(m_api->expect(404, "GET", path("nobody"))["reason"].bytes(), QByteArray("NotFound"));
    QVERIFY(m_api->expect(404, "GET", path("quiet"))["message"].bytes().contains("no console"));
    for (const QByteArray query : {"?tailBytes=-1", "?tailBytes=many", "?tailBytes=9999999999"})
        m_api->expect(400, "GET", path("a", query));
    m_api->expect(403, "GET", path("a"), {}, {}, {"somebody", {}, {"system:authenticated"}, {}});
    m_api->expect(405, "POST", path("a"), "{}");
}

void TestConsole::followsUntilItGoes()
{
    write("c", "one\n");
    const auto exchange = m_api->start("GET", path("c", "?follow=true"));
    QCOMPARE(exchange->stream->body, QByteArray("one\n"));
    QVERIFY(!exchange->stream->ended);
    write("c", "two\n");
    QTRY_COMPARE(exchange->stream->body, QByteArray("one\ntwo\n"));
    QVERIFY(QFile::remove(file("c")));
    QTRY_VERIFY(exchange->stream->ended);
    // Who leaves is not written to any more.
    write("c", "again\n");
    const auto other = m_api->start("GET", path("c", "?follow=true"));
    other->stream->left = true;
    other->stream->onGone();
    write("c", "more\n");
    QTest::qWait(50);
    QCOMPARE(other->stream->body, QByteArray("again\n"));
}

void TestConsole::waitsForWhoDoesNotRead()
{
    const QByteArray much = QByteArray("a line of the console\n").repeated(8'000);
    QVERIFY(much.size() > 128 * 1024 && much.size() < 256 * 1024);
    QFile::remove(file("c"));
    write("c", much);
    class Slow final : public api::Stream
    {
    public:
        void send(const api::WatchFrame &) override { }
        void write(const QByteArray &data) override
        {
            body += data;
            waiting += data.size();
        }
        void end() override { ended = true; }
        qint64 pending() const override { return waiting; }
        bool gone() const override { return false; }
        QByteArray body;
        qint64 waiting = 0;
        bool ended = false;
    };
    class SlowExchange final : public api::Exchange
    {
    public:
        using api::Exchange::respond;
        bool gone() const override { return false; }
        void respond(api::Response answer) override { QFAIL(answer.body.constData()); }
        std::shared_ptr<api::Stream> begin(api::Response) override { return stream; }
        std::shared_ptr<api::Channel> upgrade(const QList<QByteArray> &) override { return {}; }
        std::shared_ptr<Slow> stream = std::make_shared<Slow>();
    };
    const auto exchange = std::make_shared<SlowExchange>();
    m_api->streams.console(exchange, file("c"));
    QVERIFY(exchange->stream->body.size() < much.size());
    for (int i = 0; i < 100 && !exchange->stream->ended; ++i) {
        exchange->stream->waiting = 0;
        if (exchange->stream->onWritable)
            exchange->stream->onWritable();
    }
    QVERIFY(exchange->stream->ended);
    QCOMPARE(exchange->stream->body, much);
}

QTEST_GUILESS_MAIN(TestConsole)
#include "tst_console.moc"
