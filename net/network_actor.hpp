// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/actor_account.hpp"

#include <caf/intrusive/lifo_inbox.hpp>
#include <caf/mailbox_element.hpp>
#include <caf/monitorable_actor.hpp>

#include <chrono>
#include <memory>

namespace muster {

class reactor;

/// The actor through which a reactor's sessions talk to swarms, and swarms to them.
///
/// It has no turn to wait for: a message from its own reactor is handled within `enqueue`, so that
/// the answer of a swarm is on the wire before `enqueue` returns. Messages from other threads wait
/// in a mailbox and wake the reactor once for all of them.
///
/// Uses its reactor until it finishes, and must outlive the reactor's run.
class network_actor : public caf::monitorable_actor {
public:
  /// @param account  where this actor's messages are counted.
  network_actor(
      caf::actor_config& cfg, muster::reactor& reactor,
      std::shared_ptr<actor_account> account = std::make_shared<actor_account>());

  using caf::abstract_actor::enqueue;

  /// @threadsafe
  void enqueue(caf::mailbox_element_ptr message, caf::execution_unit* runner) override;

  void on_destroy() override;

protected:
  /// Handles a message, on the reactor's thread.
  virtual void receive(caf::mailbox_element& message) = 0;

  /// Does `work` on the reactor's thread and counts its time as this actor's. Costs two looks at
  /// the clock, so it is for whole batches.
  template <class Work>
  void busy(Work work) {
    account_->note_thread();
    const auto begin = std::chrono::steady_clock::now();
    work();
    note_busy(begin, std::chrono::steady_clock::now());
  }

  [[nodiscard]] muster::reactor& reactor() noexcept {
    return reactor_;
  }

  /// From now on messages are dropped. Called on the reactor's thread.
  void close_inbox();

  /// Closes the inbox and ends the use of the reactor. Called once, on the reactor's thread.
  void finish();

  /// Whether messages are dropped by now.
  [[nodiscard]] bool is_finished() const noexcept {
    return inbox_.closed();
  }

  /// What has come from other threads has been handled.
  virtual void on_inbox_empty() {
    // nop
  }

private:
  struct inbox_policy {
    using mapped_type = caf::mailbox_element;
    using unique_pointer = caf::mailbox_element_ptr;
  };

  using time_point = std::chrono::steady_clock::time_point;

  void note_busy(time_point begin, time_point end) noexcept;
  void receive_waiting();
  void receive_unless_closed(caf::mailbox_element& message);

  muster::reactor& reactor_;
  std::shared_ptr<actor_account> account_;
  caf::intrusive::lifo_inbox<inbox_policy> inbox_;
};

} // namespace muster
