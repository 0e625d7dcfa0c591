// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/runtime/actor_account.hpp"

#include <caf/actor_system.hpp>
#include <caf/error.hpp>
#include <caf/infer_handle.hpp>
#include <caf/invoke_message_result.hpp>
#include <caf/mailbox_element.hpp>

#include <chrono>
#include <memory>
#include <utility>

namespace muster {

/// An actor of CAF's scheduler that keeps an account: what waits for it, what it has handled, and
/// how long that took. Costs two looks at the clock per message, which is why swarms have none.
/// @tparam Actor  what CAF would spawn without this.
template <class Actor>
class observed final : public Actor {
public:
  template <class Function, class... Ts>
  observed(
      caf::actor_config& cfg, std::shared_ptr<actor_account> account, Function function, Ts&&... xs)
      : Actor(with_behavior(cfg, std::move(function), std::forward<Ts>(xs)...)),
        account_(std::move(account)) {
    account_->id(this->id());
  }

  ~observed() override {
    account_->close();
  }

  using Actor::consume;
  using Actor::enqueue;

  void enqueue(caf::mailbox_element_ptr message, caf::execution_unit* runner) override {
    account_->count_arrived();
    Actor::enqueue(std::move(message), runner);
  }

  caf::invoke_message_result consume(caf::mailbox_element& message) override {
    account_->note_thread();
    account_->count_taken();
    const auto begin = std::chrono::steady_clock::now();
    const auto result = Actor::consume(message);
    account_->add_busy(std::chrono::steady_clock::now() - begin);
    // What is skipped waits for another behaviour.
    if (result == caf::invoke_message_result::skipped)
      account_->count_arrived();
    else
      account_->count_handled();
    return result;
  }

  bool cleanup(caf::error&& reason, caf::execution_unit* runner) override {
    account_->close();
    return Actor::cleanup(std::move(reason), runner);
  }

private:
  template <class Function, class... Ts>
  static caf::actor_config& with_behavior(caf::actor_config& cfg, Function function, Ts&&... xs) {
    caf::detail::init_fun_factory<Actor, Function> factory;
    cfg.init_fun = factory(std::move(function), std::forward<Ts>(xs)...);
    return cfg;
  }

  std::shared_ptr<actor_account> account_;
};

/// Spawns an actor like `system.spawn<Options>(function, xs...)`, with an account.
template <caf::spawn_options Options = caf::no_spawn_options, class Function, class... Ts>
caf::infer_handle_from_fun_t<Function> spawn_observed(
    caf::actor_system& system, std::shared_ptr<actor_account> account, Function function,
    Ts&&... xs) {
  using actor = observed<caf::infer_impl_from_fun_t<Function>>;
  return system.spawn<actor, Options>(
      std::move(account), std::move(function), std::forward<Ts>(xs)...);
}

} // namespace muster
