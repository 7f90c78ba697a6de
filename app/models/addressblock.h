// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/models/cidr.h"
#include "controlplane/api/object.h"

#include <QHash>
#include <QMap>

#include <map>

namespace orrery::models {

/// Who has an address or a port.
struct Holder
{
    QByteArray kind; ///< "Pod", "Service", "Node"
    api::Key key;
    QByteArray workload; ///< "default/web": what gives it its hue
    bool leaving = false;
    bool operator==(const Holder &) const = default;
};

/// A range in which things get an address (or a port), and who has which. Drawn as cells: one an address; in a large range each
/// stands for `stride` of them; of an IPv6 range only what is taken has a cell. Pure. Thread: any; a value.
struct AddressBlock
{
    enum class What { Services, NodePorts, Nodes, Pods, OtherPods };
    enum class Cell { Free, Taken, Mixed, Reserved, Unknown };
    What what = What::Pods;
    QByteArray name; ///< the node's; else what tells it from others of its sort
    Cidr range; ///< of ports: unused
    quint32 firstPort = 0;
    Number size = 0;
    bool known = true; ///< false: nobody said so, it is drawn around what was found
    std::map<Number, Holder> taken; ///< by offset

    bool isSparse() const { return range.first.v6; }
    quint32 stride() const;
    int cells() const;
    /// What lies there: reserved ones are the network's own (its first address, the gateway, the broadcast address).
    Cell cell(int index) const;
    bool isReserved(Number offset) const;
    /// How much of the cell is taken, 0 to 1.
    double share(int index) const;
    std::pair<std::map<Number, Holder>::const_iterator, std::map<Number, Holder>::const_iterator> holders(int index) const;
    int cellOf(Number offset) const; ///< -1: none
    QByteArray addressText(Number offset) const; ///< "10.244.1.7", or the port
    QByteArray cellText(int index) const; ///< that, or the range of them
    QByteArray rangeText() const; ///< "10.244.1.0/24", "30000-32767"
    /// How many can be taken; 0 where that is not known: of a range that nobody said, and of IPv6.
    Number usable() const;
    Number used() const; ///< how many of those are
    bool isFull() const { return usable() > 0 && used() >= usable(); }
    bool operator==(const AddressBlock &) const = default;
};

/// The objects that blocks are made of.
struct AddressSources
{
    struct Taken
    {
        QList<Address> addresses;
        QList<quint32> ports;
        Holder holder;
    };
    QMap<QByteArray, QList<Cidr>> podRanges; ///< by node
    QHash<api::Key, Taken> pods, services, nodes;
    QMap<QByteArray, QList<Cidr>> serviceRanges; ///< by ServiceCIDR
    QHash<QByteArray, Taken> allocated; ///< by IPAddress

    void setNode(const api::Key &key, const api::Object &node); ///< null: gone; and so for the others
    void setPod(const api::Key &key, const api::Object &pod);
    void setService(const api::Key &key, const api::Object &service);
    void setServiceRange(const api::Key &key, const api::Object &range);
    void setAllocated(const api::Key &key, const api::Object &address);
};
/// Services, node ports, nodes, then the nodes' pods in natural order.
QList<AddressBlock> blocksOf(const AddressSources &sources);

} // namespace orrery::models
