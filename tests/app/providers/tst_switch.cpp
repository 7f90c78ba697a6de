// SPDX-License-Identifier: GPL-3.0-only
#include "app/providers/switch/switch.h"

#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QUdpSocket>
#include <QtEndian>

using namespace orrery;
using namespace orrery::providers;

namespace {

quint16 checksum(const QByteArray &bytes)
{
    quint32 sum = 0;
    for (qsizetype i = 0; i < bytes.size(); i += 2)
        sum += quint32(quint8(bytes[i])) << 8 | (i + 1 < bytes.size() ? quint8(bytes[i + 1]) : 0);
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    return quint16(~sum);
}

QByteArray big16(quint32 value) { return QByteArray().append(char(value >> 8)).append(char(value)); }
QByteArray big32(quint32 value) { return big16(value >> 16) + big16(value & 0xffff); }

/// What QEMU is to the switch: a UDP socket that sends and takes whole frames.
class Guest
{
public:
    Guest(Switch &network, const QByteArray &name, quint32 address, bool watched = false) : m_address(address)
    {
        ports = network.addUdp(name, {}).value();
        if (watched)
            network.watch(name, address);
        m_socket.bind(QHostAddress::LocalHost, ports.there);
    }
    QByteArray mac() const { return QByteArray::fromHex("525400") + big32(m_address).mid(1); }
    static QByteArray gatewayMac() { return QByteArray::fromHex("52550af00001"); }
    void send(const QByteArray &frame) { m_socket.writeDatagram(frame, QHostAddress::LocalHost, ports.here); }
    void sendFrame(const QByteArray &to, quint16 type, const QByteArray &payload) { send(to + mac() + big16(type) + payload); }
    void sendIpv4(const QByteArray &toMac, quint32 to, int protocol, const QByteArray &payload)
    {
        QByteArray head = QByteArray::fromHex("4500") + big16(20 + payload.size()) + big32(0) + char(64) + char(protocol) + big16(0) + big32(m_address) + big32(to);
        head.replace(10, 2, big16(checksum(head)));
        sendFrame(toMac, 0x0800, head + payload);
    }
    void sendSyn(quint32 to, quint16 port)
    {
        QByteArray tcp = big16(40000) + big16(port) + big32(1) + big32(0) + QByteArray::fromHex("5002") + big16(8192) + big16(0) + big16(0);
        tcp.replace(16, 2, big16(checksum(big32(m_address) + big32(to) + big16(6) + big16(tcp.size()) + tcp)));
        sendIpv4(gatewayMac(), to, 6, tcp);
    }
    void sendArp(quint32 whom)
    {
        sendFrame(QByteArray(6, char(0xff)), 0x0806, QByteArray::fromHex("0001080006040001") + mac() + big32(m_address) + QByteArray(6, 0) + big32(whom));
    }
    void answerArp()
    {
        sendFrame(gatewayMac(), 0x0806, QByteArray::fromHex("0001080006040002") + mac() + big32(m_address) + gatewayMac() + big32(0x0af00001));
    }
    /// The next frame that `wanted` likes; empty after the time.
    QByteArray next(const std::function<bool(const QByteArray &)> &wanted, int ms = 3000)
    {
        QByteArray found;
        (void)QTest::qWaitFor([&] {
            while (found.isEmpty() && m_socket.hasPendingDatagrams()) {
                QByteArray frame(int(m_socket.pendingDatagramSize()), 0);
                m_socket.readDatagram(frame.data(), frame.size());
                if (wanted(frame))
                    found = frame;
            }
            return !found.isEmpty();
        }, ms);
        return found;
    }
    Switch::UdpPorts ports;

private:
    quint32 m_address;
    QUdpSocket m_socket;
};

bool isArpReply(const QByteArray &frame) { return frame.mid(12, 2) == big16(0x0806) && frame.mid(20, 2) == big16(2); }
bool isTcp(const QByteArray &frame) { return frame.mid(12, 2) == big16(0x0800) && frame[23] == 6; }

constexpr quint32 one = 0x0af0000b, two = 0x0af0000c, gateway = 0x0af00001;

} // namespace

