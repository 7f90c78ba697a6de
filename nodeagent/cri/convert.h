// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "nodeagent/cri/values.h"

#include "proto/runtime.pb.h"

// Between our values and the generated messages; private to this room.
namespace orrery::cri::convert {

inline QByteArray bytes(const std::string &text)
{
    return QByteArray(text.data(), qsizetype(text.size()));
}
inline std::string string(const QByteArray &text)
{
    return text.toStdString();
}

runtime::v1::PodSandboxConfig toProto(const SandboxConfig &config);
runtime::v1::ContainerConfig toProto(const ContainerConfig &config);
SandboxStatus fromProto(const runtime::v1::PodSandbox &sandbox);
SandboxStatus fromProto(const runtime::v1::PodSandboxStatus &status);
ContainerStatus fromProto(const runtime::v1::Container &container);
ContainerStatus fromProto(const runtime::v1::ContainerStatus &status);
ContainerStats fromProto(const runtime::v1::ContainerStats &stats);
Image fromProto(const runtime::v1::Image &image);

template <class Map> void addLabels(Map *map, const Labels &labels)
{
    for (auto it = labels.cbegin(); it != labels.cend(); ++it)
        (*map)[string(it.key())] = string(it.value());
}

template <class Repeated> void addAll(Repeated *repeated, const QList<QByteArray> &texts)
{
    for (const auto &text : texts)
        *repeated->Add() = string(text);
}

} // namespace orrery::cri::convert
