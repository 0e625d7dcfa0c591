// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/swarm/swarm_directory.hpp"

#include "actors/swarm/swarm.hpp"
#include "actors/swarm/swarm_context.hpp"

#include <caf/actor_system.hpp>
#include <caf/make_actor.hpp>

#include <utility>

namespace muster {

namespace {

caf::strong_actor_ptr spawn_swarm(
    caf::actor_system& system, swarm_context& context, const info_hash& x,
    std::uint32_t completed_count) {
  caf::actor_config cfg;
  return caf::make_actor<swarm, caf::strong_actor_ptr>(
      system.next_actor_id(), system.node(), &system, cfg, context, x, completed_count);
}

/// What so many ended swarms take.
constexpr std::int64_t ended_bytes(std::size_t count) {
  return static_cast<std::int64_t>(count * sizeof(info_hash));
}

} // namespace

swarm_directory::swarm_directory(swarm_context& context, const hash_key& key) : context_(context) {
  for (auto& home : shards_) {
    home.swarms = swarm_table{0, hasher{key}};
    home.completed = completed_counts{key};
  }
}

swarm_directory::~swarm_directory() = default;

const info_hash& swarm_directory::torrent_of(const caf::strong_actor_ptr& x) noexcept {
  return static_cast<const swarm*>(x->get())->info_hash();
}

std::size_t swarm_directory::hasher::operator()(const info_hash& x) const noexcept {
  return keyed_hash(key, x.bytes);
}

std::size_t swarm_directory::hasher::operator()(const caf::strong_actor_ptr& x) const noexcept {
  return (*this)(torrent_of(x));
}

bool swarm_directory::same_torrent::operator()(
    const caf::strong_actor_ptr& a, const caf::strong_actor_ptr& b) const noexcept {
  return torrent_of(a) == torrent_of(b);
}

bool swarm_directory::same_torrent::operator()(
    const info_hash& a, const caf::strong_actor_ptr& b) const noexcept {
  return a == torrent_of(b);
}

std::size_t swarm_directory::shard_number(const info_hash& x) noexcept {
  // In the order of the keys, so that a round of the persistence actor writes the store from its
  // begin to its end. Somebody may well fill one shard: look-ups take as long there as elsewhere, a
  // walk takes a few of its swarms at a time, and reactors meet at one lock instead of many.
  return (std::size_t{x.bytes[0]} << 8 | x.bytes[1]) / (65'536 / shard_count);
}

const swarm_directory::shard& swarm_directory::shard_of(const info_hash& x) const noexcept {
  return shards_[shard_number(x)];
}

swarm_directory::shard& swarm_directory::shard_of(const info_hash& x) noexcept {
  return shards_[shard_number(x)];
}

caf::strong_actor_ptr swarm_directory::find(const info_hash& x) const {
  const auto& home = shard_of(x);
  const std::lock_guard guard{home.mutex};
  const auto i = home.swarms.find(x);
  return i == home.swarms.end() ? nullptr : *i;
}

caf::strong_actor_ptr
swarm_directory::find_or_spawn(caf::actor_system& system, const info_hash& x) {
  auto& home = shard_of(x);
  const std::lock_guard guard{home.mutex};
  const auto i = home.swarms.find(x);
  if (i != home.swarms.end())
    return *i;
  const auto completed_count = home.completed.find(x);
  const auto result = *home.swarms.insert(spawn_swarm(system, context_, x, completed_count)).first;
  if (completed_count > 0) {
    home.completed.take(x);
    context_.memory.add(-std::int64_t{completed_counts::count_bytes});
  }
  return result;
}

void swarm_directory::erase(const swarm& x) {
  auto& home = shard_of(x.info_hash());
  caf::strong_actor_ptr last_reference; // released after the lock
  const std::lock_guard guard{home.mutex};
  const auto i = home.swarms.find(x.info_hash());
  if (i == home.swarms.end() || (*i)->get() != &x)
    return;
  last_reference = *i;
  home.swarms.erase(i);
  if (x.completed_count() > 0)
    keep_completed_count(home, x.info_hash(), x.completed_count());
  if (x.is_recorded() || x.completed_count() > 0)
    note_ended(home, x.info_hash());
}

std::uint32_t swarm_directory::completed_count(const info_hash& x) const {
  const auto& home = shard_of(x);
  const std::lock_guard guard{home.mutex};
  return home.completed.find(x);
}

bool swarm_directory::keep_completed_count(const info_hash& x, std::uint32_t count) {
  auto& home = shard_of(x);
  const std::lock_guard guard{home.mutex};
  if (home.swarms.contains(x))
    return false;
  // A swarm may have come and gone since the restart.
  keep_completed_count(home, x, count + home.completed.find(x));
  return true;
}

void swarm_directory::keep_completed_count(shard& home, const info_hash& x, std::uint32_t count) {
  const auto size_before = home.completed.size();
  const auto gone = home.completed.keep(x, count);
  const auto growth = static_cast<std::int64_t>(home.completed.size() - size_before);
  context_.memory.add(growth * std::int64_t{completed_counts::count_bytes});
  if (gone) // its record has to go as well
    note_ended(home, *gone);
}

void swarm_directory::note_ended(shard& home, const info_hash& x) {
  if (!is_recorded_)
    return;
  home.ended.push_back(x);
  context_.memory.add(ended_bytes(1));
}

std::vector<caf::strong_actor_ptr> swarm_directory::swarms_of_shard(std::size_t index) const {
  const auto& home = shards_[index];
  const std::lock_guard guard{home.mutex};
  return {home.swarms.begin(), home.swarms.end()};
}

std::vector<caf::strong_actor_ptr> swarm_directory::swarms_with_news(std::size_t index) const {
  const auto& home = shards_[index];
  std::vector<caf::strong_actor_ptr> result;
  const std::lock_guard guard{home.mutex};
  for (const auto& x : home.swarms)
    if (static_cast<const swarm*>(x->get())->has_news())
      result.push_back(x);
  return result;
}

void swarm_directory::set_news() {
  for (auto& home : shards_) {
    const std::lock_guard guard{home.mutex};
    for (const auto& x : home.swarms) {
      static_cast<swarm*>(x->get())->set_news();
      static_cast<swarm*>(x->get())->set_counts_have_changed();
    }
  }
}

std::vector<info_hash> swarm_directory::take_ended(std::size_t index) {
  auto& home = shards_[index];
  const std::lock_guard guard{home.mutex};
  context_.memory.add(-ended_bytes(home.ended.size()));
  return std::exchange(home.ended, {});
}

void swarm_directory::give_back_ended(std::size_t index, std::span<const info_hash> ended) {
  auto& home = shards_[index];
  const std::lock_guard guard{home.mutex};
  home.ended.insert(home.ended.end(), ended.begin(), ended.end());
  context_.memory.add(ended_bytes(ended.size()));
}

std::size_t swarm_directory::size() const {
  std::size_t result = 0;
  for (const auto& home : shards_) {
    const std::lock_guard guard{home.mutex};
    result += home.swarms.size();
  }
  return result;
}

void swarm_directory::clear() {
  for (auto& home : shards_) {
    const std::lock_guard guard{home.mutex};
    home.swarms.clear();
    context_.memory.add(
        -static_cast<std::int64_t>(home.completed.size())
        * std::int64_t{completed_counts::count_bytes});
    home.completed.clear();
  }
}

} // namespace muster
