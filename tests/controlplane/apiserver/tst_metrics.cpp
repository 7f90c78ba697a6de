// SPDX-License-Identifier: GPL-3.0-only
#include "tests/controlplane/apiserver/testapi.h"

#include <QRegularExpression>

using namespace orrery;
using namespace orrery::api;
using namespace orrery::test;

namespace {

using Labels = QMap<QByteArray, QByteArray>;

char at(const QByteArray &line, qsizetype i)
{
    return i >= 0 && i < line.size() ? line[i] : '\0';
}

/// A page in Prometheus' text format 0.0.4, strictly read.
class Page final
{
public:
    explicit Page(const QByteArray &text) { read(text); }

    /// The sample of that name whose labels include these; -1 if there is none.
    double value(const QByteArray &name, const Labels &labels = {}) const
    {
        double sum = 0;
        bool found = false;
        for (const Sample &sample : samples) {
            if (sample.name != name)
                continue;
            bool fits = true;
            for (auto it = labels.cbegin(); it != labels.cend(); ++it)
                fits = fits && sample.labels.value(it.key()) == it.value();
            if (fits)
                sum += sample.value;
            found = found || fits;
        }
        return found ? sum : -1;
    }

    struct Sample
    {
        QByteArray name;
        Labels labels;
        double value = 0;
    };
    QList<Sample> samples;
    QMap<QByteArray, QByteArray> types;
    QByteArray problem;

private:
    void complain(const QByteArray &line, const char *why)
    {
        if (problem.isEmpty())
            problem = QByteArray(why) + ": " + line;
    }

    void read(const QByteArray &text)
    {
        if (!text.endsWith('\n'))
            complain(text.right(100), "the last line has no end");
        QByteArray family, type, helped;
        QSet<QByteArray> seen, families;
        static const QRegularExpression name("^[a-zA-Z_:][a-zA-Z0-9_:]*$");
        for (const QByteArray &line : text.chopped(1).split('\n')) {
            if (line.startsWith("# HELP ")) {
                helped = line.mid(7).split(' ').value(0);
                if (line.size() <= 8 + helped.size())
                    complain(line, "no help");
                continue;
            }
            if (line.startsWith("# TYPE ")) {
                const auto words = line.mid(7).split(' ');
                if (words.size() != 2 || words[0] != helped || families.contains(words[0])
                    || !QList<QByteArray>{"counter", "gauge", "histogram"}.contains(words[1])
                    || !name.match(QString::fromUtf8(words[0])).hasMatch())
                    complain(line, "a bad TYPE line");
                family = words.value(0);
                type = words.value(1);
                families.insert(family);
                types.insert(family, type);
                continue;
            }
            if (line.isEmpty() || line.startsWith('#')) {
                complain(line, "an odd line");
                continue;
            }
            sample(line, family, type, seen);
        }
        checkHistograms();
    }

    void sample(const QByteArray &line, const QByteArray &family, const QByteArray &type, QSet<QByteArray> &seen)
    {
        Sample sample;
        qsizetype i = 0;
        while (i < line.size() && line[i] != '{' && line[i] != ' ')
            ++i;
        sample.name = line.left(i);
        if (i < line.size() && line[i] == '{') {
            ++i;
            while (i < line.size() && line[i] != '}') {
                const qsizetype equals = line.indexOf('=', i);
                const QByteArray label = line.mid(i, equals - i);
                if (equals < 0 || at(line, equals + 1) != '"' || sample.labels.contains(label))
                    return complain(line, "bad labels");
                QByteArray value;
                for (i = equals + 2; i < line.size() && line[i] != '"'; ++i) {
                    if (line[i] == '\\') {
                        const char c = at(line, ++i);
                        if (c != '\\' && c != '"' && c != 'n')
                            return complain(line, "a bad escape");
                        value += c == 'n' ? '\n' : c;
                    } else {
                        value += line[i];
                    }
                }
                sample.labels.insert(label, value);
                ++i;
                if (at(line, i) == ',')
                    ++i;
            }
            ++i;
        }
        bool good = at(line, i) == ' ';
        const QByteArray number = line.mid(i + 1);
        if (good && number != "+Inf" && number != "NaN")
            sample.value = number.toDouble(&good);
        const bool ofHistogram = type == "histogram"
            && (sample.name == family + "_bucket" || sample.name == family + "_sum"
                || sample.name == family + "_count");
        if (!good || (type != "histogram" && sample.name != family) || (type == "histogram" && !ofHistogram))
            return complain(line, "a bad sample");
        const QByteArray identity = line.left(i);
        if (seen.contains(identity))
            return complain(line, "occurs twice");
        seen.insert(identity);
        if (type != "gauge" && sample.value < 0)
            return complain(line, "is negative");
        samples.append(sample);
    }

