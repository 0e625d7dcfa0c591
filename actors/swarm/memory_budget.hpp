// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/statistics/figures.hpp"
#include "actors/statistics/process_usage.hpp"

#include <atomic>
#include <cstdint>
#include <limits>

namespace muster {

/// How much memory the process may take.
struct memory_settings {
  /// As good as no limit unless it is given.
  std::uint64_t bytes_max = std::uint64_t{1} << 56;
  /// What others than swarms may still come to take after the start.
  std::uint64_t set_aside_bytes = 0;
  /// Of the address space that can be had, what is left to libraries that do not outlive a failure
  /// to get some.
  std::uint64_t kept_free_bytes = 0;
};

/// Weighs what the process takes of the memory against what it may take.
///
/// Swarms tell what they take of the heap whenever that changes, and servers what waits in their
/// connections, so a flood of either is seen at once. What everything else takes follows from the
/// resident memory, which is looked at from time to time. Memory that these have freed stays with
/// the process for the next ones, and is counted as free here although it is resident. Others have
/// no use for it, so what they are known to grow to is set aside from the beginning.
/// What the process may take is less than it was told where it cannot get as much.
/// @threadsafe
class memory_budget {
public:
  /// Above this share of the budget there is no room for new swarms, and some have to go.
  static constexpr std::uint64_t tight_percent = 90;

  /// From this share of the budget on bursts of new swarms are cut.
  static constexpr std::uint64_t easy_percent = 50;

  /// So far the share is brought down when it was above.
  static constexpr std::uint64_t relaxed_percent = 85;

  explicit memory_budget(const memory_settings& settings)
      : settings_(settings), bytes_max_(settings.bytes_max) {
    // nop
  }

  /// A swarm takes so many bytes more, or fewer if that is negative.
  void add(std::int64_t bytes) noexcept {
    swarm_bytes_.fetch_add(bytes, std::memory_order_relaxed);
  }

  /// So many bytes more wait in connections, or fewer if that is negative.
  void add_waiting(std::int64_t bytes) noexcept;

  /// Notes the memory of the process: first at the start, when there is hardly a swarm. Called by
  /// one actor, the sweeper.
  /// @returns whether so much has been freed in connections that it is worth giving it back to the
  ///          system: nothing else needs so much at once.
  bool look(const memory_use& use) noexcept;

  /// Notes what the process could get besides of its address space. Called by those who take much
  /// at once, before they do.
  void note_attainable(std::uint64_t bytes) noexcept {
    room_.store(bytes, std::memory_order_relaxed);
  }

  /// Whether so many bytes can be had for a while. They count as taken until it is noted again what
  /// can be had.
  [[nodiscard]] bool take_room(std::uint64_t bytes) noexcept;

  /// Whether another swarm may begin.
  [[nodiscard]] bool has_room_for_swarms() const noexcept {
    return used_bytes() < bytes_max() / 100 * tight_percent;
  }

  /// The share of a burst of new swarms that there is memory for, in percent: all of it while the
  /// budget is easy, then less in proportion to what is left, and none where it is tight.
  [[nodiscard]] std::uint32_t burst_percent() const noexcept;

  /// Whether a swarm may take another peer.
  [[nodiscard]] bool has_room_for_peers() const noexcept {
    return used_bytes() < bytes_max();
  }

  /// Whether some swarms have to go, because nothing else will: what waits in connections goes by
  /// itself, or its connections before swarms do.
  [[nodiscard]] bool must_evict() const noexcept {
    return lasting_bytes() >= bytes_max() / 100 * tight_percent;
  }

  /// Whether enough of them have gone.
  [[nodiscard]] bool is_relaxed() const noexcept {
    return lasting_bytes() < bytes_max() / 100 * relaxed_percent;
  }

  [[nodiscard]] memory_figures figures() const noexcept;

private:
  /// Chosen: far more than ever waits in connections without a flood.
  static constexpr std::int64_t worth_giving_back_bytes = 4 << 20;

  /// What the process may take, and can.
  [[nodiscard]] std::uint64_t bytes_max() const noexcept {
    return bytes_max_.load(std::memory_order_relaxed);
  }
  void look_at_limits(const memory_use& use) noexcept;

  [[nodiscard]] std::uint64_t used_bytes() const noexcept;
  /// Without what waits in connections.
  [[nodiscard]] std::uint64_t lasting_bytes() const noexcept;

  memory_settings settings_;
  std::atomic<std::uint64_t> bytes_max_;
  std::atomic<std::int64_t> swarm_bytes_{0};
  std::atomic<std::uint64_t> room_{std::numeric_limits<std::uint64_t>::max()};
  std::atomic<std::int64_t> waiting_bytes_{0};
  /// What has waited at most since the last look.
  std::atomic<std::int64_t> waiting_peak_{0};
  /// What has waited at most since memory was last given back; of the one who looks.
  std::int64_t freed_from_ = 0;
  /// What is resident besides swarms' memory, used or freed, or set aside if that is more.
  std::atomic<std::int64_t> other_bytes_{0};
  /// What swarms and connections have taken at most of what is resident now; of the one who looks.
  std::int64_t peak_bytes_ = 0;
  std::int64_t resident_bytes_ = 0;
  std::int64_t other_bytes_min_ = 0;
  /// What has been resident at most of the address space that the process has now, and what it
  /// could get besides; of the one who looks.
  std::uint64_t had_bytes_ = 0;
  std::uint64_t attainable_bytes_ = 0;
  bool has_looked_ = false;
};

} // namespace muster
