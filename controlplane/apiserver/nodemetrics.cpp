// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/nodemetrics.h"

#include "controlplane/api/quantity.h"

namespace orrery::apiserver {

using namespace api;

namespace {

constexpr qint64 fresh = 1000, patience = 5000; // milliseconds
constexpr qsizetype longestAnswer = 8 * 1024 * 1024;
constexpr QByteArrayView nodesPrefix = "/registry/nodes.metrics.k8s.io/", podsPrefix = "/registry/pods.metrics.k8s.io/";

QByteArray windowText(qint64 microseconds)
{
    return formatDuration(microseconds / 1000 * 1'000'000); // milliseconds say enough
}

Value usageOf(const Value &said)
{
    return Value::object({{"cpu", QByteArray::number(std::max<qint64>(said["cpuNanoCores"].integer(), 0)) + 'n'},
                          {"memory", QByteArray::number(std::max<qint64>(said["memory"].integer(), 0) / 1024) + "Ki"}});
}

/// Sum over a PodMetrics' containers, or a NodeMetrics' own.
Value cell(const Object &metrics, const char *resource)
{
    if (metrics["containers"].isNull())
        return metrics["usage"][resource];
    qint64 sum = 0;
    const bool cpu = resource == QByteArrayView("cpu");
    for (const Value &container : metrics["containers"].items()) {
        const QByteArray text = container["usage"][resource].bytes();
        sum += text.left(text.size() - (cpu ? 1 : 2)).toLongLong();
    }
    return Value(QByteArray::number(sum) + (cpu ? "n" : "Ki"));
}

} // namespace

/// Somebody who waits for the nodes.
struct NodeMetrics::Question
{
    QList<QByteArray> waitsFor;
    qint64 until;
    std::function<void()> done;
};

NodeMetrics::NodeMetrics(const store::Store &cluster, streams::Streams &streams, const Clock &clock)
    : m_cluster(cluster)
    , m_streams(streams)
    , m_clock(clock)
{
    m_elapsed.start();
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &NodeMetrics::settle);
}

NodeMetrics::~NodeMetrics() = default;

std::vector<resources::Resource> NodeMetrics::kinds()
{
    std::vector<resources::Resource> kinds(2);
    for (const bool nodes : {true, false}) {
        resources::Resource &resource = kinds[nodes ? 0 : 1];
        resource.gvr = {"metrics.k8s.io", "v1beta1", nodes ? "nodes" : "pods"};
        resource.kind = nodes ? "NodeMetrics" : "PodMetrics";
        resource.singular = ""; // as everywhere: Node and Pod have theirs
        resource.namespaced = !nodes;
        resource.verbs = resources::Verbs(resources::Verb::Get) | resources::Verb::List;
        resource.ageColumn = false;
        resource.columns = {
            {"cpu", "string", 0, [](const Object &object, qint64) { return cell(object, "cpu"); }},
            {"memory", "string", 0, [](const Object &object, qint64) { return cell(object, "memory"); }},
            {"Window", "string", 0, [](const Object &object, qint64) { return object["window"]; }},
        };
        resource.storage = this;
    }
    return kinds;
}

QList<QByteArray> NodeMetrics::nodesOf(const chain::RequestInfo &info) const
{
    if (info.gvr.resource == "nodes" && !info.name.isEmpty())
        return {info.name};
    if (info.gvr.resource == "pods" && !info.name.isEmpty()) {
        const auto pod = m_cluster.get("/registry/pods/" + info.ns + '/' + info.name);
        return pod ? QList<QByteArray>{pod->object.spec()["nodeName"].bytes()} : QList<QByteArray>();
    }
    QList<QByteArray> names;
    store::ListRange range;
    range.prefix = "/registry/nodes/";
    if (const auto listing = m_cluster.list(range)) {
        for (const store::Entry &entry : listing->entries)
            names.append(entry.object.name());
    }
    return names;
}

void NodeMetrics::refresh(const chain::RequestInfo &info, std::function<void()> done)
{
    auto question = std::make_unique<Question>();
    question->until = m_elapsed.elapsed() + patience;
    question->done = std::move(done);
    const QList<QByteArray> names = nodesOf(info);
    for (auto it = m_nodes.begin(); it != m_nodes.end();) { // nodes that are no more, and what is old
        const bool known = m_cluster.get("/registry/nodes/" + it->first).has_value();
        if (!known)
            forget(it->second);
        it = known ? std::next(it) : m_nodes.erase(it);
    }
    for (const QByteArray &name : names) {
        if (!m_streams.isConnected(name)) {
            if (const auto it = m_nodes.find(name); it != m_nodes.end())
                forget(it->second);
            continue;
        }
        const Node &node = m_nodes[name];
        if (node.asking || node.answeredAt < 0 || m_elapsed.elapsed() - node.answeredAt >= fresh) {
            ask(name);
            question->waitsFor.append(name);
        }
    }
    m_questions.push_back(std::move(question));
    settle();
}

void NodeMetrics::ask(const QByteArray &name)
{
    Node &node = m_nodes[name];
    if (node.asking)
        return;
    TunnelOpen open;
    open.kind = "stats";
    auto connection = m_streams.dial(name, open);
    if (!connection)
        return ended(name, false);
    node.asking = *connection;
    node.answer.clear();
    // The connection is the node's, and ours: it calls nobody who is gone.
    node.asking->onBytes = [this, name](const QByteArray &bytes) {
        Node &node = m_nodes[name];
        node.answer += bytes;
        if (node.answer.size() > longestAnswer)
            return ended(name, false);
        node.asking->consumed(bytes.size());
    };
    node.asking->onClosed = [this, name](const Result<> &how) { ended(name, bool(how)); };
}

