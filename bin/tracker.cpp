// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/tracker.hpp"

#include "actors/admission/messages.hpp"
#include "actors/log/logger.hpp"
#include "actors/log/messages.hpp"
#include "actors/operator/messages.hpp"
#include "actors/operator/operator_desk.hpp"
#include "actors/persistence/messages.hpp"
#include "actors/runtime/error_text.hpp"
#include "actors/runtime/lasting_address.hpp"
#include "actors/runtime/observed.hpp"
#include "actors/statistics/process_usage.hpp"
#include "actors/swarm/sweeper.hpp"
#include "bin/build_description.hpp"
#include "bin/data_folder.hpp"
#include "bin/doors.hpp"
#include "bin/memory_plan.hpp"
#include "storage/secret_file.hpp"
#include "storage/store.hpp"
#include "web/pages.hpp"

#include <caf/actor_registry.hpp>
#include <caf/make_actor.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <malloc.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace muster {

namespace {

/// How long reactors may take to end. Clients are given three seconds of it.
constexpr std::chrono::seconds reactor_stop_time{5};

/// CAF's own threads: they run what is not on the announce path. Its default policy polls.
caf::actor_system_config make_system_config() {
  caf::actor_system_config result;
  result.set("scheduler.policy", caf::atom("sharing"));
  result.set("scheduler.max-threads", std::size_t{1});
  result.set("scheduler.max-throughput", std::size_t{100});
  configure_operator_network(result);
  return result;
}

std::string store_folder(const configuration& config) {
  return data_path(config, data_folder::store);
}

/// What was asked for.
/// @throws std::runtime_error that says why there is none.
template <class T>
T value_of(storage_result<T> x) {
  if (const auto* error = std::get_if<storage_error>(&x))
    throw std::runtime_error{error->message};
  return std::get<T>(std::move(x));
}

std::string backups_folder(const configuration& config) {
  return std::filesystem::absolute(std::filesystem::path{config.data_dir} / data_folder::backups)
      .string();
}

lasting_address& lasting(const caf::strong_actor_ptr& x) {
  return static_cast<lasting_address&>(*x->get());
}

} // namespace

std::size_t count_reactors(const configuration& config) {
  return config.reactors > 0 ? config.reactors : std::max(1U, std::thread::hardware_concurrency());
}

tracker::tracker(const configuration& config)
    : config_(config),
      reactor_count_(count_reactors(config)),
      descriptors_(plan_descriptors(config, reactor_count_, descriptor_limit())),
      doors_(make_doors(config_, descriptors_)),
      context_(config.swarm, memory_settings_of(config)),
      limiter_(config.limits, random_hash_key()),
      backoff_(random_hash_key()),
      log_(
          config.log.level, config.log.pending_max,
          [this](log_record x) { caf::anon_send(logger_, std::move(x)); }),
      persistence_memory_(std::make_shared<persistence_memory>()),
      system_config_(make_system_config()),
      system_(system_config_) {
  if (!config.persistence.enabled)
    context_.directory.record_nothing();
}

tracker::~tracker() {
  stop_reactors();
  stop_actors();
  context_.directory.clear();
}

template <class Handle>
Handle tracker::make_address() {
  caf::actor_config cfg;
  return caf::actor_cast<Handle>(caf::make_actor<lasting_address, caf::strong_actor_ptr>(
      system_.next_actor_id(), system_.node(), &system_, cfg));
}

template <class Handle, class Start>
void tracker::supervise(std::string name, const Handle& address, Start start) {
  wards_.push_back(
      {std::move(name), [start] { return caf::actor_cast<caf::strong_actor_ptr>(start()); },
       caf::actor_cast<caf::strong_actor_ptr>(address)});
  lasting(wards_.back().address).refer_to(wards_.back().start());
}

template <class Handle>
void tracker::end(const Handle& address) {
  if (!address)
    return;
  caf::anon_send_exit(address, caf::exit_reason::user_shutdown);
  lasting(caf::actor_cast<caf::strong_actor_ptr>(address)).close();
}

