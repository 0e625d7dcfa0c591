// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE load_run_test

#include "bin/load/load_run.hpp"
#include "bin/load/socket.hpp"
#include "bin/load/target.hpp"

#include <caf/test/unit_test.hpp>

#include <array>
#include <functional>
#include <netinet/in.h>
#include <poll.h>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

namespace {

using namespace muster;
using namespace muster::load;

const std::string good_body = "d8:intervali1800e5:peers6:abcdefe";

std::string reply_with(const std::string& body, const std::string& fields = "") {
  return "HTTP/1.1 200 OK\r\n" + fields + "Content-Length: " + std::to_string(body.size())
         + "\r\n\r\n" + body;
}

/// What the server does with a request.
struct reaction {
  std::string bytes;
  bool closes = false;
};

/// Answers requests as a test wants, on a port of its own, on a thread of its own.
class scripted_server {
public:
  /// @param script  gets the number of the request, from 0 on.
  explicit scripted_server(
      std::function<reaction(std::size_t)> script, const char* address = "127.0.0.1")
      : script_(std::move(script)) {
    const endpoint local{*muster::address::parse(address), 0};
    socket_address name{local};
    listener_ = descriptor{::socket(name.storage.ss_family, SOCK_STREAM, 0)};
    CAF_REQUIRE(::bind(listener_.get(), name.get(), name.size) == 0);
    CAF_REQUIRE(::listen(listener_.get(), 128) == 0);
    ::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&name.storage), &name.size);
    // The port is in the same place for both families.
    port_ = ntohs(reinterpret_cast<const sockaddr_in&>(name.storage).sin_port);
    stop_ = descriptor{::eventfd(0, 0)};
    thread_ = std::thread{[this] {
      run();
    }};
  }

  ~scripted_server() {
    stop();
  }

  /// Ends the server; what it saw can be read then.
  void stop() {
    ::eventfd_write(stop_.get(), 1);
    if (thread_.joinable())
      thread_.join();
  }

  [[nodiscard]] std::string url(const std::string& host = "127.0.0.1") const {
    return "http://" + host + ':' + std::to_string(port_) + "/announce";
  }

  [[nodiscard]] const std::vector<std::string>& requests() const {
    return requests_;
  }

private:
  void run() {
    for (;;) {
      std::vector<pollfd> watched{{stop_.get(), POLLIN, 0}, {listener_.get(), POLLIN, 0}};
      for (const auto& x : clients_)
        watched.push_back({x.get(), POLLIN, 0});
      ::poll(watched.data(), watched.size(), -1);
      if (watched[0].revents != 0)
        return;
      for (std::size_t i = watched.size(); i-- > 2;)
        if (watched[i].revents != 0 && !serve(clients_[i - 2]))
          clients_.erase(clients_.begin() + static_cast<std::ptrdiff_t>(i - 2));
      if (watched[1].revents != 0)
        clients_.emplace_back(::accept(listener_.get(), nullptr, nullptr));
    }
  }

  /// @returns whether the connection goes on.
  bool serve(const descriptor& client) {
    std::array<char, 4096> buffer;
    const auto size = ::recv(client.get(), buffer.data(), buffer.size(), 0);
    if (size <= 0)
      return false;
    const auto answer = script_(requests_.size());
    requests_.emplace_back(buffer.data(), static_cast<std::size_t>(size));
    ::send(client.get(), answer.bytes.data(), answer.bytes.size(), MSG_NOSIGNAL);
    return !answer.closes;
  }

  std::function<reaction(std::size_t)> script_;
  descriptor listener_;
  descriptor stop_;
  std::uint16_t port_ = 0;
  std::vector<descriptor> clients_;
  std::vector<std::string> requests_;
  std::thread thread_;
};

/// Options for a short run of few peers.
load_options options_for(const std::string& url) {
  load_options result;
  result.url = url;
  result.connections = 2;
  result.requests = 20;
  result.population.peers = 100;
  result.population.swarms = 5;
  return result;
}

std::uint64_t count_of(const run_result& x, fault kind) {
  return x.tally.faults[static_cast<std::size_t>(kind)];
}

/// Runs six requests, each with the same reaction.
run_result run_against(const reaction& answer, connection_mode mode = connection_mode::keep_alive) {
  scripted_server server{[&](std::size_t) {
    return answer;
  }};
  auto options = options_for(server.url());
  options.mode = mode;
  options.requests = 6;
  options.timeout_seconds = 0.1;
  return run_load(options);
}

} // namespace

CAF_TEST(a kept connection serves many requests) {
  const auto x = run_against({reply_with(good_body)});
  CAF_CHECK(x.is_good());
  CAF_CHECK_EQUAL(x.tally.replies, 6u);
  CAF_CHECK_EQUAL(x.tally.errors(), 0u);
  CAF_CHECK_EQUAL(x.tally.connections, 2u);
  CAF_CHECK_EQUAL(x.tally.peers, 6u);
  CAF_CHECK_EQUAL(x.tally.latency.count(), 6u);
  CAF_CHECK(x.seconds > 0);
}

