// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE udp_driver_test

#include "bin/load/load_run.hpp"
#include "tests/support/scripted_udp_tracker.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

// Whole runs over UDP, against a tracker that answers as the case wants.
namespace {

using namespace muster;
using namespace muster::load;
using test::right_udp_reply;
using test::scripted_udp_tracker;
using test::udp_datagram;
using replies = std::vector<std::string>;

/// Options for a short run of few peers.
load_options options_for(const std::string& url) {
  load_options result;
  result.url = url;
  result.connections = 2;
  result.window = 2;
  result.requests = 20;
  result.population.peers = 100;
  result.population.swarms = 5;
  return result;
}

std::uint64_t count_of(const run_result& x, fault kind) {
  return x.tally.faults[static_cast<std::size_t>(kind)];
}

replies answer_all(const udp_datagram& request, std::size_t) {
  return {right_udp_reply(request)};
}

/// A script that hands out connection ids, and answers requests as `answer` says.
template <class Answer>
scripted_udp_tracker::script once_connected(Answer answer) {
  return [=](const udp_datagram& request, std::size_t number) -> replies {
    if (test::is_connect(request))
      return {right_udp_reply(request)};
    return answer(request, number);
  };
}

/// Runs six requests, each answered so.
template <class Answer>
run_result run_against(Answer answer) {
  scripted_udp_tracker tracker{once_connected(answer)};
  auto options = options_for(tracker.url());
  options.requests = 6;
  return run_load(options);
}

/// How long a request waits that is not answered. Less would be lost on a slow machine too.
constexpr double some_time = 0.5;

/// The requests that are no connect requests.
std::vector<udp_datagram> asked(const scripted_udp_tracker& tracker) {
  auto result = tracker.requests();
  std::erase_if(result, test::is_connect);
  return result;
}

} // namespace

CAF_TEST(every request gets its reply and peers are counted) {
  scripted_udp_tracker tracker{answer_all};
  const auto x = run_load(options_for(tracker.url()));
  tracker.stop();
  CAF_CHECK(x.is_good());
  CAF_CHECK_EQUAL(x.tally.replies, 20u);
  CAF_CHECK_EQUAL(x.tally.errors(), 0u);
  CAF_CHECK_EQUAL(x.tally.peers, 20u);
  CAF_CHECK_EQUAL(x.tally.latency.count(), 20u);
  CAF_CHECK(x.seconds > 0);
  CAF_CHECK_EQUAL(asked(tracker).size(), 20u);
}

CAF_TEST(each socket connects once and sends its connection id with every request) {
  // As trackers do, an id for each address and port.
  scripted_udp_tracker tracker{[](const udp_datagram& request, std::size_t) -> replies {
    return {right_udp_reply(request, request.from.port)};
  }};
  const auto x = run_load(options_for(tracker.url()));
  tracker.stop();
  CAF_CHECK_EQUAL(x.tally.connections, 2u);
  CAF_CHECK_EQUAL(tracker.requests().size(), 22u);
  std::set<std::uint16_t> sockets;
  for (const auto& request : asked(tracker)) {
    CAF_CHECK_EQUAL(request.head().connection_id, std::uint64_t{request.from.port});
    sockets.insert(request.from.port);
  }
  CAF_CHECK_EQUAL(sockets.size(), 2u);
}

CAF_TEST(a socket has as many requests under way as its window and not more) {
  // Answers nothing until seven are there, which is one more than the window of the only socket.
  std::vector<std::string> held;
  scripted_udp_tracker tracker{once_connected([&](const udp_datagram& request, std::size_t) {
    held.push_back(right_udp_reply(request));
    return held.size() < 6 ? replies{} : std::exchange(held, {});
  })};
  auto options = options_for(tracker.url());
  options.timeout_seconds = some_time;
  options.connections = 1;
  options.window = 6;
  options.requests = 6;
  CAF_CHECK_EQUAL(run_load(options).tally.replies, 6u);
  options.window = 5;
  const auto x = run_load(options);
  CAF_CHECK_EQUAL(count_of(x, fault::timeout), 5u);
}