void tracker::make_data_dir() {
  if (::mkdir(config_.data_dir.c_str(), S_IRWXU) != 0 && errno != EEXIST)
    throw std::system_error{errno, std::generic_category(), config_.data_dir};
  data_dir_.emplace(config_.data_dir);
}

void tracker::open_log() {
  log_output_ = std::make_shared<log_output>(config_.log.file);
  if (const auto error = log_output_->open())
    throw std::runtime_error{error->message};
  logger_ = make_address<logger_actor>();
  supervise("logger", logger_, [this] {
    return spawn_observed<caf::detached>(
        system_, accounts_.open("logger", "own thread"), logger, config_.log, log_output_, &log_);
  });
}

void tracker::tell_limits() {
  if (descriptors_.is_short())
    log_.write(
        log_level::warning, "few_descriptors",
        {{"limit", std::to_string(descriptors_.limit)},
         {"connections_max", std::to_string(descriptors_.connections_max)},
         {"hint", "for " + std::to_string(config_.http.connections_max)
                      + " connections raise LimitNOFILE= or ulimit -n to "
                      + std::to_string(descriptors_.wanted)}});
  const auto limit = address_space_limit();
  const auto wanted = memory_bytes_max_of(config_);
  if (limit < wanted)
    log_.write(
        log_level::warning, "little_address_space",
        {{"limit_bytes", std::to_string(limit)},
         {"wanted_bytes", std::to_string(wanted)},
         {"hint", "raise LimitAS= and LimitDATA=, or ulimit -v and -d, or lower "
                  "limits.memory_bytes_max"}});
}

void tracker::load_lists(const is_abandoned& abandoned) {
  access_lists loaded;
  const auto& settings = config_.admission;
  const auto error = load_access_lists(settings.allow_list, settings.deny_list, loaded, abandoned);
  if (error) {
    if (abandoned && abandoned())
      throw start_abandoned{};
    throw unusable_lists{error->message};
  }
  lists_ = std::make_shared<const access_lists>(std::move(loaded));
}

void tracker::open_store() {
  if (!config_.persistence.enabled)
    return;
  auto opened = store::open(store_folder(config_), store_settings_of(config_));
  const auto* error = std::get_if<storage_error>(&opened);
  if (error == nullptr)
    store_ = std::get<std::unique_ptr<store>>(std::move(opened));
  else if (
      error->why == storage_error::cause::in_use
      || error->why == storage_error::cause::newer_format)
    throw std::runtime_error{error->message};
}

void tracker::listen() {
  doors_.listen(reactor_count_, log_);
}

void tracker::listen_for_operators() {
  const auto path = data_path(config_, operator_socket_name);
  try {
    operator_endpoint_.emplace(system_, path);
  } catch (const std::system_error& error) {
    if (error.code() == std::errc::address_in_use)
      throw std::runtime_error{path + " is in use by another musterd"};
    throw;
  }
}

void tracker::load_operator_token() {
  if (!config_.web.operator_pages)
    return;
  operator_token_ = value_of(
      load_secret_file(data_path(config_, data_folder::operator_token), "the token of operators"));
  operator_gate_ = std::make_shared<operator_gate>(operator_token_);
}

void tracker::load_secret_key() {
  secret_key_ = value_of(secret_key::load(data_path(config_, data_folder::secret_key)));
}

void tracker::spawn_actors() {
  statistics_ = make_address<statistics_actor>();
  if (config_.persistence.enabled)
    persistence_ = make_address<persistence_actor>();
  spawn_statistics();
  if (persistence_)
    spawn_persistence();
  sweeper_ = make_address<sweeper_actor>();
  supervise("sweeper", sweeper_, [this] {
    return spawn_observed(
        system_, accounts_.open("sweeper", "scheduler"), sweeper,
        sweeper_parts{&context_, clock_, read_memory_use, [] {
                        ::malloc_trim(0);
                      }});
  });
  spawn_operator_desk();
  spawn_pages();
  supervisor_ = system_.spawn(supervisor, wards_, &log_);
}

