// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/runtime/actor_account.hpp"

#include <caf/intrusive/lifo_inbox.hpp>
#include <caf/mailbox_element.hpp>
#include <caf/monitorable_actor.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>

namespace muster {

class reactor;

/// The actor through which a reactor's sessions talk to swarms, and swarms to them.
///
/// It has no turn to wait for: a message from its own reactor is handled within `enqueue`, so that
/// the answer of a swarm is on the wire before `enqueue` returns. Messages from other threads wait
/// in a mailbox and wake the reactor once for all of them; what is left of them when the reactor's
/// turn is over waits for another one.
///
/// Whatever goes wrong with a message or an event, for lack of memory, costs that and nothing else.
///
/// Uses its reactor until it finishes, and must outlive the reactor's run.
class network_actor : public caf::monitorable_actor {
public:
  /// @param account  where this actor's messages are counted.
  network_actor(
      caf::actor_config& cfg, muster::reactor& reactor,
      std::shared_ptr<actor_account> account = std::make_shared<actor_account>());

  ~network_actor() override;

  using caf::abstract_actor::enqueue;

  /// @threadsafe
  void enqueue(caf::mailbox_element_ptr message, caf::execution_unit* runner) override;

  void on_destroy() override;

  /// Swarms have run in a turn of their own, and may have answered.
  virtual void on_swarms_run() {
    // nop
  }

protected:
  /// Handles a message, on the reactor's thread.
  virtual void receive(caf::mailbox_element& message) = 0;

  /// Does `work` on the reactor's thread as a turn of it, and counts its time as this actor's.
  /// Costs two looks at the clock, so it is for whole batches.
  template <class Work>
  void busy(Work work) {
    const auto begin = begin_turn();
    attempt(work);
    end_turn(begin);
  }
  /// Does `work`, a part of a batch for which the others shall not pay if it fails.
  template <class Work>
  void attempt(Work&& work) noexcept {
    try {
      work();
    } catch (const std::exception&) {
      on_failure();
    }
  }

  [[nodiscard]] muster::reactor& reactor() noexcept {
    return reactor_;
  }

  /// From now on messages are dropped. Called on the reactor's thread.
  void close_inbox();

  /// Wakes the reactor for messages of other threads, if there was no memory to do so when they
  /// came.
  void make_up_for_wake();

  /// Closes the inbox and ends the use of the reactor. Called once, on the reactor's thread.
  void finish();

  /// Whether messages are dropped by now.
  [[nodiscard]] bool is_finished() const noexcept {
    return inbox_.closed();
  }

private:
  struct inbox_policy {
    using mapped_type = caf::mailbox_element;
    using unique_pointer = caf::mailbox_element_ptr;
  };

  using node = caf::mailbox_element::node_type;
  using time_point = std::chrono::steady_clock::time_point;

  /// Messages of other threads that are handled until somebody looks whether the turn is over.
  /// Chosen: replies over HTTP take some ten microseconds each.
  static constexpr std::size_t messages_per_look = 16;

  /// Something could not be done.
  virtual void on_failure() noexcept {
    // nop
  }
  [[nodiscard]] time_point begin_turn() noexcept;
  void end_turn(time_point begin) noexcept;
  void receive_later();
  void receive_waiting();
  bool fetch();
  caf::mailbox_element_ptr take_waiting() noexcept;
  void drop_waiting() noexcept;
  void receive_next();
  void receive_unless_closed(caf::mailbox_element& message);

  muster::reactor& reactor_;
  std::shared_ptr<actor_account> account_;
  caf::intrusive::lifo_inbox<inbox_policy> inbox_;
  std::atomic<bool> is_wake_owed_{false};
  /// What was taken from the inbox and not handled yet, in order of arrival.
  node* waiting_ = nullptr;
};

} // namespace muster