    void checkHistograms()
    {
        QByteArray last;
        double before = 0, top = 0;
        for (const Sample &sample : std::as_const(samples)) {
            if (sample.name.endsWith("_bucket") && sample.labels.contains("le")) {
                Labels others = sample.labels;
                others.remove("le");
                QByteArray identity = sample.name;
                for (auto it = others.cbegin(); it != others.cend(); ++it)
                    identity += ',' + it.key() + '=' + it.value();
                if (identity == last && sample.value < before)
                    complain(identity, "buckets do not grow");
                last = identity;
                before = sample.value;
                if (sample.labels["le"] == "+Inf")
                    top = sample.value;
            } else if (sample.name.endsWith("_count") && types.value(sample.name.chopped(6)) == "histogram"
                       && sample.value != top) {
                complain(sample.name, "count is not the last bucket");
            }
        }
    }
};

const QByteArray cms = "/api/v1/namespaces/default/configmaps";

} // namespace

class TestMetrics final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void countsRequests();
    void countsWatches();
    void hostileNamesAreNoLabels();
    void familiesAreBounded();
    void storedObjects();
    void whoMayRead();
    void health();
    void shutDown();
};

static Page pageOf(TestApi &api)
{
    const Response response = api.send("GET", "/metrics");
    if (response.contentType != "text/plain; version=0.0.4; charset=utf-8")
        return Page("bad type");
    return Page(response.body);
}

void TestMetrics::countsRequests()
{
    TestApi api;
    api.expect(201, "POST", cms, configMap("a"));
    api.expect(201, "POST", cms + "?dryRun=All", configMap("b"));
    api.expect(409, "POST", cms, configMap("a"));
    api.expect(200, "GET", cms + "/a");
    api.expect(404, "GET", cms + "/none");
    api.expect(200, "GET", cms);
    api.expect(200, "PATCH", cms + "/a?fieldManager=me", R"({"apiVersion":"v1","kind":"ConfigMap"})",
               {{"content-type", "application/apply-patch+yaml"}});
    api.expect(200, "GET", "/api/v1/configmaps");
    api.expect(401, "GET", cms, {}, {{"authorization", "Bearer nonsense"}}, {});
    api.expect(403, "GET", cms, {}, {}, {"nobody", {}, {}, {}});
    const Page page = pageOf(api);
    QCOMPARE(page.problem, QByteArray());

    const QByteArray total = "apiserver_request_total";
    const Labels configMaps{{"group", ""}, {"version", "v1"}, {"resource", "configmaps"}, {"component", "apiserver"}};
    const auto of = [&](const Labels &more) {
        Labels labels = configMaps;
        labels.insert(more);
        return labels;
    };
    QCOMPARE(page.types[total], QByteArray("counter"));
    QCOMPARE(page.value(total, of({{"verb", "POST"}, {"code", "201"}, {"dry_run", ""}, {"scope", "resource"}})), 1);
    QCOMPARE(page.value(total, of({{"verb", "POST"}, {"code", "201"}, {"dry_run", "All"}})), 1);
    QCOMPARE(page.value(total, of({{"verb", "POST"}, {"code", "409"}})), 1);
    QCOMPARE(page.value(total, of({{"verb", "GET"}, {"code", "200"}})), 1);
    QCOMPARE(page.value(total, of({{"verb", "GET"}, {"code", "404"}})), 1);
    QCOMPARE(page.value(total, of({{"verb", "LIST"}, {"code", "200"}, {"scope", "namespace"}})), 1);
    QCOMPARE(page.value(total, of({{"verb", "LIST"}, {"code", "200"}, {"scope", "cluster"}})), 1);
    QCOMPARE(page.value(total, of({{"verb", "LIST"}, {"code", "401"}})), 1);
    QCOMPARE(page.value(total, of({{"verb", "LIST"}, {"code", "403"}})), 1);
    QCOMPARE(page.value(total, of({{"verb", "APPLY"}, {"code", "200"}})), 1);
    QCOMPARE(page.types["apiserver_request_duration_seconds"], QByteArray("histogram"));
    QCOMPARE(page.value("apiserver_request_duration_seconds_count", of({{"verb", "POST"}})), 3);
    QCOMPARE(page.value("apiserver_response_sizes_count", of({{"verb", "GET"}})), 2);
    QVERIFY(page.value("apiserver_response_sizes_sum", of({{"verb", "GET"}})) > 100);
    QCOMPARE(page.value("authentication_attempts", {{"result", "failure"}}), 1);
    QCOMPARE(page.value("authorization_attempts_total", {{"result", "denied"}}), 1);
    QVERIFY(page.value("authenticated_user_requests", {{"username", "other"}}) > 8);
    QCOMPARE(page.value("apiserver_current_inflight_requests", {{"request_kind", "readOnly"}}), 1); // this one
    QCOMPARE(page.value("apiserver_current_inflight_requests", {{"request_kind", "mutating"}}), 0);
    QVERIFY(page.value("apiserver_admission_step_admission_duration_seconds_count",
                       {{"type", "admit"}, {"operation", "CREATE"}, {"rejected", "false"}})
            > 3);
    QVERIFY(
        page.value("apiserver_admission_controller_admission_duration_seconds_count", {{"name", "NamespaceLifecycle"}})
        > 3);
    QVERIFY(page.value("apiserver_flowcontrol_dispatched_requests_total", {{"flow_schema", "exempt"}}) > 5);
}

