// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE load_command_line_test

#include "bin/load/load_command_line.hpp"

#include <caf/test/unit_test.hpp>

#include <sstream>
#include <string>
#include <vector>

namespace {

using namespace muster::load;

struct fixture {
  std::ostringstream out;
  std::ostringstream err;

  std::variant<load_options, int> parse(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "muster-load");
    return parse_command_line(static_cast<int>(arguments.size()), arguments.data(), out, err);
  }

  load_options options(std::vector<const char*> arguments) {
    const auto result = parse(std::move(arguments));
    CAF_REQUIRE(std::holds_alternative<load_options>(result));
    return std::get<load_options>(result);
  }

  /// -1 if there are options to run with.
  int exit_code(std::vector<const char*> arguments) {
    const auto result = parse(std::move(arguments));
    const auto* code = std::get_if<int>(&result);
    return code == nullptr ? -1 : *code;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(command_line_tests, fixture)

CAF_TEST(without options there are defaults) {
  const auto x = options({});
  CAF_CHECK_EQUAL(x.url, "http://127.0.0.1:6969/announce");
  CAF_CHECK(x.mode == connection_mode::keep_alive);
  CAF_CHECK(x.population.distribution == distribution::power_law);
  CAF_CHECK_EQUAL(x.population.big_swarm_percent, 20u);
  CAF_CHECK_EQUAL(x.numwant, 50u);
}

CAF_TEST(options are read) {
  const auto x = options(
      {"--mode", "close", "--distribution", "even", "--rate", "1000", "--json", "--seed", "7",
       "--peers", "500", "--swarms", "50", "--requests", "9"});
  CAF_CHECK(x.mode == connection_mode::close);
  CAF_CHECK(x.population.distribution == distribution::even);
  CAF_CHECK_EQUAL(x.rate, 1000);
  CAF_CHECK(x.json);
  CAF_CHECK_EQUAL(x.population.seed, 7u);
  CAF_CHECK_EQUAL(x.population.peers, 500u);
  CAF_CHECK_EQUAL(x.requests, 9u);
}

CAF_TEST(help and version exit with zero) {
  CAF_CHECK_EQUAL(exit_code({"--help"}), 0);
  CAF_CHECK(out.str().find("--big-swarm-percent") != std::string::npos);
  CAF_CHECK(out.str().find("one reply of 64") != std::string::npos);
  CAF_CHECK_EQUAL(exit_code({"--version"}), 0);
  CAF_CHECK(err.str().empty());
}

CAF_TEST(wrong options exit with two and a word on stderr) {
  for (const std::vector<const char*>& arguments : std::vector<std::vector<const char*>>{
           {"--unknown"},
           {"--mode", "sometimes"},
           {"--rate", "0"},
           {"--rate", "x"},
           {"--connections", "0"},
           {"--numwant", "-1"},
           {"--duration", "1", "--requests", "1"},
           {"--fill", "--requests", "1"},
           {"--url", "http://localhost/announce"},
           {"--swarms", "10", "--peers", "9"},
           {"--threads", "2", "--connections", "1"},
           {"surplus"}}) {
    err.str("");
    CAF_CHECK_EQUAL(exit_code(arguments), 2);
    CAF_CHECK(!err.str().empty());
  }
}

CAF_TEST(each source address needs a connection) {
  CAF_CHECK_EQUAL(exit_code({"--peers", "200000", "--connections", "3"}), 2);
  CAF_CHECK_EQUAL(exit_code({"--peers", "200000", "--connections", "4"}), -1);
}

CAF_TEST(a server outside 127.0.0.0 / 8 is asked from one address) {
  const auto* url = "http://[::1]:6969/announce";
  CAF_CHECK_EQUAL(options({"--url", url}).population.sources, 1u);
  CAF_CHECK_EQUAL(exit_code({"--url", url, "--sources", "2"}), 2);
  CAF_CHECK_EQUAL(exit_code({"--url", url, "--peers", "200000", "--distribution", "single"}), 2);
}

CAF_TEST(a scrape needs an announce path to derive its own from) {
  const auto* url = "http://127.0.0.1/x";
  CAF_CHECK_EQUAL(exit_code({"--url", url}), -1);
  CAF_CHECK_EQUAL(exit_code({"--url", url, "--scrape-percent", "1"}), 2);
}

CAF_TEST(over udp there are sockets with a window) {
  const auto* url = "udp://127.0.0.1:6969/announce";
  const auto x = options({"--url", url, "--sockets", "7", "--window", "3"});
  CAF_CHECK_EQUAL(x.connections, 7u);
  CAF_CHECK_EQUAL(x.window, 3u);
  CAF_CHECK_EQUAL(options({"--url", url, "--window", "1024"}).window, 1024u);
  CAF_CHECK_EQUAL(exit_code({"--url", url, "--window", "1025"}), 2);
  CAF_CHECK_EQUAL(exit_code({"--url", url, "--window", "0"}), 2);
}

CAF_TEST(over udp a request is lost after a second unless the user says otherwise) {
  const auto* url = "udp://127.0.0.1:6969/announce";
  CAF_CHECK_EQUAL(options({"--url", url}).timeout_seconds, 1);
  CAF_CHECK_EQUAL(options({"--url", url, "--timeout", "3"}).timeout_seconds, 3);
  CAF_CHECK_EQUAL(options({}).timeout_seconds, 5);
}

CAF_TEST(over udp nothing is closed and anything can be scraped) {
  const auto* url = "udp://127.0.0.1:6969";
  CAF_CHECK_EQUAL(exit_code({"--url", url, "--mode", "close"}), 2);
  CAF_CHECK_EQUAL(exit_code({"--url", url, "--scrape-percent", "1"}), -1);
}

CAF_TEST(a flood has a kind and its addresses their networks) {
  const auto x = options(
      {"--flood", "new-swarms", "--sources", "100", "--networks", "4", "--source", "127.66.0.1"});
  CAF_CHECK(x.flood == flood::new_swarms);
  CAF_CHECK_EQUAL(x.population.sources, 100u);
  CAF_CHECK_EQUAL(x.source.networks, 4u);
  CAF_CHECK_EQUAL(to_string(*x.source.first), "127.66.0.1");
  CAF_CHECK_EQUAL(x.connections, 100u);
  CAF_CHECK_EQUAL(x.window, 64u);
  CAF_CHECK_EQUAL(exit_code({"--flood", "none"}), 2);
  CAF_CHECK_EQUAL(exit_code({"--flood", "errors", "--fill"}), 2);
  CAF_CHECK_EQUAL(exit_code({"--flood", "errors", "--scrape-percent", "1"}), 2);
  CAF_CHECK_EQUAL(exit_code({"--flood", "scrapes", "--url", "http://127.0.0.1/x"}), 2);
}

CAF_TEST(a flood of connects is one over udp) {
  CAF_CHECK_EQUAL(exit_code({"--flood", "connects"}), 2);
  CAF_CHECK_EQUAL(exit_code({"--flood", "connects", "--url", "udp://127.0.0.1:6969"}), -1);
}

CAF_TEST(ordinary clients can have another address) {
  CAF_CHECK_EQUAL(to_string(*options({"--source", "127.5.0.1"}).source.first), "127.5.0.1");
  CAF_CHECK_EQUAL(exit_code({"--source", "localhost"}), 2);
  CAF_CHECK_EQUAL(exit_code({"--source", "::1"}), 2);
  CAF_CHECK_EQUAL(exit_code({"--source", "::1", "--url", "udp://[::1]:6969"}), -1);
  CAF_CHECK_EQUAL(exit_code({"--networks", "3"}), 2);
}

CAF_TEST_FIXTURE_SCOPE_END()
