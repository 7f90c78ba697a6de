// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/addressblock.h"

#include "app/cluster/naturalorder.h"
#include "app/cluster/workloads.h"

namespace orrery::models {

using api::Object;
using api::Value;

namespace {

constexpr int mostCells = 256;
constexpr quint32 firstNodePort = 30000, lastNodePort = 32767; ///< kube-apiserver's default; what lies beside it widens the range

QByteArray number(Number value)
{
    return QByteArray::number(quint64(value));
}

/// Of a list of addresses, by the member that holds them; each once.
void addAddress(QList<Address> &list, const Value &text)
{
    const auto address = Address::parse(text.text());
    if (address && !list.contains(*address))
        list += *address;
}

} // namespace

quint32 AddressBlock::stride() const
{
    quint32 stride = 1;
    while (!isSparse() && size / stride > mostCells)
        stride *= 2;
    return stride;
}

int AddressBlock::cells() const
{
    if (isSparse())
        return int(std::min<size_t>(taken.size(), mostCells));
    return int((size + stride() - 1) / stride());
}

bool AddressBlock::isReserved(Number offset) const
{
    const bool ours = what == What::Pods || what == What::Services;
    if (!ours || !known || isSparse() || size < 4 || taken.contains(offset))
        return false;
    return offset == 0 || offset == size - 1 || (offset == 1 && what == What::Pods);
}

AddressBlock::Cell AddressBlock::cell(int index) const
{
    const auto [begin, end] = holders(index);
    if (begin == end) {
        if (stride() == 1 && isReserved(Number(index)))
            return Cell::Reserved;
        return usable() > 0 ? Cell::Free : Cell::Unknown;
    }
    return isSparse() || stride() == 1 ? Cell::Taken : Cell::Mixed;
}

double AddressBlock::share(int index) const
{
    const auto [begin, end] = holders(index);
    return double(std::distance(begin, end)) / (isSparse() ? 1 : stride());
}

std::pair<std::map<Number, Holder>::const_iterator, std::map<Number, Holder>::const_iterator> AddressBlock::holders(int index) const
{
    if (index < 0 || index >= cells())
        return {taken.cend(), taken.cend()};
    if (isSparse()) {
        const auto at = std::next(taken.cbegin(), index);
        return {at, std::next(at)};
    }
    return {taken.lower_bound(Number(index) * stride()), taken.lower_bound(Number(index + 1) * stride())};
}

int AddressBlock::cellOf(Number offset) const
{
    if (isSparse()) {
        const auto at = taken.find(offset);
        const auto index = at == taken.cend() ? -1 : std::distance(taken.cbegin(), at);
        return index < cells() ? int(index) : -1;
    }
    return offset < size ? int(offset / stride()) : -1;
}

QByteArray AddressBlock::addressText(Number offset) const
{
    return what == What::NodePorts ? number(firstPort + offset) : range.at(offset).text();
}

QByteArray AddressBlock::cellText(int index) const
{
    if (isSparse())
        return index < cells() ? addressText(std::next(taken.cbegin(), index)->first) : QByteArray();
    const Number from = Number(index) * stride(), to = std::min(size, from + stride()) - 1;
    if (from == to)
        return addressText(from);
    return addressText(from) + "\xe2\x80\x93" + addressText(to);
}

QByteArray AddressBlock::rangeText() const
{
    return what == What::NodePorts ? addressText(0) + "\xe2\x80\x93" + addressText(size - 1) : range.text();
}

Number AddressBlock::usable() const
{
    if (!known || isSparse())
        return 0;
    Number count = size;
    if (what == What::NodePorts || size < 4)
        return count;
    for (const Number offset : {Number(0), Number(1), size - 1})
        count -= isReserved(offset);
    return count;
}

Number AddressBlock::used() const
{
    return taken.size();
}

void AddressSources::setNode(const api::Key &key, const Object &node)
{
    podRanges.remove(key.name);
    nodes.remove(key);
    if (!node)
        return;
    QList<Cidr> ranges;
    const Value &spec = node.spec();
    for (const Value &text : spec["podCIDRs"].items()) {
        if (const auto range = Cidr::parse(text.text()))
            ranges += *range;
    }
    if (const auto range = Cidr::parse(spec["podCIDR"].text()); range && ranges.isEmpty())
        ranges += *range;
    if (!ranges.isEmpty())
        podRanges.insert(key.name, ranges);
    Taken taken{{}, {}, {"Node", key, {}, node.isDeleting()}};
    for (const Value &address : node.status()["addresses"].items()) {
        if (address["type"].text() == "InternalIP")
            addAddress(taken.addresses, address["address"]);
    }
    nodes.insert(key, taken);
}

void AddressSources::setPod(const api::Key &key, const Object &pod)
{
    const Value &status = pod.status();
    const QByteArrayView phase = status["phase"].text();
    // A pod in its node's network has no address of its own; one that has ended gave it back.
    if (!pod || pod.spec()["hostNetwork"].boolean() || phase == "Succeeded" || phase == "Failed") {
        pods.remove(key);
        return;
    }
    Taken taken{{}, {}, {"Pod", key, cluster::workloadOf(pod), pod.isDeleting()}};
    addAddress(taken.addresses, status["podIP"]);
    for (const Value &address : status["podIPs"].items())
        addAddress(taken.addresses, address["ip"]);
    if (taken.addresses.isEmpty())
        pods.remove(key);
    else
        pods.insert(key, taken);
}

void AddressSources::setService(const api::Key &key, const Object &service)
{
    services.remove(key);
    if (!service)
        return;
    // Where it leads to is not said here: by name, as people do.
    Taken taken{{}, {}, {"Service", key, key.ns == "kube-system" ? QByteArray("kube-system/system") : key.path(), service.isDeleting()}};
    addAddress(taken.addresses, service.spec()["clusterIP"]);
    for (const Value &address : service.spec()["clusterIPs"].items())
        addAddress(taken.addresses, address);
    for (const Value &port : service.spec()["ports"].items()) {
        if (const qint64 nodePort = port["nodePort"].integer(); nodePort > 0 && nodePort < 65536 && !taken.ports.contains(quint32(nodePort)))
            taken.ports += quint32(nodePort);
    }
    if (const qint64 port = service.spec()["healthCheckNodePort"].integer(); port > 0 && port < 65536)
        taken.ports += quint32(port);
    services.insert(key, taken);
}

void AddressSources::setServiceRange(const api::Key &key, const Object &object)
{
    serviceRanges.remove(key.name);
    if (!object)
        return;
    QList<Cidr> ranges;
    for (const Value &text : object.spec()["cidrs"].items()) {
        if (const auto range = Cidr::parse(text.text()))
            ranges += *range;
    }
    serviceRanges.insert(key.name, ranges);
}

void AddressSources::setAllocated(const api::Key &key, const Object &object)
{
    const auto address = object ? Address::parse(key.name) : std::nullopt;
    const Value &parent = object.spec()["parentRef"];
    if (!address || parent["resource"].text() != "services") {
        allocated.remove(key.name);
        return;
    }
    const api::Key service{parent["namespace"].bytes(), parent["name"].bytes()};
    allocated.insert(key.name, {{*address}, {}, {"Service", service, service.path(), object.isDeleting()}});
}

namespace {

/// Blocks in which an address is found by its number.
class Ranges final
{
public:
    void add(AddressBlock block)
    {
        block.size = block.range.size();
        m_byFirst.insert({block.range.first.v6, block.range.first.value}, m_blocks.size());
        m_blocks += std::move(block);
    }
    bool put(const Address &address, const Holder &holder)
    {
        auto at = m_byFirst.upperBound({address.v6, address.value});
        if (at == m_byFirst.begin())
            return false;
        AddressBlock &block = m_blocks[*--at];
        if (!block.range.contains(address))
            return false;
        block.taken.emplace(address.value - block.range.first.value, holder);
        return true;
    }
    QList<AddressBlock> take() { return std::move(m_blocks); }

private:
    QMap<std::pair<bool, Number>, qsizetype> m_byFirst;
    QList<AddressBlock> m_blocks;
};

using Loose = QList<std::pair<Address, Holder>>;

/// A range around all of them, one for each family; of 256 addresses at least.
void addAround(Ranges &ranges, const Loose &loose, AddressBlock::What what)
{
    for (const bool v6 : {false, true}) {
        std::optional<Cidr> around;
        for (const auto &[address, holder] : loose) {
            if (address.v6 != v6)
                continue;
            if (!around)
                around = Cidr::around(address, {v6 ? address.value : address.value ^ 0xff, v6});
            else if (!around->contains(address))
                around = Cidr::around(around->first, address);
        }
        if (!around)
            continue;
        AddressBlock block;
        block.what = what;
        block.range = *around;
        block.known = false;
        ranges.add(block);
    }
    for (const auto &[address, holder] : loose)
        ranges.put(address, holder);
}

QList<AddressBlock> serviceBlocks(const AddressSources &sources)
{
    Ranges ranges;
    for (auto it = sources.serviceRanges.cbegin(); it != sources.serviceRanges.cend(); ++it) {
        for (const Cidr &range : *it) {
            AddressBlock block;
            block.what = AddressBlock::What::Services;
            block.name = it.key();
            block.range = range;
            ranges.add(block);
        }
    }
    Loose loose;
    const auto put = [&](const AddressSources::Taken &taken) {
        for (const Address &address : taken.addresses) {
            if (!ranges.put(address, taken.holder))
                loose.append({address, taken.holder});
        }
    };
    for (const auto &taken : sources.allocated)
        put(taken);
    for (const auto &taken : sources.services) // where IPAddresses are not served, and before they are made
        put(taken);
    if (sources.serviceRanges.isEmpty())
        addAround(ranges, loose, AddressBlock::What::Services);
    return ranges.take();
}

AddressBlock nodePortBlock(const AddressSources &sources)
{
    quint32 first = firstNodePort, last = lastNodePort;
    for (const auto &taken : sources.services) {
        for (const quint32 port : taken.ports) {
            first = std::min(first, port);
            last = std::max(last, port);
        }
    }
    AddressBlock block;
    block.what = AddressBlock::What::NodePorts;
    block.firstPort = first;
    block.size = last - first + 1;
    for (const auto &taken : sources.services) {
        for (const quint32 port : taken.ports)
            block.taken.emplace(port - first, taken.holder);
    }
    return block;
}

QList<AddressBlock> podBlocks(const AddressSources &sources)
{
    Ranges ranges;
    QList<QByteArray> names = sources.podRanges.keys();
    std::sort(names.begin(), names.end(), [](const QByteArray &a, const QByteArray &b) { return cluster::compareNaturally(a, b) < 0; });
    for (const QByteArray &name : std::as_const(names)) {
        for (const Cidr &range : sources.podRanges[name]) {
            AddressBlock block;
            block.name = name;
            block.range = range;
            ranges.add(block);
        }
    }
    // Some networks give pods addresses of their own making: by 256 of them.
    QMap<Number, Loose> elsewhere;
    Loose elsewhere6;
    for (const auto &taken : sources.pods) {
        for (const Address &address : taken.addresses) {
            if (ranges.put(address, taken.holder))
                continue;
            (address.v6 ? elsewhere6 : elsewhere[address.value >> 8]).append({address, taken.holder});
        }
    }
    QList<AddressBlock> blocks = ranges.take();
    for (const Loose &loose : std::as_const(elsewhere)) {
        Ranges one;
        addAround(one, loose, AddressBlock::What::OtherPods);
        blocks += one.take();
    }
    Ranges one;
    addAround(one, elsewhere6, AddressBlock::What::OtherPods);
    return blocks + one.take();
}

} // namespace

QList<AddressBlock> blocksOf(const AddressSources &sources)
{
    QList<AddressBlock> blocks = serviceBlocks(sources);
    blocks += nodePortBlock(sources);
    Ranges nodes;
    Loose loose;
    for (const auto &taken : sources.nodes) {
        for (const Address &address : taken.addresses)
            loose.append({address, taken.holder});
    }
    addAround(nodes, loose, AddressBlock::What::Nodes);
    return blocks + nodes.take() + podBlocks(sources);
}

} // namespace orrery::models
