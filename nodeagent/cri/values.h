// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/result.h"

#include <QMap>

namespace orrery::cri {

/// The values of the container runtime interface. Names are CRI's, in our spelling; times are nanoseconds since the
/// Unix epoch, 0 for not yet. Thread: any; values.
using Labels = QMap<QByteArray, QByteArray>;

struct Version
{
    QByteArray runtimeName, runtimeVersion, apiVersion;
};
struct Condition
{
    QByteArray type; ///< "RuntimeReady", "NetworkReady"
    bool status = false;
    QByteArray reason, message;
};

enum class NamespaceMode : quint8 { Pod = 0, Container = 1, Node = 2, Target = 3 };
enum class Seccomp : quint8 { RuntimeDefault = 0, Unconfined = 1, Localhost = 2 };

struct Security
{
    std::optional<qint64> runAsUser, runAsGroup;
    QList<qint64> supplementalGroups;
    NamespaceMode network = NamespaceMode::Pod, pid = NamespaceMode::Container, ipc = NamespaceMode::Pod;
    QByteArray pidTarget; ///< the container whose processes are seen, for NamespaceMode::Target
    bool privileged = false;
    bool readOnlyRootFilesystem = false;
    bool noNewPrivileges = false;
    Seccomp seccomp = Seccomp::Unconfined;
    QByteArray seccompFile; ///< for Localhost
    QList<QByteArray> addCapabilities, dropCapabilities;
    QList<QByteArray> maskedPaths, readOnlyPaths;
};

struct Resources
{
    qint64 cpuPeriod = 0, cpuQuota = 0; ///< microseconds; 0: no limit
    qint64 cpuShares = 0;
    qint64 memoryLimit = 0; ///< bytes; 0: no limit
    qint64 oomScoreAdjust = 0;
};

struct Dns
{
    QList<QByteArray> servers, searches, options;
};
struct PortMapping
{
    QByteArray protocol = "TCP"; ///< "TCP", "UDP", "SCTP"
    int containerPort = 0, hostPort = 0;
    QByteArray hostIp;
};

struct SandboxConfig
{
    QByteArray name, uid, ns; ///< of the pod
    quint32 attempt = 0;
    QByteArray hostname;
    QByteArray logDirectory;
    Dns dns;
    QList<PortMapping> ports;
    Labels labels, annotations;
    QByteArray cgroupParent;
    Security security;
    Labels sysctls;
};

struct SandboxStatus
{
    QByteArray id;
    QByteArray name, uid, ns;
    quint32 attempt = 0;
    bool ready = false;
    qint64 createdAt = 0;
    QList<QByteArray> ips; ///< empty in lists, and on the node's network
    Labels labels, annotations;
};

struct Mount
{
    enum class Propagation : quint8 { Private = 0, HostToContainer = 1, Bidirectional = 2 };
    QByteArray containerPath, hostPath;
    bool readOnly = false;
    Propagation propagation = Propagation::Private;
};

struct ContainerConfig
{
    QByteArray name;
    quint32 attempt = 0;
    QByteArray image; ///< a reference or id that imageStatus() knows
    QList<QByteArray> command, args;
    QByteArray workingDirectory;
    QList<std::pair<QByteArray, QByteArray>> environment;
    QList<Mount> mounts;
    Labels labels, annotations;
    QByteArray logPath; ///< relative to the sandbox's logDirectory
    bool in = false, inOnce = false, tty = false;
    Resources resources;
    Security security;
};

enum class ContainerState : quint8 { Created = 0, Running = 1, Exited = 2, Unknown = 3 };

struct ContainerStatus
{
    QByteArray id, sandboxId; ///< sandboxId only from lists
    QByteArray name;
    quint32 attempt = 0;
    ContainerState state = ContainerState::Unknown;
    qint64 createdAt = 0, startedAt = 0, finishedAt = 0;
    int exitCode = 0;
    QByteArray image, imageRef;
    QByteArray reason, message;
    Labels labels, annotations;
    QByteArray logPath; ///< absolute; only from containerStatus()
};

struct ContainerStats
{
    QByteArray id;
    qint64 timestamp = 0;
    quint64 cpuNanoseconds = 0; ///< used since it started
    quint64 memoryWorkingSet = 0; ///< bytes
    Labels labels;
};

struct ExecResult
{
    QByteArray out, err;
    int exitCode = 0;
};

struct Terminal
{
    bool in = false, out = false, err = false, tty = false;
};

struct Image
{
    QByteArray id;
    QList<QByteArray> tags, digests;
    quint64 size = 0;
    std::optional<qint64> uid;
    QByteArray user;
};

struct RegistryAuth
{
    QByteArray user, password;
};

} // namespace orrery::cri