void TestMetrics::countsWatches()
{
    TestApi api;
    const QByteArray running = "apiserver_longrunning_requests";
    const Labels watches{{"verb", "WATCH"}, {"resource", "configmaps"}};
    auto exchange = api.start("GET", cms + "?watch=1");
    QCOMPARE(pageOf(api).value(running, watches), 1);
    api.expect(201, "POST", cms, configMap("a"));
    api.expect(201, "POST", cms, configMap("b"));
    QTRY_COMPARE(exchange->stream->frames.size(), 2);
    QCOMPARE(pageOf(api).value("apiserver_watch_events_total",
                               {{"group", ""}, {"version", "v1"}, {"resource", "configmaps"}}),
             2);
    exchange->stream->onGone();
    QTRY_COMPARE(pageOf(api).value(running, watches), 0);
    QCOMPARE(pageOf(api).problem, QByteArray());
}

void TestMetrics::hostileNamesAreNoLabels()
{
    TestApi api;
    const QByteArray evil = "ev%22il%0a%7b";
    api.send("GET", "/api/v1/namespaces/default/" + evil);
    api.send("GET", "/apis/" + evil + "/v1/" + evil + "/" + evil);
    api.send("GET", "/" + evil);
    api.send("GET", cms + "/a/" + evil);
    api.send("GET", cms + "/" + evil);
    api.send("EV\"IL", cms);
    for (int i = 0; i < 50; ++i) {
        api.send("GET", "/apis/group" + QByteArray::number(i) + "/v1/things");
        api.send("GET", "/page" + QByteArray::number(i));
        api.send("M" + QByteArray::number(i), cms);
        api.send("GET", cms + "/a/sub" + QByteArray::number(i));
    }
    const Response response = api.send("GET", "/metrics");
    const Page page(response.body);
    QCOMPARE(page.problem, QByteArray());
    QVERIFY(!response.body.contains("il\\n"));
    QVERIFY(!response.body.contains("group7"));
    QVERIFY(!response.body.contains("page7"));
    QVERIFY(!response.body.contains("sub7"));
    QVERIFY(!response.body.contains("\"M7\""));
    QCOMPARE(page.value("apiserver_request_total", {{"verb", "other"}, {"resource", "configmaps"}}), 51);
    int totals = 0;
    for (const auto &sample : page.samples)
        totals += sample.name == "apiserver_request_total";
    QVERIFY2(totals < 300, QByteArray::number(totals)); // what the start made, and a few
}

void TestMetrics::familiesAreBounded()
{
    Metrics metrics;
    auto &family = metrics.counter("things_total", "Things with \\ and\nlines.", {"name"});
    for (size_t i = 0; i < Metrics::maxChildren + 500; ++i)
        family.with({"thing\"" + QByteArray::number(qint64(i)) + '\n'}).add();
    const Page page(metrics.text());
    QCOMPARE(page.problem, QByteArray());
    QCOMPARE(size_t(page.samples.size()), Metrics::maxChildren + 1);
    QCOMPARE(page.value("things_total", {{"name", "other"}}), 500);
    QCOMPARE(page.value("things_total", {{"name", "thing\"7\n"}}), 1);

    auto &spread = metrics.histogram("spread", "Spread.", {0.5, 1, 2}).with({});
    for (const double value : {0.1, 0.5, 0.7, 3.0})
        spread.observe(value);
    const QByteArray text = metrics.text();
    QVERIFY2(text.contains("spread_bucket{le=\"0.5\"} 2\nspread_bucket{le=\"1\"} 3\nspread_bucket{le=\"2\"} 3\n"
                           "spread_bucket{le=\"+Inf\"} 4\nspread_sum 4.3\nspread_count 4\n"),
             text.right(500));
    QCOMPARE(Page(text).problem, QByteArray());
}

