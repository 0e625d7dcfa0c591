// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/ctl/connection.hpp"

#include "bin/ctl/tracker_socket.hpp"

#include <system_error>
#include <utility>

namespace muster::ctl {

connection::connection(std::string socket, std::optional<remote_tracker> remote)
    : socket_(std::move(socket)), remote_(std::move(remote)) {
  config_.set("scheduler.policy", caf::atom("sharing"));
  config_.set("scheduler.max-threads", std::size_t{1});
  configure_operator_network(config_);
  system_ = std::make_unique<caf::actor_system>(config_);
}

std::optional<no_answer> connection::attach() {
  if (is_attached())
    return std::nullopt;
  auto result = remote_ ? attach_over_ssh() : attach_here();
  if (auto* error = std::get_if<attach_error>(&result))
    return no_answer{std::move(error->message)};
  tracker_ = caf::actor_cast<operator_actor>(std::get<caf::strong_actor_ptr>(result));
  self_ = std::make_unique<caf::scoped_actor>(*system_);
  (*self_)->monitor(tracker_);
  return std::nullopt;
}

std::variant<caf::strong_actor_ptr, attach_error> connection::attach_here() {
  auto connected = connect_to_tracker(socket_);
  if (auto* error = std::get_if<attach_error>(&connected))
    return std::move(*error);
  return attach_to_tracker(*system_, std::get<int>(connected), socket_);
}

std::variant<caf::strong_actor_ptr, attach_error> connection::attach_over_ssh() {
  try {
    ssh_.emplace(*remote_);
  } catch (const std::system_error& error) {
    return attach_error{error.what()};
  }
  if (!ssh_->is_answered())
    return attach_error{remote_->name + ": " + ssh_->end()};
  return attach_to_tracker(*system_, ssh_->release(), remote_->name);
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
