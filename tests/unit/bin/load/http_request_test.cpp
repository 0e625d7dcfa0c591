// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE http_request_test

#include "bin/load/http_request.hpp"
#include "net/protocol/http_announce.hpp"

#include <caf/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace {

using namespace muster;
using namespace muster::load;

struct fixture {
  population peers{population_settings{}};
  target to = *parse_target("http://127.0.0.1:6969/announce");

  std::string written(const request& x, connection_mode mode = connection_mode::keep_alive) {
    std::string out = "left over";
    http_request_writer{peers, to, mode, 50}.write(x, out);
    return out;
  }

  /// Reads the request as the tracker does.
  http_announce parsed(const request& x) {
    const auto text = written(x);
    const auto query = text.substr(0, text.find(' ', 4)).substr(text.find('?') + 1);
    return parse_http_announce(query, {20, 200});
  }

  /// The first peer that is a seeder, or that is none.
  std::uint32_t find_peer(bool is_seeder) const {
    std::uint32_t result = 0;
    while (peers.profile_of(result).is_seeder != is_seeder)
      ++result;
    return result;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(http_request_tests, fixture)

CAF_TEST(an announce says what the peer is) {
  for (std::uint32_t peer = 0; peer < 1000; ++peer) {
    const auto x = parsed({request_kind::announce, peer, announce_event::none});
    const auto profile = peers.profile_of(peer);
    CAF_REQUIRE(x.refusal == refusal::none);
    CAF_REQUIRE(x.request.info_hash == peers.info_hash_of(profile.swarm));
    CAF_REQUIRE(x.request.peer_id == profile.peer_id);
    CAF_REQUIRE_EQUAL(x.request.port, profile.port);
    CAF_REQUIRE_EQUAL(x.request.left == 0, profile.is_seeder);
  }
}

CAF_TEST(an announce asks for compact peers and as many as wanted) {
  const auto x = parsed({});
  CAF_CHECK_EQUAL(x.request.numwant, 50);
  CAF_CHECK(x.form == peers_form::compact);
}

CAF_TEST(an announce has its event) {
  for (const auto event :
       {announce_event::none, announce_event::started, announce_event::completed,
        announce_event::stopped})
    CAF_CHECK(parsed({request_kind::announce, 3, event}).request.event == event);
}

CAF_TEST(who completed has nothing left) {
  const auto leecher = find_peer(false);
  CAF_CHECK_EQUAL(
      parsed({request_kind::announce, leecher, announce_event::completed}).request.left, 0u);
  CAF_CHECK(parsed({request_kind::announce, leecher, announce_event::started}).request.left > 0);
}

CAF_TEST(a request is a whole head of HTTP and nothing else) {
  for (const auto kind : {request_kind::announce, request_kind::scrape}) {
    const auto text = written({kind, 0, announce_event::none});
    CAF_CHECK(text.starts_with("GET /"));
    CAF_CHECK(text.ends_with("\r\n\r\n"));
    CAF_CHECK_EQUAL(text.find("\r\n\r\n"), text.size() - 4);
    CAF_CHECK(text.find(" HTTP/1.1\r\nHost: 127.0.0.1:6969\r\n") != std::string::npos);
  }
}

CAF_TEST(a request says what shall become of its connection only if it is told to) {
  const auto has = [this](connection_mode mode, std::string_view field) {
    return written({}, mode).find(field) != std::string::npos;
  };
  CAF_CHECK(has(connection_mode::close, "\r\nConnection: close\r\n"));
  CAF_CHECK(has(connection_mode::asked_keep_alive, "\r\nConnection: keep-alive\r\n"));
  CAF_CHECK(written({}, connection_mode::keep_alive).find("Connection") == std::string::npos);
}

CAF_TEST(a scrape asks for the swarm of the peer) {
  std::string escaped;
  append_escaped(peers.info_hash_of(peers.profile_of(9).swarm).view(), escaped);
  const auto text = written({request_kind::scrape, 9, announce_event::none});
  CAF_CHECK(text.starts_with("GET /scrape?info_hash=" + escaped + " HTTP/1.1\r\n"));
}

CAF_TEST(a flood announces to a new swarm or with a port of zero) {
  const auto x = parsed({request_kind::new_swarm, 3, announce_event::none, 5});
  CAF_CHECK(x.refusal == refusal::none);
  CAF_CHECK(x.request.info_hash == peers.info_hash_of(peers.swarms() + 5));
  const auto wrong = parsed({request_kind::wrong_port, 3, announce_event::none});
  CAF_CHECK_EQUAL(wrong.request.port, 0);
}

CAF_TEST(a flood of garbage has no request) {
  const auto text = written({request_kind::garbage, 0, announce_event::none, 9});
  CAF_CHECK(text.find("info_hash") == std::string::npos);
  CAF_CHECK(text.ends_with("\r\n\r\n"));
}

CAF_TEST(all but unreserved bytes are escaped) {
  std::string out = "x";
  append_escaped(std::string_view{"aZ09-._~ +%&\0\xff", 14}, out);
  CAF_CHECK_EQUAL(out, "xaZ09-._~%20%2b%25%26%00%ff");
}

CAF_TEST_FIXTURE_SCOPE_END()