void TestMetrics::storedObjects()
{
    TestApi api;
    const double before = pageOf(api).value("apiserver_storage_objects", {{"resource", "configmaps"}});
    api.expect(201, "POST", cms, configMap("a"));
    QCOMPARE(pageOf(api).value("apiserver_storage_objects", {{"resource", "configmaps"}}), before + 1);
    QVERIFY(pageOf(api).value("apiserver_storage_objects", {{"resource", "clusterroles.rbac.authorization.k8s.io"}})
            > 10);
}

void TestMetrics::whoMayRead()
{
    TestApi api;
    QCOMPARE(api.send("GET", "/metrics", {}, {}, {"nobody", {}, {}, {}}).status, 403);
    QCOMPARE(api.send("GET", "/metrics", {}, {}, {"watcher", {}, {"system:monitoring"}, {}}).status, 200);
    QCOMPARE(api.send("GET", "/healthz", {}, {}, {}).status, 200);
}

void TestMetrics::health()
{
    TestApi api;
    const auto text = [&](const QByteArray &path, int status = 200) {
        const Response response = api.send("GET", path);
        return response.status == status ? response.body : "status " + QByteArray::number(response.status);
    };
    QCOMPARE(text("/livez"), QByteArray("ok"));
    QCOMPARE(text("/livez/ping"), QByteArray("ok"));
    QCOMPARE(text("/readyz/etcd"), QByteArray("ok"));
    QCOMPARE(text("/livez/shutdown", 404), QByteArray("404 page not found\n")); // only /readyz has it
    const QByteArray verbose = text("/readyz?verbose");
    QVERIFY2(verbose.startsWith("[+]ping ok\n[+]etcd ok\n[+]poststarthook/rbac/bootstrap-roles ok\n"), verbose);
    QVERIFY2(verbose.endsWith("[+]shutdown ok\nreadyz check passed\n"), verbose);
    QVERIFY(!text("/livez?verbose").contains("shutdown"));
    QCOMPARE(text("/livez?exclude=etcd"), QByteArray("ok"));
    const QByteArray excluded = text("/livez?verbose&exclude=etcd&exclude=weather&exclude=mood");
    QVERIFY2(excluded.contains("[+]etcd excluded: ok\n"), excluded);
    QVERIFY2(excluded.contains("warn: some health checks cannot be excluded: no matches for \"mood\", \"weather\"\n"),
             excluded);

    api.server->addReadinessCheck("tide", [] { return QByteArray("it is low"); });
    const QByteArray failed = text("/readyz", 500);
    QVERIFY2(failed.contains("[-]tide failed: reason withheld\n") && failed.endsWith("readyz check failed\n"), failed);
    QCOMPARE(text("/readyz/tide", 500), QByteArray("internal server error: it is low\n"));
    QCOMPARE(text("/readyz?exclude=tide"), QByteArray("ok"));
    QCOMPARE(text("/healthz"), QByteArray("ok"));
}

void TestMetrics::shutDown()
{
    TestApi api;
    const auto watch = api.start("GET", cms + "?watch=1");
    const auto write = api.start("POST", cms, configMap("late")); // waits for the store
    QCOMPARE(write->answers, 0);
    bool drained = false;
    api.server->shutDown([&] { drained = true; });
    QVERIFY(!drained);
    QVERIFY(watch->stream->ended);
    const Response ready = api.send("GET", "/readyz");
    QCOMPARE(ready.status, 500);
    QVERIFY(ready.body.contains("[-]shutdown failed"));
    QCOMPARE(api.send("GET", "/livez").status, 200);
    const Response refused = api.send("GET", cms);
    QCOMPARE(refused.status, 503);
    QCOMPARE(refused.headers.value("retry-after"), QByteArray("1"));
    QTRY_COMPARE(write->answers, 1);
    QCOMPARE(write->response.status, 201); // what was under way is answered
    QTRY_VERIFY(drained);
}

QTEST_GUILESS_MAIN(TestMetrics)
#include "tst_metrics.moc"
