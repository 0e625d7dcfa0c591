// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/runtime/keyed_hash.hpp"
#include "actors/swarm/completed_counts.hpp"
#include "net/protocol/identifier.hpp"

#include <boost/unordered/unordered_flat_set.hpp>
#include <caf/actor_control_block.hpp>

#include <array>
#include <cstddef>
#include <mutex>
#include <span>
#include <vector>

namespace caf {
class actor_system;
} // namespace caf

namespace muster {

class swarm;
struct swarm_context;

/// Knows the swarm of each torrent: info_hash → handle.
///
/// A map in many shards, each behind a lock of its own that is held for one look-up. An entry is
/// the handle alone; the info_hash is in the swarm. Clients make up info_hashes as they like;
/// where one is in its shard follows from a secret key, so that they cannot make look-ups slow.
///
/// @threadsafe
class swarm_directory {
public:
  /// Shards; a power of two, at most 65,536. Chosen: so many that reactors rarely meet in one and
  /// that of two million swarms a walk, which takes a shard at a time, has but two thousand to copy
  /// behind a lock; so few that an empty directory is small and an idle tracker sleeps.
  static constexpr std::size_t shard_count = 1024;

  /// @param context  what the swarms of this share; it has this.
  swarm_directory(swarm_context& context, const hash_key& key);
  ~swarm_directory();

  /// The swarm of a torrent, or null if it has none.
  [[nodiscard]] caf::strong_actor_ptr find(const info_hash& x) const;

  /// The swarm of a torrent; spawns it if it has none.
  [[nodiscard]] caf::strong_actor_ptr find_or_spawn(caf::actor_system& system, const info_hash& x);

  /// Removes this very swarm; another one of the same torrent stays. Keeps how often the torrent
  /// has been downloaded.
  void erase(const swarm& x);

  /// How often a torrent without a swarm has been downloaded. 0 if it has one.
  [[nodiscard]] std::uint32_t completed_count(const info_hash& x) const;
  /// Keeps that of a torrent without a swarm, as it was before a restart.
  /// @returns false if it has a swarm.
  bool keep_completed_count(const info_hash& x, std::uint32_t count);

  /// The swarms of one shard, as they are now.
  [[nodiscard]] std::vector<caf::strong_actor_ptr> swarms_of_shard(std::size_t shard) const;

  /// The swarms of one shard that have changed since they were last recorded.
  [[nodiscard]] std::vector<caf::strong_actor_ptr> swarms_with_news(std::size_t shard) const;

  /// Which shard the swarm of a torrent is in. Shards and the torrents' keys have the same order.
  [[nodiscard]] static std::size_t shard_number(const info_hash& x) noexcept;

  /// Makes everything news, the counts as well, because nobody knows what has been stored.
  void set_news();

  /// Which recorded swarms of one shard have ended since this was last asked. The torrent may have
  /// another swarm by now.
  [[nodiscard]] std::vector<info_hash> take_ended(std::size_t shard);

  /// Nobody records swarms, so those that end are noted for nobody. To be called before there are
  /// any.
  void record_nothing() noexcept {
    is_recorded_ = false;
  }

  /// Takes back what `take_ended` gave.
  void give_back_ended(std::size_t shard, std::span<const info_hash> ended);

  /// How many swarms there are. Approximate while others come and go.
  [[nodiscard]] std::size_t size() const;

  void clear();

private:
  static const info_hash& torrent_of(const caf::strong_actor_ptr& x) noexcept;

  struct hasher {
    using is_transparent = void;
    using is_avalanching = void;
    hash_key key{};
    std::size_t operator()(const info_hash& x) const noexcept;
    std::size_t operator()(const caf::strong_actor_ptr& x) const noexcept;
  };

  struct same_torrent {
    using is_transparent = void;
    bool operator()(const caf::strong_actor_ptr& a, const caf::strong_actor_ptr& b) const noexcept;
    bool operator()(const info_hash& a, const caf::strong_actor_ptr& b) const noexcept;
  };

  using swarm_table = boost::unordered_flat_set<caf::strong_actor_ptr, hasher, same_torrent>;

  struct shard {
    mutable std::mutex mutex;
    swarm_table swarms;
    completed_counts completed;
    /// One for each record in the store at most, or two if one was given back.
    std::vector<info_hash> ended;
  };

  [[nodiscard]] const shard& shard_of(const info_hash& x) const noexcept;
  [[nodiscard]] shard& shard_of(const info_hash& x) noexcept;
  /// @pre the shard is locked
  void keep_completed_count(shard& home, const info_hash& x, std::uint32_t count);

  /// Notes that the record of a torrent has to go, or to become one without peers.
  /// @pre the shard is locked
  void note_ended(shard& home, const info_hash& x);

  swarm_context& context_;
  bool is_recorded_ = true;
  std::array<shard, shard_count> shards_;
};

} // namespace muster
