// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <caf/monitorable_actor.hpp>

#include <mutex>

namespace muster {

/// The address of an actor that is started again when it fails: what is sent here reaches the one
/// that runs now, sender and request id included, so nobody has to be told of its successor.
///
/// While there is none, requests are answered with an error at once and other messages are lost.
/// Costs a lock for each message, so it is nothing for the path of an announce.
/// @threadsafe
class lasting_address final : public caf::monitorable_actor {
public:
  explicit lasting_address(caf::actor_config& cfg);

  using caf::abstract_actor::enqueue;

  void enqueue(caf::mailbox_element_ptr message, caf::execution_unit* runner) override;

  void on_destroy() override;

  /// From now on this is the address of `x`; null: of nobody.
  void refer_to(caf::strong_actor_ptr x);

  [[nodiscard]] caf::strong_actor_ptr current() const;

  /// From now on this is the address of nobody, and who monitors it is told that it has ended. CAF
  /// forgets it then, if it was published; it must not live as long as CAF's registry.
  void close();

private:
  mutable std::mutex mutex_;
  caf::strong_actor_ptr current_;
};

} // namespace muster