CAF_TEST(a request whose reply does not come is lost and the run goes on) {
  scripted_udp_tracker tracker{
      once_connected([](const udp_datagram& request, std::size_t number) -> replies {
        return number % 4 == 0 ? replies{} : replies{right_udp_reply(request)};
      })};
  auto options = options_for(tracker.url());
  options.timeout_seconds = some_time;
  const auto x = run_load(options);
  CAF_CHECK_EQUAL(x.tally.requests(), 20u);
  const auto lost = count_of(x, fault::timeout);
  CAF_CHECK(lost >= 5u);
  CAF_CHECK_EQUAL(x.tally.errors(), lost);
  CAF_CHECK(!x.is_good());
}

CAF_TEST(a tracker that gives no connection id is an error for each request) {
  scripted_udp_tracker tracker{[](const udp_datagram&, std::size_t) {
    return replies{};
  }};
  auto options = options_for(tracker.url());
  options.timeout_seconds = 0.1;
  options.requests = 6;
  const auto x = run_load(options);
  tracker.stop();
  CAF_CHECK_EQUAL(count_of(x, fault::connect), 6u);
  CAF_CHECK_EQUAL(x.tally.replies, 0u);
  CAF_CHECK(x.tally.first_connect_error.find(": Connection timed out;") != std::string::npos);
  CAF_CHECK(std::all_of(tracker.requests().begin(), tracker.requests().end(), test::is_connect));
}

CAF_TEST(a tracker that is not there is an error for each request) {
  std::string url;
  {
    scripted_udp_tracker tracker{answer_all};
    url = tracker.url();
  }
  const auto x = run_load(options_for(url));
  CAF_CHECK_EQUAL(count_of(x, fault::connect), 20u);
  CAF_CHECK_EQUAL(x.tally.replies, 0u);
  CAF_CHECK(x.tally.first_connect_error.starts_with("127.0.0.1:"));
  CAF_CHECK(x.tally.first_connect_error.ends_with(
      ": Connection refused; expected a tracker that serves UDP there"));
}

CAF_TEST(an address that is not of this host ends a run over udp at once and is named) {
  auto options = options_for("udp://127.0.0.1:6969/announce");
  options.source.first = address::parse("192.0.2.1");
  std::string message;
  try {
    run_load(options);
  } catch (const std::system_error& error) {
    message = error.what();
  }
  CAF_CHECK(message.starts_with("cannot send from 192.0.2.1 "));
}

CAF_TEST(an error packet is an error and is shown) {
  const auto x = run_against([](const udp_datagram& request, std::size_t) -> replies {
    return {std::string("\0\0\0\3", 4) + request.bytes.substr(12, 4) + "unregistered torrent"};
  });
  CAF_CHECK_EQUAL(count_of(x, fault::failure_reason), 6u);
  CAF_CHECK(x.tally.first_bad_reply.ends_with("unregistered torrent"));
}

CAF_TEST(a reply that is cut off is an error) {
  const auto x = run_against([](const udp_datagram& request, std::size_t) -> replies {
    return {right_udp_reply(request).substr(0, 25)};
  });
  CAF_CHECK_EQUAL(count_of(x, fault::peers), 6u);
}

CAF_TEST(more peers in a packet than asked for are an error) {
  const auto x = run_against([](const udp_datagram& request, std::size_t) -> replies {
    return {right_udp_reply(request, 0, 51)};
  });
  CAF_CHECK_EQUAL(count_of(x, fault::numwant), 6u);
}

CAF_TEST(a reply of another action is an error) {
  const auto x = run_against([](const udp_datagram& request, std::size_t) -> replies {
    auto reply = right_udp_reply(request);
    reply[3] = 2;
    return {reply};
  });
  CAF_CHECK_EQUAL(count_of(x, fault::packet), 6u);
}