CAF_TEST(in close mode each request has a connection) {
  const auto x = run_against({reply_with(good_body), true}, connection_mode::close);
  CAF_CHECK(x.is_good());
  CAF_CHECK_EQUAL(x.tally.replies, 6u);
  CAF_CHECK_EQUAL(x.tally.connections, 6u);
}

CAF_TEST(a server that keeps a connection that was to close is at fault) {
  const auto x = run_against({reply_with(good_body)}, connection_mode::close);
  CAF_CHECK(!x.is_good());
  CAF_CHECK_EQUAL(count_of(x, fault::kept_open), 6u);
}

CAF_TEST(a server may close a kept connection if it says so) {
  const auto x = run_against({reply_with(good_body, "Connection: close\r\n"), true});
  CAF_CHECK(x.is_good());
  CAF_CHECK_EQUAL(x.tally.replies, 6u);
  CAF_CHECK_EQUAL(x.tally.connections, 6u);
}

CAF_TEST(a request that meets a closed connection is sent again) {
  scripted_server server{[](std::size_t number) {
    return number % 3 == 2 ? reaction{"", true} : reaction{reply_with(good_body)};
  }};
  auto options = options_for(server.url());
  options.connections = 1;
  const auto x = run_load(options);
  CAF_CHECK_EQUAL(x.tally.replies, 20u);
  CAF_CHECK_EQUAL(x.tally.errors(), 0u);
  CAF_CHECK(x.tally.retries >= 6u);
}

CAF_TEST(a connection closed before its first reply is an error) {
  const auto x = run_against({"", true});
  CAF_CHECK_EQUAL(count_of(x, fault::closed), 6u);
  CAF_CHECK(!x.is_good());
}

CAF_TEST(a reply that breaks off is an error) {
  const auto whole = reply_with(good_body);
  const auto x = run_against({whole.substr(0, whole.size() - 1), true});
  CAF_CHECK_EQUAL(count_of(x, fault::closed), 6u);
}

CAF_TEST(a reply that does not come is an error) {
  const auto x = run_against({""});
  CAF_CHECK_EQUAL(count_of(x, fault::timeout), 6u);
}

CAF_TEST(a reply that is wrong is an error and is shown) {
  const auto x = run_against({reply_with("d14:failure reason2:noe")});
  CAF_CHECK_EQUAL(count_of(x, fault::failure_reason), 6u);
  CAF_CHECK_EQUAL(x.tally.first_bad_reply, "d14:failure reason2:noe");
}

CAF_TEST(a status other than 200 is an error) {
  const auto x = run_against({"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"});
  CAF_CHECK_EQUAL(count_of(x, fault::status), 6u);
}

CAF_TEST(bytes after a reply are an error) {
  const auto x = run_against({reply_with(good_body) + "x"});
  CAF_CHECK_EQUAL(count_of(x, fault::http), 6u);
}

CAF_TEST(a server that is not there is an error) {
  std::string url;
  {
    scripted_server server{[](std::size_t) {
      return reaction{};
    }};
    url = server.url();
  }
  const auto x = run_load(options_for(url));
  CAF_CHECK_EQUAL(count_of(x, fault::connect), 20u);
  CAF_CHECK_EQUAL(x.tally.replies, 0u);
  CAF_CHECK_EQUAL(
      x.tally.first_connect_error, parse_target(url)->host
                                       + ": Connection refused; expected a tracker that serves "
                                         "HTTP there");
}

CAF_TEST(a server that closes is there and nothing is said of connecting) {
  CAF_CHECK_EQUAL(run_against({"", true}).tally.first_connect_error, "");
}

CAF_TEST(a fill announces each peer once as started) {
  scripted_server server{[](std::size_t) {
    return reaction{reply_with(good_body)};
  }};
  auto options = options_for(server.url());
  options.fill = true;
  options.connections = 7;
  options.threads = 2;
  const auto x = run_load(options);
  server.stop();
  CAF_CHECK_EQUAL(x.tally.replies, 100u);
  std::set<std::string> ports;
  for (const auto& request : server.requests()) {
    CAF_CHECK(request.find("&event=started&") != std::string::npos);
    ports.insert(request.substr(request.find("&port="), 11));
  }
  CAF_CHECK_EQUAL(ports.size(), 100u);
}

CAF_TEST(an open loop keeps its rate) {
  scripted_server server{[](std::size_t) {
    return reaction{reply_with(good_body)};
  }};
  auto options = options_for(server.url());
  options.rate = 200;
  const auto x = run_load(options);
  CAF_CHECK_EQUAL(x.tally.replies, 20u);
  // The last of twenty is due after 19 gaps of 5 ms; a slow machine can only be later.
  CAF_CHECK(x.seconds >= 0.095);
}

