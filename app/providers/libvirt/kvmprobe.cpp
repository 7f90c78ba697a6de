// SPDX-License-Identifier: GPL-3.0-only
#include "app/providers/libvirt/kvmprobe.h"

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__x86_64__)
#include <linux/kvm.h>
#endif

namespace orrery::providers {

#if defined(__x86_64__)
namespace {

enum Outcome { Works = 0, NoSetup = 20, Interrupted = 21, WrongExit = 22 };

constexpr uint64_t codeAt = 0x1000, tables = 0x2000, scratch = 0x5000, stackAt = 0x6000;
constexpr size_t memorySize = 8 << 20;
constexpr uint16_t donePort = 0xf4;

// Intel's manual, volume 2, has the encodings.
constexpr uint8_t code[] = {
    0xb9, 0x20, 0x4e, 0x00, 0x00, // mov ecx, 20000
    0xff, 0xc9, 0x75, 0xfc, // dec ecx; jnz back
    0x48, 0xc7, 0xc0, 0x10, 0x40, 0x00, 0x00, // mov rax, 0x4010: an entry of the page directory in use
    0x48, 0x83, 0x08, 0x40, // or qword [rax], 0x40
    0x66, 0x0f, 0xef, 0xc0, // pxor xmm0, xmm0
    0x66, 0x0f, 0x7f, 0x04, 0x25, 0x00, 0x50, 0x00, 0x00, // movdqa [0x5000], xmm0
    0x31, 0xc0, 0x31, 0xd2, 0x31, 0xdb, 0x31, 0xc9, // xor eax, eax; edx; ebx; ecx
    0xf0, 0x48, 0x0f, 0xc7, 0x0c, 0x25, 0x00, 0x50, 0x00, 0x00, // lock cmpxchg16b [0x5000]
    0x0f, 0xa2, // cpuid
    0xb0, 0x2a, 0xe6, donePort, // mov al, 42; out 0xf4, al
    0xf4, // hlt
};

void interrupt(int) { }

/// In the child, after fork() of a process with threads: system calls only, no allocation.
Outcome runGuest(int kvm)
{
    struct sigaction action {};
    action.sa_handler = interrupt; // without SA_RESTART, so that KVM_RUN returns
    sigaction(SIGALRM, &action, nullptr);
    sigset_t alarmOnly;
    sigemptyset(&alarmOnly);
    sigaddset(&alarmOnly, SIGALRM);
    sigprocmask(SIG_UNBLOCK, &alarmOnly, nullptr);
    alarm(3);

    const int vm = ioctl(kvm, KVM_CREATE_VM, 0);
    if (ioctl(kvm, KVM_GET_API_VERSION, 0) != KVM_API_VERSION || vm < 0)
        return NoSetup;
    ioctl(vm, KVM_SET_TSS_ADDR, 0xfffbd000UL);
    auto *memory = static_cast<uint8_t *>(mmap(nullptr, memorySize, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    if (memory == MAP_FAILED)
        return NoSetup;
    kvm_userspace_memory_region region {};
    region.memory_size = memorySize;
    region.userspace_addr = reinterpret_cast<uint64_t>(memory);
    const int cpu = ioctl(vm, KVM_SET_USER_MEMORY_REGION, &region) == 0 ? ioctl(vm, KVM_CREATE_VCPU, 0) : -1;
    const int runSize = ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
    if (cpu < 0 || runSize <= 0)
        return NoSetup;
    auto *run = static_cast<kvm_run *>(mmap(nullptr, size_t(runSize), PROT_READ | PROT_WRITE, MAP_SHARED, cpu, 0));
    if (run == MAP_FAILED)
        return NoSetup;

    constexpr uint32_t entries = 256;
    alignas(kvm_cpuid2) static char cpuid[sizeof(kvm_cpuid2) + entries * sizeof(kvm_cpuid_entry2)];
    reinterpret_cast<kvm_cpuid2 *>(cpuid)->nent = entries;
    if (ioctl(kvm, KVM_GET_SUPPORTED_CPUID, cpuid) == 0)
        ioctl(cpu, KVM_SET_CPUID2, cpuid);

    // Three levels of page tables: 8 MiB mapped one to one in 2 MiB pages.
    auto *level4 = reinterpret_cast<uint64_t *>(memory + tables);
    auto *level3 = reinterpret_cast<uint64_t *>(memory + tables + 0x1000);
    auto *level2 = reinterpret_cast<uint64_t *>(memory + tables + 0x2000);
    level4[0] = (tables + 0x1000) | 3;
    level3[0] = (tables + 0x2000) | 3;
    for (uint64_t i = 0; i < memorySize >> 21; ++i)
        level2[i] = i << 21 | 0x83;
    memcpy(memory + codeAt, code, sizeof code);

    kvm_sregs system {};
    kvm_regs registers {};
    if (ioctl(cpu, KVM_GET_SREGS, &system) != 0)
        return NoSetup;
    system.cr3 = tables;
    system.cr4 = 1 << 5 | 1 << 9 | 1 << 10; // PAE, SSE
    system.cr0 = 0x80050033; // paging, protected mode, FPU
    system.efer = 1 << 8 | 1 << 10; // long mode
    kvm_segment segment {};
    segment.limit = 0xffffffff;
    segment.selector = 8;
    segment.type = 11;
    segment.present = segment.s = segment.g = segment.l = 1;
    system.cs = segment;
    segment.type = 3;
    segment.selector = 16;
    segment.l = 0;
    segment.db = 1;
    system.ds = system.es = system.fs = system.gs = system.ss = segment;
    registers.rip = codeAt;
    registers.rsp = stackAt;
    registers.rflags = 2;
    if (ioctl(cpu, KVM_SET_SREGS, &system) != 0 || ioctl(cpu, KVM_SET_REGS, &registers) != 0)
        return NoSetup;
    if (ioctl(cpu, KVM_RUN, 0) != 0)
        return Interrupted;
    return run->exit_reason == KVM_EXIT_IO && run->io.port == donePort ? Works : WrongExit;
}

} // namespace
#endif

KvmResult probeKvm()
{
#if defined(__x86_64__)
    const int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
    if (kvm < 0) {
        const int code = errno;
        return { false, code == EACCES ? "no permission for /dev/kvm: add yourself to the group kvm" : QByteArray("/dev/kvm: ") + strerror(code) };
    }
    const pid_t child = fork();
    if (child == 0)
        _exit(runGuest(kvm));
    close(kvm);
    if (child < 0)
        return { false, QByteArray("cannot start the probe: ") + strerror(errno) };
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    switch (WIFEXITED(status) ? WEXITSTATUS(status) : -1) {
    case Works: return { true, {} };
    case NoSetup: return { false, "/dev/kvm opens, but makes no virtual CPU" };
    case Interrupted: return { false, "/dev/kvm starts a virtual CPU, but its code does not get through" };
    default: return { false, "/dev/kvm starts a virtual CPU, but cannot run the instructions that a kernel needs" };
    }
#else
    return { false, "only probed on x86-64" };
#endif
}

} // namespace orrery::providers
