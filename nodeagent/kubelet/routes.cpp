// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/kubelet/routes.h"

#include <QHostAddress>

#include <cerrno>
#include <cstring>

#include <arpa/inet.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <unistd.h>

namespace orrery::kubelet {

namespace {

constexpr unsigned char routeProtocol = 0x4f; ///< 'O'; iproute2's table leaves it free

struct Message
{
    nlmsghdr header;
    rtmsg route;
    char attributes[64];
};

void addAddress(Message &message, unsigned short type, quint32 address)
{
    auto *attribute
        = reinterpret_cast<rtattr *>(reinterpret_cast<char *>(&message) + NLMSG_ALIGN(message.header.nlmsg_len));
    attribute->rta_type = type;
    attribute->rta_len = RTA_LENGTH(4);
    const quint32 bigEndian = htonl(address);
    memcpy(RTA_DATA(attribute), &bigEndian, 4);
    message.header.nlmsg_len = NLMSG_ALIGN(message.header.nlmsg_len) + RTA_LENGTH(4);
}

api::Result<> change(const QByteArray &cidr, const QByteArray &gateway, bool remove)
{
    const auto [network, length] = QHostAddress::parseSubnet(QString::fromUtf8(cidr));
    const QHostAddress via(QString::fromUtf8(gateway));
    if (length < 8 || network.protocol() != QAbstractSocket::IPv4Protocol
        || (!remove && via.protocol() != QAbstractSocket::IPv4Protocol))
        return api::error(api::Reason::BadRequest, "not a route: " + cidr + " via " + gateway);
    Message message{};
    message.header.nlmsg_len = NLMSG_LENGTH(sizeof(rtmsg));
    message.header.nlmsg_type = remove ? RTM_DELROUTE : RTM_NEWROUTE;
    message.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | (remove ? 0 : NLM_F_CREATE | NLM_F_REPLACE);
    message.route.rtm_family = AF_INET;
    message.route.rtm_dst_len = static_cast<unsigned char>(length);
    message.route.rtm_table = RT_TABLE_MAIN;
    message.route.rtm_protocol = routeProtocol;
    message.route.rtm_scope = remove ? RT_SCOPE_NOWHERE : RT_SCOPE_UNIVERSE;
    message.route.rtm_type = remove ? 0 : RTN_UNICAST;
    addAddress(message, RTA_DST, network.toIPv4Address());
    if (!remove)
        addAddress(message, RTA_GATEWAY, via.toIPv4Address());

    const int socket = ::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    if (socket < 0)
        return api::error(api::Reason::InternalError, QByteArray("netlink: ") + strerror(errno));
    char answer[4096];
    ssize_t received = -1;
    if (::send(socket, &message, message.header.nlmsg_len, 0) >= 0)
        received = ::recv(socket, answer, sizeof answer, 0);
    const int failure = errno;
    ::close(socket);
    const auto *header = reinterpret_cast<const nlmsghdr *>(answer);
    if (received < ssize_t(NLMSG_LENGTH(sizeof(nlmsgerr))) || header->nlmsg_type != NLMSG_ERROR)
        return api::error(api::Reason::InternalError,
                          QByteArray("netlink: ") + strerror(received < 0 ? failure : EPROTO));
    const int code = -reinterpret_cast<const nlmsgerr *>(NLMSG_DATA(header))->error;
    if (code == 0 || (remove && code == ESRCH))
        return {};
    return api::error(api::Reason::InternalError, "route " + cidr + " via " + gateway + ": " + strerror(code));
}

} // namespace

api::Result<> setRoute(const QByteArray &cidr, const QByteArray &gateway)
{
    return change(cidr, gateway, false);
}

api::Result<> removeRoute(const QByteArray &cidr)
{
    return change(cidr, {}, true);
}

} // namespace orrery::kubelet
