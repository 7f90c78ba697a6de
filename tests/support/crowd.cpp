// SPDX-License-Identifier: GPL-3.0-only
#include "tests/support/crowd.h"

#include <QRandomGenerator>

#include <algorithm>

namespace orrery::test {
namespace {

using api::Object;
using api::Value;

const char *const words[]
    = {"web",     "api",   "worker", "search", "cart",    "orders", "billing", "mail",     "auth",  "media",
       "metrics", "cache", "queue",  "stock",  "reports", "feed",   "profile", "payments", "chat",  "geo",
       "images",  "audit", "sync",   "quotes", "ratings", "tax",    "export",  "import",   "admin", "jobs"};

int appCount(const Crowd &crowd)
{
    return std::max({1, crowd.services, std::min(crowd.pods / 8, 200)});
}

QByteArray appName(const Crowd &crowd, int app)
{
    const int known = int(std::size(words));
    QByteArray name = words[app % known];
    if (app >= known)
        name += '-' + QByteArray::number(app / known + 1);
    return crowd.longNames ? "customer-facing-" + name + "-production-blue" : name;
}

QByteArray hashOf(quint32 number, int length)
{
    static const char letters[] = "bcdfghjklmnpqrstvwxz2456789";
    QRandomGenerator random(number * 2654435761u + 17);
    QByteArray text;
    for (int i = 0; i < length; ++i)
        text += letters[random.bounded(int(sizeof letters) - 1)];
    return text;
}

Object parse(const QByteArray &json)
{
    auto value = api::parseJson(json);
    Q_ASSERT(value);
    return Object(value.value());
}

QByteArray nodeName(int node)
{
    return "node-" + QByteArray::number(node + 1);
}

QByteArray podName(const Crowd &crowd, int number)
{
    const int app = number % appCount(crowd);
    // Every number has other letters: a large prime goes round all that five of them can say.
    static const char letters[] = "bcdfghjklmnpqrstvwxz2456789";
    QByteArray end;
    for (quint64 rest = (quint64(number) + crowd.seed) * 8191733u % 14348907u; end.size() < 5; rest /= 27)
        end += letters[rest % 27];
    return appName(crowd, app) + '-' + hashOf(quint32(app), 9) + '-' + end;
}

bool isBroken(const Crowd &crowd, int number)
{
    return QRandomGenerator(quint32(number) + crowd.seed * 7919u).bounded(1000) < crowd.unhealthyOfThousand;
}

Object node(const Crowd &crowd, int number)
{
    const QByteArray ready = number < crowd.lostNodes ? R"("Unknown","reason":"NodeStatusUnknown")" : R"("True")";
    QByteArray more;
    if (number % 40 == 7)
        more = R"(,{"type":"MemoryPressure","status":"True"})";
    const QByteArray spec = number % 25 == 3 ? R"(,"unschedulable":true)" : "";
    const QByteArray second = QByteArray::number(number / 250), third = QByteArray::number(number % 250 + 1);
    return parse(R"({"apiVersion":"v1","kind":"Node","metadata":{"name":")" + nodeName(number)
                 + R"("},"spec":{"podCIDR":"10.)" + QByteArray::number(16 + number / 250) + '.' + third + R"(.0/24")"
                 + spec + R"(},"status":{"addresses":[{"type":"InternalIP","address":"10.240.)" + second + '.' + third
                 + R"("}],"allocatable":{"cpu":"8","memory":"16Gi","pods":"110"},"conditions":[{"type":"Ready","status":)"
                 + ready + '}' + more + "]}}");
}

} // namespace