CAF_TEST(in an open loop waiting for a connection counts as latency) {
  // The only connection is blocked by the first request until that is given up after 100 ms.
  scripted_server server{[](std::size_t number) {
    return number == 0 ? reaction{} : reaction{reply_with(good_body)};
  }};
  auto options = options_for(server.url());
  options.connections = 1;
  options.timeout_seconds = 0.1;
  options.rate = 1000;
  const auto x = run_load(options);
  CAF_CHECK_EQUAL(count_of(x, fault::timeout), 1u);
  CAF_CHECK_EQUAL(x.tally.replies, 19u);
  CAF_CHECK(x.tally.latency.quantile(0) >= 80'000'000);
}

CAF_TEST(a run ends after its duration) {
  scripted_server server{[](std::size_t) {
    return reaction{reply_with(good_body)};
  }};
  auto options = options_for(server.url());
  options.requests = 0;
  options.duration_seconds = 0.05;
  const auto x = run_load(options);
  CAF_CHECK(x.tally.replies > 0);
  CAF_CHECK(x.is_good());
}

CAF_TEST(every thread has its part of the requests) {
  scripted_server server{[](std::size_t) {
    return reaction{reply_with(good_body)};
  }};
  auto options = options_for(server.url());
  options.threads = 3;
  options.connections = 5;
  options.requests = 300;
  const auto x = run_load(options);
  CAF_CHECK_EQUAL(x.tally.replies, 300u);
  CAF_CHECK_EQUAL(x.tally.connections, 5u);
  CAF_CHECK(x.tally.replies_parsed >= 3u);
}

CAF_TEST(IPv6 is spoken) {
  scripted_server server{[](std::size_t) { return reaction{reply_with(good_body)}; }, "::1"};
  auto options = options_for(server.url("[::1]"));
  CAF_REQUIRE(!complete(options));
  CAF_CHECK_EQUAL(run_load(options).tally.replies, 20u);
}

CAF_TEST(peers of many sources come from many addresses) {
  scripted_server server{[](std::size_t) {
    return reaction{reply_with(good_body)};
  }};
  auto options = options_for(server.url());
  options.population.sources = 4;
  options.connections = 4;
  options.fill = true;
  const auto x = run_load(options);
  CAF_CHECK_EQUAL(x.sources, 4u);
  CAF_CHECK_EQUAL(x.tally.replies, 100u);
  CAF_CHECK_EQUAL(x.tally.connections, 4u);
}

CAF_TEST(the account of the server is taken before and after) {
  scripted_server server{[](std::size_t) {
    return reaction{reply_with(good_body)};
  }};
  auto options = options_for(server.url());
  options.pid = ::getpid();
  const auto x = run_load(options);
  CAF_REQUIRE(x.server);
  CAF_CHECK(x.server->after.cpu_nanoseconds >= x.server->before.cpu_nanoseconds);
  CAF_CHECK(x.server->after.rss_bytes > 0);
  options.pid = 0x3fffffff; // above the kernel's largest process id
  bool has_thrown = false;
  try {
    run_load(options);
  } catch (const std::invalid_argument&) {
    has_thrown = true;
  }
  CAF_CHECK(has_thrown);
}

CAF_TEST(a flood over http counts refusals and other statuses and closed connections) {
  scripted_server server{[](std::size_t number) -> reaction {
    if (number % 3 == 0)
      return {reply_with("d14:failure reason4:full8:intervali60ee")};
    if (number % 3 == 1)
      return {"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"};
    return {"", true};
  }};
  auto options = options_for(server.url());
  options.mode = connection_mode::close;
  options.flood = flood::errors;
  options.requests = 30;
  options.timeout_seconds = 0.1;
  const auto x = run_load(options);
  CAF_CHECK(count_of(x, fault::failure_reason) > 0u);
  CAF_CHECK(count_of(x, fault::status) > 0u);
  CAF_CHECK(count_of(x, fault::closed) > 0u);
  CAF_CHECK_EQUAL(x.tally.refusals.at("full"), count_of(x, fault::failure_reason));
}

CAF_TEST(a flood of garbage over http takes a malformed reply for an error) {
  scripted_server server{[](std::size_t) -> reaction {
    return {"garbage too\r\n\r\n"};
  }};
  auto options = options_for(server.url());
  options.flood = flood::garbage;
  options.requests = 6;
  const auto x = run_load(options);
  CAF_CHECK_EQUAL(count_of(x, fault::http), 6u);
  CAF_CHECK(!x.is_good());
}

CAF_TEST(an address that is not of this host ends the run at once) {
  scripted_server server{[](std::size_t) -> reaction {
    return {reply_with(good_body)};
  }};
  auto options = options_for(server.url());
  options.source.first = address::parse("192.0.2.1");
  std::string message;
  try {
    run_load(options);
  } catch (const std::system_error& error) {
    message = error.what();
  }
  CAF_CHECK_EQUAL(
      message, "cannot send from 192.0.2.1 (expected --source to begin addresses of this machine): "
               "Cannot assign requested address");
}

CAF_TEST(ordinary clients can come from another address) {
  scripted_server server{[](std::size_t) -> reaction {
    return {reply_with(good_body)};
  }};
  auto options = options_for(server.url());
  options.source.first = address::parse("127.5.0.1");
  CAF_CHECK_EQUAL(run_load(options).tally.replies, 20u);
}
