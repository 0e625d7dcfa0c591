// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE peer_set_model_test

#include "actors/peers/peer_set.hpp"
#include "actors/peers/stored_peers.hpp"
#include "tests/support/population.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

// Thousands of random announces, each compared with a model that is too simple to be wrong.
namespace {

using namespace muster;
using test::an_announce;

/// What the model knows of a peer.
struct model_peer {
  peer_role role = peer_role::downloader;
  bool completed = false;
  bool hidden = false;
  timestamp last_seen{};
  muster::peer_id peer_id;
};

using model_peers = std::map<endpoint, model_peer>;

struct shape {
  std::uint32_t seed;
  /// Sources and ports that peers announce from: their product is how many there can be.
  std::uint32_t sources;
  std::uint16_t ports;
  std::uint16_t numwant_max;
};

[[noreturn]] void fail(const std::string& what) {
  throw std::runtime_error{what};
}

void check(bool claim, const char* what) {
  if (!claim)
    fail(what);
}

peer_role role_of(const announce_request& request) {
  if (request.left == 0)
    return peer_role::seeder;
  return request.event == announce_event::paused ? peer_role::paused : peer_role::downloader;
}

/// Whether the limit counts two addresses as one.
bool same_source(const address& a, const address& b) {
  const std::size_t size = a.family() == family::ipv4 ? 4 : 8;
  return a.family() == b.family()
         && std::equal(a.bytes().begin(), a.bytes().begin() + size, b.bytes().begin());
}

class model_test {
public:
  explicit model_test(const shape& x) : shape_(x), random_(x.seed) {
    terms_.peers_per_address_max = 3;
  }

  /// @returns an empty text, or what was wrong in which step.
  std::string run(std::uint32_t steps) {
    for (std::uint32_t i = 0; i < steps; ++i) {
      try {
        step();
      } catch (const std::exception& e) {
        return "step " + std::to_string(i) + ": " + e.what();
      }
    }
    return largest_ > shape_.sources ? "" : "the swarm stayed small";
  }

private:
  void step() {
    terms_.now += timestamp{below(2)};
    terms_.seed = static_cast<std::uint32_t>(random_());
    changes_ = {};
    if (below(200) == 0)
      expire();
    else
      announce(any_request());
    check_population();
    largest_ = std::max(largest_, model_.size());
  }

  void announce(const announce_request& request) {
    terms_.is_hidden = request.port % 2 == 0 && terms_.now.count() / 128 % 2 == 1;
    const endpoint self{request.source, request.port};
    const bool was_known = model_.contains(self);
    const bool is_limited = !was_known && !is_private(self.address) && from_source(self) >= 3
                            && request.event != announce_event::stopped;
    const auto silent = is_limited ? longest_silent(self) : timestamp{};
    const bool has_room = !is_limited || silent < terms_.now;
    const auto completed_before = completed_;
    if (request.event == announce_event::stopped)
      model_.erase(self);
    else if (has_room)
      enlist(self, request);
    const auto reply = peers_.announce(request, terms_, changes_);
    if (is_limited && has_room)
      give_way(self, silent);
    check(changes_.displaced == (is_limited && has_room ? 1 : 0), "displaced");
    check(reply.listed == (has_room || request.event == announce_event::stopped), "listed");
    check(reply.counts == peers_.counts(), "counts in the reply");
    const auto index = static_cast<std::size_t>(self.address.family());
    check(changes_.completed[index] == completed_ - completed_before, "changes of completed");
    check(changes_.completed[1 - index] == 0, "completed in the other family");
    check_peers(request, reply);
  }

  void enlist(const endpoint& self, const announce_request& request) {
    auto& peer = model_[self];
    const bool was_known = peer.last_seen != timestamp{};
    const bool finished =
        was_known && peer.role != peer_role::seeder && role_of(request) == peer_role::seeder;
    if (finished && !peer.completed) {
      peer.completed = true;
      ++completed_;
    }
    peer.role = role_of(request);
    peer.hidden = terms_.is_hidden;
    peer.last_seen = terms_.now;
    peer.peer_id = request.peer_id;
  }

  timestamp longest_silent(const endpoint& self) const {
    auto result = timestamp::max();
    for (const auto& [where, peer] : model_)
      if (same_source(where.address, self.address))
        result = std::min(result, peer.last_seen);
    return result;
  }

