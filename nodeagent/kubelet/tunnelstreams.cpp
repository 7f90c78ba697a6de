// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/kubelet/tunnelstreams.h"

#include "nodeagent/kubelet/containerconfig.h"
#include "nodeagent/kubelet/dialstream.h"
#include "nodeagent/kubelet/logreader.h"
#include "nodeagent/kubelet/pages.h"

namespace orrery::kubelet {

namespace {

using api::error;
using api::Reason;
using cri::Conversation;

enum Channel { In = 0, Out = 1, Err = 2, Status = 3, Resize = 4 };

/// What the last reconcile saw of the pod that is meant, or null.
const PodOutcome *find(Tunnel &tunnel, const api::TunnelOpen &open, QByteArray *uid = nullptr)
{
    const auto pod = tunnel.runner().pod({open.ns, open.pod});
    const QByteArray wanted = open.uid.isEmpty() ? pod.uid() : open.uid;
    if (uid)
        *uid = wanted;
    return tunnel.runner().lastSeen(wanted);
}

class LogStream final : public TunnelStream
{
public:
    LogStream(Tunnel &tunnel, quint32 id, api::TunnelOpen open)
        : TunnelStream(tunnel, id)
        , m_open(std::move(open))
    {
    }

    void start() override
    {
        const auto *seen = find(m_tunnel, m_open, &m_uid);
        const auto view = seen ? seen->view.containers.value(m_open.container) : ContainerView();
        const auto which = m_open.previous ? view.previous : view.latest;
        if (!which) {
            return close(
                error(Reason::BadRequest,
                      m_open.previous
                          ? "previous terminated container \"" + m_open.container + "\" in pod \"" + m_open.pod
                              + "\" not found"
                          : "container \"" + m_open.container + "\" in pod \"" + m_open.pod + "\" is waiting to start: "
                              + (view.waitingReason.isEmpty() ? QByteArray("ContainerCreating") : view.waitingReason)));
        }
        m_container = which->id;
        m_open.follow = m_open.follow && which->state != cri::ContainerState::Exited;
        const auto &node = m_tunnel.dependencies().node;
        const QString path
            = QString::fromUtf8(node.podLogDir(m_open.ns, m_open.pod, m_uid) + '/' + m_open.container + '/')
            + QString::number(which->attempt) + ".log";
        opened();
        m_reader = new LogReader(path, m_open, m_tunnel.dependencies().clock.now(), this);
        m_reader->data = [this](const QByteArray &bytes) { send(Out, bytes); };
        m_reader->full = [this] { return pending() >= fullMark; };
        connect(m_reader, &LogReader::ended, this, [this] { close(); });
        if (m_open.follow) {
            connect(&m_tunnel.runner(), &PodRunner::reconciled, this, [this](const QByteArray &uid) {
                if (uid != m_uid)
                    return;
                const auto *now = m_tunnel.runner().lastSeen(m_uid);
                if (!now || now->running.value(m_open.container) != m_container)
                    m_reader->endAtNextGap();
            });
        }
        m_reader->start();
    }
    void received(int, const QByteArray &bytes) override { consumed(bytes.size()); }
    void writable() override
    {
        if (m_reader)
            m_reader->resume();
    }

private:
    api::TunnelOpen m_open;
    QByteArray m_uid, m_container;
    LogReader *m_reader = nullptr;
};

/// exec, attach, portforward: a conversation of the runtime's, joined to the stream.
class ConversationStream final : public TunnelStream
{
public:
    ConversationStream(Tunnel &tunnel, quint32 id, api::TunnelOpen open)
        : TunnelStream(tunnel, id)
        , m_open(std::move(open))
        , m_forward(m_open.kind == "portforward")
    {
    }

    void start() override
    {
        const auto *seen = find(m_tunnel, m_open);
        const QByteArray id = !seen ? QByteArray()
            : !m_forward            ? seen->running.value(m_open.container)
            : seen->view.sandbox    ? seen->view.sandbox->id
                                    : QByteArray();
        if (id.isEmpty()) {
            return close(error(Reason::BadRequest,
                               m_forward ? "pod \"" + m_open.pod + "\" does not run here"
                                         : "container \"" + m_open.container + "\" in pod \"" + m_open.pod
                                       + "\" is not running"));
        }
        if (m_forward && (m_open.port < 1 || m_open.port > 65535))
            return close(error(Reason::BadRequest, "no such port"));
        m_tunnel.tasks().run(
            [&runtime = m_tunnel.dependencies().runtime, open = m_open, terminal = terminal(), id] {
                return open.kind == "exec"  ? runtime.exec(id, open.command, terminal)
                    : open.kind == "attach" ? runtime.attach(id, terminal)
                                            : runtime.portForward(id, open.port);
            },
            [self = QPointer<ConversationStream>(this)](api::Result<QByteArray> address) {
                if (self && !self->isClosed())
                    self->begin(std::move(address));
            });
    }

