// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/value.h"

namespace orrery::api {

/// The node tunnel: how the API server reaches a kubelet that listens nowhere. The agent dials
/// `GET /apis/orrery.dev/v1/nodes/<name>/tunnel`, upgraded to WebSocket with the subprotocol below; each binary message is one frame
/// [u32 big-endian stream][u8 type][payload]. The server opens streams (odd or even does not matter: only it opens); both sides may send data, credit and close.
/// Flow control: a side may have at most `window` bytes of data in flight on a stream; the receiver gives credit back as it consumes.
/// Bytes are counted without the channel byte; resize and error data (channels 3 and 4) count like any other.
inline constexpr QByteArrayView tunnelSubprotocol = "tunnel.orrery.dev/v1";

struct TunnelFrame
{
    enum class Type : quint8 {
        Open = 1, ///< server -> agent: TunnelOpen as JSON
        Opened = 2, ///< agent -> server: accepted
        Data = 3, ///< [channel byte][bytes]; channels as in channel.k8s.io: 0 stdin, 1 stdout, 2 stderr, 3 error Status, 4 resize {"Width","Height"};
                  ///< log, port-forward, dial and kubelet use 0 towards the node and 1 from it
        Credit = 4, ///< u32: bytes consumed
        Close = 5, ///< empty, or a metav1.Status as JSON: why. Nothing follows on this stream
        CloseChannel = 6, ///< [channel byte]: half close (stdin at its end)
    };
    quint32 stream = 0;
    Type type = Type::Data;
    QByteArray payload;

    static constexpr quint32 window = 256 * 1024;
    static constexpr qsizetype maxPayload = 64 * 1024;
    QByteArray encoded() const;
    static Result<TunnelFrame> decode(const QByteArray &message); ///< Errors: BadRequest (short, unknown type, too long)
};

/// What an Open asks for.
struct TunnelOpen
{
    QByteArray kind; ///< "log", "exec", "attach", "portforward", "stats"; "dial": a TCP connection; "kubelet": HTTP with the kubelet itself
    QByteArray ns, pod, uid, container;
    QList<QByteArray> command;
    bool in = false, out = false, err = false, tty = false;
    QByteArray host; ///< dial: the address, as the node reaches it; with a pod: that of the pod
    int port = 0; ///< portforward, dial
    // log: PodLogOptions; out or err alone: only that stream
    bool follow = false, previous = false, timestamps = false;
    qint64 tailLines = -1, limitBytes = -1, sinceSeconds = -1; ///< -1: not given
    QByteArray sinceTime; ///< RFC 3339

    Value toValue() const;
    static TunnelOpen fromValue(const Value &value);
};

} // namespace orrery::api