  /// Forgets the peer of a source that has given way: one of those that were last seen at `silent`,
  /// and of several any one.
  void give_way(const endpoint& self, timestamp silent) {
    const auto known = peers_.record();
    std::set<endpoint> there;
    for (const auto& x : known.peers)
      there.insert(endpoint_of(from_stored<family::ipv4>(x)));
    for (const auto& x : known.peers6)
      there.insert(endpoint_of(from_stored<family::ipv6>(x)));
    const auto gone = std::erase_if(model_, [&](const auto& x) {
      return x.first != self && same_source(x.first.address, self.address)
             && x.second.last_seen == silent && !there.contains(x.first);
    });
    check(gone == 1, "who has given way");
  }

  void expire() {
    const auto oldest = terms_.now - std::min(terms_.now, timestamp{below(shape_.sources * 4)});
    const auto dropped =
        std::erase_if(model_, [=](const auto& x) { return x.second.last_seen < oldest; });
    check(test::expire_all(peers_, oldest, changes_) == dropped, "how many expired");
    check(changes_.completed == per_family<std::uint32_t>{}, "completed by expiry");
  }

  /// Counts follow the model, and changes add up to what is there.
  void check_population() {
    per_family<population> there{};
    for (const auto& [where, peer] : model_) {
      auto& in_family = there[static_cast<std::size_t>(where.address.family())];
      in_family.downloaders += peer.role == peer_role::downloader ? 1 : 0;
      in_family.paused += peer.role == peer_role::paused ? 1 : 0;
      in_family.seeders += peer.role == peer_role::seeder ? 1 : 0;
    }
    for (std::size_t i = 0; i < family_count; ++i)
      sum_[i].add(changes_.population[i]);
    check(sum_ == there, "changes do not add up");
    auto total = there[0];
    total.add(there[1]);
    swarm_counts expected;
    expected.seeders = static_cast<std::uint32_t>(total.seeders);
    expected.leechers = static_cast<std::uint32_t>(total.downloaders + total.paused);
    expected.downloaders = static_cast<std::uint32_t>(total.downloaders);
    expected.completed_count = completed_;
    check(peers_.counts() == expected, "counts");
    check(peers_.empty() == model_.empty(), "empty");
  }

  void check_peers(const announce_request& request, const announce_reply& reply) {
    if (request.event == announce_event::stopped) {
      check(test::shown_count(reply) == 0, "peers for one who stopped");
      return;
    }
    check(
        reply.peer_ids.size() == (request.with_peer_ids ? test::shown_count(reply) : 0),
        "number of peer ids");
    const bool own_is_ipv4 = request.source.family() == family::ipv4;
    const auto own = own_is_ipv4 ? test::ipv4_endpoints(reply) : test::ipv6_endpoints(reply);
    const auto others = own_is_ipv4 ? test::ipv6_endpoints(reply) : test::ipv4_endpoints(reply);
    auto all = own;
    all.insert(all.end(), others.begin(), others.end());
    check(std::set<endpoint>{all.begin(), all.end()}.size() == all.size(), "a peer twice");
    for (std::size_t i = 0; i < all.size(); ++i) {
      check(visible_to(request, all[i]), "a peer that must not be shown");
      check(!request.with_peer_ids || reply.peer_ids[i] == model_.at(all[i]).peer_id, "peer id");
    }
    check_shares(request, own.size(), others.size());
    check(
        reply.leaves_out_private == (request.numwant > 0 && misses_private(request)),
        "private peers left out");
  }

  /// Whether a requester with a private address would be shown more.
  bool misses_private(const announce_request& request) const {
    return !is_private(request.source) && std::ranges::any_of(model_, [&](const auto& x) {
      return is_private(x.first.address) && is_of_use(request, x.second);
    });
  }

  /// Where the requester is not in the swarm twice the number of peers is exact.
  void check_shares(const announce_request& request, std::size_t own, std::size_t others) {
    std::size_t own_visible = 0;
    std::size_t others_visible = 0;
    bool is_there_twice = false;
    for (const auto& [where, peer] : model_) {
      const bool is_own = where.address.family() == request.source.family();
      (is_own ? own_visible : others_visible) += visible_to(request, where) ? 1 : 0;
      is_there_twice = is_there_twice || is_at_another_address(request, where);
    }
    const std::size_t numwant = request.numwant;
    check(own + others <= numwant, "more peers than wanted");
    if (is_there_twice)
      return;
    ++exact_;
    const auto left_over = numwant - std::min(numwant, own_visible);
    check(own + others == std::min(numwant, own_visible + others_visible), "number of peers");
    check(others == std::min(others_visible, std::max(numwant / 4, left_over)), "other family");
  }

