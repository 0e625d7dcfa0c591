// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "conf/option_form.hpp"
#include "net/protocol/address.hpp"

// Forms of values that options of several rooms have.
namespace muster {

/// Reads a path that the kernel takes: up to 4095 bytes, none of them zero. An empty one is a path.
std::optional<std::string> parse_path(std::string_view text);

inline constexpr parsed_text<std::string> path_form{"a path in quotes", parse_path};
inline constexpr parsed_text<std::string> optional_path_form{
    R"(a path in quotes, or "" for none)", parse_path};

inline constexpr parsed_text<address> address_form{"an address", address::parse};
inline constexpr parsed_text<address_range> range_form{
    R"(an address or a range such as "10.0.0.0/8" or "fd00::/8")", address_range::parse};
inline constexpr parsed_text<endpoint> endpoint_form{
    R"("ADDRESS:PORT" or "[IPV6]:PORT" with a port from 0 to 65535)", parse_endpoint};

} // namespace muster
