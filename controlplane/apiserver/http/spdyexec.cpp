// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/http/spdyexec.h"

#include "controlplane/apiserver/http/wirestream.h"

namespace orrery::http {

static constexpr int patienceMs = 10'000;
static constexpr const char *streamTypes[] = {"stdin", "stdout", "stderr", "error", "resize"};

std::shared_ptr<SpdyExec> SpdyExec::create(std::shared_ptr<api::Channel> bytes, QByteArray subprotocol,
                                           Expected expected)
{
    std::shared_ptr<SpdyExec> result(new SpdyExec(std::move(bytes), std::move(subprotocol), expected));
    result->m_session.setOwner(result);
    return result;
}

SpdyExec::SpdyExec(std::shared_ptr<api::Channel> bytes, QByteArray subprotocol, Expected expected)
    : m_session(std::move(bytes))
    , m_subprotocol(std::move(subprotocol))
{
    m_slots[0].expected = expected.in;
    m_slots[1].expected = expected.out;
    m_slots[2].expected = expected.err;
    m_slots[3].expected = true;
    m_slots[4].expected = expected.resize;
    m_session.onStream = [this](quint32 stream, const SpdyHeaders &headers) { opened(stream, headers); };
    m_session.onData = [this](quint32 stream, const QByteArray &bytes) {
        const int channel = channelOf(stream);
        if (onMessage && (channel == 0 || channel == 4))
            onMessage(char(channel) + bytes);
    };
    m_session.onFinished = m_session.onReset = [this](quint32 stream) {
        if (onMessage && channelOf(stream) == 0)
            onMessage(QByteArray("\xff\x00", 2));
    };
    m_session.onGone = [this] {
        m_self.reset(); // the session holds us through this call
        if (const auto gone = std::exchange(onGone, nullptr); gone && !m_closed)
            gone();
    };
    m_session.onWritable = [this] {
        if (onWritable)
            onWritable();
    };
}

SpdyExec::~SpdyExec()
{
    m_session.close();
}

int SpdyExec::channelOf(quint32 stream) const
{
    for (size_t i = 0; i < m_slots.size(); ++i) {
        if (m_slots[i].stream == stream)
            return int(i);
    }
    return -1;
}

void SpdyExec::opened(quint32 stream, const SpdyHeaders &headers)
{
    const QByteArray type = headers.value("streamtype");
    for (size_t i = 0; i < m_slots.size(); ++i) {
        Slot &slot = m_slots[i];
        if (type != streamTypes[i] || slot.stream || !slot.expected)
            continue;
        slot.stream = stream;
        if (!isReady())
            return;
        for (const QByteArray &message : std::exchange(m_waiting, {}))
            send(message);
        m_waitingBytes = 0;
        if (m_closed)
            closeNow();
        return;
    }
    m_session.reset(stream);
}

/// A client that is still opening streams does not read: data sent to it now would hold up the answers that it waits for.
bool SpdyExec::isReady() const
{
    return std::all_of(m_slots.begin(), m_slots.end(), [](const Slot &slot) { return !slot.expected || slot.stream; });
}

void SpdyExec::send(const QByteArray &message)
{
    if (message.size() < 2 || m_session.gone())
        return;
    const auto channel = size_t(uchar(message[0]));
    if (channel >= m_slots.size() || !m_slots[channel].expected)
        return;
    if (isReady()) {
        m_session.send(m_slots[channel].stream, QByteArrayView(message).sliced(1));
    } else if (!m_closed && m_waitingBytes < maxPending) {
        m_waiting.append(message);
        m_waitingBytes += message.size();
    }
}

void SpdyExec::close(int, const QByteArray &)
{
    if (std::exchange(m_closed, true))
        return;
    if (isReady())
        return closeNow();
    m_self = shared_from_this();
    m_patience.reset(new QTimer);
    m_patience->setSingleShot(true);
    QObject::connect(m_patience.get(), &QTimer::timeout, m_patience.get(), [this] { closeNow(); });
    m_patience->start(patienceMs);
}

void SpdyExec::closeNow()
{
    const auto self = std::exchange(m_self, nullptr);
    for (const Slot &slot : m_slots) {
        if (slot.stream)
            m_session.finish(slot.stream);
    }
    m_session.close();
}

} // namespace orrery::http