    void received(int channel, const QByteArray &bytes) override
    {
        m_held += bytes.size();
        if (!m_joined) {
            m_early.append(std::pair(channel, bytes));
            return;
        }
        m_conversation->send(inward(channel), bytes);
        giveCredit();
    }

    void channelClosed(int channel) override
    {
        if (m_joined)
            m_conversation->closeChannel(inward(channel));
        else
            m_early.append(std::pair(channel, QByteArray()));
    }

    void writable() override
    {
        if (m_conversation)
            m_conversation->setPaused(false);
    }

private:
    cri::Terminal terminal() const { return {m_open.in, m_open.out, m_open.err, m_open.tty}; }
    int inward(int channel) const { return m_forward ? int(Conversation::Data) : channel; }

    void giveCredit()
    {
        if (m_conversation->pending() < fullMark)
            consumed(std::exchange(m_held, 0));
    }

    void begin(api::Result<QByteArray> address)
    {
        if (!address)
            return close(std::move(address).error());
        Conversation::Handlers handlers;
        handlers.opened = [this] { ready(); };
        handlers.data = [this](int channel, const QByteArray &bytes) {
            if (m_forward && channel == Conversation::Error) {
                m_problem += bytes;
                return;
            }
            send(m_forward ? int(Out) : channel, bytes);
            if (pending() >= fullMark)
                m_conversation->setPaused(true);
        };
        handlers.ended = [this](api::Result<> result) {
            if (result && !m_problem.isEmpty())
                result = error(Reason::InternalError, m_problem);
            close(result);
        };
        handlers.writable = [this] { giveCredit(); };
        m_conversation = m_tunnel.dependencies().runtime.open(*address, terminal(), m_forward ? m_open.port : 0,
                                                              std::move(handlers));
    }

    void ready()
    {
        m_joined = true;
        opened();
        for (const auto &[channel, bytes] : std::exchange(m_early, {})) {
            if (bytes.isEmpty())
                m_conversation->closeChannel(inward(channel));
            else
                m_conversation->send(inward(channel), bytes);
        }
        giveCredit();
    }

    api::TunnelOpen m_open;
    const bool m_forward;
    std::unique_ptr<Conversation> m_conversation;
    QList<std::pair<int, QByteArray>> m_early;
    QByteArray m_problem;
    qint64 m_held = 0;
    bool m_joined = false;
};

/// What the node and its containers use, as Stats::toValue() says it.
class StatsStream final : public TunnelStream
{
public:
    using TunnelStream::TunnelStream;

    void start() override
    {
        m_tunnel.pages().stats().summary(
            [self = QPointer<StatsStream>(this)](const api::Result<UsageSummary> &summary) {
                if (self && !self->isClosed())
                    self->answer(summary);
            });
    }
    void received(int, const QByteArray &bytes) override { consumed(bytes.size()); }

private:
    void answer(const api::Result<UsageSummary> &summary)
    {
        if (!summary)
            return close(summary.error());
        opened();
        send(Out, api::toJson(Stats::toValue(*summary)));
        close();
    }
};

/// A connection to the kubelet itself: one HTTP request, without a body of interest, and its answer.
class PageStream final : public TunnelStream
{
public:
    using TunnelStream::TunnelStream;

    void start() override { opened(); }
    void received(int, const QByteArray &bytes) override
    {
        constexpr qsizetype longestHead = 64 * 1024;
        consumed(bytes.size());
        if (m_answered)
            return;
        m_head += bytes;
        const bool complete = m_head.contains("\r\n\r\n");
        if (!complete && m_head.size() > longestHead)
            return close(error(Reason::BadRequest, "the request's head is too large"));
        if (!complete)
            return;
        m_answered = true;
        const QList<QByteArray> words = m_head.left(m_head.indexOf("\r\n")).split(' ');
        m_tunnel.pages().answer(words.value(0), words.value(1),
                                [self = QPointer<PageStream>(this)](const QByteArray &answer) {
                                    if (!self || self->isClosed())
                                        return;
                                    self->send(Out, answer);
                                    self->close();
                                });
    }

private:
    QByteArray m_head;
    bool m_answered = false;
};

} // namespace

std::unique_ptr<TunnelStream> makeStream(Tunnel &tunnel, quint32 id, const api::TunnelOpen &open)
{
    if (open.kind == "log")
        return std::make_unique<LogStream>(tunnel, id, open);
    if (open.kind == "exec" || open.kind == "attach" || open.kind == "portforward")
        return std::make_unique<ConversationStream>(tunnel, id, open);
    if (open.kind == "dial"
        && !tunnel.dependencies().node.network) { // a node without a network: its runtime stands for the pods
        api::TunnelOpen forward = open;
        forward.kind = "portforward";
        return std::make_unique<ConversationStream>(tunnel, id, forward);
    }
    if (open.kind == "dial")
        return std::make_unique<DialStream>(tunnel, id, open.host, open.port);
    if (open.kind == "kubelet")
        return std::make_unique<PageStream>(tunnel, id);
    if (open.kind == "stats")
        return std::make_unique<StatsStream>(tunnel, id);
    return nullptr;
}

} // namespace orrery::kubelet
