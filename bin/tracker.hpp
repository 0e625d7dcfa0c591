// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/admission/rate_limiter.hpp"
#include "actors/interfaces.hpp"
#include "actors/log/log.hpp"
#include "actors/log/log_output.hpp"
#include "actors/persistence/live_swarms.hpp"
#include "actors/persistence/persistence.hpp"
#include "actors/runtime/actor_account.hpp"
#include "actors/runtime/supervisor.hpp"
#include "actors/statistics/statistics.hpp"
#include "actors/swarm/swarm_context.hpp"
#include "bin/configuration.hpp"
#include "bin/descriptors.hpp"
#include "bin/folder_watch.hpp"
#include "bin/list_reload.hpp"
#include "net/door/doors.hpp"
#include "net/operator_endpoint.hpp"
#include "net/reactor.hpp"
#include "storage/secret_key.hpp"
#include "web/store_pages.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>

#include <atomic>
#include <cstdint>
#include <exception>
#include <future>
#include <memory>
#include <optional>
#include <stdexcept>
#include <thread>
#include <vector>

namespace muster {

class operator_gate;
class store;
struct operator_desk_memory;

/// Access lists that cannot be used. The text names file and line.
class unusable_lists : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

/// The tracker is to stop before it has begun to serve.
class start_abandoned : public std::exception {};

/// Threads that serve clients: as many as the configuration says, or one for each processor.
[[nodiscard]] std::size_t count_reactors(const configuration& config);

/// All parts of a running tracker. `musterd.cpp` calls the steps in their order.
///
/// Belongs to the main thread. The members are in the order in which they are needed: the
/// directory and the reactors outlive the actor system, whose threads may refer to them to the
/// last. What was started ends with this, if it was not ended before.
class tracker {
public:
  explicit tracker(const configuration& config);
  ~tracker();

  /// Makes the folder for what outlives the process, unless it is there.
  /// @throws std::runtime_error if that cannot be.
  void make_data_dir();

  /// Opens the log.
  /// @throws std::runtime_error if that cannot be.
  void open_log();

  /// Says in the log what the process may not have of the machine although it is to use it.
  void tell_limits();

  /// Reads the access lists.
  /// @param abandoned  whether to give up.
  /// @throws unusable_lists if they are wrong.
  /// @throws start_abandoned
  void load_lists(const is_abandoned& abandoned = {});

  /// Opens the store. One that cannot be used for now is left for the persistence actor.
  /// @throws std::runtime_error if another process has it or a newer version has written it.
  void open_store();

  /// Listens at all endpoints, with one socket for each reactor.
  /// @throws std::system_error that names the endpoint, if one is taken.
  void listen();

  /// Listens for operators, in the data directory. They are let in when clients are.
  /// @throws std::runtime_error that names the socket, if another musterd has it or it cannot be
  /// made.
  void listen_for_operators();

  /// Reads the token of the operators' pages, or makes one, if there are such pages.
  /// @throws std::runtime_error that names the file, if it is not as it should be.
  void load_operator_token();

  /// Reads the secret key of this tracker, or makes one.
  /// @throws std::runtime_error that names the file, if it is not as it should be.
  void load_secret_key();

  /// Spawns the actors beside the announce path.
  void spawn_actors();

  /// Starts the reactors: from now on clients and operators are served.
  void start_reactors();

  /// Puts what belongs into the data directory there again, if that was moved away or removed and
  /// made anew: the operators' socket, the secrets, the log file. The store is the persistence
  /// actor's. To be called now and then once reactors have started.
  void look_after_data_dir();

  /// Opens the log file anew, in case it was moved away.
  void reopen_log();

  /// Takes over what needs no restart: the log level and the access lists, which are read again
  /// while everything goes on. If they are wrong, the old ones stay.
  void reload(const configuration& changed);

  /// Begins with the last round, while clients are still served.
  void begin_last_round();

  /// Stops accepting, waits until what is in flight is answered, and ends the reactors.
  /// @returns whether all have ended; one that hangs is not waited for any longer, and the log says
  ///          so.
  bool stop_reactors();

  /// Writes what has changed since the last round. Says in the log if that cannot be.
  /// @returns whether everything is in the store, if there is to be one.
  bool save();

  /// Grows whenever saving gets on.
  [[nodiscard]] const std::atomic<std::uint64_t>& progress() const noexcept {
    return persistence_memory_->progress;
  }

  /// Ends the actors, the logger last.
  void stop_actors();

  /// The actors that are started again when they fail.
  [[nodiscard]] const std::vector<supervised>& wards() const noexcept {
    return wards_;
  }

  /// @threadsafe
  [[nodiscard]] muster::log& log() noexcept {
    return log_;
  }

  [[nodiscard]] const configuration& config() const noexcept {
    return config_;
  }

private:
  /// Starts an actor that is started again when it fails.
  /// @param address  of a `lasting_address`.
  template <class Handle, class Start>
  void supervise(std::string name, const Handle& address, Start start);

  template <class Handle>
  Handle make_address();

  /// Ends a supervised actor, unless it was never started. Can be repeated. Its address stays,
  /// because other threads may be sending to it.
  template <class Handle>
  void end(const Handle& address);

  /// @returns why not all is there; empty: it is.
  std::string mend_data_dir();
  [[nodiscard]] std::optional<storage_error> keep_secrets() const;
  void spawn_statistics();
  void spawn_persistence();
  void use_lists(list_reload::result reloaded);
  void spawn_operator_desk();
  void spawn_pages();
  live_swarms_actor spawn_live_swarms();
  store_pages_actor spawn_store_pages();
  void start_reactor();
  /// @throws std::runtime_error if there is no room for another thread.
  void start_thread(std::packaged_task<void()> task);
  [[nodiscard]] door_context context_of_doors(std::string place);

  configuration config_;
  std::size_t reactor_count_;
  descriptor_plan descriptors_;
  std::shared_ptr<const access_lists> lists_;
  doors doors_;
  std::optional<folder_watch> data_dir_;
  std::string data_dir_fault_;
  std::optional<secret_key> secret_key_;
  std::string operator_token_; // empty: there are no pages for operators
  tracker_clock clock_;
  swarm_context context_;
  rate_limiter limiter_;
  retry_backoff backoff_;
  actor_accounts accounts_;
  logger_actor logger_; // whoever logs sends to it, until the last thread has ended
  muster::log log_;
  std::shared_ptr<log_output> log_output_;
  std::shared_ptr<store> store_;
  std::shared_ptr<statistics_memory> statistics_memory_;
  std::shared_ptr<persistence_memory> persistence_memory_;
  std::vector<std::unique_ptr<reactor>> reactors_;
  caf::actor_system_config system_config_;
  caf::actor_system system_;
  statistics_actor statistics_;
  persistence_actor persistence_;
  sweeper_actor sweeper_;
  pages_actor pages_;
  std::shared_ptr<operator_gate> operator_gate_;
  std::shared_ptr<operator_desk_memory> desk_memory_; // has handles, so goes before the system
  operator_actor operator_desk_;
  std::vector<supervised> wards_;
  supervisor_actor supervisor_;
  std::optional<operator_endpoint> operator_endpoint_;
  std::vector<door_actor> servers_;
  std::vector<std::thread> threads_;
  std::vector<std::future<void>> ends_; // of the threads, in their order
  std::optional<list_reload> list_reload_;
};

} // namespace muster
