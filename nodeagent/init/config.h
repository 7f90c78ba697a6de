// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <map>
#include <string>

namespace orrery::init {

/// The node's configuration file, as init needs it: the top-level strings and numbers of a JSON object; the agent reads the same file in
/// full. Nested values are skipped. Bounded: at most 1 MiB, 32 levels. Thread: any; a value.
class Config
{
public:
    static bool parse(const std::string &json, Config &out); ///< false where it is not a JSON object
    std::string text(const std::string &name, const std::string &otherwise = {}) const;
    int number(const std::string &name, int otherwise) const;

private:
    std::map<std::string, std::string> m_members;
};

} // namespace orrery::init
