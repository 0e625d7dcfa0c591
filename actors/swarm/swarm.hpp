// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/interfaces.hpp"
#include "actors/peers/peer_set.hpp"
#include "actors/runtime/lean_actor.hpp"
#include "actors/runtime/typed_message.hpp"
#include "actors/swarm/messages.hpp"
#include "net/protocol/identifier.hpp"

#include <atomic>
#include <type_traits>
#include <utility>

namespace muster {

struct swarm_context;

/// The actor of one torrent: a mailbox around its `peer_set`.
///
/// Lives from its first announce until a sweep finds it without peers, or until it is told to
/// exit. Then it leaves the directory first, so whoever looks the torrent up gets a fresh swarm;
/// an announce that was already on its way here is passed on to that one.
class swarm final : public lean_actor {
public:
  /// @param context          outlives every swarm.
  /// @param completed_count  of the torrent's former swarms.
  swarm(
      caf::actor_config& cfg, swarm_context& context, const muster::info_hash& info_hash,
      std::uint32_t completed_count);
  ~swarm() override;

  [[nodiscard]] const muster::info_hash& info_hash() const noexcept {
    return info_hash_;
  }

  /// Whether something has changed since it was last recorded.
  /// @threadsafe
  [[nodiscard]] bool has_news() const noexcept {
    return has_news_.load(std::memory_order_relaxed);
  }

  /// Notes that what was recorded last has not been stored.
  /// @threadsafe
  void set_news() noexcept {
    has_news_.store(true, std::memory_order_relaxed);
  }

  /// Notes that the counts have changed since they were last recorded.
  /// @threadsafe
  void set_counts_have_changed() noexcept {
    counts_have_changed_.store(true, std::memory_order_relaxed);
  }

  /// Whether there may be a record of it in the store.
  /// @threadsafe
  [[nodiscard]] bool is_recorded() const noexcept {
    return is_recorded_.load(std::memory_order_relaxed);
  }

  /// How often its torrent has been downloaded. Asked by itself, when it ends.
  [[nodiscard]] std::uint32_t completed_count() const noexcept {
    return peers_.counts().completed_count;
  }

private:
  void receive(caf::mailbox_element_ptr& message, caf::execution_unit* runner) override;
  void on_failure(const caf::mailbox_element_ptr& message) noexcept override;
  void dispatch(caf::mailbox_element& message, caf::execution_unit* runner);

  /// Answers a `Question` with what the swarm's handle says that it is answered with.
  template <class Question, class Answer>
  void answer_to(caf::mailbox_element& message, caf::execution_unit* runner, Answer&& answer) {
    static_assert(answers_with<swarm_actor, Question, std::remove_cvref_t<Answer>>);
    respond(message, runner, std::forward<Answer>(answer));
  }

  void receive_late(caf::mailbox_element_ptr& message, caf::execution_unit* runner);

  void on_announce(caf::mailbox_element& message, caf::execution_unit* runner);
  void announce_peer(const muster::announce& x, announced& answer);
  void on_scrape(caf::mailbox_element& message, caf::execution_unit* runner);
  void on_sweep(const caf::mailbox_element& message, caf::execution_unit* runner);
  void on_record_query(caf::mailbox_element& message);
  void on_restore(caf::mailbox_element& message);
  void on_list_peers(caf::mailbox_element& message, caf::execution_unit* runner);
  void on_drop_peers(caf::mailbox_element& message, caf::execution_unit* runner);
  void on_exit();

  /// Notes what the store does not know yet.
  void note(const swarm_changes& changes);

  swarm_context& context_;
  muster::info_hash info_hash_;
  std::atomic<bool> has_news_{false};
  std::atomic<bool> counts_have_changed_{false};
  std::atomic<bool> is_recorded_{false};
  peer_set peers_;
};

} // namespace muster
