// SPDX-License-Identifier: GPL-3.0-only
// bench_apiserver: what a request costs. First in this process without a wire, then over HTTPS with keep-alive against
// a control plane in a process of its own (its CPU time per request, threads and kernel included). Figures, no
// judgement.
#include "controlplane/apiserver/apiserver.h"
#include "controlplane/apiserver/streams/streams.h"
#include "controlplane/host/controlplane.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslSocket>
#include <QTemporaryDir>
#include <QUrl>

#include <csignal>
#include <cstdio>
#include <sys/prctl.h>
#include <unistd.h>

using namespace orrery;
using namespace orrery::api;

namespace {

constexpr int connections = 64;
const QByteArray cms = "/api/v1/namespaces/default/configmaps";

QByteArray configMap(int number)
{
    return R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c)" + QByteArray::number(number)
        + R"("},"data":{"k":")" + QByteArray(950, 'x') + R"("}})";
}

class Stream final : public api::Stream
{
public:
    void send(const WatchFrame &frame) override { bytes += frame.json.size(), ++frames; }
    void write(const QByteArray &) override { }
    void end() override { }
    qint64 pending() const override { return 0; }
    bool gone() const override { return false; }
    qint64 bytes = 0, frames = 0;
};

class Ask final : public Exchange
{
public:
    Ask(Request request, int *answers)
        : m_answers(answers)
    {
        m_request = std::move(request);
    }
    bool gone() const override { return false; }
    using Exchange::respond;
    void respond(Response response) override
    {
        size += response.json().size();
        if (response.status >= 400)
            std::fprintf(stderr, "%s %s: %d\n", m_request.method.constData(), m_request.path.constData(),
                         response.status);
        ++*m_answers;
    }
    std::shared_ptr<api::Stream> begin(Response) override { return stream; }
    std::shared_ptr<Channel> upgrade(const QList<QByteArray> &) override { return {}; }
    std::shared_ptr<Stream> stream = std::make_shared<Stream>();
    qint64 size = 0;

private:
    int *m_answers;
};

Request request(const QByteArray &method, const QByteArray &path, const QByteArray &body = {},
                const QByteArray &type = "application/json")
{
    Request request;
    request.method = method;
    request.path = path;
    request.body = body;
    request.headers = {{"content-type", type}};
    request.user = {"admin", {}, {"system:masters"}, {}};
    return request;
}

void inProcess()
{
    const SystemClock clock;
    const auto store = store::Store::open({}, clock).value();
    streams::Streams streams;
    apiserver::ApiServer server({*store, clock, streams});
    server.start();
    const auto run = [&](const char *name, int count, const std::function<Request(int)> &make) {
        int answers = 0;
        QElapsedTimer timer;
        timer.start();
        const clock_t begin = std::clock();
        for (int i = 0; i < count; ++i) {
            server.handle(std::make_shared<Ask>(make(i), &answers));
            if (i % 64 == 63)
                QCoreApplication::processEvents();
        }
        while (answers < count)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        const double cpu = double(std::clock() - begin) / CLOCKS_PER_SEC;
        std::printf("in process: %-22s %7.1f us CPU, %7.1f us\n", name, cpu * 1e6 / count,
                    double(timer.nsecsElapsed()) / 1e3 / count);
    };
    const int count = 20000;
    run("create", count, [](int i) { return request("POST", cms, configMap(i)); });
    run("get", count, [](int i) { return request("GET", cms + "/c" + QByteArray::number(i)); });
    run("merge patch", count, [](int i) {
        return request("PATCH", cms + "/c" + QByteArray::number(i), R"({"metadata":{"labels":{"a":"b"}}})",
                       "application/merge-patch+json");
    });
    run("list of 1,000", 200, [](int) {
        Request list = request("GET", cms);
        list.query = Query("limit=1000");
        return list;
    });
    run("(a service account)", 1, [](int) {
        return request("POST", "/api/v1/namespaces/default/serviceaccounts", R"({"metadata":{"name":"default"}})");
    });
    const QByteArray podSpec
        = R"("spec":{"containers":[{"name":"a","image":"i","ports":[{"containerPort":80}],"resources":{"requests":{"cpu":"100m","memory":"64Mi"}},"env":[{"name":"A","value":"b"}]}]}})";
    run("create pod", 5000, [&](int i) {
        return request("POST", "/api/v1/namespaces/default/pods",
                       R"({"metadata":{"name":"p)" + QByteArray::number(i) + R"("},)" + podSpec);
    });

    // Watchers share each frame.
    std::vector<std::shared_ptr<Ask>> watchers;
    int answers = 0;
    for (int i = 0; i < 1000; ++i) {
        Request watch = request("GET", cms);
        watch.query = Query("watch=true&resourceVersion=" + QByteArray::number(server.revision()));
        watchers.push_back(std::make_shared<Ask>(watch, &answers));
        server.handle(watchers.back());
    }
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < 200; ++i)
        server.handle(std::make_shared<Ask>(request("POST", cms, configMap(count + i)), &answers));
    while (watchers.back()->stream->frames < 200)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    std::printf("in process: watch fan-out to 1,000: %.0f deliveries/s\n",
                200'000 / (double(timer.nsecsElapsed()) / 1e9));
}