CAF_TEST(a second reply to a request is an error) {
  const auto x = run_against([](const udp_datagram& request, std::size_t) -> replies {
    return {right_udp_reply(request), right_udp_reply(request)};
  });
  CAF_CHECK_EQUAL(x.tally.replies, 6u);
  // The last ones may come when all is over.
  CAF_CHECK(count_of(x, fault::transaction) >= 2u);
  CAF_CHECK_EQUAL(x.tally.errors(), count_of(x, fault::transaction));
}

CAF_TEST(a fill over udp announces each peer once as started) {
  scripted_udp_tracker tracker{answer_all};
  auto options = options_for(tracker.url());
  options.fill = true;
  options.connections = 7;
  options.window = 3;
  options.threads = 2;
  const auto x = run_load(options);
  tracker.stop();
  CAF_CHECK_EQUAL(x.tally.replies, 100u);
  std::set<std::string> peers;
  for (const auto& request : asked(tracker)) {
    const auto announce = parse_udp_announce(request.content(), family::ipv4, {}).value();
    CAF_CHECK(announce.request.event == announce_event::started);
    peers.insert(std::string{announce.request.peer_id.view()});
  }
  CAF_CHECK_EQUAL(peers.size(), 100u);
}

CAF_TEST(scrapes are asked and answered) {
  scripted_udp_tracker tracker{answer_all};
  auto options = options_for(tracker.url());
  options.scrape_percent = 100;
  const auto x = run_load(options);
  CAF_CHECK_EQUAL(x.tally.replies, 20u);
  CAF_CHECK_EQUAL(x.tally.announces, 0u);
}

CAF_TEST(an open loop over udp keeps its rate) {
  scripted_udp_tracker tracker{answer_all};
  auto options = options_for(tracker.url());
  options.rate = 200;
  const auto x = run_load(options);
  CAF_CHECK_EQUAL(x.tally.replies, 20u);
  // The last of twenty is due after 19 gaps of 5 ms; a slow machine can only be later.
  CAF_CHECK(x.seconds >= 0.095);
}

CAF_TEST(in an open loop waiting for a place in the window counts as latency) {
  // The only place is blocked by the first request until that is given up after 500 ms.
  scripted_udp_tracker tracker{
      once_connected([](const udp_datagram& request, std::size_t number) -> replies {
        return number == 1 ? replies{} : replies{right_udp_reply(request)};
      })};
  auto options = options_for(tracker.url());
  options.timeout_seconds = some_time;
  options.connections = 1;
  options.window = 1;
  options.rate = 1000;
  const auto x = run_load(options);
  CAF_CHECK_EQUAL(count_of(x, fault::timeout), 1u);
  CAF_CHECK_EQUAL(x.tally.replies, 19u);
  CAF_CHECK(x.tally.latency.quantile(0) >= 400'000'000);
}

CAF_TEST(a run over udp ends after its duration) {
  scripted_udp_tracker tracker{answer_all};
  auto options = options_for(tracker.url());
  options.requests = 0;
  options.duration_seconds = 0.05;
  const auto x = run_load(options);
  CAF_CHECK(x.tally.replies > 0);
  CAF_CHECK(x.is_good());
}

CAF_TEST(every thread has its part of the requests and its sockets) {
  scripted_udp_tracker tracker{answer_all};
  auto options = options_for(tracker.url());
  options.threads = 3;
  options.connections = 5;
  options.requests = 300;
  const auto x = run_load(options);
  CAF_CHECK_EQUAL(x.tally.replies, 300u);
  CAF_CHECK_EQUAL(x.tally.connections, 5u);
}

CAF_TEST(over ipv6 peers are counted as such) {
  scripted_udp_tracker tracker{answer_all, "::1"};
  auto options = options_for(tracker.url());
  CAF_REQUIRE(!complete(options));
  const auto x = run_load(options);
  CAF_CHECK_EQUAL(x.tally.replies, 20u);
  CAF_CHECK_EQUAL(x.tally.peers, 0u);
  CAF_CHECK_EQUAL(x.tally.peers6, 20u);
}

