// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/kubelet/pages.h"

#include "controlplane/api/clock.h"

#include <QDateTime>
#include <QDir>
#include <QFile>

namespace orrery::kubelet {

using api::Value;

namespace {

constexpr qint64 longestLog = 16 * 1024 * 1024;

QByteArray http(int status, const QByteArray &type, const QByteArray &body)
{
    const QByteArray words = status == 200 ? "OK"
        : status == 301                    ? "Moved Permanently"
        : status == 404                    ? "Not Found"
        : status == 405                    ? "Method Not Allowed"
                                           : "Internal Server Error";
    return "HTTP/1.1 " + QByteArray::number(status) + ' ' + words + "\r\nContent-Type: " + type
        + "\r\nConnection: close\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

QByteArray notFound()
{
    return http(404, "text/plain; charset=utf-8", "404 page not found\n");
}

QByteArray seconds(quint64 nanoseconds)
{
    return QByteArray::number(double(nanoseconds) / 1e9, 'f', 9);
}

QByteArray escaped(const QByteArray &text)
{
    return QString::fromUtf8(text).toHtmlEscaped().toUtf8();
}

} // namespace

Pages::Pages(const Dependencies &dependencies, PodRunner &runner, Stats &stats, Health health, QObject *parent)
    : Subsystem(parent)
    , m_dependencies(dependencies)
    , m_runner(runner)
    , m_stats(stats)
    , m_health(std::move(health))
{
}

void Pages::answer(const QByteArray &method, const QByteArray &path, std::function<void(const QByteArray &)> done)
{
    if (method != "GET" && method != "HEAD")
        return done(http(405, "text/plain; charset=utf-8", "Method Not Allowed\n"));
    const auto send = [done = std::move(done), head = method == "HEAD"](const QByteArray &answer) {
        done(head ? answer.left(answer.indexOf("\r\n\r\n") + 4) : answer);
    };
    const QByteArray page = path.left(path.indexOf('?') < 0 ? path.size() : path.indexOf('?'));
    if (page == "/healthz" || page == "/healthz/ping" || page == "/healthz/syncloop")
        send(healthPage());
    else if (page == "/pods" || page == "/pods/" || page == "/runningpods/")
        send(pods());
    else if (page == "/metrics")
        send(metrics());
    else if (page == "/logs" || page.startsWith("/logs/"))
        send(logs(page.mid(5)));
    else if (page == "/metrics/resource")
        m_stats.summary([this, send](const api::Result<UsageSummary> &usage) {
            send(http(200, "text/plain; version=0.0.4; charset=utf-8", resourceMetrics(usage)));
        });
    else if (page == "/stats/summary")
        m_stats.summary([this, send](const api::Result<UsageSummary> &usage) {
            send(usage ? http(200, "application/json", api::toJson(summary(*usage)))
                       : http(500, "text/plain; charset=utf-8", usage.error().message + '\n'));
        });
    else
        send(notFound());
}

QByteArray Pages::healthPage() const
{
    QByteArray problems;
    for (const auto &[name, problem] : m_health()) {
        if (!problem.isEmpty())
            problems += "[-]" + name + " failed: " + problem + '\n';
    }
    return http(problems.isEmpty() ? 200 : 500, "text/plain; charset=utf-8", problems.isEmpty() ? "ok" : problems);
}

QByteArray Pages::pods() const
{
    std::vector<Value> items;
    for (const api::Object &pod : m_runner.pods())
        items.push_back(pod.document());
    return http(200, "application/json",
                api::toJson(Value::object({{"kind", "PodList"},
                                           {"apiVersion", "v1"},
                                           {"metadata", Value::object({})},
                                           {"items", Value::array(std::move(items))}})));
}

QByteArray Pages::metrics() const
{
    QMap<QByteArray, int> containers{{"created", 0}, {"exited", 0}, {"running", 0}};
    int sandboxes = 0;
    for (const api::Object &pod : m_runner.pods()) {
        const auto *seen = m_runner.lastSeen(pod.uid());
        if (!seen)
            continue;
        sandboxes += seen->view.sandbox ? 1 : 0;
        for (const ContainerView &view : seen->view.containers) {
            if (view.latest)
                ++containers[view.latest->state == cri::ContainerState::Running      ? "running"
                                 : view.latest->state == cri::ContainerState::Exited ? "exited"
                                                                                     : "created"];
        }
    }
    QByteArray text
        = "# HELP kubelet_node_name The node's name. The count is always 1.\n# TYPE kubelet_node_name gauge\n"
          "kubelet_node_name{node=\""
        + m_dependencies.node.nodeName + "\"} 1\n"
        + "# HELP kubelet_running_containers Number of containers currently running\n# TYPE kubelet_running_containers "
          "gauge\n";
    for (auto it = containers.cbegin(); it != containers.cend(); ++it)
        text += "kubelet_running_containers{container_state=\"" + it.key() + "\"} " + QByteArray::number(*it) + '\n';
    text += "# HELP kubelet_running_pods Number of pods that have a running pod sandbox\n# TYPE kubelet_running_pods "
            "gauge\n"
            "kubelet_running_pods "
        + QByteArray::number(sandboxes)
        + "\n# HELP kubelet_desired_pods The number of pods the kubelet is being instructed to run.\n"
          "# TYPE kubelet_desired_pods gauge\nkubelet_desired_pods{static=\"\"} "
        + QByteArray::number(m_runner.pods().size()) + '\n';
    return http(200, "text/plain; version=0.0.4; charset=utf-8", text);
}

QByteArray Pages::resourceMetrics(const api::Result<UsageSummary> &usage) const
{
    QByteArray text;
    const auto family = [&text](const char *name, const char *help, const char *type) {
        text += QByteArray("# HELP ") + name + ' ' + help + "\n# TYPE " + name + ' ' + type + '\n';
    };
    const auto stamp = [](const Usage &of) { return ' ' + QByteArray::number(of.time / 1000) + '\n'; };
    if (usage) {
        const auto labels = [](const ContainerUsage &of) {
            return "{container=\"" + of.container + "\",namespace=\"" + of.ns + "\",pod=\"" + of.pod + "\"} ";
        };
        family("container_cpu_usage_seconds_total", "Cumulative cpu time consumed by the container in core-seconds",
               "counter");
        for (const ContainerUsage &of : usage->containers)
            text += "container_cpu_usage_seconds_total" + labels(of) + seconds(of.usage.cpuNanoseconds)
                + stamp(of.usage);
        family("container_memory_working_set_bytes", "Current working set of the container in bytes", "gauge");
        for (const ContainerUsage &of : usage->containers)
            text += "container_memory_working_set_bytes" + labels(of) + QByteArray::number(of.usage.memory)
                + stamp(of.usage);
        family("container_start_time_seconds", "Start time of the container since unix epoch in seconds", "gauge");
        for (const ContainerUsage &of : usage->containers)
            text += "container_start_time_seconds" + labels(of) + QByteArray::number(double(of.startedAt) / 1e6, 'f', 3)
                + '\n';
        family("node_cpu_usage_seconds_total", "Cumulative cpu time consumed by the node in core-seconds", "counter");
        text += "node_cpu_usage_seconds_total " + seconds(usage->node.cpuNanoseconds) + stamp(usage->node);
        family("node_memory_working_set_bytes", "Current working set of the node in bytes", "gauge");
        text += "node_memory_working_set_bytes " + QByteArray::number(usage->node.memory) + stamp(usage->node);
    }
    family("resource_scrape_error", "1 if there was an error while getting container metrics, 0 otherwise", "gauge");
    return text + "resource_scrape_error " + (usage ? "0" : "1") + '\n';
}

/// stats.Summary (kubelet's stats/v1alpha1), as far as it is known.
Value Pages::summary(const UsageSummary &usage) const
{
    const auto cpu = [](const Usage &of) {
        return Value::object({{"time", api::formatTime(of.time)},
                              {"usageNanoCores", qint64(of.nanoCores)},
                              {"usageCoreNanoSeconds", qint64(of.cpuNanoseconds)}});
    };
    const auto memory = [](const Usage &of) {
        return Value::object({{"time", api::formatTime(of.time)}, {"workingSetBytes", qint64(of.memory)}});
    };
    std::map<QByteArray, std::pair<const ContainerUsage *, std::vector<Value>>> pods;
    std::map<QByteArray, Usage> sums;
    for (const ContainerUsage &of : usage.containers) {
        auto &[any, containers] = pods[of.uid];
        any = &of;
        containers.push_back(Value::object({{"name", of.container},
                                            {"startTime", api::formatTime(of.startedAt)},
                                            {"cpu", cpu(of.usage)},
                                            {"memory", memory(of.usage)}}));
        Usage &sum = sums[of.uid];
        sum.time = std::max(sum.time, of.usage.time);
        sum.nanoCores += of.usage.nanoCores;
        sum.cpuNanoseconds += of.usage.cpuNanoseconds;
        sum.memory += of.usage.memory;
    }
    std::vector<Value> items;
    for (auto &[uid, entry] : pods) {
        const Value startTime = m_runner.pod({entry.first->ns, entry.first->pod}).status()["startTime"];
        items.push_back(Value::object(
            {{"podRef", Value::object({{"name", entry.first->pod}, {"namespace", entry.first->ns}, {"uid", uid}})},
             {"startTime", startTime},
             {"containers", Value::array(std::move(entry.second))},
             {"cpu", cpu(sums[uid])},
             {"memory", memory(sums[uid])}}));
    }
    const Value node = Value::object({{"nodeName", m_dependencies.node.nodeName},
                                      {"startTime", api::formatTime(usage.nodeStartedAt)},
                                      {"cpu", cpu(usage.node)},
                                      {"memory", memory(usage.node).with("availableBytes", usage.memoryAvailable)}});
    return Value::object({{"node", node}, {"pods", Value::array(std::move(items))}});
}

/// The pods' logs: folders as lists of links, files as they are. path: what follows /logs, percent-encoded.
QByteArray Pages::logs(const QByteArray &path) const
{
    const QString root = QFileInfo(m_dependencies.node.podLogsDir).canonicalFilePath();
    const QString wanted
        = QFileInfo(root + u'/' + QString::fromUtf8(QByteArray::fromPercentEncoding(path))).canonicalFilePath();
    // Wherever ".." and symbolic links lead: not out of the folder.
    if (root.isEmpty() || (wanted != root && !wanted.startsWith(root + u'/')))
        return notFound();
    if (QFileInfo(wanted).isDir()) {
        if (!path.endsWith('/'))
            return "HTTP/1.1 301 Moved Permanently\r\nLocation: /logs" + path
                + "/\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
        QByteArray list = "<pre>\n";
        const auto entries = QDir(wanted).entryInfoList(QDir::AllEntries | QDir::NoDotAndDotDot, QDir::Name);
        for (const QFileInfo &entry : entries) {
            const QByteArray name = entry.fileName().toUtf8() + (entry.isDir() ? "/" : "");
            list += "<a href=\"" + name.toPercentEncoding("/") + "\">" + escaped(name) + "</a>\n";
        }
        return http(200, "text/html; charset=utf-8", list + "</pre>\n");
    }
    QFile file(wanted);
    if (!QFileInfo(wanted).isFile() || !file.open(QIODevice::ReadOnly))
        return notFound();
    return http(200, "text/plain; charset=utf-8", file.read(longestLog));
}

} // namespace orrery::kubelet
