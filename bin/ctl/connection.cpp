// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/ctl/connection.hpp"

#include <utility>

namespace muster::ctl {

connection::connection(std::string socket) : socket_(std::move(socket)) {
  config_.set("scheduler.policy", caf::atom("sharing"));
  config_.set("scheduler.max-threads", std::size_t{1});
  configure_operator_network(config_);
  system_ = std::make_unique<caf::actor_system>(config_);
}

std::optional<no_answer> connection::attach() {
  if (is_attached())
    return std::nullopt;
  auto result = attach_to_tracker(*system_, socket_);
  if (auto* error = std::get_if<attach_error>(&result))
    return no_answer{std::move(error->message)};
  tracker_ = caf::actor_cast<operator_actor>(std::get<caf::strong_actor_ptr>(result));
  self_ = std::make_unique<caf::scoped_actor>(*system_);
  (*self_)->monitor(tracker_);
  return std::nullopt;
}

bool connection::stays_for(std::chrono::milliseconds time) {
  if (!is_attached())
    return false;
  bool stays = true;
  (*self_)->receive([&](const caf::down_msg&) { stays = false; }, caf::after(time) >> [] {});
  if (!stays)
    detach();
  return stays;
}

void connection::detach() {
  tracker_ = nullptr;
  self_.reset();
}

} // namespace muster::ctl
