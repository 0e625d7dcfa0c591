// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/statistics/process_usage.hpp"
#include "bin/build_description.hpp"
#include "bin/command_line.hpp"
#include "bin/standard_streams.hpp"
#include "bin/stop_watch.hpp"
#include "bin/tracker.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <exception>
#include <iostream>
#include <limits>
#include <malloc.h>
#include <stdexcept>
#include <string>
#include <sys/resource.h>
#include <unistd.h>
#include <variant>

namespace {

using namespace muster;

/// A stop that does not get on with saving for so many seconds is given up. Chosen: a disk that
/// takes longer for a few megabytes does not work.
constexpr unsigned standstill_seconds_max = 60;

/// When everything is saved, what is left takes at most so many seconds, whatever hangs.
constexpr unsigned end_seconds_max = 5;

/// The exit code of a stop that could not save everything.
constexpr int exit_not_saved = 3;

/// Parts that malloc may make of the heap where address space is limited. Each but the first takes
/// 64 MiB at a time; when there is no such piece any more, it takes a page for whatever is asked of
/// it, be it as small as a swarm, until nothing is left for anybody.
constexpr int limited_arenas_max = 1;

/// Pieces of memory of this size have a mapping of their own, so the system has them back as soon
/// as they are freed; by itself malloc raises it to 32 MiB and keeps what the store has filled and
/// written. The least that these are, where there is memory for the store.
constexpr int mapped_bytes_min = 1 << 20;

/// What musterd needs to run besides reactors: 110 MiB that it has after the start, what is set
/// aside for the store and kept free for it, and some for swarms. Without it threads cannot be
/// started, and libraries that start them end the process.
constexpr std::uint64_t address_space_min_mebibytes = 192;

/// A reactor's stack.
constexpr std::uint64_t reactor_mebibytes = 8;

/// The signals that `wait` waits for. They must be blocked before the first thread starts, because
/// threads inherit what is blocked.
sigset_t block_signals() {
  sigset_t result;
  sigemptyset(&result);
  for (const int signal : {SIGHUP, SIGINT, SIGTERM})
    sigaddset(&result, signal);
  ::pthread_sigmask(SIG_BLOCK, &result, nullptr);
  return result;
}

/// Waits for one of these signals, and looks after the tracker meanwhile.
int wait(const sigset_t& signals, tracker& x) {
  constexpr timespec pause{2, 0};
  for (;;) {
    if (const int signal = ::sigtimedwait(&signals, nullptr, &pause); signal > 0)
      return signal;
    if (errno == EAGAIN)
      x.look_after_data_dir();
  }
}

/// Neither a reader of the log that goes away nor a disk quota must end the tracker: writing fails
/// then, and whoever writes deals with it.
void ignore_write_signals() {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}

/// Lets this process have as many connections as it may.
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
    return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

/// Where address space is limited, all threads share one heap.
/// @throws std::runtime_error if there is not enough for the threads.
void spare_address_space(std::size_t reactors) {
  const auto limit = address_space_limit();
  if (limit == std::numeric_limits<std::uint64_t>::max())
    return;
  const auto wanted =
      address_space_min_mebibytes + reactor_mebibytes * std::max<std::uint64_t>(reactors, 8);
  if (limit >> 20 < wanted)
    throw std::runtime_error{
        "expected an address space of at least " + std::to_string(wanted) + " MiB for "
        + std::to_string(reactors)
        + " reactors, but ulimit -v or -d (RLIMIT_AS, RLIMIT_DATA) leaves "
        + std::to_string(limit >> 20)};
  ::mallopt(M_ARENA_MAX, limited_arenas_max);
}

void reload_or_throw(tracker& x, const invocation& from) {
  const auto result = muster::reload(from, x.config());
  if (const auto* error = std::get_if<configuration_error>(&result)) {
    x.log().write(log_level::error, "keep_configuration", {{"reason", error->message}});
    return;
  }
  const auto& changed = std::get<reloaded_configuration>(result);
  for (const auto key : changed.needing_restart)
    x.log().write(log_level::warning, "need_restart", {{"option", std::string{key}}});
  x.reload(changed.configuration);
  for (const auto key : changed.taken_over)
    x.log().write(log_level::info, "change_option", {{"option", std::string{key}}});
}

/// Whatever goes wrong, the tracker goes on as it was: what it knows is not saved yet.
void reload(tracker& x, const invocation& from) {
  x.reopen_log(); // even if there is a mistake in the configuration, which it has to tell
  try {
    reload_or_throw(x, from);
  } catch (const std::exception& error) {
    x.log().write(log_level::error, "keep_configuration", {{"reason", error.what()}});
  }
}

/// Whether a signal that ends the tracker waits to be heeded.
bool is_told_to_stop() {
  sigset_t pending;
  sigpending(&pending);
  return sigismember(&pending, SIGTERM) == 1 || sigismember(&pending, SIGINT) == 1;
}

void start(tracker& x) {
  x.make_data_dir();             // 1. a place for what outlives the process
  x.open_log();                  // 2. whatever happens next can be told
  x.tell_limits();               // 3. an operator finds out early what there is too little of
  x.load_lists(is_told_to_stop); // 4. who is let in
  x.open_store();                // 5. another musterd on this data directory is found out
  x.listen_for_operators();      // 6. and so is one without a store
  x.load_secret_key();           // 7. what connection ids are made with
  x.load_operator_token();       // 8. who sees the operators' pages
  x.listen();                    // 9. a port in use is found out before anything runs
  x.spawn_actors();              // 10. statistics, persistence, sweeper, operator desk, pages
  x.start_reactors(); // 11. from here on clients and operators are served; swarms are loaded
  x.log().write(log_level::info, "start", {{"version", build_description()}});
}

/// @returns the exit code.
int stop(tracker& x) {
  x.log().write(log_level::info, "stop");
  stop_watch::end_at_standstill(x.progress(), standstill_seconds_max, exit_not_saved);
  x.begin_last_round();                      // 1. what takes longest begins first
  const bool have_ended = x.stop_reactors(); // 2. no new clients; the others get their replies
  const bool is_saved = x.save();            // 3. nothing changes any more: the rest of the round
  const int result = is_saved ? 0 : exit_not_saved;
  stop_watch::end_in(end_seconds_max, result);
  x.stop_actors(); // 4. what was counted and logged until then has arrived; the logger is last
  if (!have_ended)
    ::_exit(result); // a thread of ours would run on in what goes away
  return result;
}

int run(const invocation& from) {
  const auto signals = block_signals();
  ignore_write_signals();
  raise_descriptor_limit();
  ::mallopt(M_MMAP_THRESHOLD, mapped_bytes_min);
  spare_address_space(count_reactors(from.configuration));
  tracker tracker{from.configuration};
  start(tracker);
  while (wait(signals, tracker) == SIGHUP)
    reload(tracker, from);
  return stop(tracker);
}

} // namespace

int main(int argc, char** argv) {
  open_closed_streams();
  try {
    const auto parsed = parse_command_line(argc, argv);
    if (const auto* exit = std::get_if<early_exit>(&parsed))
      return finish(*exit);
    return run(std::get<invocation>(parsed));
  } catch (const start_abandoned&) {
    return 0;
  } catch (const unusable_lists& error) {
    std::cerr << "musterd: " << error.what() << '\n';
    return 2;
  } catch (const std::exception& error) {
    std::cerr << "musterd: " << error.what() << '\n';
    return 1;
  }
}
