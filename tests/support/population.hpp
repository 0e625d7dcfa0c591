// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/peers/peer_set.hpp"
#include "tests/support/announces.hpp"
#include "tests/support/replies.hpp"

#include <string>

namespace muster::test {

/// Counts as a line of text, so that a failing test shows them.
inline std::string to_text(const swarm_counts& x) {
  return std::to_string(x.seeders) + " seeders, " + std::to_string(x.leechers) + " leechers, "
         + std::to_string(x.downloaders) + " downloaders, " + std::to_string(x.completed_count)
         + " completed";
}

/// A sweep through all peers, slice by slice.
/// @param changes  receives what it has changed in all.
inline std::uint32_t expire_all(peer_set& peers, timestamp oldest, swarm_changes& changes) {
  statistics_report sum;
  std::uint32_t result = 0;
  for (unswept_peers rest; !rest.is_done(); sum.add(changes)) {
    changes = {};
    result += peers.expire(oldest, rest, changes);
  }
  changes = sum.swarms;
  return result;
}

/// A peer set under test, with settings and a time that tests change.
struct peer_set_fixture {
  peer_set peers;
  announce_terms terms{timestamp{1000}, 0, 8};
  /// What the last call has changed.
  swarm_changes changes;

  announce_reply announce(const announce_request& request) {
    changes = {};
    return peers.announce(request, terms, changes);
  }

  /// The peers that a request gets to see, as text.
  std::vector<std::string> shown_to(const announce_request& request) {
    return shown(announce(request));
  }

  std::uint32_t expire(std::uint32_t oldest_seconds) {
    return expire_all(peers, timestamp{oldest_seconds}, changes);
  }

  /// Adds leechers at 198.51.0.0 and the addresses that follow.
  void add_leechers(std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; ++i)
      announce(
          an_announce().from("198.51." + std::to_string(i / 256) + '.' + std::to_string(i % 256)));
  }

  /// Adds leechers in so many networks of IPv6.
  void add_ipv6_leechers(std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; ++i)
      announce(an_announce().from("2001:db8:" + std::to_string(i) + "::1"));
  }

  [[nodiscard]] std::string counts() const {
    return to_text(peers.counts());
  }
};

} // namespace muster::test
