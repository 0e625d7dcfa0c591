// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE swarm_directory_test

#include "actors/swarm/swarm.hpp"
#include "tests/support/swarm_fixture.hpp"

#include <algorithm>
#include <barrier>
#include <set>
#include <thread>
#include <vector>

namespace {

using namespace muster;
using test::an_info_hash;

/// One of 2^32 info_hashes, spread as those of torrents are.
info_hash numbered(std::uint32_t number) {
  info_hash result;
  for (std::size_t i = 0; i < result.bytes.size(); ++i)
    result.bytes[i] = static_cast<std::uint8_t>((number * 0x9e3779b1U) >> (i % 4 * 8));
  return result;
}

struct fixture : test::swarm_fixture {
  static const swarm& deref_swarm(const caf::strong_actor_ptr& x) {
    return *static_cast<const swarm*>(x->get());
  }

  /// How the swarms of torrents that somebody made up stand in their shard.
  std::vector<info_hash> order_with(const hash_key& key) {
    swarm_context other{swarm_settings{}, {}, key};
    auto& sut = other.directory;
    for (std::size_t i = 0; i < 200; ++i)
      CAF_REQUIRE(sut.find_or_spawn(sys, test::an_info_hash_of_first_shard(i)) != nullptr);
    std::vector<info_hash> result;
    for (const auto& x : sut.swarms_of_shard(0))
      result.push_back(deref_swarm(x).info_hash());
    return result;
  }

