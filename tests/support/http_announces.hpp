// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/announce.hpp"
#include "net/protocol/bencode.hpp"
#include "tests/support/announces.hpp"
#include "tests/support/bencoding.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/queries.hpp"
#include "tests/support/replies.hpp"

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace muster::test {

inline std::string announce_target(const query_builder& query) {
  return "/announce?" + query.text();
}

/// The target of an announce about the torrent of equal bytes, by a peer at this port.
inline std::string announce_target(std::uint8_t torrent, std::uint16_t port = 6881) {
  return announce_target(an_announce_query()
                             .with("info_hash", percent_encoded(an_info_hash(torrent).view()))
                             .with("port", std::to_string(port)));
}

/// The target of a scrape of torrents of equal bytes.
inline std::string scrape_target(const std::vector<std::uint8_t>& torrents) {
  query_builder query;
  for (const auto fill : torrents)
    query.and_also("info_hash", percent_encoded(an_info_hash(fill).view()));
  return "/scrape?" + query.text();
}

/// The dictionary that a reply is. Throws unless it is a reply of status 200 and strict bencoding.
inline bencode::value decoded(const http_reply& reply) {
  if (reply.status != 200 || !is_canonical(reply.body))
    throw std::runtime_error{"no bencoding: " + reply.head + reply.body};
  return bencode::parse(reply.body).value();
}

/// An integer of a reply; -1 if it is not there.
inline std::int64_t integer(const bencode::value& reply, std::string_view key) {
  const auto* entry = reply.find(key);
  return entry == nullptr ? -1 : entry->integer().value_or(-1);
}

/// A byte string of a reply; "none" if it is not there.
inline std::string text(const bencode::value& reply, std::string_view key) {
  const auto* entry = reply.find(key);
  return entry == nullptr || entry->string() == nullptr ? "none" : *entry->string();
}

/// The peers of a compact reply, IPv4 first.
inline std::vector<std::string> peers(const bencode::value& reply) {
  std::vector<endpoint> endpoints;
  append_endpoints(text(reply, "peers"), compact_ipv4_bytes, endpoints);
  if (reply.find("peers6") != nullptr)
    append_endpoints(text(reply, "peers6"), compact_ipv6_bytes, endpoints);
  std::vector<std::string> result;
  for (const auto& x : endpoints)
    result.push_back(to_string(x));
  return result;
}

} // namespace muster::test
