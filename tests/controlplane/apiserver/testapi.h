// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/apiserver.h"
#include "controlplane/apiserver/streams/streams.h"

#include <QTest>
#include <QTimer>

namespace orrery::test {

/// A clock that stands still until it is told.
class ManualClock final : public api::Clock
{
public:
    qint64 now() const override { return time; }
    qint64 time = 1'780'000'000ll * 1'000'000;
};

/// A watch's receiver. `full` makes it a peer that does not read.
class TestStream final : public api::Stream
{
public:
    bool wantsJson() const override { return json; }
    void send(const api::WatchFrame &frame) override
    {
        frames.append(frame);
        bytes += frame.json.size();
    }
    void write(const QByteArray &data) override { body += data; }
    void end() override { ended = true; }
    qint64 pending() const override { return full ? bytes : 0; }
    bool gone() const override { return left; }

    QByteArray types() const
    {
        QByteArray out;
        for (const api::WatchFrame &frame : frames)
            out += (out.isEmpty() ? "" : " ") + api::eventTypeName(frame.event.type) + ':' + frame.event.object.name();
        return out;
    }

    QList<api::WatchFrame> frames;
    QByteArray body;
    qint64 bytes = 0;
    bool json = true, full = false, ended = false, left = false;
};

class TestExchange final : public api::Exchange
{
public:
    explicit TestExchange(api::Request request) { m_request = std::move(request); }
    bool gone() const override { return left; }
    using api::Exchange::respond;
    void respond(api::Response answer) override
    {
        ++answers;
        response = std::move(answer);
    }
    std::shared_ptr<api::Stream> begin(api::Response head) override
    {
        response = std::move(head);
        return stream;
    }
    std::shared_ptr<api::Channel> upgrade(const QList<QByteArray> &) override { return {}; }

    int answers = 0;
    bool left = false;
    api::Response response;
    std::shared_ptr<TestStream> stream = std::make_shared<TestStream>();
};

/// The real API server over a store in memory, asked without a wire.
class TestApi final
{
public:
    explicit TestApi(apiserver::Hooks hooks = {}, audit::Auditor *auditor = nullptr)
    {
        store = store::Store::open({}, clock).value();
        server = std::make_unique<apiserver::ApiServer>(apiserver::Dependencies{*store, clock, streams, nullptr, auditor},
                                                        apiserver::Config{}, std::move(hooks));
        server->start();
        settle();
        addAccount("default");
    }
    ~TestApi() { server.reset(); }

    static api::User admin() { return {"kubernetes-admin", {}, {"system:masters"}, {}}; }

    std::shared_ptr<TestExchange> start(const QByteArray &method, const QByteArray &target, const QByteArray &body = {},
                                        api::Headers headers = {}, const api::User &user = admin())
    {
        api::Request request;
        request.method = method;
        const qsizetype query = target.indexOf('?');
        request.path = query < 0 ? target : target.left(query);
        if (query >= 0)
            request.query = api::Query(QByteArrayView(target).sliced(query + 1));
        request.body = body;
        if (!body.isEmpty() && !headers.contains("content-type"))
            headers.add("content-type", "application/json");
        request.headers = headers;
        request.user = user;
        auto exchange = std::make_shared<TestExchange>(request);
        server->handle(exchange);
        return exchange;
    }

    api::Response send(const QByteArray &method, const QByteArray &target, const QByteArray &body = {},
                       const api::Headers &headers = {}, const api::User &user = admin())
    {
        const auto exchange = start(method, target, body, headers, user);
        if (!isAnswered(*exchange))
            qFatal("no answer: %s %s", method.constData(), target.constData());
        return exchange->response;
    }
    /// The answer's content, which must come with that status.
    api::Value expect(int status, const QByteArray &method, const QByteArray &target, const QByteArray &body = {},
                      const api::Headers &headers = {}, const api::User &user = admin())
    {
        const api::Response response = send(method, target, body, headers, user);
        if (response.status != status)
            qWarning("%s %s answered %d: %s", method.constData(), target.constData(), response.status,
                     response.json().constData());
        statusWas = response.status;
        surprises += response.status != status;
        return response.status == status ? api::parseJson(response.json()).valueOr(api::Value()) : api::Value();
    }
    /// What the controllers do for a namespace: pods need it.
    void addAccount(const QByteArray &ns)
    {
        expect(201, "POST", "/api/v1/namespaces/" + ns + "/serviceaccounts", R"({"metadata":{"name":"default"}})");
    }
    /// Waits for events, not for a time, which makes tests of many requests quick.
    static bool isAnswered(const TestExchange &exchange)
    {
        QTimer limit;
        limit.setSingleShot(true);
        limit.start(10'000);
        while (exchange.answers == 0 && limit.isActive()) {
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
            QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        }
        return exchange.answers > 0;
    }
    void settle()
    {
        const auto exchange = start("POST", "/api/v1/namespaces", R"({"metadata":{"name":"settle"}})");
        (void)isAnswered(*exchange);
        send("DELETE", "/api/v1/namespaces/settle");
        send("PUT", "/api/v1/namespaces/settle/finalize", R"({"metadata":{"name":"settle"},"spec":{"finalizers":[]}})");
    }

    ManualClock clock;
    std::unique_ptr<store::Store> store;
    streams::Streams streams;
    std::unique_ptr<apiserver::ApiServer> server;
    int statusWas = 0;
    int surprises = 0; ///< answers that were not as expect() had it
};

inline QByteArray configMap(const QByteArray &name, const QByteArray &more = R"("data":{"k":"v"})",
                            const QByteArray &metadata = {})
{
    return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name + '"'
        + (metadata.isEmpty() ? QByteArray() : ',' + metadata) + "}," + more + '}';
}

} // namespace orrery::test
