// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/init/config.h"

#include <cstdlib>
#include <cstring>

namespace orrery::init {

namespace {

class Reader
{
public:
    explicit Reader(const std::string &json) : m_at(json.data()), m_end(json.data() + json.size()) { }

    bool object(std::map<std::string, std::string> &members)
    {
        if (!take('{'))
            return false;
        if (take('}'))
            return true;
        do {
            std::string name, value;
            bool scalar = false;
            if (!string(name) || !take(':') || !anything(value, scalar, 0))
                return false;
            if (scalar)
                members[name] = value;
        } while (take(','));
        return take('}');
    }

private:
    void space()
    {
        while (m_at < m_end && strchr(" \t\r\n", *m_at))
            ++m_at;
    }

    bool take(char c)
    {
        space();
        if (m_at == m_end || *m_at != c)
            return false;
        ++m_at;
        return true;
    }

    static void utf8(std::string &out, unsigned code)
    {
        if (code < 0x80) {
            out += char(code);
        } else if (code < 0x800) {
            out += char(0xc0 | code >> 6);
            out += char(0x80 | (code & 0x3f));
        } else {
            out += char(0xe0 | code >> 12);
            out += char(0x80 | (code >> 6 & 0x3f));
            out += char(0x80 | (code & 0x3f));
        }
    }

    bool string(std::string &out)
    {
        if (!take('"'))
            return false;
        while (m_at < m_end && *m_at != '"') {
            if (*m_at != '\\') {
                out += *m_at++;
                continue;
            }
            if (m_end - m_at < 2)
                return false;
            const char c = m_at[1];
            m_at += 2;
            switch (c) {
            case 'n': out += '\n'; break;
            case 't': out += '\t'; break;
            case 'r': out += '\r'; break;
            case 'b': out += '\b'; break;
            case 'f': out += '\f'; break;
            case 'u': {
                if (m_end - m_at < 4)
                    return false;
                const std::string digits(m_at, 4);
                m_at += 4;
                utf8(out, unsigned(strtoul(digits.c_str(), nullptr, 16)));
                break;
            }
            default: out += c;
            }
        }
        if (m_at == m_end)
            return false;
        ++m_at;
        return true;
    }

    bool anything(std::string &value, bool &scalar, int depth)
    {
        space();
        if (m_at == m_end || depth > 32)
            return false;
        if (*m_at == '"') {
            scalar = true;
            return string(value);
        }
        if (*m_at == '{' || *m_at == '[') {
            const char close = *m_at == '{' ? '}' : ']';
            const bool named = *m_at++ == '{';
            if (take(close))
                return true;
            do {
                std::string ignored;
                bool ignoredScalar = false;
                if ((named && (!string(ignored) || !take(':'))) || !anything(ignored, ignoredScalar, depth + 1))
                    return false;
            } while (take(','));
            return take(close);
        }
        scalar = true;
        while (m_at < m_end && !strchr(",]} \t\r\n", *m_at))
            value += *m_at++;
        return !value.empty();
    }

    const char *m_at;
    const char *m_end;
};

} // namespace

bool Config::parse(const std::string &json, Config &out)
{
    out.m_members.clear();
    return json.size() <= 1 << 20 && Reader(json).object(out.m_members);
}

std::string Config::text(const std::string &name, const std::string &otherwise) const
{
    const auto found = m_members.find(name);
    return found == m_members.end() ? otherwise : found->second;
}

int Config::number(const std::string &name, int otherwise) const
{
    const auto found = m_members.find(name);
    return found == m_members.end() ? otherwise : atoi(found->second.c_str());
}

} // namespace orrery::init