CAF_TEST(packets come from as many addresses as the peers have and each peer keeps its own) {
  scripted_udp_tracker tracker{answer_all};
  auto options = options_for(tracker.url());
  options.population.sources = 4;
  options.connections = 8;
  options.requests = 500;
  CAF_CHECK_EQUAL(run_load(options).tally.replies, 500u);
  tracker.stop();
  std::set<std::string> sources;
  std::set<std::pair<std::string, std::string>> peers;
  std::set<std::string> peer_ids;
  for (const auto& request : asked(tracker)) {
    const auto source = to_string(request.from.address);
    const auto peer_id = request.bytes.substr(36, 20);
    sources.insert(source);
    peers.insert({peer_id, source});
    peer_ids.insert(peer_id);
  }
  CAF_CHECK(sources == (std::set<std::string>{"127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4"}));
  CAF_CHECK_EQUAL(peers.size(), peer_ids.size());
}

CAF_TEST(a flood of connects asks for an id each time and for nothing else) {
  scripted_udp_tracker tracker{answer_all};
  auto options = options_for(tracker.url());
  options.flood = flood::connects;
  const auto x = run_load(options);
  tracker.stop();
  CAF_CHECK(x.is_good());
  CAF_CHECK_EQUAL(x.tally.replies, 20u);
  CAF_CHECK_EQUAL(tracker.requests().size(), 20u);
  CAF_CHECK(std::all_of(tracker.requests().begin(), tracker.requests().end(), test::is_connect));
}

CAF_TEST(a flood counts refusals and silence and they are no errors) {
  scripted_udp_tracker tracker{
      once_connected([](const udp_datagram& request, std::size_t number) -> replies {
        if (number % 2 == 0)
          return {};
        return {std::string("\0\0\0\3", 4) + request.bytes.substr(12, 4) + "no"};
      })};
  auto options = options_for(tracker.url());
  options.flood = flood::errors;
  options.timeout_seconds = some_time;
  options.connections = 20;
  const auto x = run_load(options);
  CAF_CHECK(x.is_good());
  CAF_CHECK_EQUAL(x.tally.requests(), 20u);
  const auto refused = count_of(x, fault::failure_reason);
  CAF_CHECK(refused >= 5u);
  CAF_CHECK_EQUAL(refused + count_of(x, fault::timeout), 20u);
  CAF_CHECK_EQUAL(x.tally.refusals.at("no"), refused);
}

CAF_TEST(a flood of garbage needs no id and expects silence) {
  scripted_udp_tracker tracker{[](const udp_datagram&, std::size_t) {
    return replies{};
  }};
  auto options = options_for(tracker.url());
  options.flood = flood::garbage;
  options.timeout_seconds = 0.1;
  options.connections = 5;
  options.window = 4;
  const auto x = run_load(options);
  tracker.stop();
  CAF_CHECK(x.is_good());
  CAF_CHECK_EQUAL(count_of(x, fault::timeout), 20u);
  CAF_CHECK_EQUAL(tracker.requests().size(), 20u);
}

CAF_TEST(an answer to garbage is an error) {
  scripted_udp_tracker tracker{[](const udp_datagram&, std::size_t) -> replies {
    return {"sixteen bytes..."};
  }};
  auto options = options_for(tracker.url());
  options.flood = flood::garbage;
  options.timeout_seconds = some_time;
  options.connections = 20;
  const auto x = run_load(options);
  CAF_CHECK(!x.is_good());
  CAF_CHECK(count_of(x, fault::transaction) > 0u);
}

CAF_TEST(a flood comes from the networks it is told) {
  scripted_udp_tracker tracker{answer_all};
  auto options = options_for(tracker.url());
  options.flood = flood::new_swarms;
  options.population.sources = 4;
  options.source = {address::parse("127.66.0.1"), 2};
  options.connections = 4;
  CAF_REQUIRE(!complete(options));
  const auto x = run_load(options);
  tracker.stop();
  CAF_CHECK_EQUAL(x.tally.replies, 20u);
  std::set<std::string> sources;
  for (const auto& request : tracker.requests())
    sources.insert(to_string(request.from.address));
  CAF_CHECK(
      sources == (std::set<std::string>{"127.66.0.1", "127.66.0.2", "127.66.1.1", "127.66.1.2"}));
}
