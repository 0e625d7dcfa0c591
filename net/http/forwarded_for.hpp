// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/address.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace muster {

/// How a header names the addresses that proxies were contacted from: one after the other, as in
/// X-Forwarded-For, or as the `for` of the elements of RFC 7239's Forwarded.
enum class forwarded_syntax : std::uint8_t { addresses, rfc_7239 };

/// The syntax of a header of this name.
forwarded_syntax forwarded_syntax_of(std::string_view header_name) noexcept;

/// Finds the client's address in a header to which each proxy on the way appends the address it
/// was contacted from.
///
/// Anybody can begin such a header, so what stands to the right counts more: addresses of trusted
/// proxies are passed over from there, and the first other one is the client's. If there is no
/// other, the client is at a proxy's own machine, and it is the left-most one. Addresses may have a
/// port or brackets.
/// @returns nothing if that address cannot be read (`unknown` and the made-up names of RFC 7239
///          cannot), if there is none, or if the header is malformed.
std::optional<address> forwarded_address(
    std::string_view header, std::span<const address_range> trusted,
    forwarded_syntax syntax = forwarded_syntax::addresses);

} // namespace muster