/// One keep-alive connection that asks again as soon as it is answered.
class Client final : public QObject
{
public:
    Client(const client::Connection &connection, std::function<QByteArray()> next)
        : m_next(std::move(next))
    {
        const QUrl url(QString::fromLatin1(connection.server));
        QSslConfiguration tls;
        tls.setCaCertificates(QSslCertificate::fromData(connection.caPem));
        tls.setLocalCertificate(QSslCertificate(connection.clientCertificatePem));
        tls.setPrivateKey(QSslKey(connection.clientKeyPem, QSsl::Ec));
        m_socket.setSslConfiguration(tls);
        connect(&m_socket, &QSslSocket::encrypted, this, &Client::ask);
        connect(&m_socket, &QSslSocket::readyRead, this, &Client::read);
        connect(&m_socket, &QSslSocket::errorOccurred, this,
                [this] { std::fprintf(stderr, "%s\n", qPrintable(m_socket.errorString())); });
        m_socket.connectToHostEncrypted(url.host(), quint16(url.port()));
    }

private:
    void ask()
    {
        if (const QByteArray bytes = m_next(); !bytes.isEmpty())
            m_socket.write(bytes);
    }
    void read()
    {
        m_buffer += m_socket.readAll();
        const qsizetype head = m_buffer.indexOf("\r\n\r\n");
        if (head < 0)
            return;
        const QByteArray lower = m_buffer.left(head).toLower();
        const qsizetype at = lower.indexOf("content-length:") + 15;
        const qsizetype length
            = lower.mid(at, lower.indexOf('\r', at) < 0 ? -1 : lower.indexOf('\r', at) - at).trimmed().toLongLong();
        if (m_buffer.size() < head + 4 + length)
            return;
        m_buffer.remove(0, head + 4 + length);
        ask();
    }
    const std::function<QByteArray()> m_next;
    QSslSocket m_socket;
    QByteArray m_buffer;
};

double cpuSeconds(pid_t process)
{
    QFile file(QStringLiteral("/proc/%1/stat").arg(process));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray line = file.readAll();
    const QList<QByteArray> fields = line.mid(line.lastIndexOf(')') + 2).split(' ');
    return (fields[11].toDouble() + fields[12].toDouble()) / double(sysconf(_SC_CLK_TCK));
}

void overHttps(pid_t server, const client::Connection &connection)
{
    const auto run = [&](const char *name, int count, const std::function<QByteArray(int)> &make) {
        int asked = 0, answered = -connections;
        std::vector<std::unique_ptr<Client>> clients;
        double begin = 0;
        QElapsedTimer timer;
        for (int i = 0; i < connections; ++i) {
            clients.push_back(std::make_unique<Client>(connection, [&]() -> QByteArray {
                if (++answered == 0) { // all are connected
                    begin = cpuSeconds(server);
                    timer.start();
                }
                return asked < count ? make(asked++) : QByteArray();
            }));
        }
        while (answered < count)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        const int measured = count;
        std::printf("HTTPS, %d connections: %-12s %7.1f us of server CPU, %.0f requests/s\n", connections, name,
                    (cpuSeconds(server) - begin) * 1e6 / measured, measured / (double(timer.nsecsElapsed()) / 1e9));
    };
    const auto http = [](const QByteArray &method, const QByteArray &path, const QByteArray &body = {},
                         const QByteArray &type = "application/json") {
        return method + ' ' + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: " + type
            + "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
    };
    const int count = 30000;
    run("create", count, [&](int i) { return http("POST", cms, configMap(i)); });
    run("get", count, [&](int i) { return http("GET", cms + "/c" + QByteArray::number(i)); });
    run("merge patch", count, [&](int i) {
        return http("PATCH", cms + "/c" + QByteArray::number(i), R"({"data":{"k":"y"}})",
                    "application/merge-patch+json");
    });
    run("list of 1,000", 300, [&](int) { return http("GET", cms + "?limit=1000"); });
}

int serve(int argc, char **argv, int pipe)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const QCoreApplication application(argc, argv);
    const SystemClock clock;
    const QTemporaryDir folder;
    host::Options options;
    options.dataDir = folder.path();
    options.scheduler = options.controllers = false;
    const auto plane = host::ControlPlane::start(options, clock);
    if (!plane) {
        std::fprintf(stderr, "%s\n", plane.error().message.constData());
        return 1;
    }
    const client::Connection connection = (*plane)->adminConnection();
    const QByteArray text = connection.server + '|' + connection.caPem + '|' + connection.clientCertificatePem + '|'
        + connection.clientKeyPem;
    if (write(pipe, text.constData(), size_t(text.size())) < 0)
        return 1;
    close(pipe);
    return QCoreApplication::exec();
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_NO_GLIB", "1"); // as app/main.cpp
    int pipes[2];
    if (pipe(pipes) != 0)
        return 1;
    const pid_t server = fork();
    if (server == 0) {
        close(pipes[0]);
        return serve(argc, argv, pipes[1]);
    }
    close(pipes[1]);
    QByteArray text;
    char buffer[4096];
    for (ssize_t size; (size = read(pipes[0], buffer, sizeof buffer)) > 0;)
        text.append(buffer, size);
    const QCoreApplication application(argc, argv);
    const QList<QByteArray> parts = text.split('|');
    inProcess();
    if (parts.size() == 4) {
        client::Connection connection;
        connection.server = parts[0];
        connection.caPem = parts[1];
        connection.clientCertificatePem = parts[2];
        connection.clientKeyPem = parts[3];
        overHttps(server, connection);
    }
    kill(server, SIGTERM);
    return 0;
}
