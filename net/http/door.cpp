// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/http/door.hpp"

#include "actors/log/log.hpp"
#include "actors/runtime/actor_account.hpp"
#include "net/door/make_server.hpp"
#include "net/door/opening.hpp"
#include "net/http/listener.hpp"
#include "net/http/server.hpp"
#include "net/http/source_connections.hpp"

#include <algorithm>
#include <random>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace muster {

namespace {

/// Free ports that are tried until all doors that share them can listen there. Chosen: enough on
/// any machine.
constexpr int port_attempts_max = 32;

source_connections::limits
limits_of_sources(const http_settings& settings, std::uint32_t network_factor) {
  const auto of_source = settings.connections_per_address_max;
  return {of_source, of_source * network_factor, settings.waiting_per_address_bytes_max};
}

class http_door final : public door {
public:
  http_door(const http_settings& settings, const http_share& share)
      : settings_(settings),
        share_(share),
        connections_(limits_of_sources(settings, share.network_factor), random_hash_key()) {
    // nop
  }

  void listen(const listen_terms& terms) override {
    listeners_.resize(terms.reactors);
    open_each(settings_.listeners, terms.log, [&](const endpoint& at) { open(at, terms); });
    if (endpoints_.empty())
      throw std::runtime_error{"no address to listen at"};
  }

  std::vector<endpoint> endpoints() const override {
    return endpoints_;
  }

  void expect_free(const endpoint&) const override {
    // It has endpoints of its own.
  }

  door_actor serve_on(reactor& home, const door_context& context) override {
    return make_server<http_server>(
        home, http_server_parts{
                  policy_of(context, protocol::http), settings_, connections_, context.pages,
                  context.lists, context.statistics, std::move(listeners_.at(served_++)),
                  limits_of_reactor(), std::random_device{}(),
                  context.accounts.open("http_server", context.place), share_.lacks_descriptors,
                  &context.log});
  }

private:
  void open(endpoint at, const listen_terms& terms) {
    listener::expect_free(at);
    if (at.port == 0)
      at = with_free_port(at, terms);
    for (auto& x : listeners_) {
      x.emplace_back(at);
      at = x.back().local(); // all reactors share the port that the first one got
    }
    endpoints_.push_back(at);
    log_listening(terms.log, "listen", "http", at);
  }

  /// Puts a port that is free for all doors in the place of port 0.
  static endpoint with_free_port(const endpoint& at, const listen_terms& terms) {
    for (int i = 1;; ++i) {
      const auto result = listener{at}.local();
      try {
        terms.expect_shareable(result);
        return result;
      } catch (const std::system_error&) {
        if (i == port_attempts_max)
          throw;
      }
    }
  }

  /// The bytes that may wait are shared out evenly, but for a few large pages that each reactor has
  /// room for.
  [[nodiscard]] client_table::limits limits_of_reactor() const {
    constexpr std::uint64_t few_pages = 4 << 20;
    const auto all = share_.waiting_bytes_max;
    const auto reactors = listeners_.size();
    return {
        static_cast<std::uint32_t>((share_.connections_max - 1) / reactors + 1),
        std::max(all / reactors, std::min(few_pages, all))};
  }

  const http_settings& settings_;
  http_share share_;
  source_connections connections_;
  /// Those of each reactor.
  std::vector<std::vector<listener>> listeners_;
  std::vector<endpoint> endpoints_;
  /// Reactors that have got theirs.
  std::size_t served_ = 0;
};

} // namespace

std::unique_ptr<door> make_http_door(const http_settings& settings, const http_share& share) {
  return std::make_unique<http_door>(settings, share);
}

} // namespace muster
