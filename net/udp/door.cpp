// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/udp/door.hpp"

#include "actors/log/log.hpp"
#include "actors/runtime/actor_account.hpp"
#include "net/door/make_server.hpp"
#include "net/door/opening.hpp"
#include "net/udp/datagram_socket.hpp"
#include "net/udp/udp_server.hpp"
#include "storage/secret_key.hpp"

#include <random>
#include <string>
#include <utility>

namespace muster {

namespace {

class udp_door final : public door {
public:
  explicit udp_door(const udp_settings& settings) : settings_(settings) {
    // nop
  }

  void listen(const listen_terms& terms) override {
    sockets_.resize(terms.reactors);
    const std::span<const endpoint> own{settings_.listeners};
    open_each(own.empty() ? terms.shared : own, terms.log, [&](const endpoint& at) {
      open(at, terms.log);
    });
  }

  std::vector<endpoint> endpoints() const override {
    return endpoints_;
  }

  void expect_free(const endpoint& at) const override {
    if (settings_.listeners.empty())
      datagram_socket::expect_free(at);
  }

  door_actor serve_on(reactor& home, const door_context& context) override {
    return make_server<udp_server>(
        home,
        udp_server_parts{
            policy_of(context, protocol::udp), context.lists, context.statistics,
            std::move(sockets_.at(served_++)), context.secret.derive(key_use::udp_connection_ids),
            std::random_device{}(), context.accounts.open("udp_server", context.place)});
  }

private:
  void open(endpoint at, muster::log& log) {
    const auto wanted = settings_.receive_buffer_bytes;
    datagram_socket::expect_free(at);
    for (auto& x : sockets_) {
      x.emplace_back(at, wanted);
      at = x.back().local(); // all reactors share the port that the first one got
    }
    endpoints_.push_back(at);
    log_listening(log, "listen_udp", "udp", at);
    if (const auto given = sockets_.front().back().receive_buffer_bytes(); given < wanted)
      log.write(
          log_level::warning, "small_receive_buffer",
          {{"wanted", std::to_string(wanted)},
           {"given", std::to_string(given)},
           {"hint", "raise net.core.rmem_max"}});
  }

  const udp_settings& settings_;
  /// Those of each reactor.
  std::vector<std::vector<datagram_socket>> sockets_;
  std::vector<endpoint> endpoints_;
  /// Reactors that have got theirs.
  std::size_t served_ = 0;
};

} // namespace

std::unique_ptr<door> make_udp_door(const udp_settings& settings) {
  return settings.enabled ? std::make_unique<udp_door>(settings) : nullptr;
}

} // namespace muster
