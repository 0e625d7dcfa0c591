// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/load/reply_check.hpp"

#include "bin/load/bencode_scanner.hpp"
#include "net/protocol/announce.hpp"

namespace muster::load {

namespace {

/// The entries of an announce reply that count.
struct announce_entries {
  std::int64_t interval = 0;
  std::string_view peers;
  std::string_view peers6;
  bool has_peers = false;
  bool has_failure_reason = false;
};

bool is_string(const bencode_scanner& source) {
  return source.peek() >= '0' && source.peek() <= '9';
}

/// An entry of the wrong type is passed over as if it were absent.
bool read_announce_entry(bencode_scanner& source, std::string_view key, announce_entries& out) {
  if (key == "interval" && source.peek() == 'i')
    return source.read_integer(out.interval);
  if (key == "peers" && is_string(source)) {
    out.has_peers = true;
    return source.read_string(out.peers);
  }
  if (key == "peers6" && is_string(source))
    return source.read_string(out.peers6);
  if (key == "failure reason")
    out.has_failure_reason = true;
  return source.skip_value(1);
}

checked_reply judge(const announce_entries& entries, std::uint32_t numwant) {
  checked_reply result;
  result.peers = static_cast<std::uint32_t>(entries.peers.size() / compact_ipv4_bytes);
  result.peers6 = static_cast<std::uint32_t>(entries.peers6.size() / compact_ipv6_bytes);
  if (entries.has_failure_reason)
    result.fault = fault::failure_reason;
  else if (entries.interval <= 0)
    result.fault = fault::interval;
  else if (
      !entries.has_peers || entries.peers.size() % compact_ipv4_bytes != 0
      || entries.peers6.size() % compact_ipv6_bytes != 0)
    result.fault = fault::peers;
  else if (result.peers + result.peers6 > numwant)
    result.fault = fault::numwant;
  return result;
}

} // namespace

checked_reply check_announce_reply(std::string_view body, std::uint32_t numwant) {
  bencode_scanner source{body};
  announce_entries entries;
  const bool is_dictionary = source.read_dictionary(
      [&](std::string_view key) { return read_announce_entry(source, key, entries); });
  if (!is_dictionary || !source.at_end())
    return {fault::bencode, 0, 0};
  return judge(entries, numwant);
}

checked_reply check_scrape_reply(std::string_view body) {
  bencode_scanner source{body};
  bool has_files = false;
  bool has_failure_reason = false;
  const bool is_dictionary = source.read_dictionary([&](std::string_view key) {
    has_files = has_files || (key == "files" && source.peek() == 'd');
    has_failure_reason = has_failure_reason || key == "failure reason";
    return source.skip_value(1);
  });
  if (!is_dictionary || !source.at_end())
    return {fault::bencode, 0, 0};
  if (has_failure_reason)
    return {fault::failure_reason, 0, 0};
  return {has_files ? fault::none : fault::files, 0, 0};
}

std::string_view failure_reason_of(std::string_view body) {
  bencode_scanner source{body};
  std::string_view result;
  source.read_dictionary([&](std::string_view key) {
    if (key == "failure reason" && is_string(source))
      return source.read_string(result);
    return source.skip_value(1);
  });
  return result;
}

} // namespace muster::load
