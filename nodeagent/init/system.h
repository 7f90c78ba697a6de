// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace orrery::init {

/// Thin wrappers over system calls that say on stderr what failed and go on: a node with one mount missing is easier to help than one
/// that does not boot. All return false on failure. Thread: the only one.
bool mountAt(const char *source, const std::string &target, const char *type, unsigned long flags = 0, const char *options = nullptr);
bool makeDirectory(const std::string &path, unsigned mode = 0755); ///< with its parents
bool writeFile(const std::string &path, const std::string &text, unsigned mode = 0644);
std::string readFile(const std::string &path, size_t limit = 1 << 20); ///< empty if it cannot be read
bool copyTree(const std::string &from, const std::string &to); ///< directories and plain files; what is there stays
bool exists(const std::string &path);
void say(const std::string &text); ///< "orrery: <text>" on stderr, in one write

/// One line that the provider turns into a condition of the Machine: "orrery: phase <name> <ms since boot>".
void phase(const char *name);

/// Loads the modules that `<directory>/order` lists, in that order. Those already there or built in are no error.
void loadModules(const std::string &directory, const std::string &order = "order");

/// Network without tools: ioctls on the interface of the current network namespace. prefix: length in bits.
bool interfaceUp(const std::string &name);
bool interfaceAddress(const std::string &name, const std::string &address, int prefix);
bool defaultRoute(const std::string &gateway);
bool waitForInterface(const std::string &name, int milliseconds);
void sysctl(const std::string &name, const std::string &value); ///< "net/ipv4/ip_forward"; a missing one is no error

} // namespace orrery::init
