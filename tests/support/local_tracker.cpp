// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "tests/support/local_tracker.hpp"

#include "actors/admission/messages.hpp"
#include "actors/interfaces.hpp"
#include "actors/swarm/messages.hpp"
#include "actors/swarm/swarm_context.hpp"
#include "net/http/page.hpp"
#include "net/http/server.hpp"
#include "net/reactor.hpp"
#include "net/udp/udp_server.hpp"
#include "tests/support/actors.hpp"

#include <boost/asio/post.hpp>
#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/make_actor.hpp>
#include <caf/sec.hpp>
#include <caf/send.hpp>

#include <atomic>
#include <barrier>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

namespace muster::test {

namespace {

/// An actor without a turn to wait for: it handles a message on the thread that sends it.
class immediate_actor : public caf::monitorable_actor {
public:
  explicit immediate_actor(caf::actor_config& cfg) : caf::monitorable_actor(cfg) {
    // nop
  }

  using caf::abstract_actor::enqueue;

  void on_destroy() override {
    if (!getf(is_cleaned_up_flag))
      cleanup(caf::exit_reason::unreachable, nullptr);
  }

protected:
  template <class Content>
  void respond(const caf::mailbox_element& to, Content content) {
    to.sender->enqueue(
        caf::make_mailbox_element(
            caf::strong_actor_ptr{ctrl()}, to.mid.response_id(), {}, std::move(content)),
        nullptr);
  }
};

/// Adds up what servers report.
class collecting_statistics final : public immediate_actor {
public:
  using immediate_actor::immediate_actor;

  void enqueue(caf::mailbox_element_ptr message, caf::execution_unit*) override {
    const std::lock_guard guard{mutex_};
    if (message->content().match_elements<statistics_report>()) {
      totals_.add(message->content().get_as<statistics_report>(0));
      respond(*message, caf::unit);
    }
    drained_ += std::size_t{message->content().match_elements<muster::drained>()};
  }

  statistics_report totals() const {
    const std::lock_guard guard{mutex_};
    return totals_;
  }

  std::size_t drained() const {
    const std::lock_guard guard{mutex_};
    return drained_;
  }

private:
  mutable std::mutex mutex_;
  statistics_report totals_;
  std::size_t drained_ = 0;
};

/// Makes pages, some of them only when it is told to.
class prompted_pages final : public immediate_actor {
public:
  using immediate_actor::immediate_actor;

  void enqueue(caf::mailbox_element_ptr message, caf::execution_unit*) override {
    if (message->content().match_elements<page_left>())
      forget(*message);
    if (!message->content().match_elements<page_query>())
      return;
    const auto path = message->content().get_as<page_query>(0).path;
    if (path == "/broken")
      respond(*message, caf::make_error(caf::sec::runtime_error));
    else if (path == "/healthz")
      respond(*message, page{200, "text/plain", "ok\n"});
    else if (path == "/large")
      respond(*message, page{200, "text/plain", std::string(large_page_bytes, 'x')});
    else if (path == "/held" || path == "/held/open")
      hold(std::move(message));
    else if (path == "/open")
      begin(*message);
    else
      respond(*message, page{404, "text/plain", "no such page\n"});
  }

  std::size_t held() const {
    const std::lock_guard guard{mutex_};
    return held_.size();
  }

  void answer_one() {
    caf::mailbox_element_ptr message;
    {
      const std::lock_guard guard{mutex_};
      message = std::move(held_.front());
      held_.pop_front();
    }
    if (message->content().get_as<page_query>(0).path == "/held/open")
      begin(*message);
    else
      respond(*message, page{200, "text/plain", "at last\n"});
  }

  std::size_t viewers() const {
    const std::lock_guard guard{mutex_};
    return viewers_.size();
  }

  void tell_viewers(std::string_view text) {
    const std::lock_guard guard{mutex_};
    for (const auto& [door, id] : viewers_)
      door->enqueue(
          caf::make_mailbox_element(
              caf::strong_actor_ptr{ctrl()}, id.response_id(), {}, page_event{std::string{text}}),
          nullptr);
  }

  /// Forgets the questions, which refer to who asked them.
  void clear() {
    const std::lock_guard guard{mutex_};
    held_.clear();
    viewers_.clear();
  }

private:
  using viewer = std::pair<caf::strong_actor_ptr, caf::message_id>;

