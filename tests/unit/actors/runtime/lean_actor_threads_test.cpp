// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE lean_actor_threads_test

#include "actors/runtime/lean_actor.hpp"
#include "tests/support/actors.hpp"

#include <caf/actor_system_config.hpp>
#include <caf/test/unit_test.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <thread>
#include <vector>

// Several threads with an execution unit each write to the same few actors, as reactors do.
namespace {

using namespace muster;
using test::hand_crank;

constexpr std::size_t writers = 4;
constexpr std::uint64_t letters_per_writer = 25000;

/// Messages that each of two writers takes turns with.
constexpr std::uint64_t turns = 20000;

/// Notices messages out of order, and threads that run it at the same time.
class notebook final : public lean_actor {
public:
  using lean_actor::lean_actor;

  /// To be called when nobody runs it.
  [[nodiscard]] std::uint64_t handled() const {
    return handled_;
  }

  /// The same, to be called at any time.
  [[nodiscard]] std::uint64_t progress() const {
    return progress_;
  }

  [[nodiscard]] std::uint64_t faults() const {
    return faults_ + overlaps_;
  }

private:
  void receive(caf::mailbox_element_ptr& message, caf::execution_unit*) override {
    const bool is_alone = !busy_.exchange(true);
    overlaps_ += is_alone ? 0 : 1;
    const auto number = message->content().get_as<std::uint64_t>(0);
    auto& last = last_[number % writers];
    faults_ += number > last ? 0 : 1;
    last = number;
    ++handled_; // not atomic: a sanitizer sees it if two threads are here
    busy_ = false;
    ++progress_; // last: what others do next falls into the end of this turn
  }

  std::atomic<bool> busy_{false};
  std::atomic<std::uint64_t> overlaps_{0};
  std::atomic<std::uint64_t> progress_{0};
  std::array<std::uint64_t, writers> last_{};
  std::uint64_t handled_ = 0;
  std::uint64_t faults_ = 0;
};

struct fixture {
  caf::actor_system_config cfg;
  caf::actor_system sys{cfg.set("scheduler.max-threads", std::size_t{1})
                            .set("scheduler.policy", caf::atom("sharing"))};
};

/// Writes ascending numbers, the remainder of which names the writer, to all in turn.
/// @param turn_messages  small, so that actors are often queued again before they are done.
void write_to(
    const std::vector<caf::strong_actor_ptr>& all, std::size_t self, hand_crank& crank,
    std::size_t turn_messages) {
  for (std::uint64_t i = 1; i <= letters_per_writer; ++i) {
    const auto& receiver = all[i % all.size()];
    receiver->enqueue(
        caf::make_mailbox_element(nullptr, caf::make_message_id(), {}, i * writers + self), &crank);
    if (i % 8 == 0)
      while (crank.waiting() > 0)
        crank.turn(turn_messages);
  }
  crank.run();
}

/// Writes whenever the other one of two has been read: just when its reader is about to stop.
/// @returns how many messages it wrote before the end of its turns or the deadline.
std::uint64_t take_turns(
    const caf::strong_actor_ptr& to, std::size_t self, hand_crank& crank,
    std::chrono::steady_clock::time_point deadline) {
  const auto& receiver = *static_cast<notebook*>(to->get());
  std::uint64_t sent = 0;
  while (sent < turns && std::chrono::steady_clock::now() < deadline) {
    // Spins, because a thread that has to be woken up comes too late.
    for (int spins = 0; spins < 2000 && receiver.progress() != 2 * sent + self; ++spins)
      std::atomic_signal_fence(std::memory_order_seq_cst);
    if (receiver.progress() != 2 * sent + self) {
      std::this_thread::yield();
      continue;
    }
    // Each time a little later, so that some message comes at the worst moment.
    for (std::uint64_t delay = sent % 100; delay > 0; --delay)
      std::atomic_signal_fence(std::memory_order_seq_cst);
    ++sent;
    to->enqueue(
        caf::make_mailbox_element(nullptr, caf::make_message_id(), {}, sent * writers + self),
        &crank);
    crank.run();
  }
  return sent;
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(lean_actor_threads_tests, fixture)

CAF_TEST(
    whatever threads write to it an actor runs on one at a time and loses and reorders nothing) {
  for (const std::size_t actors : {1, 3}) {
    std::vector<caf::strong_actor_ptr> all;
    for (std::size_t i = 0; i < actors; ++i)
      all.push_back(test::make_hidden<notebook>(sys));
    // They outlive the threads: an actor may still be queued in one when its writer has ended.
    std::vector<hand_crank> cranks(writers, hand_crank{&sys});
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < writers; ++i)
      threads.emplace_back([&, i] { write_to(all, i, cranks[i], 1 + i); });
    threads.clear(); // joins
    std::uint64_t handled = 0;
    for (const auto& x : all) {
      handled += static_cast<notebook*>(x->get())->handled();
      CAF_CHECK_EQUAL(static_cast<notebook*>(x->get())->faults(), 0u);
    }
    CAF_CHECK_EQUAL(handled, writers * letters_per_writer);
  }
}

CAF_TEST(a message that comes at the moment when an actor becomes idle is handled) {
  const auto sut = test::make_hidden<notebook>(sys);
  std::vector<hand_crank> cranks(2, hand_crank{&sys});
  std::array<std::uint64_t, 2> sent{};
  {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{5};
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < cranks.size(); ++i)
      threads.emplace_back([&, i] { sent[i] = take_turns(sut, i, cranks[i], deadline); });
  }
  CAF_CHECK_GREATER(sent[0], 0u);
  CAF_CHECK_EQUAL(static_cast<notebook*>(sut->get())->handled(), sent[0] + sent[1]);
}

CAF_TEST_FIXTURE_SCOPE_END()
