// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/address.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace muster {

/// Finds the client's address in a header such as X-Forwarded-For, to which each proxy on the way
/// appends the address it was contacted from.
///
/// Anybody can begin such a header, so it is read from the right: addresses of trusted proxies are
/// passed over, and the first other one counts. Addresses may have a port or brackets.
/// @returns nothing if that address cannot be read, or if there is none.
std::optional<address>
forwarded_address(std::string_view header, std::span<const address_range> trusted);

} // namespace muster
