// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/cri/convert.h"

namespace orrery::cri::convert {

namespace v1 = runtime::v1;

namespace {

template <class Map> Labels labels(const Map &map)
{
    Labels result;
    for (const auto &[key, value] : map)
        result.insert(bytes(key), bytes(value));
    return result;
}

template <class Repeated> QList<QByteArray> list(const Repeated &repeated)
{
    QList<QByteArray> result;
    for (const auto &text : repeated)
        result.append(bytes(text));
    return result;
}

template <class Context> void setNamespaces(Context *context, const Security &security)
{
    auto *options = context->mutable_namespace_options();
    options->set_network(v1::NamespaceMode(security.network));
    options->set_pid(v1::NamespaceMode(security.pid));
    options->set_ipc(v1::NamespaceMode(security.ipc));
    options->set_target_id(string(security.pidTarget));
}

template <class Context> void setCommon(Context *context, const Security &security)
{
    setNamespaces(context, security);
    context->set_privileged(security.privileged);
    context->set_readonly_rootfs(security.readOnlyRootFilesystem);
    if (security.runAsUser)
        context->mutable_run_as_user()->set_value(*security.runAsUser);
    if (security.runAsGroup)
        context->mutable_run_as_group()->set_value(*security.runAsGroup);
    for (const qint64 group : security.supplementalGroups)
        context->add_supplemental_groups(group);
    auto *seccomp = context->mutable_seccomp();
    seccomp->set_profile_type(v1::SecurityProfile::ProfileType(security.seccomp));
    seccomp->set_localhost_ref(string(security.seccompFile));
}

} // namespace

v1::PodSandboxConfig toProto(const SandboxConfig &config)
{
    v1::PodSandboxConfig result;
    auto *metadata = result.mutable_metadata();
    metadata->set_name(string(config.name));
    metadata->set_uid(string(config.uid));
    metadata->set_namespace_(string(config.ns));
    metadata->set_attempt(config.attempt);
    result.set_hostname(string(config.hostname));
    result.set_log_directory(string(config.logDirectory));
    auto *dns = result.mutable_dns_config();
    addAll(dns->mutable_servers(), config.dns.servers);
    addAll(dns->mutable_searches(), config.dns.searches);
    addAll(dns->mutable_options(), config.dns.options);
    for (const auto &port : config.ports) {
        auto *mapping = result.add_port_mappings();
        mapping->set_protocol(port.protocol == "UDP" ? v1::UDP : port.protocol == "SCTP" ? v1::SCTP : v1::TCP);
        mapping->set_container_port(port.containerPort);
        mapping->set_host_port(port.hostPort);
        mapping->set_host_ip(string(port.hostIp));
    }
    addLabels(result.mutable_labels(), config.labels);
    addLabels(result.mutable_annotations(), config.annotations);
    auto *linux_ = result.mutable_linux();
    linux_->set_cgroup_parent(string(config.cgroupParent));
    setCommon(linux_->mutable_security_context(), config.security);
    addLabels(linux_->mutable_sysctls(), config.sysctls);
    return result;
}

v1::ContainerConfig toProto(const ContainerConfig &config)
{
    v1::ContainerConfig result;
    result.mutable_metadata()->set_name(string(config.name));
    result.mutable_metadata()->set_attempt(config.attempt);
    result.mutable_image()->set_image(string(config.image));
    addAll(result.mutable_command(), config.command);
    addAll(result.mutable_args(), config.args);
    result.set_working_dir(string(config.workingDirectory));
    for (const auto &[key, value] : config.environment) {
        auto *variable = result.add_envs();
        variable->set_key(string(key));
        variable->set_value(string(value));
    }
    for (const auto &mount : config.mounts) {
        auto *m = result.add_mounts();
        m->set_container_path(string(mount.containerPath));
        m->set_host_path(string(mount.hostPath));
        m->set_readonly(mount.readOnly);
        m->set_propagation(v1::MountPropagation(mount.propagation));
    }
    addLabels(result.mutable_labels(), config.labels);
    addLabels(result.mutable_annotations(), config.annotations);
    result.set_log_path(string(config.logPath));
    result.set_stdin(config.in);
    result.set_stdin_once(config.inOnce);
    result.set_tty(config.tty);
    auto *resources = result.mutable_linux()->mutable_resources();
    resources->set_cpu_period(config.resources.cpuPeriod);
    resources->set_cpu_quota(config.resources.cpuQuota);
    resources->set_cpu_shares(config.resources.cpuShares);
    resources->set_memory_limit_in_bytes(config.resources.memoryLimit);
    resources->set_oom_score_adj(config.resources.oomScoreAdjust);
    auto *security = result.mutable_linux()->mutable_security_context();
    setCommon(security, config.security);
    addAll(security->mutable_capabilities()->mutable_add_capabilities(), config.security.addCapabilities);
    addAll(security->mutable_capabilities()->mutable_drop_capabilities(), config.security.dropCapabilities);
    security->set_no_new_privs(config.security.noNewPrivileges);
    addAll(security->mutable_masked_paths(), config.security.maskedPaths);
    addAll(security->mutable_readonly_paths(), config.security.readOnlyPaths);
    return result;
}

SandboxStatus fromProto(const v1::PodSandbox &sandbox)
{
    SandboxStatus result;
    result.id = bytes(sandbox.id());
    result.name = bytes(sandbox.metadata().name());
    result.uid = bytes(sandbox.metadata().uid());
    result.ns = bytes(sandbox.metadata().namespace_());
    result.attempt = sandbox.metadata().attempt();
    result.ready = sandbox.state() == v1::SANDBOX_READY;
    result.createdAt = sandbox.created_at();
    result.labels = labels(sandbox.labels());
    result.annotations = labels(sandbox.annotations());
    return result;
}

SandboxStatus fromProto(const v1::PodSandboxStatus &status)
{
    SandboxStatus result;
    result.id = bytes(status.id());
    result.name = bytes(status.metadata().name());
    result.uid = bytes(status.metadata().uid());
    result.ns = bytes(status.metadata().namespace_());
    result.attempt = status.metadata().attempt();
    result.ready = status.state() == v1::SANDBOX_READY;
    result.createdAt = status.created_at();
    if (!status.network().ip().empty())
        result.ips.append(bytes(status.network().ip()));
    for (const auto &ip : status.network().additional_ips())
        result.ips.append(bytes(ip.ip()));
    result.labels = labels(status.labels());
    result.annotations = labels(status.annotations());
    return result;
}

ContainerStatus fromProto(const v1::Container &container)
{
    ContainerStatus result;
    result.id = bytes(container.id());
    result.sandboxId = bytes(container.pod_sandbox_id());
    result.name = bytes(container.metadata().name());
    result.attempt = container.metadata().attempt();
    result.state = ContainerState(container.state());
    result.createdAt = container.created_at();
    result.image = bytes(container.image().image());
    result.imageRef = bytes(container.image_ref());
    result.labels = labels(container.labels());
    result.annotations = labels(container.annotations());
    return result;
}

ContainerStatus fromProto(const v1::ContainerStatus &status)
{
    ContainerStatus result;
    result.id = bytes(status.id());
    result.name = bytes(status.metadata().name());
    result.attempt = status.metadata().attempt();
    result.state = ContainerState(status.state());
    result.createdAt = status.created_at();
    result.startedAt = status.started_at();
    result.finishedAt = status.finished_at();
    result.exitCode = status.exit_code();
    result.image = bytes(status.image().image());
    result.imageRef = bytes(status.image_ref());
    result.reason = bytes(status.reason());
    result.message = bytes(status.message());
    result.labels = labels(status.labels());
    result.annotations = labels(status.annotations());
    result.logPath = bytes(status.log_path());
    return result;
}

ContainerStats fromProto(const v1::ContainerStats &stats)
{
    ContainerStats result;
    result.id = bytes(stats.attributes().id());
    result.timestamp = stats.cpu().timestamp();
    result.cpuNanoseconds = stats.cpu().usage_core_nano_seconds().value();
    result.memoryWorkingSet = stats.memory().working_set_bytes().value();
    result.labels = labels(stats.attributes().labels());
    return result;
}

Image fromProto(const v1::Image &image)
{
    Image result;
    result.id = bytes(image.id());
    result.tags = list(image.repo_tags());
    result.digests = list(image.repo_digests());
    result.size = image.size();
    if (image.has_uid())
        result.uid = image.uid().value();
    result.user = bytes(image.username());
    return result;
}

} // namespace orrery::cri::convert
