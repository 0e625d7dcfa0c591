// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/interfaces.hpp"
#include "bin/ctl/interrupt.hpp"
#include "bin/ctl/remote_tracker.hpp"
#include "bin/ctl/ssh_session.hpp"
#include "net/operator_endpoint.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/typed_actor.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace muster::ctl {

/// Why there is no answer. One line; empty if it was given up.
struct no_answer {
  std::string reason;
};

/// An attachment to a tracker: questions go out, answers come back, one at a time.
///
/// Not thread-safe. After a `no_answer` it is detached, and `attach` may be tried again.
class connection {
public:
  /// @param socket  of the tracker, unless it is on another machine.
  explicit connection(std::string socket, std::optional<remote_tracker> remote = std::nullopt);

  /// Attaches, unless it is attached.
  /// @returns why that cannot be.
  std::optional<no_answer> attach();

  /// Whether the tracker was there when it was last heard of.
  [[nodiscard]] bool is_attached() const noexcept {
    return static_cast<bool>(tracker_);
  }

  /// Waits for the tracker to go away.
  /// @returns false if it did.
  bool stays_for(std::chrono::milliseconds time);

  /// Asks the tracker. What takes longer than `patience` has no answer, and neither has what is
  /// given up meanwhile.
  /// @param gives_up  asked several times a second.
  template <class Answer, class Question>
  std::variant<Answer, no_answer>
  ask(Question question, std::chrono::seconds patience = default_patience,
      const std::function<bool()>& gives_up = is_interrupted) {
    if (auto why = attach())
      return std::move(*why);
    std::optional<std::variant<Answer, no_answer>> result;
    const auto deadline = std::chrono::steady_clock::now() + patience;
    (*self_)->send(tracker_, std::move(question));
    while (!result) {
      (*self_)->receive(
          [&](Answer& x) { result = std::move(x); },
          [&](const caf::down_msg&) { result = no_answer{"the tracker has gone"}; },
          [&](const caf::error&) { result = no_answer{"the tracker failed to answer"}; },
          caf::after(look_time) >> [] {});
      if (!result && gives_up())
        result = no_answer{};
      else if (!result && std::chrono::steady_clock::now() > deadline)
        result = no_answer{"the tracker does not answer"};
    }
    if (std::holds_alternative<no_answer>(*result))
      detach();
    return std::move(*result);
  }

  /// Far above what the longest walk over all swarms takes.
  static constexpr std::chrono::seconds default_patience{120};

private:
  /// Between two looks whether an answer is still wanted.
  static constexpr std::chrono::milliseconds look_time{100};

  std::variant<caf::strong_actor_ptr, attach_error> attach_here();
  std::variant<caf::strong_actor_ptr, attach_error> attach_over_ssh();

  /// What comes too late is dropped together with whom it is for.
  void detach();

  std::string socket_;
  std::optional<remote_tracker> remote_;
  std::optional<ssh_session> ssh_;
  caf::actor_system_config config_;
  std::unique_ptr<caf::actor_system> system_;
  std::unique_ptr<caf::scoped_actor> self_;
  operator_actor tracker_;
};

} // namespace muster::ctl
