// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QObject>

namespace orrery::kubelet {

/// A part of the kubelet, started in the order of the list in kubelet.cpp and stopped in reverse (by its destructor).
/// Thread: the kubelet's. Lifetime: the kubelet's.
class Subsystem : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    virtual QByteArray name() const = 0;
    virtual void start() = 0;
    /// Empty: well; else what is wrong, for the Node's Ready condition.
    virtual QByteArray health() const { return {}; }
};

} // namespace orrery::kubelet
