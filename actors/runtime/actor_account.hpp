// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster {

/// What an actor does, for operators to look at. Written by the actor and whoever sends to it,
/// read by the operator at any time; figures that belong together may be a message apart.
/// @threadsafe
class actor_account {
public:
  /// @param kind   of the actor, a noun: `statistics`.
  /// @param place  where it runs: `scheduler`, `own thread`, `reactor 0`.
  explicit actor_account(std::string kind = {}, std::string place = {}, std::uint32_t restarts = 0)
      : kind_(std::move(kind)), place_(std::move(place)), restarts_(restarts) {
    // nop
  }

  void count_arrived() noexcept {
    waiting_.fetch_add(1, std::memory_order_relaxed);
  }

  /// A message that was counted when it arrived waits no longer.
  void count_taken() noexcept {
    waiting_.fetch_sub(1, std::memory_order_relaxed);
  }

  /// A message has been handled, whether it had waited or not. To be called by the actor's own
  /// thread only: this is on the path of an announce, so it is no read-modify-write.
  void count_handled() noexcept {
    handled_.store(handled_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  }

  void add_busy(std::chrono::nanoseconds x) noexcept {
    const auto added = static_cast<std::uint64_t>(x.count());
    busy_.store(busy_.load(std::memory_order_relaxed) + added, std::memory_order_relaxed);
  }

  void id(std::uint64_t x) noexcept {
    id_.store(x, std::memory_order_relaxed);
  }

  /// Notes on which thread the actor is running.
  void note_thread() noexcept;

  /// The actor is no more.
  void close() noexcept {
    closed_.store(true, std::memory_order_relaxed);
  }

  [[nodiscard]] const std::string& kind() const noexcept {
    return kind_;
  }

  [[nodiscard]] const std::string& place() const noexcept {
    return place_;
  }

  /// Actors of this kind and place that have ended before this one.
  [[nodiscard]] std::uint32_t restarts() const noexcept {
    return restarts_;
  }

  [[nodiscard]] std::uint64_t id() const noexcept {
    return id_.load(std::memory_order_relaxed);
  }

  /// The kernel's number of the thread that ran it last; 0: none yet.
  [[nodiscard]] int thread() const noexcept {
    return thread_.load(std::memory_order_relaxed);
  }

  [[nodiscard]] std::uint64_t waiting() const noexcept {
    return waiting_.load(std::memory_order_relaxed);
  }

  [[nodiscard]] std::uint64_t handled() const noexcept {
    return handled_.load(std::memory_order_relaxed);
  }

  [[nodiscard]] std::chrono::nanoseconds busy() const noexcept {
    return std::chrono::nanoseconds{busy_.load(std::memory_order_relaxed)};
  }

  [[nodiscard]] bool is_closed() const noexcept {
    return closed_.load(std::memory_order_relaxed);
  }

private:
  std::string kind_;
  std::string place_;
  std::uint32_t restarts_;
  std::atomic<std::uint64_t> id_{0};
  std::atomic<int> thread_{0};
  std::atomic<std::uint64_t> waiting_{0};
  std::atomic<std::uint64_t> handled_{0};
  std::atomic<std::uint64_t> busy_{0};
  std::atomic<bool> closed_{false};
};

/// The accounts of all actors but the swarms.
/// @threadsafe
class actor_accounts {
public:
  /// Opens an account. If one of the same kind and place is closed, it is a restart.
  std::shared_ptr<actor_account> open(std::string kind, std::string place);

  /// Those that are not closed, in the order in which they were opened.
  [[nodiscard]] std::vector<std::shared_ptr<const actor_account>> list() const;

  /// How often actors of a kind have been started again.
  [[nodiscard]] std::uint64_t restarts(std::string_view kind) const;

private:
  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<actor_account>> accounts_;
};

} // namespace muster
