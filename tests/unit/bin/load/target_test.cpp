// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE target_test

#include "bin/load/target.hpp"

#include <caf/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace {

using muster::load::parse_target;
using muster::load::protocol;

bool is_refused(std::string_view url) {
  return !parse_target(url);
}

} // namespace

CAF_TEST(a url names server and paths) {
  const auto x = parse_target("http://127.0.0.1:6969/announce");
  CAF_REQUIRE(x);
  CAF_CHECK_EQUAL(to_string(x->server), "127.0.0.1:6969");
  CAF_CHECK_EQUAL(x->host, "127.0.0.1:6969");
  CAF_CHECK_EQUAL(x->announce_path, "/announce");
  CAF_CHECK_EQUAL(x->scrape_path, "/scrape");
}

CAF_TEST(an IPv6 address stands in brackets) {
  CAF_CHECK(to_string(parse_target("http://[::1]:6969/announce")->server) == "[::1]:6969");
  CAF_CHECK(to_string(parse_target("http://[::1]/announce")->server) == "[::1]:80");
  CAF_CHECK(is_refused("http://::1:6969/announce"));
}

CAF_TEST(the port defaults to 80) {
  CAF_CHECK(to_string(parse_target("http://127.0.0.1/announce")->server) == "127.0.0.1:80");
  CAF_CHECK(is_refused("http://127.0.0.1:0/announce"));
  CAF_CHECK(is_refused("http://127.0.0.1:65536/announce"));
  CAF_CHECK(is_refused("http://127.0.0.1:/announce"));
}

CAF_TEST(a url of udp names its port and may have a path) {
  const auto x = parse_target("udp://127.0.0.1:6969/announce");
  CAF_REQUIRE(x);
  CAF_CHECK(x->protocol == protocol::udp);
  CAF_CHECK_EQUAL(to_string(x->server), "127.0.0.1:6969");
  CAF_CHECK_EQUAL(x->announce_path, "/announce");
  CAF_CHECK(parse_target("udp://[::1]:6969")->announce_path == "");
  CAF_CHECK(to_string(parse_target("udp://[::1]:6969")->server) == "[::1]:6969");
  CAF_CHECK(parse_target("http://127.0.0.1/announce")->protocol == protocol::http);
  for (const auto* url :
       {"udp://127.0.0.1/announce", "udp://127.0.0.1", "udp://[::1]/announce", "udp://127.0.0.1:0",
        "udp://127.0.0.1:1/a?b", "udp:127.0.0.1:1"})
    CAF_CHECK(is_refused(url));
}

CAF_TEST(a path over udp has at most 255 bytes) {
  const auto url = [](std::size_t size) {
    return "udp://127.0.0.1:1/" + std::string(size - 1, 'x');
  };
  CAF_CHECK(parse_target(url(255)));
  CAF_CHECK(is_refused(url(256)));
}

CAF_TEST(the scrape path comes from the last part of the announce path) {
  const auto scrape_path = [](std::string_view path) {
    return parse_target("http://127.0.0.1" + std::string{path})->scrape_path;
  };
  CAF_CHECK_EQUAL(scrape_path("/announce.php"), "/scrape.php");
  CAF_CHECK_EQUAL(scrape_path("/announce/announce"), "/announce/scrape");
  CAF_CHECK_EQUAL(scrape_path("/announce/x"), "");
  CAF_CHECK_EQUAL(scrape_path("/"), "");
}

CAF_TEST(what is no plain url is refused) {
  for (const auto* url :
       {"", "127.0.0.1:6969/announce", "https://127.0.0.1/announce", "UDP://127.0.0.1:1/announce",
        "http://localhost/announce", "http://127.0.0.1:6969", "http:///announce",
        "http://127.0.0.1/a b", "http://127.0.0.1/announce?x=1", "http://127.0.0.1/a\r\nb"})
    CAF_CHECK(is_refused(url));
}
