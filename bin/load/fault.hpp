// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace muster::load {

/// What can be wrong with an exchange. Used as an index.
enum class fault : std::uint8_t {
  none,
  /// No connection to the server; over UDP nobody there, or no connection id.
  connect,
  /// The server closed, or the connection broke, before the reply was complete.
  closed,
  /// No complete reply in time; over UDP request or reply were lost.
  timeout,
  /// Told `Connection: close`, the server kept the connection.
  kept_open,
  /// Not a head of HTTP/1 that says where the reply ends, or more bytes than it says.
  http,
  /// A status other than 200.
  status,
  /// Not bencoded, or not in the only strict way.
  bencode,
  /// The server refused.
  failure_reason,
  /// `interval` is missing or not positive.
  interval,
  /// `peers` is missing, or the bytes of `peers` or `peers6` are no whole number of peers.
  peers,
  /// More peers than asked for.
  numwant,
  /// A scrape reply without `files`.
  files,
  /// A datagram that is no reply to such a request: too short, too long, or of another action.
  packet,
  /// A datagram that answers no request.
  transaction,
};

inline constexpr std::array<std::string_view, 15> fault_names{
    "none",  "connect", "closed",  "timeout",        "kept_open",
    "http",  "status",  "bencode", "failure_reason", "interval",
    "peers", "numwant", "files",   "packet",         "transaction"};

inline constexpr std::size_t fault_count = fault_names.size();

} // namespace muster::load
