// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <caf/actor_config.hpp>
#include <caf/actor_system.hpp>
#include <caf/default_attachable.hpp>
#include <caf/execution_unit.hpp>
#include <caf/mailbox_element.hpp>
#include <caf/make_actor.hpp>
#include <caf/message.hpp>
#include <caf/monitorable_actor.hpp>
#include <caf/resumable.hpp>
#include <caf/test/unit_test.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <iterator>
#include <mutex>
#include <utility>
#include <vector>

namespace muster::test {

/// An execution unit that a test turns by hand, as a reactor does between its socket events.
///
/// Belongs to one thread. Must outlive the actors that may be queued in it.
class hand_crank final : public caf::execution_unit {
public:
  using caf::execution_unit::execution_unit;

  void exec_later(caf::resumable* job) override {
    jobs_.push_back(job);
  }

  /// Actors that wait to run; one that is queued twice counts twice.
  [[nodiscard]] std::size_t waiting() const noexcept {
    return jobs_.size();
  }

  /// Lets the first actor handle up to `messages_max` messages.
  caf::resumable::resume_result turn(std::size_t messages_max) {
    auto* job = jobs_.front();
    jobs_.pop_front();
    const auto result = job->resume(this, messages_max);
    if (result == caf::resumable::resume_later)
      jobs_.push_back(job);
    else
      intrusive_ptr_release(job);
    return result;
  }

  /// Runs actors until none waits.
  void run() {
    while (!jobs_.empty())
      turn(64);
  }

private:
  std::deque<caf::resumable*> jobs_;
};

/// Something that a `letterbox` got.
struct letter {
  /// Of the request that this answers; 0 if it answers none.
  std::uint64_t request_id = 0;
  caf::strong_actor_ptr sender;
  caf::message content;

  template <class T>
  [[nodiscard]] bool is() const {
    return content.match_elements<T>();
  }

  /// The test ends here if this is no `T`.
  template <class T>
  [[nodiscard]] const T& as() const& {
    if (!is<T>())
      CAF_FAIL("another message was due");
    return content.get_as<T>(0);
  }

  /// A copy, because what it is taken from goes away.
  template <class T>
  [[nodiscard]] T as() && {
    return static_cast<const letter&>(*this).as<T>();
  }
};

/// An actor that keeps what it is sent and does nothing; stands in for a network actor, and for
/// whatever else the actor under test writes to.
/// @threadsafe
class letterbox final : public caf::monitorable_actor {
public:
  explicit letterbox(caf::actor_config& cfg) : caf::monitorable_actor(cfg) {
    // nop
  }

  using caf::abstract_actor::enqueue;

  void enqueue(caf::mailbox_element_ptr message, caf::execution_unit*) override {
    const auto id = message->mid.is_response() ? message->mid.request_id().integer_value() : 0;
    const std::lock_guard guard{mutex_};
    letters_.push_back({id, message->sender, message->move_content_to_message()});
  }

  /// All letters since the last call, in their order.
  std::vector<letter> take() {
    const std::lock_guard guard{mutex_};
    return std::exchange(letters_, {});
  }

  /// The only letter since the last call. The test ends here if that is not how many there are.
  letter take_one() {
    auto letters = take();
    if (letters.size() != 1)
      CAF_FAIL("one letter was due, not " << letters.size());
    return std::move(letters.front());
  }

  /// The letters of one kind since the last call; others are dropped.
  template <class T>
  std::vector<T> take_all() {
    std::vector<T> result;
    for (const auto& x : take())
      if (x.is<T>())
        result.push_back(x.as<T>());
    return result;
  }

private:
  std::mutex mutex_;
  std::vector<letter> letters_;
};

/// Makes an actor that CAF does not count as running, as the swarm directory does it.
template <class Actor, class... Ts>
caf::strong_actor_ptr make_hidden(caf::actor_system& system, Ts&&... xs) {
  caf::actor_config cfg;
  return caf::make_actor<Actor, caf::strong_actor_ptr>(
      system.next_actor_id(), system.node(), &system, cfg, std::forward<Ts>(xs)...);
}

/// A `letterbox` and the handle that keeps it.
class post_office {
public:
  explicit post_office(caf::actor_system& system) : handle_(make_hidden<letterbox>(system)) {
    // nop
  }

  [[nodiscard]] const caf::strong_actor_ptr& handle() const noexcept {
    return handle_;
  }

  letterbox* operator->() const noexcept {
    return static_cast<letterbox*>(handle_->get());
  }

  /// From now on `x` tells this box when it ends.
  void monitor(const caf::strong_actor_ptr& x) const {
    x->get()->attach(caf::default_attachable::make_monitor(
        caf::actor_cast<caf::actor_addr>(x), caf::actor_cast<caf::actor_addr>(handle_)));
  }

  /// Sends one message from this box.
  /// @param request_id  0: no answer is expected to name it.
  /// @param runner  null: a thread of CAF's scheduler runs the receiver.
  template <class Content>
  void send(
      const caf::strong_actor_ptr& to, std::uint64_t request_id, Content&& content,
      caf::execution_unit* runner) const {
    const auto id = request_id == 0 ? caf::make_message_id() : caf::make_message_id(request_id);
    to->enqueue(caf::make_mailbox_element(handle_, id, {}, std::forward<Content>(content)), runner);
  }

private:
  caf::strong_actor_ptr handle_;
};

} // namespace muster::test