  caf::strong_actor_ptr spawn(const info_hash& x) {
    return context.directory.find_or_spawn(sys, x);
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(swarm_directory_tests, fixture)

CAF_TEST(a directory begins without swarms and has the settings it was given) {
  CAF_CHECK_EQUAL(context.directory.size(), 0u);
  CAF_CHECK(context.directory.find(an_info_hash(1)) == nullptr);
  CAF_CHECK_EQUAL(context.settings.peers_per_address_max, 8u);
  CAF_CHECK(context.settings.peer_lifetime == std::chrono::seconds{100});
}

CAF_TEST(looking for a swarm does not spawn one) {
  CAF_CHECK(context.directory.find(an_info_hash(1)) == nullptr);
  CAF_CHECK_EQUAL(context.directory.size(), 0u);
}

CAF_TEST(a torrent has one swarm and keeps it) {
  const auto x = spawn(an_info_hash(1));
  CAF_REQUIRE(x != nullptr);
  CAF_CHECK(spawn(an_info_hash(1)) == x);
  CAF_CHECK(context.directory.find(an_info_hash(1)) == x);
  CAF_CHECK(deref_swarm(x).info_hash() == an_info_hash(1));
  CAF_CHECK_EQUAL(context.directory.size(), 1u);
}

CAF_TEST(torrents whose info hashes differ in one byte have swarms of their own) {
  std::set<caf::strong_actor_ptr> swarms{spawn(an_info_hash(1))};
  for (std::size_t i = 0; i < info_hash::size; ++i) {
    auto other = an_info_hash(1);
    other.bytes[i] ^= 1;
    CAF_CHECK(context.directory.find(other) == nullptr);
    const auto x = spawn(other);
    CAF_CHECK(deref_swarm(x).info_hash() == other);
    CAF_CHECK(context.directory.find(other) == x);
    swarms.insert(x);
  }
  CAF_CHECK_EQUAL(swarms.size(), info_hash::size + 1);
  CAF_CHECK_EQUAL(context.directory.size(), info_hash::size + 1);
}

CAF_TEST(every swarm has an id of its own and does not keep the system from ending) {
  const auto running = sys.registry().running();
  const auto a = spawn(an_info_hash(1));
  const auto b = spawn(an_info_hash(2));
  CAF_CHECK_NOT_EQUAL(a->id(), b->id());
  CAF_CHECK_EQUAL(sys.registry().running(), running);
}

CAF_TEST(a swarm that is erased is not found and others are) {
  const auto a = spawn(an_info_hash(1));
  const auto b = spawn(an_info_hash(2));
  context.directory.erase(deref_swarm(a));
  CAF_CHECK(context.directory.find(an_info_hash(1)) == nullptr);
  CAF_CHECK(context.directory.find(an_info_hash(2)) == b);
  CAF_CHECK_EQUAL(context.directory.size(), 1u);
}

CAF_TEST(erasing a swarm leaves its successor) {
  const auto old = spawn(an_info_hash(1));
  context.directory.erase(deref_swarm(old));
  const auto fresh = spawn(an_info_hash(1));
  CAF_CHECK(fresh != old);
  context.directory.erase(deref_swarm(old));
  CAF_CHECK(context.directory.find(an_info_hash(1)) == fresh);
  context.directory.erase(deref_swarm(fresh));
  context.directory.erase(deref_swarm(fresh));
  CAF_CHECK_EQUAL(context.directory.size(), 0u);
}

CAF_TEST(a directory keeps the swarms in it alive and no others) {
  auto x = spawn(an_info_hash(1));
  box.monitor(x);
  auto* raw = static_cast<const swarm*>(x->get());
  x = nullptr;
  CAF_CHECK(box->take().empty());
  context.directory.erase(*raw); // the last handle: the swarm ends while it is erased
  CAF_CHECK_EQUAL(
      box->take_one().as<caf::down_msg>().reason, caf::error{caf::exit_reason::unreachable});
}

CAF_TEST(the shards together have each swarm once) {
  std::multiset<caf::strong_actor_ptr> spawned;
  for (std::uint32_t i = 0; i < 1000; ++i)
    spawned.insert(spawn(numbered(i)));
  std::multiset<caf::strong_actor_ptr> there;
  std::size_t largest = 0;
  for (std::size_t shard = 0; shard < swarm_directory::shard_count; ++shard) {
    const auto swarms = context.directory.swarms_of_shard(shard);
    there.insert(swarms.begin(), swarms.end());
    largest = std::max(largest, swarms.size());
  }
  CAF_CHECK(there == spawned);
  CAF_CHECK_EQUAL(context.directory.size(), 1000u);
  CAF_CHECK_LESS(largest, 12u); // one on average
}

CAF_TEST(shards have the order of the info hashes) {
  for (std::uint32_t i = 1; i < 256; ++i)
    CAF_CHECK_GREATER(
        swarm_directory::shard_number(an_info_hash(static_cast<std::uint8_t>(i))),
        swarm_directory::shard_number(an_info_hash(static_cast<std::uint8_t>(i - 1))));
  CAF_CHECK_EQUAL(swarm_directory::shard_number(an_info_hash(0)), 0u);
  CAF_CHECK_EQUAL(
      swarm_directory::shard_number(an_info_hash(0xff)), swarm_directory::shard_count - 1);
}

CAF_TEST(where a swarm is in its shard follows from the key and not from what clients make up) {
  const auto order = order_with(hash_key{1});
  CAF_CHECK_EQUAL(order.size(), 200u);
  CAF_CHECK(order == order_with(hash_key{1}));
  CAF_CHECK(order != order_with(hash_key{2}));
}

CAF_TEST(a shard without swarms is empty) {
  for (std::size_t shard = 0; shard < swarm_directory::shard_count; ++shard)
    CAF_CHECK(context.directory.swarms_of_shard(shard).empty());
}

CAF_TEST(what has ended takes of the memory until it is taken) {
  const auto bytes = [this] {
    return context.memory.figures().swarm_bytes;
  };
  const auto x = an_info_hash(7);
  const auto shard = swarm_directory::shard_number(x);
  context.directory.keep_completed_count(x, 5);
  const auto before = bytes();
  context.directory.give_back_ended(shard, std::vector{x, x});
  CAF_CHECK_EQUAL(bytes(), before + 2 * sizeof(x));
  CAF_CHECK_EQUAL(context.directory.take_ended(shard).size(), 2u);
  CAF_CHECK_EQUAL(bytes(), before);
}

CAF_TEST(what has ended is noted only where somebody records swarms) {
  const auto x = an_info_hash(7);
  const auto end_downloaded = [&] {
    context.directory.keep_completed_count(x, 5);
    const auto swarm = context.directory.find_or_spawn(sys, x);
    context.directory.erase(static_cast<const muster::swarm&>(*swarm->get()));
    return context.directory.take_ended(swarm_directory::shard_number(x)).size();
  };
  CAF_CHECK_EQUAL(end_downloaded(), 1u);
  context.directory.record_nothing();
  CAF_CHECK_EQUAL(end_downloaded(), 0u);
  CAF_CHECK_EQUAL(context.directory.completed_count(x), 10u);
}

CAF_TEST(a directory that is cleared has no swarms and may be used again) {
  for (std::uint32_t i = 0; i < 600; ++i)
    spawn(numbered(i));
  context.directory.clear();
  CAF_CHECK_EQUAL(context.directory.size(), 0u);
  CAF_CHECK(context.directory.find(numbered(0)) == nullptr);
  CAF_CHECK(spawn(numbered(0)) != nullptr);
  CAF_CHECK_EQUAL(context.directory.size(), 1u);
}

CAF_TEST(threads that ask for the same torrents at once get the same swarms) {
  constexpr std::uint32_t torrents = 500;
  constexpr std::size_t thread_count = 4;
  std::vector<std::vector<caf::strong_actor_ptr>> found(thread_count);
  std::barrier start{std::ptrdiff_t{thread_count}};
  const auto look_up = [&](std::size_t self) {
    start.arrive_and_wait();
    for (std::uint32_t i = 0; i < torrents; ++i)
      found[self].push_back(spawn(numbered(i)));
  };
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < thread_count; ++i)
    threads.emplace_back(look_up, i);
  threads.clear(); // joins
  for (const auto& swarms : found)
    CAF_CHECK(swarms == found.front());
  CAF_CHECK_EQUAL(
      (std::set<caf::strong_actor_ptr>{found[0].begin(), found[0].end()}.size()),
      std::size_t{torrents});
  CAF_CHECK_EQUAL(context.directory.size(), std::size_t{torrents});
}

CAF_TEST_FIXTURE_SCOPE_END()