void tracker::spawn_statistics() {
  statistics_memory_ = std::make_shared<statistics_memory>();
  if (persistence_)
    statistics_memory_->persistence = {.state = store_state::loading, .is_loading = true};
  supervise("statistics", statistics_, [this] {
    return spawn_observed(
        system_, accounts_.open("statistics", "scheduler"), statistics,
        statistics_parts{
            statistics_memory_, &context_.changes, [this] { return context_.look(); }, clock_,
            &log_, &accounts_, persistence_});
  });
}

void tracker::spawn_persistence() {
  context_.departures.open();
  supervise("persistence", persistence_, [this] {
    return spawn_observed<caf::detached>(
        system_, accounts_.open("persistence", "own thread"), persistence,
        persistence_parts{
            &context_, clock_, statistics_, &log_, config_.persistence, store_folder(config_),
            store_settings_of(config_), store_, persistence_memory_});
  });
}

void tracker::spawn_operator_desk() {
  desk_memory_ = std::make_shared<operator_desk_memory>(
      operator_desk_memory{list_overrides{lists_}, configuration_text_of(config_), {}});
  operator_desk_ = make_address<operator_actor>();
  supervise("operator_desk", operator_desk_, [this] {
    return spawn_observed(
        system_, accounts_.open("operator_desk", "scheduler"), operator_desk,
        operator_desk_parts{
            &context_, &accounts_, &log_, clock_, statistics_, logger_, persistence_,
            build_description(), desk_memory_, [] { ::kill(::getpid(), SIGTERM); },
            backups_folder(config_)});
  });
}

void tracker::spawn_pages() {
  pages_ = make_address<pages_actor>();
  supervise("pages", pages_, [this] {
    return spawn_observed(
        system_, accounts_.open("pages", "scheduler"), pages,
        pages_parts{
            statistics_, spawn_store_pages(), clock_, config_.web,
            operator_gate_ ? operator_desk_ : operator_actor{}, operator_gate_, &log_,
            spawn_live_swarms()});
  });
}

store_pages_actor tracker::spawn_store_pages() {
  if (!persistence_)
    return {};
  return spawn_observed<caf::detached>(
      system_, accounts_.open("store_pages", "own thread"), store_pages,
      store_pages_parts{statistics_, persistence_, clock_});
}

/// Spawns the list of swarms that are not in the store, if none are.
live_swarms_actor tracker::spawn_live_swarms() {
  if (persistence_)
    return {};
  return spawn_observed<caf::detached>(
      system_, accounts_.open("live_swarms", "own thread"), live_swarms,
      live_swarms_parts{&context_});
}

void tracker::start_reactors() {
  while (reactors_.size() < reactor_count_)
    start_reactor();
  lists_.reset(); // those who read them have them, and others after a reload
  caf::anon_send(operator_desk_, serving_began{servers_});
  if (operator_endpoint_)
    operator_endpoint_->publish(caf::actor_cast<caf::strong_actor_ptr>(operator_desk_), log_);
}

void tracker::start_reactor() {
  const auto place = "reactor " + std::to_string(reactors_.size());
  reactors_.push_back(std::make_unique<reactor>(system_, clock_));
  auto& home = *reactors_.back();
  for (auto& server : doors_.serve_on(home, context_of_doors(place)))
    servers_.push_back(std::move(server));
  // What it throws ends the process, and is not kept for whoever waits.
  std::packaged_task<void()> task{[&home]() noexcept {
    home.run();
  }};
  ends_.push_back(task.get_future());
  start_thread(std::move(task));
}

