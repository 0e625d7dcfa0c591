// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/reactor.hpp"

#include "net/network_actor.hpp"

#include <boost/asio/post.hpp>
#include <caf/logger.hpp>

#include <utility>

namespace muster {

reactor::reactor(caf::actor_system& system, const tracker_clock& clock)
    : inline_runner(&system), context_(1), work_(context_.get_executor()), clock_(clock) {
  // nop
}

reactor::~reactor() = default;

void reactor::run() {
  // CAF notes which actor runs on a thread under a process-wide lock, four times per actor, for
  // its own log that Debian's build does not have. A thread without a logger skips that.
  caf::logger::set_current_actor_system(nullptr);
  while (!context_.stopped()) {
    if (has_jobs())
      context_.poll_one();
    else
      context_.run_one();
    if (has_jobs())
      go_on_with_jobs();
  }
  close();
}

void reactor::go_on_with_jobs() {
  begin_turn(std::chrono::steady_clock::now());
  refresh_now();
  run_jobs();
  for (auto* x : users_)
    x->on_swarms_run();
  end_turn(std::chrono::steady_clock::now());
}

bool reactor::has_turn_ended() {
  return std::chrono::steady_clock::now() - turn_begin_ >= turn_time_max;
}

void reactor::end_turn(time_point now) noexcept {
  load_.add_busy(turn_begin_, now);
  turn_times_.add(now - turn_begin_);
}

turn_times reactor::take_turn_times() noexcept {
  return std::exchange(turn_times_, {});
}

void reactor::stop() {
  context_.stop();
}

void reactor::begin_use(network_actor& who) {
  users_.push_back(&who);
}

void reactor::end_use(network_actor& who) {
  std::erase(users_, &who);
  if (users_.empty())
    stop();
}

// -- swarms of other threads ----------------------------------------------------------------------

bool reactor::adopt(caf::resumable* swarm) {
  const std::lock_guard guard{adopted_mutex_};
  if (is_closed_)
    return false;
  adopted_.push_back(swarm);
  if (adopted_.size() == 1)
    boost::asio::post(context_, [this] { take_adopted(); });
  return true;
}

void reactor::take_adopted() {
  const std::lock_guard guard{adopted_mutex_};
  for (auto* x : adopted_)
    queue(x);
  adopted_.clear();
}

/// Whoever has sent to a swarm that is still queued waits for its answer.
void reactor::close() {
  {
    const std::lock_guard guard{adopted_mutex_};
    is_closed_ = true;
  }
  take_adopted();
  give_jobs_away();
}

} // namespace muster