  void begin(const caf::mailbox_element& message) {
    {
      const std::lock_guard guard{mutex_};
      viewers_.emplace_back(message.sender, message.mid);
    }
    respond(
        message, page{200, "text/event-stream", "begin\n", "Cache-Control: no-store\r\n", true});
  }

  void forget(const caf::mailbox_element& message) {
    const auto id = message.content().get_as<page_left>(0).viewer;
    const std::lock_guard guard{mutex_};
    std::erase_if(viewers_, [&](const viewer& x) {
      return x.first == message.sender && x.second.request_id().integer_value() == id;
    });
  }

  void hold(caf::mailbox_element_ptr message) {
    const std::lock_guard guard{mutex_};
    held_.push_back(std::move(message));
  }

  mutable std::mutex mutex_;
  std::deque<caf::mailbox_element_ptr> held_;
  std::vector<viewer> viewers_;
};

/// What CAF reads when it begins: one thread is enough, because reactors run the swarms.
struct small_config : caf::actor_system_config {
  small_config() {
    set("scheduler.policy", caf::atom("sharing"));
    set("scheduler.max-threads", 1UL);
  }
};

} // namespace

struct local_tracker::parts {
  explicit parts(local_tracker_options x);
  ~parts();

  template <class Actor, class... Arguments>
  caf::actor make(Arguments&&... arguments) {
    caf::actor_config cfg;
    return caf::make_actor<Actor, caf::actor>(
        system->next_actor_id(), system->node(), system.get(), cfg,
        std::forward<Arguments>(arguments)...);
  }

  template <class Actor>
  [[nodiscard]] Actor& get(const caf::actor& x) const {
    return *static_cast<Actor*>(caf::actor_cast<caf::abstract_actor*>(x));
  }

  void add_servers(std::uint32_t seed);
  void add_http_server(std::uint32_t seed);
  void add_udp_server(std::uint32_t seed);
  [[nodiscard]] front_door_parts door(protocol protocol);
  void run(muster::reactor& x);

