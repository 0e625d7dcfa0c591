// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/protocol/refusal.hpp"

#include "net/protocol/limits.hpp"

#include <algorithm>
#include <array>

namespace muster {

namespace {

constexpr retry_minutes never = std::nullopt;

// Transmission gives a torrent up when a text contains "unregistered torrent", and asks for fewer
// swarms at once when the text of a failed scrape contains "GET string too long".
constexpr std::array<refusal_info, refusal_count> infos{{
    {"none", "", never},
    {"missing_info_hash", "missing info_hash: expected 20 bytes, percent-encoded", never},
    {"invalid_info_hash", "invalid info_hash: expected 20 bytes, percent-encoded", never},
    {"duplicate_info_hash", "duplicate info_hash: an announce is about one torrent", never},
    {"missing_peer_id", "missing peer_id: expected 20 bytes, percent-encoded", never},
    {"invalid_peer_id", "invalid peer_id: expected 20 bytes, percent-encoded", never},
    {"missing_port", "missing port: expected a number from 0 to 65535", never},
    {"invalid_port", "invalid port: expected a number from 0 to 65535", never},
    {"denied_source", "denied address: this tracker does not serve its network", never},
    {"scoped_source", "link-local address: peers cannot reach it, use another", never},
    {"unregistered_torrent", "unregistered torrent", 1},
    {"full_scrape", "full scrape denied: expected at least one info_hash", never},
    {"oversized_scrape", "GET string too long: too many info_hash in one scrape", never},
    {"moved", "this tracker has moved", never},
    {"too_many_requests", "too many requests: try later", 1},
    {"too_many_new_swarms", "too many new torrents from your network: try again later", 1},
    {"tracker_full", "tracker full: no room for another torrent, try again later", 10},
    {"overloaded", "overloaded: try again later", 5},
    {"expired_connection_id", "connection id has expired", 1},
}};

static_assert(std::all_of(infos.begin(), infos.end(), [](const refusal_info& x) {
  return x.text.size() <= limits::warning_bytes_max;
}));

} // namespace

const refusal_info& info(refusal x) noexcept {
  return infos[static_cast<std::size_t>(x)];
}

} // namespace muster