  bool visible_to(const announce_request& request, const endpoint& where) const {
    const auto peer = model_.find(where);
    if (peer == model_.end() || where == endpoint{request.source, request.port})
      return false;
    if (is_private(where.address) && !is_private(request.source))
      return false;
    if (is_at_another_address(request, where))
      return false;
    return is_of_use(request, peer->second);
  }

  static bool is_of_use(const announce_request& request, const model_peer& peer) {
    return !peer.hidden
           && (role_of(request) == peer_role::downloader || peer.role == peer_role::downloader);
  }

  /// Whether a peer is the requester itself.
  bool is_at_another_address(const announce_request& request, const endpoint& where) const {
    return where.port == request.port && where.address != request.source
           && model_.at(where).peer_id == request.peer_id;
  }

  std::size_t from_source(const endpoint& self) const {
    return static_cast<std::size_t>(std::count_if(model_.begin(), model_.end(), [&](const auto& x) {
      return same_source(x.first.address, self.address);
    }));
  }

  announce_request any_request() {
    constexpr announce_event events[] = {announce_event::none,    announce_event::none,
                                         announce_event::started, announce_event::stopped,
                                         announce_event::paused,  announce_event::completed};
    const auto port = static_cast<std::uint16_t>(1 + below(shape_.ports));
    announce_request result =
        an_announce()
            .from(any_source())
            .on_port(port)
            .by_peer_id(test::a_peer_id(static_cast<std::uint8_t>(below(256))))
            .with_left(below(3))
            .with_event(events[below(std::size(events))])
            .with_numwant(static_cast<std::uint16_t>(below(shape_.numwant_max + 1)));
    result.with_peer_ids = below(2) == 0;
    return result;
  }

  /// Half of the sources are of IPv6, some share a /64; a few are private when that is their phase.
  std::string any_source() {
    const auto number = std::to_string(below(shape_.sources));
    const bool with_private = terms_.now.count() / 256 % 2 == 1;
    switch (below(with_private ? 5 : 4)) {
    case 0:
    case 1:
      return "198.51." + std::to_string(below(2)) + '.' + number;
    case 2:
      return "2001:db8:0:" + number + "::1";
    case 3:
      return "2001:db8:0:" + number + "::2";
    default:
      return below(2) == 0 ? "10.0.0." + number : "fd00::" + number;
    }
  }

  std::uint32_t below(std::size_t end) {
    return static_cast<std::uint32_t>(
        std::uniform_int_distribution<std::size_t>{0, end - 1}(random_));
  }

public:
  /// In how many steps the number of peers was compared.
  std::uint32_t exact_ = 0;

private:
  shape shape_;
  std::mt19937 random_;
  announce_terms terms_{timestamp{1}, 0, 3};
  peer_set peers_;
  swarm_changes changes_;
  model_peers model_;
  per_family<population> sum_{};
  std::uint32_t completed_ = 0;
  std::size_t largest_ = 0;
};

/// Runs a shape and tells what was wrong.
std::string first_fault(const shape& x, std::uint32_t steps) {
  model_test test{x};
  auto fault = test.run(steps);
  if (fault.empty() && test.exact_ < steps / 10)
    fault = "too few exact steps: " + std::to_string(test.exact_);
  return fault;
}

} // namespace

CAF_TEST(a tiny swarm does what the model does) {
  for (std::uint32_t seed = 1; seed <= 5; ++seed)
    CAF_CHECK_EQUAL(first_fault({seed, 1, 2, 6}, 3000), "");
}

CAF_TEST(a swarm on the edge of an index does what the model does) {
  for (std::uint32_t seed = 1; seed <= 3; ++seed)
    CAF_CHECK_EQUAL(first_fault({seed, 10, 4, 30}, 3000), "");
}

CAF_TEST(a large swarm does what the model does) {
  CAF_CHECK_EQUAL(first_fault({1, 100, 20, 200}, 2500), "");
}