  local_tracker_options options;
  swarm_context context;
  rate_limiter limiter;
  retry_backoff backoff;
  source_connections connections;
  std::vector<std::unique_ptr<muster::reactor>> reactors;
  small_config config;
  std::unique_ptr<caf::actor_system> system;
  caf::actor statistics;
  caf::actor pages;
  std::vector<endpoint> listeners;
  std::vector<endpoint> udp_listeners;
  std::vector<caf::actor> servers;
  std::vector<std::thread> threads;
  std::atomic<std::size_t> running = 0;
};

local_tracker::parts::parts(local_tracker_options x)
    : options(std::move(x)),
      context(options.swarms, options.memory),
      limiter(options.limits, {}),
      backoff({}),
      connections(
          {options.http.connections_per_address_max,
           options.http.connections_per_address_max * options.limits.network_factor,
           options.http.waiting_per_address_bytes_max},
          {}),
      system(std::make_unique<caf::actor_system>(config)),
      statistics(make<collecting_statistics>()),
      pages(make<prompted_pages>()),
      listeners{*parse_endpoint("127.0.0.1:0"), *parse_endpoint("[::1]:0")},
      udp_listeners{listeners} {
  for (std::size_t i = 0; i < options.reactors; ++i)
    add_servers(static_cast<std::uint32_t>(i + 1));
  running = reactors.size();
  for (auto& reactor : reactors)
    threads.emplace_back([this, &reactor] { run(*reactor); });
}

/// Ends without ceremony; a test of the ceremony has stopped the servers before.
local_tracker::parts::~parts() {
  for (auto& reactor : reactors)
    boost::asio::post(reactor->context(), [&reactor] { reactor->stop(); });
  for (auto& thread : threads)
    thread.join();
  get<prompted_pages>(pages).clear();
  context.directory.clear();
  servers.clear();
  pages = nullptr;
  statistics = nullptr;
  system.reset();
}

void local_tracker::parts::add_servers(std::uint32_t seed) {
  reactors.push_back(std::make_unique<muster::reactor>(*system, tracker_clock{}));
  add_http_server(seed);
  if (options.with_udp)
    add_udp_server(seed);
}

front_door_parts local_tracker::parts::door(protocol protocol) {
  return {protocol, options.announce, options.admission, options.limits, limiter, backoff, context};
}

void local_tracker::parts::add_http_server(std::uint32_t seed) {
  http_server_parts x{
      door(protocol::http),
      options.http,
      connections,
      caf::actor_cast<pages_actor>(pages),
      std::make_shared<const access_lists>(options.lists),
      caf::actor_cast<statistics_actor>(statistics),
      {},
      {options.http.connections_max, options.http.waiting_bytes_max},
      seed};
  for (auto& at : listeners) {
    x.listeners.emplace_back(at);
    at = x.listeners.back().local(); // all servers share the port that the first one got
  }
  servers.push_back(make<http_server>(*reactors.back(), std::move(x)));
}

void local_tracker::parts::add_udp_server(std::uint32_t seed) {
  udp_server_parts x{
      door(protocol::udp),
      std::make_shared<const access_lists>(options.lists),
      caf::actor_cast<statistics_actor>(statistics),
      {},
      connection_secret(),
      seed};
  x.requests_max = options.udp_requests_max;
  x.answer_time = options.udp_answer_time;
  for (auto& at : udp_listeners) {
    x.sockets.emplace_back(at, 1 << 20);
    at = x.sockets.back().local();
  }
  servers.push_back(make<udp_server>(*reactors.back(), std::move(x)));
}

void local_tracker::parts::run(muster::reactor& x) {
  x.run();
  --running;
}

local_tracker::local_tracker(local_tracker_options options)
    : parts_(std::make_unique<parts>(std::move(options))) {
  // nop
}

local_tracker::~local_tracker() = default;

endpoint local_tracker::at(family x) const {
  return parts_->listeners[static_cast<std::size_t>(x)];
}

endpoint local_tracker::at_udp(family x) const {
  return parts_->udp_listeners[index_of(x)];
}

connection_ids::secret local_tracker::connection_secret() {
  connection_ids::secret result{};
  result.fill(0x5a);
  return result;
}

statistics_report local_tracker::totals() const {
  return parts_->get<collecting_statistics>(parts_->statistics).totals();
}

std::size_t local_tracker::swarms() const {
  return parts_->context.directory.size();
}

std::size_t local_tracker::pages_held() const {
  return parts_->get<prompted_pages>(parts_->pages).held();
}

void local_tracker::answer_held_page() {
  parts_->get<prompted_pages>(parts_->pages).answer_one();
}

std::size_t local_tracker::viewers() const {
  return parts_->get<prompted_pages>(parts_->pages).viewers();
}

void local_tracker::tell_viewers(std::string_view text) {
  parts_->get<prompted_pages>(parts_->pages).tell_viewers(text);
}

void local_tracker::fail_request(std::uint64_t token) {
  caf::actor_cast<caf::abstract_actor*>(parts_->servers.at(0))
      ->enqueue(
          caf::make_mailbox_element(
              nullptr, caf::make_message_id(token).response_id(), {},
              caf::make_error(caf::sec::runtime_error)),
          nullptr);
}

void local_tracker::load(const access_lists& lists) {
  for (const auto& server : parts_->servers)
    caf::anon_send(server, access_lists_loaded{std::make_shared<const access_lists>(lists)});
}

void local_tracker::while_held(const info_hash& x, const std::function<void()>& work) {
  hand_crank holder{parts_->system.get()};
  const auto swarm = parts_->context.directory.find_or_spawn(*parts_->system, x);
  swarm->enqueue(caf::make_mailbox_element(nullptr, caf::make_message_id(), {}, scrape{}), &holder);
  work();
  holder.run();
}

void local_tracker::while_reactors_held(const std::function<void()>& work) {
  const auto threads = static_cast<std::ptrdiff_t>(parts_->reactors.size()) + 1;
  const auto meeting = std::make_shared<std::barrier<>>(threads);
  for (const auto& reactor : parts_->reactors)
    boost::asio::post(reactor->context(), [meeting] {
      meeting->arrive_and_wait();
      meeting->arrive_and_wait();
    });
  meeting->arrive_and_wait();
  work();
  meeting->arrive_and_wait();
}

void local_tracker::stop_serving() {
  for (const auto& server : parts_->servers)
    caf::anon_send(server, muster::stop_serving{});
}

void local_tracker::drain() {
  const auto whose = caf::actor_cast<caf::strong_actor_ptr>(parts_->statistics);
  for (const auto& server : parts_->servers)
    server->enqueue(
        caf::make_mailbox_element(whose, caf::make_message_id(), {}, drain_serving{}), nullptr);
}

std::size_t local_tracker::drained() const {
  return parts_->get<collecting_statistics>(parts_->statistics).drained();
}

bool local_tracker::stopped() const {
  return parts_->running == 0;
}

} // namespace muster::test