void NodeMetrics::ended(const QByteArray &name, bool well)
{
    Node &node = m_nodes[name];
    const auto connection = std::exchange(node.asking, nullptr);
    forget(node);
    const QByteArray answer = std::exchange(node.answer, {});
    if (const auto said = parseJson(answer); well && said)
        enter(name, node, *said);
    node.answeredAt = m_elapsed.elapsed();
    for (const auto &question : m_questions)
        question->waitsFor.removeAll(name);
    QMetaObject::invokeMethod(this, &NodeMetrics::settle, Qt::QueuedConnection);
}

void NodeMetrics::forget(Node &node)
{
    for (const QByteArray &key : std::as_const(node.keys))
        m_entries.erase(key);
    node.keys.clear();
}

void NodeMetrics::enter(const QByteArray &name, Node &node, const Value &said)
{
    const auto add = [&](const QByteArray &key, Object object) {
        store::Entry entry;
        entry.key = key;
        entry.revision = entry.createRevision = m_revision;
        entry.object = std::move(object);
        m_entries[key] = std::move(entry);
        node.keys.append(key);
    };
    const auto metadata = [this](const Object &of) {
        Value metadata = Value::object({{"name", of.name()}});
        if (!of.ns().isEmpty())
            metadata = metadata.with("namespace", of.ns());
        metadata = metadata.with("creationTimestamp", formatTime(m_clock.now()));
        return of.labels().isEmpty() ? metadata : metadata.with("labels", of.labels());
    };
    ++m_revision;
    const auto self = m_cluster.get("/registry/nodes/" + name);
    if (self && said["node"]["window"].integer() > 0) {
        add(nodesPrefix.toByteArray() + name,
            Object(Value::object({{"kind", "NodeMetrics"},
                                  {"apiVersion", "metrics.k8s.io/v1beta1"},
                                  {"metadata", metadata(self->object)},
                                  {"timestamp", formatTime(said["node"]["time"].integer())},
                                  {"window", windowText(said["node"]["window"].integer())},
                                  {"usage", usageOf(said["node"])}})));
    }
    for (const Value &one : said["pods"].items()) {
        const QByteArray key = one["namespace"].bytes() + '/' + one["name"].bytes();
        const auto pod = m_cluster.get("/registry/pods/" + key);
        if (!pod || pod->object.spec()["nodeName"].text() != name)
            continue; // not its to tell of
        std::vector<Value> containers;
        qint64 time = 0, window = 0;
        for (const Value &container : one["containers"].items()) {
            if (container["window"].integer() <= 0)
                continue;
            time = std::max(time, container["time"].integer());
            window = std::max(window, container["window"].integer());
            containers.push_back(Value::object({{"name", container["name"]}, {"usage", usageOf(container)}}));
        }
        if (containers.empty())
            continue;
        std::sort(containers.begin(), containers.end(),
                  [](const Value &a, const Value &b) { return a["name"].text() < b["name"].text(); });
        add(podsPrefix.toByteArray() + key,
            Object(Value::object({{"kind", "PodMetrics"},
                                  {"apiVersion", "metrics.k8s.io/v1beta1"},
                                  {"metadata", metadata(pod->object)},
                                  {"timestamp", formatTime(time)},
                                  {"window", windowText(window)},
                                  {"containers", Value::array(std::move(containers))}})));
    }
}

/// Answers those who have waited long enough.
void NodeMetrics::settle()
{
    const qint64 now = m_elapsed.elapsed();
    QList<QByteArray> silent;
    for (const auto &question : m_questions) {
        if (question->until <= now)
            silent += question->waitsFor;
    }
    for (const QByteArray &name : std::as_const(silent)) {
        if (const auto it = m_nodes.find(name); it != m_nodes.end() && it->second.asking)
            ended(name, false); // what it said long ago is not what it uses
    }
    qint64 next = -1;
    std::vector<std::unique_ptr<Question>> ready;
    for (auto &question : m_questions) {
        if (question->waitsFor.isEmpty() || question->until <= now)
            ready.push_back(std::move(question));
        else
            next = next < 0 ? question->until - now : std::min(next, question->until - now);
    }
    std::erase(m_questions, nullptr);
    if (next >= 0)
        m_timer.start(int(next) + 1);
    for (const auto &question : ready)
        question->done();
}

std::optional<store::Entry> NodeMetrics::get(QByteArrayView key) const
{
    // A pod that has gone uses nothing, whatever was said a moment ago.
    if (key.startsWith(podsPrefix) && !m_cluster.get("/registry/pods/" + key.sliced(podsPrefix.size()).toByteArray()))
        return std::nullopt;
    const auto it = m_entries.find(key.toByteArray());
    return it == m_entries.end() ? std::nullopt : std::optional(it->second);
}

Result<store::Listing> NodeMetrics::list(const store::ListRange &range) const
{
    store::Listing listing;
    listing.revision = m_revision;
    const QByteArray after = range.after.startsWith(range.prefix) ? range.after : range.prefix + range.after;
    for (auto it = range.after.isEmpty() ? m_entries.lower_bound(range.prefix) : m_entries.upper_bound(after);
         it != m_entries.end() && it->first.startsWith(range.prefix); ++it) {
        if (range.limit > 0 && listing.entries.size() == range.limit) {
            listing.more = true;
            continue;
        }
        listing.entries.append(it->second);
    }
    return listing;
}

qint64 NodeMetrics::count(QByteArrayView prefix) const
{
    return std::count_if(m_entries.begin(), m_entries.end(),
                         [&](const auto &entry) { return entry.first.startsWith(prefix); });
}

Result<std::unique_ptr<store::Store::WatchHandle>> NodeMetrics::watch(const QByteArray &, qint64, Watcher)
{
    return error(Reason::MethodNotAllowed, "metrics cannot be watched");
}

} // namespace orrery::apiserver