Object crowdPod(const Crowd &crowd, int number, int how)
{
    const int app = number % appCount(crowd), node = (number + number / appCount(crowd)) % std::max(1, crowd.nodes);
    const QByteArray name = podName(crowd, number), hash = hashOf(quint32(app), 9), appIs = appName(crowd, app);
    const bool broken = how == crashing || isBroken(crowd, number), pending = !broken && number % 97 == 5;
    const QByteArray state = broken ? R"({"waiting":{"reason":"CrashLoopBackOff"}})"
        : pending                   ? R"({"waiting":{"reason":"ContainerCreating"}})"
                                    : R"({"running":{}})";
    const QByteArray ready = broken || pending ? "False" : "True";
    const QByteArray ip = pending ? QByteArray()
                                  : R"("podIP":"10.)" + QByteArray::number(16 + node / 250) + '.'
            + QByteArray::number(node % 250 + 1) + '.' + QByteArray::number(number % 250 + 2) + R"(",)";
    const QByteArray mounts = app % 3 == 0
        ? R"(,"volumes":[{"name":"c","configMap":{"name":")" + appIs
            + R"(-config"}},{"name":"s","secret":{"secretName":")" + appIs
            + R"(-tls"}},{"name":"d","persistentVolumeClaim":{"claimName":"data-)" + appIs + R"("}}])"
        : QByteArray();
    return parse(R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":")" + name
                 + R"(","namespace":"default","labels":{"app":")" + appIs + R"(","pod-template-hash":")" + hash
                 + R"("},"ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":")" + appIs + '-' + hash
                 + R"(","uid":"u","controller":true}]},"spec":{"nodeName":")" + nodeName(node)
                 + R"(","containers":[{"name":"main","image":"registry.local/)" + appIs
                 + R"(:1","resources":{"requests":{"cpu":"50m","memory":"64Mi"}}}])" + mounts + R"(},"status":{)" + ip
                 + R"("phase":")" + (pending ? "Pending" : "Running") + R"(","conditions":[{"type":"Ready","status":")"
                 + ready + R"("}],"containerStatuses":[{"name":"main","restartCount":0,"state":)" + state
                 + "}]}}");
}

QList<Object> makeCrowd(const Crowd &crowd)
{
    QList<Object> objects;
    for (int i = 0; i < crowd.nodes; ++i)
        objects << node(crowd, i);
    const int apps = appCount(crowd);
    std::vector<QByteArrayList> members;
    members.resize(size_t(apps));
    for (int i = 0; i < crowd.pods; ++i) {
        objects << crowdPod(crowd, i);
        if (!isBroken(crowd, i))
            members[size_t(i % apps)] << podName(crowd, i);
    }
    for (int i = 0; i < apps && crowd.pods > 0; ++i) {
        const int want = crowd.pods / apps + (i < crowd.pods % apps);
        objects << parse(R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":")" + appName(crowd, i)
                         + R"(","namespace":"default"},"spec":{"replicas":)" + QByteArray::number(want) + "}}");
    }
    for (int i = 0; i < crowd.services; ++i) {
        const QByteArray name = appName(crowd, i);
        const QByteArray kind = i == 0 ? R"("NodePort","ports":[{"port":80,"nodePort":30080}])"
                                       : R"("ClusterIP","ports":[{"port":8080}])";
        objects << parse(R"({"apiVersion":"v1","kind":"Service","metadata":{"name":")" + name
                         + R"(","namespace":"default"},"spec":{"clusterIP":"10.96.0.)" + QByteArray::number(i % 250 + 10)
                         + R"(","type":)" + kind + "}}");
        QByteArrayList endpoints;
        for (const QByteArray &pod : members[size_t(i)])
            endpoints << R"({"addresses":["10.0.0.1"],"conditions":{"ready":true},"targetRef":{"kind":"Pod","name":")"
                    + pod + R"("}})";
        objects << parse(R"({"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","metadata":{"name":")" + name
                         + R"(-1","namespace":"default","labels":{"kubernetes.io/service-name":")" + name
                         + R"("}},"addressType":"IPv4","endpoints":[)" + endpoints.join(',') + "]}");
    }
    return objects;
}

} // namespace orrery::test
