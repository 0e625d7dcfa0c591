// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/reactor_sockets.hpp"

#include "actors/log/log.hpp"
#include "bin/configuration.hpp"

#include <cerrno>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace muster {

namespace {

/// Free ports tried for TCP until one is free for UDP as well. Chosen: enough on any machine.
constexpr int port_attempts_max = 32;

/// Says whether the error only means that this machine has no IPv6.
bool is_missing_family(const std::system_error& error) {
  return error.code().value() == EAFNOSUPPORT || error.code().value() == EADDRNOTAVAIL;
}

/// Puts a free port in the place of port 0, one that is free for TCP and for UDP.
endpoint with_free_port(const endpoint& at) {
  for (int i = 1;; ++i) {
    const auto result = listener{at}.local();
    try {
      datagram_socket::expect_free(result);
      return result;
    } catch (const std::system_error&) {
      if (i == port_attempts_max)
        throw;
    }
  }
}

class opening {
public:
  opening(const configuration& config, std::size_t reactors, log& log)
      : config_(config), sockets_(reactors), log_(log) {
    // nop
  }

  std::vector<reactor_sockets> open() {
    const auto& own = config_.udp.listeners;
    shares_ports_ = config_.udp.enabled && own.empty();
    open_each(config_.http.listeners, [this](const endpoint& at) { open_http(at); });
    if (sockets_.front().http.empty())
      throw std::runtime_error{"no address to listen at"};
    if (config_.udp.enabled)
      open_each(own.empty() ? http_endpoints() : own, [this](const endpoint& at) { open_udp(at); });
    return std::move(sockets_);
  }

private:
  template <class Open>
  void open_each(const std::vector<endpoint>& endpoints, Open open) {
    for (const auto& at : endpoints)
      try {
        open(at);
      } catch (const std::system_error& error) {
        if (!is_missing_family(error) || endpoints.size() == 1)
          throw;
        log_.write(log_level::warning, "skip_listener", {{"reason", error.what()}});
      }
  }

  /// Where HTTP is served, with the ports that it got.
  [[nodiscard]] std::vector<endpoint> http_endpoints() const {
    std::vector<endpoint> result;
    for (const auto& x : sockets_.front().http)
      result.push_back(x.local());
    return result;
  }

  void open_http(endpoint at) {
    listener::expect_free(at);
    if (shares_ports_ && at.port == 0)
      at = with_free_port(at);
    for (auto& x : sockets_) {
      x.http.emplace_back(at);
      at = x.http.back().local(); // all reactors share the port that the first one got
    }
    say("listen", "http", at);
  }

  void open_udp(endpoint at) {
    const auto wanted = config_.udp.receive_buffer_bytes;
    datagram_socket::expect_free(at);
    for (auto& x : sockets_) {
      x.udp.emplace_back(at, wanted);
      at = x.udp.back().local();
    }
    say("listen_udp", "udp", at);
    if (const auto given = sockets_.front().udp.back().receive_buffer_bytes(); given < wanted)
      log_.write(
          log_level::warning, "small_receive_buffer",
          {{"wanted", std::to_string(wanted)},
           {"given", std::to_string(given)},
           {"hint", "raise net.core.rmem_max"}});
  }

  void say(std::string_view event, std::string_view scheme, const endpoint& at) {
    log_.write(
        log_level::info, event,
        {{"address", to_string(at)},
         {"url", std::string{scheme} + "://" + to_string(at) + "/announce"}});
  }

  const configuration& config_;
  std::vector<reactor_sockets> sockets_;
  log& log_;
  /// Whether UDP is served wherever HTTP is.
  bool shares_ports_ = false;
};

} // namespace

std::vector<reactor_sockets>
open_sockets(const configuration& config, std::size_t reactors, log& log) {
  return opening{config, reactors, log}.open();
}

} // namespace muster