class TestSwitch : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void framesReachTheirNodeOnly()
    {
        Switch network({}, 1);
        Guest a(network, "a", one), b(network, "b", two), c(network, "c", two + 1);
        const auto payload = [](const char *text) { return [text](const QByteArray &frame) { return frame.contains(text); }; };
        a.sendFrame(QByteArray(6, char(0xff)), 0x88b5, "to everyone");
        QVERIFY(!b.next(payload("to everyone")).isEmpty());
        QVERIFY(!c.next(payload("to everyone")).isEmpty());
        b.sendFrame(a.mac(), 0x88b5, "to a, whom the switch has seen");
        QVERIFY(!a.next(payload("to a, whom")).isEmpty());
        b.sendFrame(QByteArray(6, char(0xff)), 0x88b5, "the mark");
        // c sees the mark, and nothing of what was for a before it.
        QCOMPARE(c.next([](const QByteArray &frame) { return frame.mid(12, 2) == big16(0x88b5); }).mid(14), QByteArray("the mark"));
    }

    void nobodySpeaksAsTheGateway()
    {
        Switch network({}, 1);
        Guest a(network, "a", one), b(network, "b", two);
        a.send(QByteArray(6, char(0xff)) + Guest::gatewayMac() + big16(0x88b5) + "forged");
        a.sendFrame(QByteArray(6, char(0xff)), 0x88b5, "honest");
        QCOMPARE(b.next([](const QByteArray &frame) { return frame.mid(12, 2) == big16(0x88b5); }).mid(14), QByteArray("honest"));
    }

    void onlyTheApiServerIsReachableOnLoopback()
    {
        QTcpServer apiServer, private_;
        QVERIFY(apiServer.listen(QHostAddress::LocalHost));
        QVERIFY(private_.listen(QHostAddress::LocalHost));
        Switch network({}, apiServer.serverPort());
        Guest a(network, "a", one);
        a.sendArp(gateway);
        QCOMPARE(a.next(isArpReply).mid(6, 6), Guest::gatewayMac());

        a.sendSyn(gateway, private_.serverPort()); // not even by its real port
        a.sendSyn(gateway + 5, private_.serverPort()); // nor by another address, all of which libslirp takes for loopback
        a.sendSyn(0x7f000001, private_.serverPort());
        a.sendSyn(gateway, apiServer.serverPort());
        a.sendSyn(gateway, 6443);
        const QByteArray answer = a.next(isTcp);
        QCOMPARE(answer.mid(34, 2), big16(6443)); // the gateway's name for it, whatever the port here
        QCOMPARE(quint8(answer[47]), quint8(0x12)); // SYN, ACK
        // The checksum was kept right over the change.
        const QByteArray tcp = answer.mid(34, qFromBigEndian<quint16>(answer.constData() + 16) - 20);
        QCOMPARE(checksum(answer.mid(26, 8) + big16(6) + big16(tcp.size()) + tcp), quint16(0));
        // Not waitForNewConnection(): a connection that came while a.next() turned the event loop is no longer new to it.
        QTRY_VERIFY(apiServer.hasPendingConnections());
        QVERIFY(!private_.hasPendingConnections() && !private_.waitForNewConnection(0));
    }

    void silenceIsNoticedAndTakenBack()
    {
        Switch network({}, 1);
        QSignalSpy spy(&network, &Switch::silent);
        Guest mute(network, "mute", one, true), talker(network, "talker", two, true);
        QElapsedTimer time;
        time.start();
        while (spy.isEmpty() && time.elapsed() < 15000) {
            // Asked every few seconds, the talker answers.
            if (!talker.next([](const QByteArray &f) { return f.mid(12, 2) == big16(0x0806) && f.mid(20, 2) == big16(1) && f.mid(38, 4) == big32(two); }, 200).isEmpty())
                talker.answerArp();
        }
        QCOMPARE(spy.size(), 1);
        QCOMPARE(spy[0][0].toByteArray(), QByteArray("mute"));
        QCOMPARE(spy[0][1].toBool(), true);
        mute.answerArp();
        QTRY_COMPARE(spy.size(), 2);
        QCOMPARE(spy[1][1].toBool(), false);
    }

    void portsComeBack()
    {
        Switch::UdpPorts ports;
        {
            Switch network({}, 1);
            ports = network.addUdp("a", {}).value();
            QCOMPARE(network.addUdp("a", ports).value().here, ports.here); // replaced in place
            QVERIFY(!network.addUdp("b", ports)); // taken
        }
        Switch next({}, 1);
        const auto again = next.addUdp("a", ports);
        QVERIFY(again);
        QCOMPARE(again->here, ports.here);
        QCOMPARE(again->there, ports.there);
    }
};

QTEST_GUILESS_MAIN(TestSwitch)
#include "tst_switch.moc"