void tracker::start_thread(std::packaged_task<void()> task) {
  try {
    threads_.emplace_back(std::move(task));
  } catch (const std::system_error& error) {
    throw std::runtime_error{
        "cannot start the thread of reactor " + std::to_string(reactors_.size()) + " of "
        + std::to_string(reactor_count_) + ": " + error.what()
        + "; expected room for it: lower reactors, or raise ulimit -v and -u (LimitAS=, "
          "LimitNPROC=)"};
  }
}

door_context tracker::context_of_doors(std::string place) {
  return {config_.announce, config_.admission, config_.limits, limiter_, backoff_,    context_,
          accounts_,        *secret_key_,      log_,           lists_,   statistics_, pages_,
          std::move(place)};
}

void tracker::reopen_log() {
  caf::anon_send(logger_, log_reopen{});
}

void tracker::reload(const configuration& changed) {
  // Reactors read the other options all the time, so these are not touched, even if they are equal.
  for (const auto& x : options())
    if (!x.needs_restart)
      x.copy(changed, config_);
  log_.change_level(config_.log.level);
  caf::anon_send(operator_desk_, configuration_loaded{configuration_text_of(config_)});
  if (!list_reload_)
    list_reload_.emplace([this](list_reload::result x) { use_lists(std::move(x)); });
  list_reload_->request(config_.admission.allow_list, config_.admission.deny_list);
}

/// Called on the thread that has read the lists.
void tracker::use_lists(list_reload::result reloaded) {
  if (const auto* error = std::get_if<access_list_error>(&reloaded)) {
    log_.write(log_level::error, "keep_lists", {{"reason", error->message}});
    ::malloc_trim(0); // what was read of them may be much
    return;
  }
  const auto lists =
      std::make_shared<const access_lists>(std::get<access_lists>(std::move(reloaded)));
  // Operators may have denied and allowed torrents on top of the files.
  caf::anon_send(operator_desk_, access_lists_loaded{lists});
  const auto count = [](const info_hash_set& x) {
    return std::to_string(x.size());
  };
  log_.write(
      log_level::info, "reload_lists",
      {{"allowed", lists->allowed ? count(*lists->allowed) : "any"},
       {"denied", count(lists->denied)}});
}

void tracker::begin_last_round() {
  if (persistence_)
    caf::anon_send<caf::message_priority::high>(persistence_, last_round{.is_beginning = true});
}

bool tracker::stop_reactors() {
  list_reload_.reset(); // nobody waits for lists any more
  for (const auto& server : servers_)
    caf::anon_send(server, stop_serving{});
  const auto deadline = std::chrono::steady_clock::now() + reactor_stop_time;
  const auto hanging = std::count_if(ends_.begin(), ends_.end(), [deadline](const auto& end) {
    return end.wait_until(deadline) != std::future_status::ready;
  });
  if (hanging > 0) {
    log_.write(log_level::error, "leave_reactors", {{"hanging", std::to_string(hanging)}});
    return false;
  }
  for (auto& thread : threads_)
    thread.join();
  threads_.clear();
  ends_.clear();
  return true;
}

bool tracker::save() {
  if (!persistence_)
    return true;
  bool result = false;
  caf::scoped_actor self{system_};
  self->request<caf::message_priority::high>(persistence_, caf::infinite, last_round{})
      .receive(
          [&result](const done&) { result = true; },
          [this](const caf::error& error) {
            log_.write(log_level::error, "fail_last_round", {{"reason", error_text(error)}});
          });
  return result;
}

void tracker::stop_actors() {
  if (supervisor_) {
    // Whatever it started again from here on would be ended by nobody.
    caf::anon_send_exit(supervisor_, caf::exit_reason::user_shutdown);
    caf::scoped_actor self{system_};
    self->wait_for(std::exchange(supervisor_, nullptr));
  }
  wards_.clear();
  operator_endpoint_.reset();
  end(operator_desk_);
  end(pages_);
  end(sweeper_);
  end(persistence_);
  end(statistics_);
  end(logger_);
  system_.await_all_actors_done();
}

} // namespace muster
