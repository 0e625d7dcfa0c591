// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/reactor.hpp"

#include <boost/asio/post.hpp>
#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/make_actor.hpp>

#include <future>
#include <stdexcept>
#include <thread>
#include <utility>

namespace muster::test {

/// An execution unit on which nothing runs.
class idle_runner final : public caf::execution_unit {
public:
  explicit idle_runner(caf::actor_system& system) : caf::execution_unit(&system) {
    // nop
  }

  void exec_later(caf::resumable*) override {
    throw std::logic_error{"nothing was to run here"};
  }
};

/// A reactor that works on a thread of its own.
class reactor_thread {
public:
  reactor_thread() : thread_([this] { reactor_.run(); }) {
    // nop
  }

  ~reactor_thread() {
    stop();
  }

  [[nodiscard]] muster::reactor& reactor() noexcept {
    return reactor_;
  }

  [[nodiscard]] caf::actor_system& system() noexcept {
    return system_;
  }

  [[nodiscard]] std::thread::id thread_id() const noexcept {
    return thread_.get_id();
  }

  template <class Actor, class... Arguments>
  caf::actor make(Arguments&&... arguments) {
    caf::actor_config cfg;
    return caf::make_actor<Actor, caf::actor>(
        system_.next_actor_id(), system_.node(), &system_, cfg,
        std::forward<Arguments>(arguments)...);
  }

  /// Runs `work` on the reactor's thread and waits for it.
  template <class Work>
  void on_reactor(Work work) {
    std::promise<void> done;
    const auto is_done = done.get_future();
    // The handler keeps what it signals with, because this function may return in between.
    boost::asio::post(reactor_.context(), [&work, done = std::move(done)]() mutable {
      work();
      done.set_value();
    });
    is_done.wait();
  }

  /// Waits until what has been posted has run, and the jobs that it has queued.
  void settle() {
    // What a handler posts may be queued behind what another thread posts meanwhile, hence twice.
    on_reactor([] {});
    on_reactor([] {});
  }

  /// Ends the thread. Nothing can run on it afterwards.
  void stop() {
    if (!thread_.joinable())
      return;
    boost::asio::post(reactor_.context(), [this] { reactor_.stop(); });
    thread_.join();
  }

private:
  struct small_config : caf::actor_system_config {
    small_config() {
      set("scheduler.policy", caf::atom("sharing"));
      set("scheduler.max-threads", 1UL);
    }
  };

  small_config config_;
  caf::actor_system system_{config_};
  muster::reactor reactor_{system_, tracker_clock{}};
  std::thread thread_;
};

} // namespace muster::test
