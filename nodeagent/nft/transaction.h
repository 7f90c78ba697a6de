// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QByteArray>
#include <QList>

namespace orrery::nft {

struct Element
{
    QByteArray key; ///< "10.96.0.10 . tcp . 80"
    QByteArray value; ///< of a map: "goto svc-default-web"; empty for a set

    bool operator==(const Element &) const = default;
};

/// A set, or a map where valueType is given.
struct Set
{
    QByteArray name;
    QByteArray type; ///< "ipv4_addr . inet_proto . inet_service"
    QByteArray valueType; ///< "verdict"
    QByteArray options; ///< more lines: "flags dynamic,timeout; timeout 3h;"
    QList<Element> elements;
};

struct Chain
{
    QByteArray name;
    QByteArray hook; ///< "type nat hook prerouting priority dstnat; policy accept;" for a base chain
    QList<QByteArray> rules; ///< one statement list each, in nft's language
};

/// One table that replaces whatever the table of that family and name held, atomically. A value that prints itself in
/// nft's language; the order is kept, so that equal content prints equally and a change can be told by comparing text.
/// Does not: check what it is given; names and addresses must have been validated before (see isName()).
/// Thread: any; a value.
class Transaction final
{
public:
    explicit Transaction(QByteArray table, QByteArray family = "ip");
    Transaction &add(Set set);
    Transaction &add(Chain chain);
    QByteArray text() const;
    /// Only removes the table.
    static QByteArray removal(const QByteArray &table, const QByteArray &family = "ip");

    /// Whether nft takes it as a chain's or set's name: letters, digits and - _ / . with a letter first, at most 120
    /// long.
    static bool isName(QByteArrayView name);

private:
    QByteArray m_table, m_family;
    QList<Set> m_sets;
    QList<Chain> m_chains;
};

} // namespace orrery::nft
